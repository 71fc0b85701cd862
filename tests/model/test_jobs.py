"""Floors under wages and wage curves (U-1 to U-5) against economies that can be worked out."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from scipy.optimize import brentq

from tests.economies import random_economy
from tests.model.equilibrium import Equilibrium, equilibrium
from tests.model.test_closed_forms import HOMOGENEOUS, arrivals, one_good

S = 0.6
"""Share of labour in the Cobb-Douglas economy of one good: wages fall with L^(S - 1)."""
VINTAGES = {"esubnm": 5.0, "esubvin": 5.0}


def north(result: xr.Dataset, name: str, **labels: str) -> float:
    return float(result[name].sel(region="N", **labels).sum())


def rate(result: xr.Dataset, group: str = "natives") -> float:
    return north(result, "unemployment_rate", group=group)


@pytest.mark.parametrize("benefit", [0.0, 0.4])
def test_a_floor_above_todays_wage_costs_the_work_that_is_worth_less(benefit):
    bench = one_good(labour_share=S, abroad=1e-9)
    rule = {"region": "N", "floor": 1.05, "benefit": benefit}
    result = equilibrium(bench, closure=HOMOGENEOUS, wages=[rule]).result
    work = 1.05 ** (-1 / (1 - S))
    assert rate(result) == pytest.approx(1 - work, rel=1e-8)
    assert north(result, "unemployment_pct") == pytest.approx(100 * (1 - work), rel=1e-6)
    assert north(result, "employed_workers") == pytest.approx(work * 100e6, rel=1e-6)
    output = 1000 * work**S
    assert north(result, "gdp_real") == pytest.approx(output, rel=1e-8)
    assert north(result, "welfare_ev_ppp", group="natives") == pytest.approx(
        output - 1000, rel=1e-6
    )
    # Who is out of work keeps his part of capital income, gets the benefit and pays his part of it.
    out, wage = 1 - work, S * output / work
    paid = benefit * wage * out
    left = out * ((1 - S) * output - paid) + paid - out * 1000
    got = north(result, "welfare_ev_ppp_unemployed", group="natives")
    assert got == pytest.approx(left, rel=1e-6)
    spent = result.government_spending.sel(region="N", item="benefits")
    assert float(spent) == pytest.approx(paid, rel=1e-8, abs=1e-9)


def test_under_a_floor_at_todays_wage_immigrants_displace_one_for_one():
    m = 0.2
    bench = one_good(labour_share=S, abroad=1e-7)
    move = arrivals(bench, m * 100e6)
    result = equilibrium(bench, **move, wages=[{"region": "N", "floor": 1.0}]).result
    assert north(result, "gdp_real") == pytest.approx(1000, rel=1e-6)
    for group in ("natives", "established_migrants", "new_migrants"):
        assert rate(result, group) == pytest.approx(m / (1 + m), rel=1e-6)
    # The wage bill is that of before, shared among all: natives lose what newcomers earn.
    natives = -S * 1000 * m / (1 + m)
    assert north(result, "welfare_ev_ppp", group="natives") == pytest.approx(natives, rel=1e-6)


def test_a_floor_below_the_wage_changes_nothing():
    bench = one_good(labour_share=S, abroad=1e-7)
    move = arrivals(bench, 20e6)
    free = equilibrium(bench, **move).result
    floored = equilibrium(bench, **move, wages=[{"region": "N", "floor": 0.9}]).result
    assert 1.2 ** (S - 1) > 0.9
    assert rate(floored) == pytest.approx(0, abs=1e-9)
    xr.testing.assert_allclose(floored.welfare_ev_ppp, free.welfare_ev_ppp, atol=1e-8)


def test_a_floor_at_todays_wage_puts_nobody_out_of_work_where_nothing_else_changes():
    """Wage on the floor and nobody out of work: both sides of the complementarity are zero."""
    bench = one_good(labour_share=S, abroad=1e-7)
    result = equilibrium(bench, closure=HOMOGENEOUS, wages=[{"region": "N", "floor": 1.0}]).result
    assert rate(result) == pytest.approx(0, abs=1e-6)
    assert float(abs(result.welfare_ev_ppp).max()) < 1e-3


def test_wages_follow_unemployment_along_the_curve():
    m, before, steep = 0.2, 0.06, 0.1
    bench = one_good(labour_share=S, abroad=1e-7)
    curve = {"unemployment": before, "elasticity": steep}
    wages = [{"region": "N", "curve": curve}]
    result = equilibrium(bench, **arrivals(bench, m * 100e6), wages=wages).result

    def gap(out: float) -> float:
        work = (1 + m) * (1 - out) / (1 - before)
        return np.log(work) * (S - 1) + steep * np.log(out / before)

    exact = brentq(gap, before / 10, 0.9, xtol=1e-15)
    assert exact > 1.2 * before
    assert rate(result) == pytest.approx(exact, rel=1e-6)
    wage = 100 * ((exact / before) ** -steep - 1)
    native = result.real_wage_pct.sel(destination="N", nativity="native")
    assert float(native.sum()) == pytest.approx(wage, rel=1e-6)


def test_who_may_find_no_work_counts_on_the_mean():
    """Free movement: the odds of going follow the wage times the part of people who have work."""
    nu = 0.7
    bench = one_good(labour_share=S, abroad=0.05, would_be=15e6, migration_elasticity=nu)
    clause = {"name": "open", "to": "N", "from": "S", "instrument": "free"}
    wages = [{"region": "N", "floor": 1.0}]
    result = equilibrium(bench, closure=HOMOGENEOUS, visas=[clause], wages=wages).result
    place, south, here, born = 100e6, 80e6, 5e6, 85e6
    kept = here / (here + 15e6) * (1 - 15e6 / south)
    barrier = 1 - kept ** (1 / nu)

    def excess(number: float) -> float:
        works = (place + here) / (place + number)
        pull = works / ((1 - barrier) * ((born - number) / south) ** (S - 1))
        return np.log(number / here * south / (born - number)) - nu * np.log(pull)

    exact = brentq(excess, here, born * (1 - 1e-9), xtol=1e-3, rtol=1e-14)
    got = float(result.workers.sel(origin="S", destination="N").sum())
    assert got == pytest.approx(exact, rel=1e-7)
    assert rate(result) == pytest.approx(1 - (place + here) / (place + exact), rel=1e-6)


def crowded(exempt: str | None = None) -> Equilibrium:
    """Many come to r0, where no real wage of the low-skilled may fall."""
    rule = {"region": "r0", "skill": "low", "floor": 1.0, "benefit": 0.5}
    return equilibrium(
        random_economy(3),
        parameters=VINTAGES,
        visas=[
            {"name": "in", "to": "r0", "instrument": "stock", "size": {"percent_of_current": 60}}
        ],
        wages=[rule | ({"exempt": exempt} if exempt else {})],
    )


def test_exempt_newcomers_have_work_and_cost_others_less_of_it():
    """Posner and Weyl: who comes may work below the floor that protects those who were there."""
    covered, exempt = crowded().result, crowded("newcomers").result
    here = {"region": "r0", "skill": "low"}
    assert float(covered.unemployment_rate.sel(group="new_migrants", **here)) > 0.05
    assert float(exempt.unemployment_rate.sel(group="new_migrants", **here)) == 0
    assert float(exempt.gdp_real.sel(region="r0")) > float(covered.gdp_real.sel(region="r0"))


def test_incomes_with_unemployment_and_its_benefits_add_up():
    case = crowded()
    result = case.result
    after = float((result.group_income).sel(region="r0").sum())
    assert after == pytest.approx(float(result.disposable_income.sel(region="r0")), rel=1e-9)
    assert abs(float(result.budget_residual.sel(region="r0"))) < 1e-12
