"""Money is a veil: only relative prices matter."""

from __future__ import annotations

from functools import cache

import pytest

from cge.report.budgets import contributions
from cge.report.headline import headline
from cge.report.sheet import GROUPS
from tests.economies import random_economy
from tests.model.equilibrium import (
    Equilibrium,
    assert_close,
    assert_same,
    equilibrium,
    everywhere,
    magnitude,
    meaning,
    solved,
)

BENCH = random_economy(3, nonlabour=2, zeros=False)
NOMINAL = (
    "trade", "tariff_revenue", "government_revenue", "government_spending", "gdp", "producer_price",
    "wage", "remittances", "visa_price_usd", "visa_rent", "group_income", "disposable_income",
    "external_account", "gni", "price_index", "world_price_index", "wage_pct", "capital_charge",
    "fiscal_contribution", "fiscal_contribution_per_worker", "fiscal_not_attributed",
    "group_income_former",
)  # fmt: skip
"""Results in money of the solution; every other result is real."""
CHECKS = ("welfare_residual", "budget_residual")
"""Rounding."""


@cache
def under(numeraire: str, capital: str, level: float = 1.0) -> Equilibrium:
    visas = [everywhere(BENCH, instrument="quota", size={"percent_of_current": 20})]
    closure = {"numeraire": numeraire, "capital": capital}
    return equilibrium(BENCH, closure=closure, visas=visas, parameters={"numeraire": level})


@pytest.mark.parametrize(
    "capital",
    [
        pytest.param("fixed", marks=pytest.mark.slow),
        pytest.param("mobile", marks=pytest.mark.slow),
        "steady",
    ],
)
def test_twice_the_numeraire_doubles_money_and_nothing_else(capital):
    one = under("world_cpi", capital).result
    two = under("world_cpi", capital, 2.0).result
    for name in set(NOMINAL) - {"wage_pct"}:
        assert_close(two[name], 2 * one[name], 1e-9, magnitude(two[name]))
    real = [n for n in one.data_vars if n not in (*NOMINAL, "real_factor")]
    assert_same(two[real], one[real], 1e-9, skip=CHECKS)


def test_printed_money_is_that_of_the_benchmark():
    """A change of remittances and a budget are said in dollars of the benchmark."""
    one, two = (under("world_cpi", "steady", level).result for level in (1.0, 2.0))
    name = "remittances_change_bn_usd"
    assert headline(two)[name] == pytest.approx(headline(one)[name], rel=1e-8)
    (_, first), (_, second) = (contributions(result, GROUPS) for result in (one, two))
    assert [row[0] for row in first] == [row[0] for row in second]
    for before, after in zip(first, second, strict=True):
        assert after[1:] == pytest.approx(before[1:], rel=1e-7, abs=1e-7)


def test_money_alone_makes_nobody_better_off():
    result = solved(BENCH, meaning(BENCH, parameters={"numeraire": 2.0})).result
    gain = result.welfare_ev.fillna(0.0)
    assert_close(gain, 0.0, 1e-9, magnitude(result.disposable_income))
    assert_close(result.gdp.rename("gdp"), 2 * result.gdp_base, 1e-9)


def test_the_choice_of_numeraire_changes_no_real_result():
    world, one = under("world_cpi", "steady").result, under("r1", "steady").result
    assert float(one.price_index.sel(region="r1")) == pytest.approx(1.0, abs=1e-12)
    assert float(abs(world.price_index - 1).max()) > 1e-4, "the shock must move prices"
    real = [n for n in one.data_vars if n not in (*NOMINAL, "real_factor")]
    assert_same(one[real], world[real], 1e-8, skip=CHECKS)
