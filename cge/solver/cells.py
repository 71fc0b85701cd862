"""All cells of a model's variables and parameters in one vector ``v``, and where each one lies."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from cge.solver.template import CellTable, Codec

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Component:
    """Where the cells of one Pyomo Var or Param lie in ``v``."""

    name: str
    keys: list[Any]
    start: int
    table: CellTable

    @property
    def cells(self) -> slice:
        """Where the cells lie."""
        return slice(self.start, self.start + len(self.keys))

    def position(self, key: Any) -> int:
        """Where one cell lies; KeyError where there is none."""
        return self.start + self._places[key]

    @cached_property
    def _places(self) -> dict[Any, int]:
        return {key: n for n, key in enumerate(self.keys)}


class Cells:
    """The layout of a model, shared by everything that is compiled from it.

    Parameters
    ----------
    model
        Its variables and parameters; only those that it has now are in the layout.
    computed
        Keys of components that definitions fill: the model has no values for them.
    """

    def __init__(
        self, model: pyo.ConcreteModel, computed: Mapping[str, list[Any]] | None = None
    ) -> None:
        self.codec = Codec()
        self.members: dict[int, Any] = {}
        """Members of indexed Sets that rules sum over, by the id of the Set."""
        self.components: dict[str, Component] = {}
        self._tables: dict[tuple[Any, ...], CellTable] = {}
        computed = computed or {}
        start = 0
        for component in model.component_objects((pyo.Var, pyo.Param), descend_into=False):
            name = component.name
            index = component.index_set()
            if name in computed:
                keys = computed[name]
            elif component.is_indexed():
                keys = list(index) if index.isfinite() else []
            else:
                keys = [None]
            self.components[name] = Component(name, keys, start, self._table(keys))
            start += len(keys)
        self.size = start
        self._computed = frozenset(computed)
        self.free = np.zeros(start, dtype=bool)
        """Cells that are unknowns: of variables, and not fixed."""
        for component in model.component_objects(pyo.Var, descend_into=False):
            place = self.components[component.name]
            self.free[place.cells] = [not component[k].fixed for k in place.keys]
        self.values: np.ndarray
        """Values that the model holds: the benchmark."""
        self.lower: np.ndarray
        """Lower bounds of variables."""
        self.read(model)

    def read(self, model: pyo.ConcreteModel) -> None:
        """Take the numbers of a model with this layout."""
        self.values = np.zeros(self.size)
        self.lower = np.full(self.size, -np.inf)
        for component in model.component_objects(pyo.Var, descend_into=False):
            place = self.components[component.name]
            cells = [component[k] for k in place.keys]
            self.values[place.cells] = [c.value for c in cells]
            self.lower[place.cells] = [-np.inf if c.lb is None else c.lb for c in cells]
        for component in model.component_objects(pyo.Param, descend_into=False):
            place = self.components[component.name]
            if component.name in self._computed or not place.keys:
                continue
            self.values[place.cells] = _values(component, place.keys)

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
            more.components[name] = Component(name, keys, more.size, self._table(keys))
            more.size += len(keys)
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
