"""Wealth of those who move: who owned what before owns it after, and nothing is lost (Y-2)."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import xarray as xr

from cge.benchmark import accounts
from cge.errors import ScenarioError
from cge.model.build import build
from tests.economies import random_economy, with_worn_capital
from tests.model.equilibrium import Equilibrium, assert_close, equilibrium, everywhere, meaning
from tests.model.test_closed_forms import arrivals, one_good

BENCH = with_worn_capital(random_economy(6, regions=2, sectors=2, nonlabour=2, zeros=False))
GROUPS = ["natives", "remaining_behind", "new_migrants"]
PROPERTY = ["capital", "resources"]


@cache
def moved(wealth: float, ownership: str = "portable", capital: str = "fixed") -> Equilibrium:
    visas = [everywhere(BENCH, instrument="stock", size={"percent_of_current": 60})]
    return equilibrium(
        BENCH,
        closure={"ownership": ownership, "capital": capital},
        parameters={"mover_wealth": wealth},
        visas=visas,
    )


def property_of(result: xr.Dataset, groups: list[str], suffix: str = "") -> float:
    there = result[f"group_income{suffix}"].sel(group=groups, source=PROPERTY)
    return float(there.sum())


@pytest.mark.parametrize("ownership", ["portable", "residence"])
@pytest.mark.parametrize("capital", ["fixed", "steady"])
def test_every_claim_has_an_owner_before_and_after(ownership, capital):
    case = moved(0.2, ownership, capital)
    result, own = case.result, accounts.diagonal(BENCH.ownership).sum("skill")
    before = float((own * accounts.property_income(BENCH)).sum())
    assert property_of(result, GROUPS, "_before") == pytest.approx(before, rel=1e-10)
    pool = case.v("prop", "region") * accounts.property_income(BENCH)
    if capital == "fixed":  # in the long run what saving has added is not income of groups
        after = float((own * pool).sum())
        assert property_of(result, GROUPS) == pytest.approx(after, rel=1e-9)


@pytest.mark.parametrize("wealth", [0.0, 0.2, 1.0])
def test_who_leaves_owned_what_mover_wealth_says(wealth):
    """L(m) = mu m + (1 - mu) m^2 of all claims, before as after."""
    result = moved(wealth).result
    natives = accounts.diagonal(BENCH.workers)
    own = accounts.diagonal(BENCH.ownership)
    income = accounts.property_income(BENCH)
    for here, home in (("r0", "r1"), ("r1", "r0")):
        left = result.new_migrants.sel(origin=home, destination=here) / natives.sel(region=home)
        part = wealth * left + (1 - wealth) * left**2
        claims = own.sel(region=home) * income.sel(region=home)
        at = {"group": "new_migrants", "region": here}
        had = result.group_income_before.sel(at).sel(source=PROPERTY).sum("source")
        np.testing.assert_allclose(had, part * claims, rtol=1e-9)


def test_wealth_moves_between_groups_and_never_is_lost():
    """Incomes before add up whatever movers own; what changes is whose they are."""
    rich, poor = moved(1.0).result, moved(0.1).result
    for result in (rich, poor):
        before = float(result.income_before.sel(group=result.group != "government").sum())
        residents = float(accounts.disposable_income(BENCH).sum())
        assert before == pytest.approx(residents, rel=1e-10)
        assert abs(float(result.welfare_residual_ppp)) < 1e-12
    mover = {"group": "new_migrants"}
    had = [float(r.income_before.sel(mover).sum()) for r in (rich, poor)]
    assert had[0] > had[1]


def test_where_one_good_has_one_price_the_world_gains_what_it_makes_whoever_owns_it():
    """Without taxes and prices that owners could move, wealth is in no total."""
    bench = one_good(labour_share=0.6, abroad=0.01)
    for wealth in (0.0, 0.2, 1.0):
        shock = arrivals(bench, 10e6) | {"parameters": {"mover_wealth": wealth}}
        result = equilibrium(bench, **shock).result
        made = float((result.gdp_real - result.gdp_base).sum())
        assert float(result.income_change_world) == pytest.approx(made, rel=1e-7)


def test_where_claims_stay_those_at_home_receive_a_gift():
    kept, given = moved(0.2).result, moved(0.2, "residence").result
    mover = {"group": "new_migrants", "source": PROPERTY}
    assert float(abs(given.group_income.sel(mover)).max()) == 0
    np.testing.assert_allclose(
        given.group_income_before.sel(mover), kept.group_income_before.sel(mover), rtol=1e-6
    )


@pytest.mark.parametrize("wealth", [0.0, 0.5, 1.0])
def test_established_migrants_own_by_wages_and_regions_own_what_they_did(wealth):
    bench = BENCH.assign(established_wealth=xr.full_like(BENCH.established_wealth, wealth))
    own = accounts.ownership(bench)
    assert_close(own.sum(["origin", "skill"]).rename("all"), 1.0, 1e-12)
    pay = accounts.native_wage(bench).rename(region="destination") * bench.workers
    away = pay.where(pay.origin != pay.destination, 0.0).sum(["origin", "skill"])
    home = pay.where(pay.origin == pay.destination, 0.0).sum(["origin", "skill"])
    of_migrants = own.where(own.origin != own.destination, 0.0).sum(["origin", "skill"])
    assert_close(of_migrants, wealth * away / (home + wealth * away), 1e-12)


def test_what_migrants_own_is_asked_of_the_scenario_or_of_a_table_and_not_of_both():
    asked = meaning(BENCH, parameters={"established_wealth": 0.25})
    assert build(BENCH, asked)
    living = BENCH.workers / BENCH.workers.sum(["origin", "skill"])
    table = BENCH.assign(ownership=(0.5 * BENCH.ownership + 0.5 * living))
    with pytest.raises(ScenarioError, match="table ownership of its own"):
        build(table, asked)


# ------------------------------------------------------------------------- capital that wears out
def test_what_replaces_worn_capital_is_nobodys_income():
    gross = random_economy(6, regions=2, sectors=2, nonlabour=2, zeros=False)
    less = accounts.disposable_income(gross) - accounts.disposable_income(BENCH)
    assert_close(less.rename("less"), BENCH.capital_consumption, 1e-10)
    assert_close(accounts.foreign_saving(BENCH), accounts.foreign_saving(gross), 1e-9, 1.0)
    flows = [b.foreign_ownership * accounts.net_property_paid(b) for b in (gross, BENCH)]
    away = [f.where(f.owner != f.region, 0.0) for f in flows]
    assert_close(away[1].rename("paid abroad"), away[0], 1e-10, 1.0)


@pytest.mark.parametrize("capital", ["fixed", "mobile", "steady"])
def test_worn_capital_leaves_no_gap_in_any_account(capital):
    result = moved(0.2, "portable", capital).result
    for name in ("external_residual", "gdp_residual", "budget_residual"):
        assert float(abs(result[name]).max()) < 1e-9, name


def test_the_long_run_charges_net_income_of_added_capital():
    """Upkeep is paid before anybody is: the charge is what is left of what the addition earns."""
    case = moved(0.2, "portable", "steady")
    added = case.v("qe", "factor", "region").sel(factor="capital") - 1
    p_inv = case.v("p_inv", "region")
    earned = accounts.factor_income(BENCH) * (1 - BENCH.income_tax)
    net = earned.sel(factor="capital") * case.v("pf", "factor", "region").sel(factor="capital")
    charge = (net - BENCH.capital_consumption * p_inv) * added
    assert float(case.result.capital_charge.sum()) == pytest.approx(float(charge.sum()), rel=1e-9)
    assert abs(float(charge.sum())) > 1e-3
