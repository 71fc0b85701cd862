"""Headline figures have exact derivatives: at the solution, at the benchmark, and at both."""

from __future__ import annotations

import numpy as np
import pytest

from tests.model.audit.cases_visas import VISAS
from tests.model.test_account_derivatives import ROUNDING, STEP, span

HEADLINES = (
    "welfare_ev_world",
    "welfare_ev_world_ppp",
    "welfare_ev_world_pct",
    "welfare_ev_world_ppp_pct",
    "welfare_ev",
    "welfare_ev_ppp",
    "income_change_world",
    "income_change_world_pct",
    "income_change",
    "welfare_ev_by_source",
    "welfare_ev_by_residence",
    "welfare_ev_by_birth",
    "welfare_ev_by_birth_ppp",
    "income_per_natural",
    "group_number",
)
"""Of welfare_ev_pct there are cells of groups next to empty, too curved for differences."""


class Point:
    """Headlines of an economy off its kinks, their derivatives, and values beside it."""

    def __init__(self, moves: str) -> None:
        solution = VISAS["sold"]().solution
        self.outcomes, self.cells = solution.outcomes, solution.outcomes.cells
        self.moves, rng = moves, np.random.default_rng(2)
        away = np.where(self.cells.free, 1 + 0.02 * rng.random(self.cells.size), 1.0)
        self.now, self.then = solution.v * away, solution.v_base * away
        self.places = {
            name: np.arange(*self.outcomes.component(name).cells.indices(self.cells.size))
            for name in HEADLINES
        }
        self.factors = {name: rng.random(len(at)) for name, at in self.places.items()}
        before = self.outcomes.benchmark(self.then)
        at = self.outcomes.at(self.now, before)
        weights = [
            dict(zip(self.places[n].tolist(), self.factors[n].tolist(), strict=True))
            for n in HEADLINES
        ]
        self.exact = np.array([self.outcomes.gradient(at, before, w, moves) for w in weights])
        sums = [abs(at[self.places[name]]) @ self.factors[name] for name in HEADLINES]
        self.size = np.array(sums) + 1.0
        self.unit = np.where(self.now == 0, 1.0, abs(self.now))

    def inputs(self) -> list[int]:
        """Cells of unknowns and parameters."""
        own = {*self.outcomes.names, *(f"{name}_base" for name in self.outcomes.names)}
        return [
            cell
            for component in self.cells.components.values()
            if component.name not in own and component.name not in ROUNDING
            for cell in span(component)
        ]

    def values(self, step: np.ndarray) -> np.ndarray:
        there = self.now + step * (self.moves != "benchmark")
        start = self.then + step * (self.moves != "target")
        v = self.outcomes.at(there, self.outcomes.benchmark(start))
        return np.array([v[self.places[name]] @ self.factors[name] for name in HEADLINES])

    def off(self, direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Difference along a direction [units of the cells], and how far the derivative is off."""
        step = STEP * self.unit * direction
        slope = (self.values(step) - self.values(-step)) / (2 * STEP)
        gap = abs(self.exact @ (self.unit * direction) - slope) / (abs(slope) + self.size)
        return slope, gap


@pytest.mark.parametrize("moves", ["target", "benchmark", "both"])
def test_headlines_have_exact_derivatives_along_any_direction(moves: str) -> None:
    point, rng = Point(moves), np.random.default_rng(3)
    assert np.isfinite(point.exact).all()
    direction = np.zeros(point.cells.size)
    for _ in range(3):
        direction[point.inputs()] = rng.normal(size=len(point.inputs())) / 100
        slope, gap = point.off(direction)
        assert (abs(slope) > 0).sum() >= len(HEADLINES) - 2  # two are levels of today
        assert gap.max() < 1e-6, HEADLINES[gap.argmax()]


@pytest.mark.slow
@pytest.mark.parametrize("moves", ["target", "benchmark", "both"])
def test_headlines_have_exact_derivatives_in_every_cell(moves: str) -> None:
    point, moved = Point(moves), 0
    for cell in point.inputs():
        direction = np.zeros(point.cells.size)
        direction[cell] = 1.0
        slope, gap = point.off(direction)
        assert gap.max() < 1e-6, f"{HEADLINES[gap.argmax()]} in {point.cells.label(cell)}"
        moved += bool(abs(slope).max())
    assert moved > 100
