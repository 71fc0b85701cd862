"""Accounts of movers and budgets have exact derivatives in every unknown and parameter."""

from __future__ import annotations

import numpy as np
import pytest

from tests.marks import rest_slow
from tests.model.audit.cases_visas import VISAS
from tests.model.slopes import Slopes

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


def slopes(case: str) -> Slopes:
    """Of weighted sums of the accounts."""
    solution = VISAS[case]().solution
    outcomes, before = solution.outcomes, solution.before
    cells, rng = outcomes.cells, np.random.default_rng(1)
    here = solution.v * np.where(cells.free, 1 + 0.02 * rng.random(cells.size), 1.0)
    places = [np.arange(cells.size)[outcomes.component(name).cells] for name in ACCOUNTS]
    factors = [rng.random(len(at)) for at in places]

    def values(step: np.ndarray) -> np.ndarray:
        v = outcomes.at(here + step, before)
        return np.array([v[at] @ f for at, f in zip(places, factors, strict=True)])

    now = outcomes.at(here, before)
    weights = [
        dict(zip(at.tolist(), f.tolist(), strict=True))
        for at, f in zip(places, factors, strict=True)
    ]
    exact = np.array([outcomes.gradient(now, before, weight) for weight in weights])
    size = np.array([abs(now[at]) @ f for at, f in zip(places, factors, strict=True)])
    return Slopes(outcomes, ACCOUNTS, values, exact, here, size)


@pytest.mark.parametrize("case", rest_slow(["sold", "guarded"]))
def test_accounts_of_movers_have_exact_derivatives_along_directions(case: str) -> None:
    slopes(case).hold_along_directions(len(ACCOUNTS) - 1)


@pytest.mark.slow
@pytest.mark.parametrize("case", ["sold", "guarded"])
def test_accounts_of_movers_have_exact_derivatives_in_every_cell(case: str) -> None:
    slopes(case).hold_in_every_cell(300)
