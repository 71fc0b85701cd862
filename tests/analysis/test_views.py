"""The same gain in other views: each means what it says, and adds up to what it should."""

from __future__ import annotations

import numpy as np
import pytest

from cge.analysis.analyse import analyse
from cge.analysis.labour import labour
from cge.analysis.views import views
from cge.benchmark import accounts
from tests.economies import random_economy
from tests.model.equilibrium import Equilibrium, assert_close, equilibrium, everywhere

BENCH = random_economy(6, regions=2, sectors=2, nonlabour=2, zeros=False)


@pytest.fixture(scope="module")
def case() -> Equilibrium:
    visas = [everywhere(BENCH, instrument="free")]
    tariffs = [{"importer": "all", "exporter": "all", "sector": "all", "cut": 0.5}]
    return equilibrium(BENCH, visas=visas, tariffs=tariffs)


@pytest.fixture(scope="module")
def result(case):
    return case.result


@pytest.fixture(scope="module")
def seen(case, result):
    return analyse(case.solution, result)


def test_taking_the_compensating_variation_leaves_everybody_as_well_off_as_before(
    case, result, seen
):
    persons = result.sel(group=result.group != "government")
    left = persons.group_income.sum("source") - seen.welfare_cv.sel(group=persons.group).fillna(0.0)
    before = persons.group_income_before_ppp.sum("source")
    real = left * result.real_factor / case.bench.price_level
    assert_close(real.rename("left"), before, 1e-10, 1.0)
    price = result.government_spending.sel(item="public_consumption") / result.public_consumption
    more = (result.public_consumption - result.public_consumption_base) * price
    got = seen.welfare_cv.sel(group="government").sum("skill")
    np.testing.assert_allclose(got, more, rtol=1e-9)
    assert float(seen.welfare_cv_world) == pytest.approx(float(seen.welfare_cv.sum()))


def test_every_view_adds_up_to_the_world(result, seen):
    incomes = float(result.income_change_world)
    assert float(result.welfare_ev_by_residence.sum()) == pytest.approx(incomes, abs=1e-8)
    for view in ("", "_ppp"):
        public = float(result[f"welfare_ev{view}"].sel(group="government").sum())
        persons = float(result[f"welfare_ev_world{view}"]) - public
        born = float(result[f"welfare_ev_by_birth{view}"].sum())
        assert born == pytest.approx(persons, abs=1e-8)
    by_group = seen.welfare_ev_by_group_and_source.sum("source")
    ev = result.welfare_ev_ppp.sum("skill").sel(group=result.group != "government")
    assert_close(by_group.sel(group=ev.group), ev, 1e-10, 1.0)


def test_rewards_of_factors_are_their_pay_over_consumer_prices(case, result, seen):
    real = result.factor_reward_real_pct
    wage = result.real_wage_pct.sel(nativity="native").rename(destination="region", skill="factor")
    assert_close(real.sel(factor=wage.factor), wage, 1e-10, 1.0)
    rental = case.v("pf", "factor", "region") / case.v("p_cons", "region")
    for factor in accounts.nonlabour_factors(BENCH):
        np.testing.assert_allclose(
            real.sel(factor=factor), 100 * (rental.sel(factor=factor) - 1), atol=1e-10
        )


def test_expected_utility_is_the_log_sum_over_all_places(case):
    """From incomes and visa prices of every place, not from how many stay."""
    bench, v = case.bench, case.v
    nu = float(bench.migration_elasticity)
    people = case.solution.model.people
    skills = bench.skill.values
    tax = v("tax", "factor", "region").sel(factor=skills).rename(factor="skill")
    price = v("p_cons", "region")
    benefit = v("benefit_weight", "skill", "region") * v("benefit", "region")
    transfer = v("transfer", "region") + benefit.fillna(0.0)

    def real(wage):
        net = ((1 - tax) * wage).rename(region="destination")
        paid = people.wage_per_income * net
        paid = paid + people.gdp_per_income * transfer.rename(region="destination")
        return paid / price.rename(region="destination")

    home = bench.origin == bench.destination
    wage = real(v("wn", "skill", "region")).where(home, real(v("wm", "skill", "region")))
    z0 = case.solution.model.settings.visa_price
    gain = wage.where(home, wage / (1 - z0))  # the visa price is gone
    there = bench.workers / bench.workers.sum("destination")
    expected = ((there * gain**nu).where(there > 0, 0.0).sum("destination")) ** (1 / nu)
    got = case.result
    assert_close(1 + got.welfare_preference_pct / 100, expected, 1e-9)
    assert float(got.welfare_preference_pct.max()) > 1, "open borders must be worth something"


def test_a_change_of_nothing_is_worth_nothing():
    still = equilibrium(BENCH)
    seen = views(still.result, BENCH.price_level)
    for name in seen:
        assert float(abs(seen[name]).max()) < 1e-7, name
    assert float(abs(still.result.welfare_preference_pct).max()) < 1e-9


def test_the_place_premium_is_what_the_half_way_rule_leaves_of_the_wage_gap(case, seen):
    """With catch_up c a worker earns 1 + c (gap - 1) times the real wage at home."""
    wage = accounts.native_wage(BENCH) / BENCH.price_level
    gap = wage.rename(region="destination") / wage.rename(region="origin")
    expected = (1 + BENCH.catch_up * (gap - 1)).where(gap > 1, gap)
    got = case.result.place_premium_base
    assert_close(got, expected.where(got.notnull()), 1e-10)
    assert bool(got.notnull().any())
    assert bool(got.where(got.origin == got.destination).isnull().all())


def test_natives_wages_respond_to_migrants_as_labour_demand_says():
    """One good, Cobb-Douglas: a percent more workers lower wages by the share of capital."""
    from tests.model.test_closed_forms import arrivals, one_good

    bench = one_good(labour_share=0.6)
    case = equilibrium(bench, **arrivals(bench, 1e6))
    seen = labour(case.result)
    before, after = 100.1e6, 101.1e6
    share = 100 * 1.1e6 / after
    points = share - 100 * 0.1e6 / before
    expected = 100 * ((after / before) ** -0.4 - 1) / points
    assert float(seen.native_wage_response_all.sel(destination="N")) == pytest.approx(
        expected, rel=1e-5
    )
    assert np.isnan(seen.native_wage_response_all.sel(destination="S"))
    assert float(seen.migrant_share.sel(destination="N").item()) == pytest.approx(share, rel=1e-6)
