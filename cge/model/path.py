"""The path of a shock: every cell that the scenario changes, from the benchmark to its target."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cge.model.declare import Declared
from cge.model.sets import by_label

if TYPE_CHECKING:
    import xarray as xr


@dataclass
class Path:
    """Start and target of the cells of parameters and fixed variables that change."""

    targets: dict[str, dict[Any, float]] = field(default_factory=dict)
    """Component name -> key -> value at the end."""
    starts: dict[str, dict[Any, float]] = field(default_factory=dict)
    """The same cells -> value at the benchmark, which the model holds when it is built."""
    expected: dict[str, dict[Any, float]] = field(default_factory=dict)
    """Unknown -> key -> where the full shock is expected to bring it: a start, and no more."""

    def to(self, m: Declared, name: str, cells: dict[Any, float]) -> None:
        """Set the targets of cells; a cell that does not change is left out."""
        component = getattr(m, name)
        for key, target in cells.items():
            start = float(component[key])
            if start != target:
                self.targets.setdefault(name, {})[key] = target
                self.starts.setdefault(name, {})[key] = start

    def to_array(self, m: Declared, name: str, array: xr.DataArray, dims: tuple[str, ...]) -> None:
        """Targets from an array, for the cells that the model has."""
        values = by_label(array, *dims)
        self.to(m, name, {key: float(values[key]) for key in getattr(m, name)})
