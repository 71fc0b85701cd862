"""Headline figures have exact derivatives: at the solution, at the benchmark, and at both."""

from __future__ import annotations

import numpy as np
import pytest

from tests.model.audit.cases_visas import VISAS
from tests.model.slopes import Slopes

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

MOVES = pytest.mark.parametrize("moves", ["target", "benchmark", "both"])


def slopes(moves: str) -> Slopes:
    """Of weighted sums of the headlines."""
    solution = VISAS["sold"]().solution
    outcomes, cells = solution.outcomes, solution.outcomes.cells
    rng = np.random.default_rng(2)
    away = np.where(cells.free, 1 + 0.02 * rng.random(cells.size), 1.0)
    now, then = solution.v * away, solution.v_base * away
    places = [np.arange(cells.size)[outcomes.component(name).cells] for name in HEADLINES]
    factors = [rng.random(len(at)) for at in places]

    def values(step: np.ndarray) -> np.ndarray:
        there, start = now + step * (moves != "benchmark"), then + step * (moves != "target")
        v = outcomes.at(there, outcomes.benchmark(start))
        return np.array([v[at] @ f for at, f in zip(places, factors, strict=True)])

    before = outcomes.benchmark(then)
    at = outcomes.at(now, before)
    weights = [
        dict(zip(place.tolist(), f.tolist(), strict=True))
        for place, f in zip(places, factors, strict=True)
    ]
    exact = np.array([outcomes.gradient(at, before, weight, moves) for weight in weights])
    size = np.array([abs(at[place]) @ f + 1 for place, f in zip(places, factors, strict=True)])
    return Slopes(outcomes, HEADLINES, values, exact, now, size)


@MOVES
def test_headlines_have_exact_derivatives_along_directions(moves: str) -> None:
    slopes(moves).hold_along_directions(len(HEADLINES) - 2)  # numbers of today have no past


@pytest.mark.slow
@MOVES
def test_headlines_have_exact_derivatives_in_every_cell(moves: str) -> None:
    slopes(moves).hold_in_every_cell(100)
