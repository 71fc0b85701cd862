"""Exact derivatives of figures against differences: along directions, and in every cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cge.solver.outcomes import Outcomes

ROUNDING = ("kink", "complementarity")
"""Cells that round kinks: a step of a difference is far wider than they are."""
STEP = 1e-6
NEAR = 1e-6
"""Of the slope and the figure."""


@dataclass(frozen=True)
class Slopes:
    """Figures of an economy that stands off its kinks."""

    outcomes: Outcomes
    names: tuple[str, ...]
    values: Callable[[np.ndarray], np.ndarray]
    """By a step in all cells (figure)."""
    exact: np.ndarray
    """Derivatives (figure, cell)."""
    here: np.ndarray
    """Where they are taken: cells count in their own size."""
    size: np.ndarray
    """Of the figures."""

    def inputs(self) -> list[int]:
        """Cells of unknowns and parameters: neither defined ones nor those of kinks."""
        own = {*self.outcomes.names, *(f"{name}_base" for name in self.outcomes.names)}
        return [
            cell
            for component in self.outcomes.cells.components.values()
            if component.name not in own and component.name not in ROUNDING
            for cell in range(component.start, component.start + len(component.keys))
        ]

    def slope(self, direction: np.ndarray, where: str) -> np.ndarray:
        """Difference along a direction (figure); the derivative must say the same."""
        step = np.where(self.here == 0, 1.0, abs(self.here)) * direction
        slope = (self.values(STEP * step) - self.values(-STEP * step)) / (2 * STEP)
        gap = abs(self.exact @ step - slope) / (abs(slope) + self.size)
        assert gap.max() < NEAR, f"{self.names[gap.argmax()]} {where}"
        return slope

    def hold_along_directions(self, moved: int) -> None:
        """Three directions, in which so many figures move."""
        rng, cells = np.random.default_rng(3), self.inputs()
        assert np.isfinite(self.exact).all()
        direction = np.zeros(self.here.size)
        for n in range(3):
            direction[cells] = rng.normal(size=len(cells)) / 100
            assert np.count_nonzero(self.slope(direction, f"along direction {n}")) >= moved

    def hold_in_every_cell(self, moved: int) -> None:
        """Cell by cell: more than so many of them move a figure."""
        found = 0
        for cell in self.inputs():
            direction = np.zeros(self.here.size)
            direction[cell] = 1.0
            found += bool(self.slope(direction, f"in {self.outcomes.cells.label(cell)}").any())
        assert found > moved
