"""All cells of a model's variables and parameters in one vector ``v``, and where each one lies."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from cge.model.declare import Declared, Param, Var, places_of
from cge.solver.labels import CellTable, Codec, as_tuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class Component:
    """Where the cells of one Pyomo Var or Param lie in ``v``."""

    name: str
    keys: list[Any]
    start: int
    table: CellTable
    _known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def cells(self) -> slice:
        """Where the cells lie."""
        return slice(self.start, self.start + len(self.keys))

    def position(self, key: Any) -> int:
        """Where one cell lies; KeyError where there is none."""
        return self.start + self._places[key]

    def labels(self, n: int) -> tuple[str, ...]:
        """Labels at the ``n``-th place of the keys, each once."""
        if n not in self._known:
            self._known[n] = tuple(dict.fromkeys(as_tuple(key)[n] for key in self.keys))
        return self._known[n]

    def places(self, labels: tuple[tuple[str, ...], ...]) -> tuple[np.ndarray, ...]:
        """Where the cells lie in an array with these labels along its dims."""
        if labels not in self._known:
            self._known[labels] = places_of(self.keys, labels)
        return self._known[labels]

    @cached_property
    def _places(self) -> dict[Any, int]:
        return {key: n for n, key in enumerate(self.keys)}


@dataclass(frozen=True)
class Numbers:
    """Numbers of one variable or parameter, in the order of its keys."""

    name: str
    keys: list[Any]
    values: np.ndarray
    lower: np.ndarray | None = None
    """Lower bounds of a variable; None for a parameter."""
    free: np.ndarray | None = None
    """Which cells of a variable are unknowns; None for a parameter."""


def numbers(source: Declared | pyo.ConcreteModel) -> Iterator[Numbers]:
    """Numbers of what blocks have declared, or of what a Pyomo model holds."""
    if not isinstance(source, Declared):
        yield from _of_pyomo(source)
        return
    for name, component in source.of(Param, Var):
        if isinstance(component, Param):
            yield Numbers(name, component.keys, component.values())
            continue
        lower = np.array(list(component.lower.values()), dtype=float)
        free = ~np.array(list(component.fixed.values()), dtype=bool)
        yield Numbers(name, component.keys, component.values(), lower, free)


class Cells:
    """The layout of a model, shared by everything that is compiled from it.

    Parameters
    ----------
    source
        Its variables and parameters; only those that it has now are in the layout.
    computed
        Keys of components that definitions fill: the model has no values for them.
    """

    def __init__(
        self,
        source: Declared | pyo.ConcreteModel,
        computed: Mapping[str, list[Any]] | None = None,
    ) -> None:
        self.codec = Codec()
        self.members: dict[int, Any] = {}
        """Members of indexed Sets that rules sum over, by the id of the Set."""
        self.components: dict[str, Component] = {}
        self._tables: dict[tuple[Any, ...], CellTable] = {}
        self.size = 0
        for part in numbers(source):
            if part.name not in (computed or {}):
                self._place(part.name, part.keys)
        for name, keys in (computed or {}).items():
            self._place(name, keys)
        self.free: np.ndarray
        """Cells that are unknowns: of variables, and not fixed."""
        self.values: np.ndarray
        """Values that the model holds: the benchmark."""
        self.lower: np.ndarray
        """Lower bounds of variables."""
        self._computed = frozenset(computed or ())
        self.read(source)

    def read(self, source: Declared | pyo.ConcreteModel) -> None:
        """Take the numbers of a model with this layout."""
        self.values = np.zeros(self.size)
        self.lower = np.full(self.size, -np.inf)
        self.free = np.zeros(self.size, dtype=bool)
        for part in numbers(source):
            if part.name in self._computed:
                continue
            cells = self.components[part.name].cells
            self.values[cells] = part.values
            if part.free is not None:
                self.lower[cells], self.free[cells] = part.lower, part.free

    def _place(self, name: str, keys: list[Any]) -> None:
        self.components[name] = Component(name, keys, self.size, self._table(keys))
        self.size += len(keys)

    def _table(self, keys: list[Any]) -> CellTable:
        """Where the keys are; components on the same keys share it."""
        same = tuple(keys)
        if same not in self._tables:
            self._tables[same] = CellTable(keys, self.codec)
        return self._tables[same]

    def extended(self, computed: Mapping[str, list[Any]]) -> Cells:
        """The same layout, with cells of more definitions after its end.

        Parameters
        ----------
        computed
            Their keys by component; the components have no cells yet.
        """
        more = copy(self)
        more.components = dict(self.components)
        for name, keys in computed.items():
            more._place(name, keys)
        new = more.size - self.size
        more.values = np.pad(self.values, (0, new))
        more.free = np.pad(self.free, (0, new))
        more.lower = np.pad(self.lower, (0, new), constant_values=-np.inf)
        return more

    def label(self, position: int) -> str:
        """Name of a cell of ``v``, for messages: ``po[services,USA]``."""
        for component in self.components.values():
            if component.start <= position < component.start + len(component.keys):
                key = component.keys[position - component.start]
                return component.name + brackets(key)
        raise IndexError(position)


def _of_pyomo(model: pyo.ConcreteModel) -> Iterator[Numbers]:
    for component in model.component_objects((pyo.Var, pyo.Param), descend_into=False):
        index = component.index_set()
        keys = [None] if not component.is_indexed() else list(index) if index.isfinite() else []
        if component.ctype is pyo.Param:
            yield Numbers(component.name, keys, np.array(_values(component, keys), dtype=float))
            continue
        cells = [component[key] for key in keys]
        yield Numbers(
            component.name,
            keys,
            np.array([c.value for c in cells], dtype=float),
            np.array([-np.inf if c.lb is None else c.lb for c in cells], dtype=float),
            np.array([not c.fixed for c in cells], dtype=bool),
        )


def _values(component: Any, keys: list[Any]) -> list[float]:
    """Values of a parameter; cells that nobody has set have its default, and are not made."""
    if not component.mutable:
        known = component.extract_values()
        return [known[key] for key in keys]
    known = {key: pyo.value(data) for key, data in component.sparse_items()}
    default = component.default()
    return [known.get(key, default) for key in keys]


def brackets(key: Any) -> str:
    """Labels of a cell for messages: ``[services,USA]``, nothing where there is no index."""
    if key is None:
        return ""
    return "[" + ",".join(str(k) for k in (key if isinstance(key, tuple) else (key,))) + "]"
