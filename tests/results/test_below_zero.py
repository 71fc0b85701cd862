"""A result in which people would have less than nothing is refused, whatever solved it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import xarray as xr

from cge.errors import ScenarioError
from cge.results.below_zero import NEVER_NEGATIVE, refuse_below_zero
from cge.run.one import report
from cge.solver import solve
from tests.economies import random_economy
from tests.model.equilibrium import meaning


@pytest.fixture(scope="module")
def solution():
    bench = random_economy(3, regions=2, sectors=1, skills=1, zeros=False)
    return solve(bench, meaning(bench))


@pytest.fixture(scope="module")
def result(solution) -> xr.Dataset:
    return report(solution)


def test_what_is_possible_is_accepted(solution, result):
    refuse_below_zero(solution, result)


@pytest.mark.parametrize("name", NEVER_NEGATIVE)
def test_numbers_prices_and_remittances_are_not_negative(solution, result, name):
    with pytest.raises(ScenarioError, match=f"{name} of .* would be below zero") as caught:
        refuse_below_zero(solution, result.assign({name: -abs(result[name])}))
    assert caught.value.about == ("visas",)


def test_a_group_that_owes_more_than_it_earns(solution, result):
    with pytest.raises(ScenarioError, match=r"group_income of .* would be below zero"):
        refuse_below_zero(solution, result.assign(group_income=-abs(result.group_income)))


def test_a_visa_that_costs_all_that_the_established_earn(solution, result):
    whole = solution.array("mig", "origin", "destination", "skill") * 0 + 1.2
    paying = SimpleNamespace(array=lambda *_: whole, model=solution.model)
    with pytest.raises(ScenarioError, match="would pay 120% of their income") as caught:
        refuse_below_zero(paying, result)
    assert caught.value.corridor is not None
