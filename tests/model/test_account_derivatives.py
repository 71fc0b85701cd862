"""Accounts of movers and budgets have exact derivatives in every unknown and parameter."""

from __future__ import annotations

import numpy as np
import pytest

from cge.solver.cells import Component
from tests.marks import rest_slow
from tests.model.audit.cases_visas import VISAS

ACCOUNTS = (
    "visa_revenue",
    "visa_price",
    "visa_rent",
    "visa_posted_usd",
    "visa_dissipated",
    "quota",
    "remittances",
    "fiscal_contribution",
    "fiscal_not_attributed",
)
ROUNDING = ("kink", "complementarity")
"""Cells that round kinks: a step of a difference is far wider than they are."""
STEP = 1e-6


def span(component: Component) -> range:
    """Positions of the cells of a component."""
    return range(component.start, component.start + len(component.keys))


@pytest.mark.parametrize("case", rest_slow(["sold", "guarded"]))
def test_accounts_of_movers_have_exact_derivatives(case: str) -> None:
    solution = VISAS[case]().solution
    outcomes, before = solution.outcomes, solution.before
    cells, rng = outcomes.cells, np.random.default_rng(1)
    away = np.where(cells.free, 1 + 0.02 * rng.random(cells.size), 1.0)  # off the kinks
    point = solution.v * away
    weights = {
        name: {cell: rng.random() for cell in span(outcomes.component(name))} for name in ACCOUNTS
    }
    places = {name: np.array(list(found)) for name, found in weights.items()}
    factors = {name: np.array(list(found.values())) for name, found in weights.items()}

    def values(cell: int, step: float) -> np.ndarray:
        moved = point.copy()
        moved[cell] += step
        v = outcomes.at(moved, before)
        return np.array([v[places[name]] @ factors[name] for name in ACCOUNTS])

    at = outcomes.at(point, before)
    exact = np.array([outcomes.gradient(at, before, weights[name]) for name in ACCOUNTS])
    assert np.isfinite(exact).all()
    size = np.array([abs(at[places[name]]) @ factors[name] for name in ACCOUNTS])
    own = {*outcomes.names, *(f"{name}_base" for name in outcomes.names)}
    moved = 0
    for component in cells.components.values():
        if component.name in own or component.name in ROUNDING:
            continue
        for cell in span(component):
            unit = abs(point[cell]) or 1.0  # derivatives by percent of the cell
            slope = (values(cell, STEP * unit) - values(cell, -STEP * unit)) / (2 * STEP)
            gap = abs(unit * exact[:, cell] - slope) / (abs(slope) + size)
            assert gap.max() < 1e-6, f"{ACCOUNTS[gap.argmax()]} in {cells.label(cell)}"
            moved += bool(abs(slope).max())
    assert moved > 300
