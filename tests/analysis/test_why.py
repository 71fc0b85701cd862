"""Why a number changes: contributions add up, and elasticities are what differences find."""

from __future__ import annotations

from functools import cache

import pytest

from cge.analysis.hangs_on import elasticities
from cge.analysis.number import position
from cge.analysis.why import Cause, Why
from cge.benchmark.read import load_benchmark
from cge.errors import UsageError
from cge.scenario.load import load_scenario
from cge.scenario.resolve import resolve
from cge.solver import Solution, solve
from tests.marks import rest_slow

pytestmark = pytest.mark.solver

NUMBERS = (
    "real_wage[NORTH,low]",
    "wage[migrant,NORTH,high]",
    "gdp[SOUTH]",
    "price_index[NORTH]",
    "welfare_ev_world_ppp",
    "welfare_ev[remaining_behind,SOUTH,low]",
    "remittances[SOUTH,NORTH]",
    "government_revenue[NORTH,income_tax]",
    "trade[industry,SOUTH,NORTH]",
    "income_per_natural[SOUTH]",
    "po[services,NORTH]",
    "ql[high,NORTH]",
)
SCENARIOS = ("auction_3pct", "tariff_free", "worldbank_3pct")
EXACT = 1e-6


@cache
def solved(scenario: str, *options: str) -> Solution:
    bench = load_benchmark("north_south")
    return solve(bench, resolve(load_scenario(scenario, overrides=options), bench))


@cache
def why(scenario: str) -> Why:
    return Why(solved(scenario))


def told(scenario: str, number: str, depth: int = 1) -> Cause:
    cell, _ = position(solved(scenario), number)
    return why(scenario).explain(cell, depth)


@pytest.mark.parametrize("scenario", rest_slow(SCENARIOS))
@pytest.mark.parametrize("number", NUMBERS)
def test_contributions_add_up_to_the_change(scenario: str, number: str) -> None:
    cause = told(scenario, number, depth=3)
    while cause.below is not None:
        near = EXACT * abs(cause.change)
        assert sum(term.total for term in cause.terms) == pytest.approx(cause.change, abs=near)
        assert sum(cause.by_part.values()) == pytest.approx(cause.change, abs=near)
        for term in cause.terms:
            assert sum(amount for _, amount, _ in term.cells) == pytest.approx(term.total, rel=1e-9)
        cause = cause.below


def test_the_wage_in_prices_falls_by_the_wage_and_rises_by_prices() -> None:
    """real wage = wage / prices: along the path each contributes with its own sign."""
    cause = told("quota_3pct", "real_wage[NORTH,low]")
    wage, prices = cause.terms
    assert (wage.name, prices.name) == ("wage", "p_cons")
    assert wage.total < 0 < prices.total
    assert cause.rule == "return m.wage[n, r, k] / m.p_cons[r]"
    first_order = -cause.before * (told("quota_3pct", "price_index[NORTH]").change)
    assert prices.total == pytest.approx(first_order, rel=0.01)


def test_two_parts_of_a_shock_are_told_apart() -> None:
    """A tariff cut beside a quota: together they make the change, alone each about its part."""
    both = solved("quota_3pct", "tariffs=[{importer: all, exporter: all, cut: 0.5}]")
    cell, _ = position(both, "real_wage[NORTH,low]")
    parts = Why(both).explain(cell).by_part
    assert set(parts) == {"limit", "tm"}
    alone = told("quota_3pct", "real_wage[NORTH,low]").change
    assert parts["limit"] == pytest.approx(alone, rel=0.05)


def test_a_number_that_does_not_change_has_no_contributions() -> None:
    still = solved("quota_3pct", "visas=[]")
    cell, _ = position(still, "gdp[NORTH]")
    cause = Why(still).explain(cell)
    assert cause.terms == ()
    assert elasticities(still, cell) == []


@pytest.mark.parametrize("number", rest_slow(["real_wage[NORTH,low]", "welfare_ev_world_ppp"]))
@pytest.mark.parametrize(
    ("parameter", "less", "more"),
    [
        ("esubsk", "parameters.esubsk=1.998", "parameters.esubsk=2.002"),
        ("esubnm", "parameters.esubnm=19.98", "parameters.esubnm=20.02"),
        ("limit", "visas.0.size.percent_of_labour_force=2.997",
         "visas.0.size.percent_of_labour_force=3.003"),
    ],
)  # fmt: skip
def test_elasticities_are_what_differences_find(
    number: str, parameter: str, less: str, more: str
) -> None:
    middle = ("parameters.esubsk=2", "parameters.esubnm=20")
    start = solved("quota_3pct", *middle)
    cell, _ = position(start, number)
    found = {one.name: one.value for one in elasticities(start, cell)}

    def change(option: str) -> float:
        other = solved("quota_3pct", *middle, option)
        return float(other.after[cell] - other.before[cell])

    step = change(more) - change(less)
    base = float(start.after[cell] - start.before[cell])
    assert found[parameter] == pytest.approx(step / base / 0.002, rel=1e-3, abs=1e-5)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("real_wag[NORTH,low]", "did you mean 'real_wage'"),
        ("real_wage[NORTH]", "is more than one number (destination skill nativity)"),
        ("real_wage[EAST,low]", "does not exist"),
        ("real_wage[POL,low]", "POL (Poland) is part of NORTH"),
        ("regime[SOUTH,NORTH,low]", "no rule of the model gives 'regime'"),
    ],
)
def test_wrong_numbers_are_answered(asked: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        position(solved("quota_3pct"), asked)
    assert said in str(error.value)
