"""Equivalent variation: the money that would have been as good as the change (W-1, W-2)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from cge.benchmark import accounts
from cge.errors import CheckError
from cge.report.headline import MEASURES
from cge.results.groups import RESIDUALS, refuse_gaps
from tests.economies import random_economy
from tests.model.equilibrium import Equilibrium, assert_close, equilibrium, everywhere

BENCH = random_economy(
    6, regions=2, sectors=2, zeros=False, elasticities={"esubhh": 0.6, "esubinv": 0.0}
)


@pytest.fixture(scope="module", params=["fixed", "steady"])
def case(request) -> Equilibrium:
    visas = [everywhere(BENCH, instrument="stock", size={"percent_of_current": 50})]
    tariffs = [{"importer": "all", "exporter": "all", "sector": "all", "cut": 1.0}]
    return equilibrium(BENCH, closure={"capital": request.param}, visas=visas, tariffs=tariffs)


def utility(
    goods: np.ndarray, saved: float, weight: np.ndarray, rate: float, sigma: float
) -> float:
    """CES over goods in Cobb-Douglas with saving, from quantities [benchmark = 1 at benchmark]."""
    rho = (sigma - 1) / sigma
    consumption = (weight @ goods**rho) ** (1 / rho)
    return consumption ** (1 - rate) * saved**rate


@pytest.mark.parametrize("region", ["r0", "r1"])
def test_the_sum_is_what_makes_the_average_household_as_well_off_at_old_prices(case, region):
    v, bench = case.v, case.bench
    at = {"region": region}
    bought = bench.final_demand.sel(use="household", **at).values
    weight = bought / bought.sum()
    income0 = float(accounts.disposable_income(bench).sel(at))
    rate = float(accounts.saving(bench).sel(at)) / income0
    price = v("pc", "sector", "region").sel(at).values
    index = float(v("p_cons", "region").sel(at))
    charge = float(case.result.capital_charge.sel(at))
    income = float(case.result.disposable_income.sel(at)) - charge
    consumption = income / income0 / index
    if charge == 0:
        assert consumption == pytest.approx(float(v("cons", "region").sel(at)), rel=1e-9)
    goods = consumption * (index / price) ** 0.6
    saving = income - goods @ (price * bought)
    saved = saving / float(v("p_inv", "region").sel(at)) / (rate * income0)
    reached = utility(goods, saved, weight, rate, 0.6)
    # At benchmark prices every quantity is proportional to income.
    needed = income0 * brentq(
        lambda t: utility(t * np.ones(2), t, weight, rate, 0.6) - reached, 0.1, 10
    )
    residents = float(case.result.welfare_ev_by_source.sel(at).sum())
    assert residents == pytest.approx(needed - income0, abs=1e-9 * income0)
    assert abs(residents) > 1e-4 * income0, "the shock must matter"


def test_movers_are_compared_across_prices_of_both_places(case):
    result = case.result
    group = {"group": "new_migrants"}
    after = (result.group_income.sel(group) * result.real_factor).sum("source")
    before = result.group_income_before.sel(group).sum("source")
    ppp = result.group_income_before_ppp.sel(group).sum("source")
    assert_close(result.income_change.sel(group), after - before, 1e-11)
    gain = after / BENCH.price_level - ppp
    assert_close(result.welfare_ev_ppp.sel(group), gain, 1e-11)
    # With two regions those in r0 came from r1: their past is at the prices of r1.
    level = {"r0": float(BENCH.price_level[1]), "r1": float(BENCH.price_level[0])}
    assert level["r0"] != level["r1"]
    for region in ("r0", "r1"):
        past = before.sel(region=region) / level[region]
        np.testing.assert_allclose(ppp.sel(region=region), past, rtol=1e-12)
        money = result.welfare_ev.sel(group | {"region": region})
        np.testing.assert_allclose(money, level[region] * gain.sel(region=region), rtol=1e-9)


def test_the_sum_at_home_is_what_makes_a_mover_as_well_off_as_abroad(case):
    """From prices and goods: a bundle of the destination, bought at the prices of home before."""
    result, v = case.result, case.v
    level = BENCH.price_level
    saved = accounts.saving(BENCH) / accounts.disposable_income(BENCH)
    index = v("p_cons", "region") ** (1 - saved) * v("p_inv", "region") ** saved
    cost = index * level  # of a unit of utility after the change, in USD
    for here, home in (("r0", "r1"), ("r1", "r0")):
        at = {"group": "new_migrants", "region": here}
        reached = result.group_income.sel(at).sum("source") / cost.sel(region=here)
        needed = reached * level.sel(region=home)
        gain = needed - result.group_income_before.sel(at).sum("source")
        np.testing.assert_allclose(result.welfare_ev.sel(at), gain, rtol=1e-9)
        np.testing.assert_allclose(
            result.welfare_ev_ppp.sel(at), gain / level.sel(region=home), rtol=1e-9
        )


def test_measures_differ_for_those_who_move_alone(case):
    result = case.result
    stayed = result.sel(group=["natives", "remaining_behind", "established_migrants", "government"])
    assert_close(stayed.welfare_ev, stayed.income_change, 1e-11)
    assert_close(stayed.welfare_ev_ppp * BENCH.price_level, stayed.welfare_ev, 1e-11)
    moved = result.sel(group="new_migrants")
    assert float(abs(moved.welfare_ev - moved.income_change).max()) > 1e-3
    assert (np.sign(moved.welfare_ev) == np.sign(moved.welfare_ev_ppp)).all()


@pytest.mark.parametrize("measure", list(MEASURES))
def test_every_measure_adds_up_from_persons_to_regions_and_the_world(case, measure):
    """W-5 from incomes by former and present home: Y1[p, c] and Y0[p]."""
    result, level = case.result, BENCH.price_level.values
    regions = BENCH.region.values.tolist()
    after, before = np.zeros((2, 2)), np.zeros((2, 2))  # (former home, home now)
    for c, region in enumerate(regions):
        at = result.sel(region=region).sum("skill")
        for group in ("natives", "remaining_behind", "established_migrants"):
            after[c, c] += float(at.group_income.sel(group=group).sum())
            before[c, c] += float(at.group_income_before.sel(group=group).sum())
        for group in ("new_migrants", "returnees"):
            after[1 - c, c] += float(at.group_income.sel(group=group).sum())
            before[1 - c, c] += float(at.group_income_before.sel(group=group).sum())
    owned = result.disposable_income - result.capital_charge
    np.testing.assert_allclose(after.sum(axis=0), owned, rtol=1e-10)
    np.testing.assert_allclose(before.sum(axis=1), result.disposable_income_base, rtol=1e-10)
    public = (result.public_consumption - result.public_consumption_base).values
    real = after * result.real_factor.values
    weight = {  # of income after and before
        "income_change": (np.ones((2, 2)), np.ones((2, 2))),
        "welfare_ev": (level[:, None] / level, np.ones((2, 2))),
        "welfare_ev_ppp": (1 / np.tile(level, (2, 1)), 1 / np.tile(level[:, None], (1, 2))),
    }[measure]
    paid = public / level if measure == "welfare_ev_ppp" else public
    world = (real * weight[0]).sum() - (before * weight[1]).sum() + paid.sum()
    assert float(result[MEASURES[measure]]) == pytest.approx(world, rel=1e-9)


def test_new_migrants_leave_the_life_of_a_native_behind(case):
    """Before: wage, transfer and remittances of those of their skill at home, less property."""
    result = case.result
    natives = accounts.diagonal(BENCH.workers)
    number = result.new_migrants.sel(origin="r1", destination="r0")
    wage = accounts.native_wage(BENCH).sel(region="r1")
    tax = BENCH.income_tax.sel(factor=BENCH.skill.values, region="r1").rename(factor="skill")
    there = BENCH.workers.sel(destination="r1").sum()
    transfer = float(accounts.transfers(BENCH).sel(region="r1") / there)
    own = BENCH.ownership.sel(origin="r1", destination="r1")
    left = number / natives.sel(region="r1")
    wealth = BENCH.mover_wealth + (1 - BENCH.mover_wealth) * left
    mean = own * accounts.property_income(BENCH).sel(region="r1") / natives.sel(region="r1")
    claim = wealth * mean
    before = result.group_income_before.sel(group="new_migrants", region="r0")
    parts = {
        "labour": wage * (1 - tax), "capital": claim, "transfers": transfer + 0 * wage,
    }  # fmt: skip
    for source, per_head in parts.items():
        np.testing.assert_allclose(before.sel(source=source), per_head * number, rtol=1e-10)


def test_government_gains_are_public_consumption_only(case):
    result = case.result
    public = (case.v("gov", "region") - 1) * accounts.spending(BENCH, "government")
    gain = result.welfare_ev.sel(group="government").sum("skill")
    np.testing.assert_allclose(gain, public, atol=1e-9)
    rival, heads = float(BENCH.congestion), case.v("heads", "region")
    assert 0 < rival < 1
    np.testing.assert_allclose(case.v("gov", "region"), 1 + rival * (heads - 1), rtol=1e-12)


def test_the_rival_part_of_public_consumption_belongs_to_those_who_use_it(case):
    """Per head: what groups use more is the rival part of what governments serve more."""
    result, before = case.result, accounts.spending(BENCH, "government")
    heads, rival = case.v("heads", "region"), float(BENCH.congestion)
    used = result.public_services.sum(["group", "region", "skill"])
    assert float(used) == pytest.approx(float((rival * before * (heads - 1)).sum()), rel=1e-9)
    government = float(result.welfare_ev.sel(group="government").sum())
    assert float(used) == pytest.approx(government, rel=1e-9)
    access = result.public_access.sum(["group", "region", "skill"])
    freed = float(((1 - rival) * before * (heads - 1)).sum())
    assert float(access) == pytest.approx(freed, rel=1e-9)
    for name, level in (("public_services", 1.0), ("public_services_ppp", BENCH.price_level)):
        stayed = result[name].sel(group=["natives", "remaining_behind", "established_migrants"])
        assert float(abs(stayed).max()) < 1e-9, "who stays is served as before"
        persons = (BENCH.workers * BENCH.persons_per_worker).sum(["origin", "skill"])
        each = before / level / persons.rename(destination="region")
        moved = result.new_migrants.sel(origin="r1", destination="r0")
        families = moved * BENCH.persons_per_worker.sel(origin="r1", destination="r0")
        gain = rival * families * float(each.sel(region="r0") - each.sel(region="r1"))
        got = result[name].sel(group="new_migrants", region="r0")
        np.testing.assert_allclose(got, gain, rtol=1e-9)


def test_percentages_are_of_income_before(case):
    result = case.result
    persons = result.sel(group=result.group != "government")
    before = persons.group_income_before_ppp.sum("source")
    expected = 100 * persons.welfare_ev_ppp / before.where(before > 0)
    assert_close(persons.welfare_ev_pct, expected, 1e-12)


def test_the_world_is_the_sum_of_all_groups(case):
    """W-5, and by another road: disposable incomes of regions and public consumption."""
    for measure, world in MEASURES.items():
        assert_close(case.result[measure].sum(), case.result[world], 1e-11)
    for residual in RESIDUALS:
        assert abs(float(case.result[residual])) < 1e-12


@pytest.mark.parametrize("residual", RESIDUALS)
def test_groups_that_miss_the_world_are_refused(case, residual):
    lost = case.result.assign({residual: case.result[residual] + 1e-6})
    with pytest.raises(CheckError, match="W-5"):
        refuse_gaps(lost)
