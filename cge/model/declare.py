"""What blocks declare: sets, parameters and variables with their numbers, before any expression.

``declare(c)`` of a block writes them here, with the arguments that Pyomo's components of the same
names take.  A solve needs no more than these numbers if a model of the same structure was compiled
before; :func:`cge.model.concrete.concrete` makes the Pyomo model that rules are written on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

Key = Any
"""Label or tuple of labels; None for a component without index."""


class Set:
    """Members in order; with ``over``, the members that belong to each element of that.

    Parameters
    ----------
    over
        Elements that have members of their own.
    initialize
        Members, each kept once; with ``over`` by element, none where it is not named.
    dimen
        Labels per member; found from the members if it is not given.
    """

    def __init__(
        self, over: Iterable[Key] | None = None, *, initialize: Any = (), dimen: int | None = None
    ) -> None:
        self.over = None if over is None else index(over)
        self.dimen = dimen
        self._places: dict[tuple[tuple[str, ...], ...], tuple[np.ndarray, ...]] = {}
        if self.over is None:
            self._members = dict.fromkeys(initialize)
            return
        self.lists: dict[Key, list[Key]] = {
            key: list(dict.fromkeys(initialize.get(key, ()))) for key in self.over
        }

    def __iter__(self) -> Iterator[Key]:
        return iter(self._members if self.over is None else self.lists)

    def __len__(self) -> int:
        return len(self._members if self.over is None else self.lists)

    def __contains__(self, key: Key) -> bool:
        return key in (self._members if self.over is None else self.lists)

    def __getitem__(self, key: Key) -> list[Key]:
        return self.lists[key]

    def __or__(self, other: Set) -> Set:
        return Set(initialize=[*self, *other], dimen=self.dimen)

    def __mul__(self, other: Set) -> Set:
        left, right = [_tuple(a) for a in self], [_tuple(b) for b in other]
        return Set(initialize=[a + b for a in left for b in right], dimen=self.width + other.width)

    @property
    def width(self) -> int:
        """Labels per member."""
        return self.dimen or max((len(_tuple(key)) for key in self), default=1)

    @property
    def width_of_members(self) -> int:
        """Labels per member of an element of ``over``."""
        lists = self.lists.values()
        return self.dimen or max((len(_tuple(key)) for some in lists for key in some), default=1)

    def places(self, labels: tuple[tuple[str, ...], ...]) -> tuple[np.ndarray, ...]:
        """Where the members lie in an array with these labels along its dims."""
        if labels not in self._places:
            self._places[labels] = places_of(self, labels)
        return self._places[labels]

    @cached_property
    def signature(self) -> tuple[Any, ...]:
        """All members: equal for equal sets only."""
        if self.over is None:
            return tuple(self._members)
        return tuple(self.lists), tuple(tuple(members) for members in self.lists.values())


class _Cells:
    """Numbers by key, in the order of the index."""

    def __init__(self, over: tuple[Iterable[Key], ...]) -> None:
        self.index = index(over[0]) if len(over) == 1 else _product(over) if over else None
        self.keys: list[Key] = [None] if self.index is None else list(self.index)
        self._array: np.ndarray | None = None
        """Numbers in the order of the keys, as long as none was changed."""

    @cached_property
    def numbers(self) -> dict[Key, float]:
        """Numbers by key."""
        assert self._array is not None
        return dict(zip(self.keys, self._array.tolist(), strict=True))

    def __getitem__(self, key: Key) -> float:
        return self.numbers[key]

    def __setitem__(self, key: Key, value: float) -> None:
        if key not in self.numbers:
            raise KeyError(key)
        self.numbers[key] = float(value)
        self._array = None

    def __iter__(self) -> Iterator[Key]:
        return iter(self.keys)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def value(self) -> float:
        """The number of a component without index."""
        return self.numbers[None]

    def values(self) -> np.ndarray:
        """Numbers in the order of the keys."""
        if self._array is None:
            self._array = np.fromiter(self.numbers.values(), float, len(self.keys))
        return self._array

    def _start(self, initialize: Any, default: float | None) -> None:
        """Numbers by key or in their order, or one for all; KeyError where a key has none."""
        if isinstance(initialize, np.ndarray):
            self._array = initialize
        elif not isinstance(initialize, Mapping):
            start = default if initialize is None else initialize
            if start is None and self.keys:
                raise KeyError(self.keys[0])
            self.numbers = dict.fromkeys(self.keys, float(start or 0.0))
        elif default is None:
            self.numbers = {key: float(initialize[key]) for key in self.keys}
        else:
            self.numbers = {key: float(initialize.get(key, default)) for key in self.keys}


class Param(_Cells):
    """Given numbers.

    Parameters
    ----------
    *over
        Sets of the index, or any keys; none for a single number.
    initialize
        Numbers by key, an array of them in the order of the keys, or one number for all.
    default
        Number of keys that are not named.
    mutable
        Whether the shock may move it.
    """

    def __init__(
        self,
        *over: Iterable[Key],
        initialize: Any = None,
        default: float | None = None,
        mutable: bool = False,
    ) -> None:
        super().__init__(over)
        self.mutable = mutable
        self._start(initialize, default)


class Cell(float):
    """Starting value of one cell of a variable, through which the cell is fixed or bounded."""

    variable: Var
    key: Key

    def fix(self) -> None:
        """Make the cell a given number."""
        self.variable.fixed[self.key] = True

    def unfix(self) -> None:
        """Make it an unknown again."""
        self.variable.fixed[self.key] = False

    def setlb(self, bound: float | None) -> None:
        """Lower bound, None for none."""
        self.variable.lower[self.key] = -np.inf if bound is None else bound

    def set_value(self, value: float) -> None:
        """Start elsewhere."""
        self.variable[self.key] = value

    @property
    def fixed(self) -> bool:
        """Whether the cell is a given number."""
        return self.variable.fixed[self.key]

    @property
    def value(self) -> float:
        """Where it starts."""
        return float(self)


class Var(_Cells):
    """Unknowns, and numbers that an equation determines in other scenarios.

    Parameters
    ----------
    *over, initialize
        As for :class:`Param`; the values at the benchmark.
    bounds
        Lower bound, None for none, and None.
    """

    def __init__(
        self,
        *over: Iterable[Key],
        initialize: Any = None,
        bounds: tuple[float | None, None] = (None, None),
    ) -> None:
        super().__init__(over)
        self._start(initialize, None)
        self.fixed = dict.fromkeys(self.keys, False)
        self.lower: dict[Key, float]
        self.setlb(bounds[0])

    def __getitem__(self, key: Key) -> Cell:
        cell = Cell(self.numbers[key])
        cell.variable, cell.key = self, key
        return cell

    def fix(self) -> None:
        """Make all cells given numbers."""
        self.fixed = dict.fromkeys(self.keys, True)

    def setlb(self, bound: float | None) -> None:
        """Lower bound of all cells, None for none."""
        self.lower = dict.fromkeys(self.keys, -np.inf if bound is None else bound)


Component = Set | Param | Var


class Declared:
    """Sets, parameters and variables by name, in the order in which blocks declare them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._components: dict[str, Component] = {}

    def __deepcopy__(self, _memo: Any) -> Declared:
        """Itself: what was declared is not changed, and holds no part of a benchmark."""
        return self

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            super().__setattr__(name, value)
        else:
            self.add_component(name, value)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_components"][name]
        except KeyError:
            msg = f"no block has declared {name}"
            raise AttributeError(msg) from None

    def add_component(self, name: str, component: Component) -> None:
        """Declare a component.

        Raises
        ------
        ValueError
            If there is one of that name.
        """
        if name in self._components:
            msg = f"{name} is declared twice"
            raise ValueError(msg)
        self._components[name] = component

    @property
    def name(self) -> str:
        """Of the scenario, or of the part of a model."""
        return self._name

    def include(self, known: Declared) -> None:
        """Declare sets and given numbers that were declared before, for another scenario."""
        for name, component in known.of(Set, Param):
            self.add_component(name, component)

    def of(self, *kinds: type) -> Iterator[tuple[str, Any]]:
        """Names and components of some kinds, in order."""
        for name, component in self._components.items():
            if isinstance(component, kinds):
                yield name, component

    def signature(self) -> Iterator[Any]:
        """Members of sets, keys and fixed cells: equal for models of one structure only."""
        told = {id(one) for _, one in self.of(Set)}
        for name, component in self._components.items():
            if isinstance(component, Set):
                yield name, component.signature
                continue
            index = component.index
            keys = None if index is None or id(index) in told else index.signature
            state = tuple(component.fixed.values()) if isinstance(component, Var) else None
            yield (
                name,
                len(component),
                keys,
                state,
                isinstance(component, Param) and component.mutable,
            )


def index(over: Iterable[Key]) -> Set:
    """A Set as it is; other keys as a Set without name."""
    return over if isinstance(over, Set) else Set(initialize=over)


def _product(over: tuple[Iterable[Key], ...]) -> Set:
    first, *others = (index(one) for one in over)
    for other in others:
        first = first * other
    return first


def _tuple(key: Key) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)


def places_of(keys: Iterable[Key], labels: tuple[tuple[str, ...], ...]) -> tuple[np.ndarray, ...]:
    """Where keys lie in an array with these labels along its dims, one array for each dim."""
    cells = list(keys)
    several = bool(cells) and isinstance(cells[0], tuple)
    columns = list(zip(*cells, strict=True)) if several else [cells] * len(labels)
    known = ({label: n for n, label in enumerate(dim)} for dim in labels)
    return tuple(
        np.fromiter(map(dim.__getitem__, column), dtype=int, count=len(cells))
        for dim, column in zip(known, columns, strict=True)
    )
