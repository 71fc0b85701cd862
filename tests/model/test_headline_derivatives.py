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


@pytest.mark.parametrize(
    "moves", ["target", *(pytest.param(x, marks=pytest.mark.slow) for x in ("benchmark", "both"))]
)
def test_headlines_have_exact_derivatives(moves: str) -> None:
    solution = VISAS["sold"]().solution
    outcomes, cells = solution.outcomes, solution.outcomes.cells
    rng = np.random.default_rng(2)
    away = np.where(cells.free, 1 + 0.02 * rng.random(cells.size), 1.0)  # off the kinks
    now, then = solution.v * away, solution.v_base * away
    places = {
        name: np.arange(*outcomes.component(name).cells.indices(cells.size)) for name in HEADLINES
    }
    factors = {name: rng.random(len(at)) for name, at in places.items()}

    def values(cell: int, step: float) -> np.ndarray:
        there, start = now.copy(), then.copy()
        if moves != "benchmark":
            there[cell] += step
        if moves != "target":
            start[cell] += step
        v = outcomes.at(there, outcomes.benchmark(start))
        return np.array([v[places[name]] @ factors[name] for name in HEADLINES])

    before = outcomes.benchmark(then)
    at = outcomes.at(now, before)
    weights = [dict(zip(places[n].tolist(), factors[n].tolist(), strict=True)) for n in HEADLINES]
    exact = np.array([outcomes.gradient(at, before, weight, moves) for weight in weights])
    assert np.isfinite(exact).all()
    size = np.array([abs(at[places[name]]) @ factors[name] for name in HEADLINES]) + 1.0
    own = {*outcomes.names, *(f"{name}_base" for name in outcomes.names)}
    moved = 0
    for component in cells.components.values():
        if component.name in own or component.name in ROUNDING:
            continue
        for cell in span(component):
            unit = abs(now[cell]) or 1.0
            slope = (values(cell, STEP * unit) - values(cell, -STEP * unit)) / (2 * STEP)
            gap = abs(unit * exact[:, cell] - slope) / (abs(slope) + size)
            assert gap.max() < 1e-6, f"{HEADLINES[gap.argmax()]} in {cells.label(cell)}"
            moved += bool(abs(slope).max())
    assert moved > 100
