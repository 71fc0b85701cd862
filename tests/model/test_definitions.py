"""Definitions of the accounts: identities that hold in equilibrium, exact derivatives anywhere."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import xarray as xr

from cge.benchmark import accounts
from cge.results.extract import extract
from cge.results.rebase import rebase
from cge.scenario.settings import Growth
from cge.solver import solve
from tests.economies import random_economy
from tests.marks import rest_slow
from tests.model.equilibrium import (
    Equilibrium,
    assert_close,
    equilibrium,
    everywhere,
    example,
    magnitude,
    meaning,
)
from tests.model.heckscher_ohlin import random_world, solved, world

BENCH = random_economy(3, free_movement=True)
SMALL = random_economy(3, regions=2)
CHECKS = ("budget_residual", "external_residual", "gdp_residual")
DERIVED = ("gdp_real", "government_revenue", "gni", "wage_pct", "external_account")


def auctioned(bench: xr.Dataset, **closure: str) -> Equilibrium:
    """Visas are sold, income and remittances of movers are taxed, the home country gets a part."""
    money = {"destination_government": 0.5, "origin_government": 0.3, "destination_natives": 0.2}
    size = {"percent_of_current": 20}
    sold = everywhere(bench, instrument="auction", size=size, revenue=money)
    abroad = {"to": "all", "from": "all"}
    tax = {"name": "tax", "base": "earnings", "rate": 0.02, "collector": "origin"}
    sent = {"name": "sent", "base": "remittances", "rate": 0.03, "collector": "destination"}
    levies = [abroad | tax, abroad | sent]
    return equilibrium(bench, closure=closure, visas=[sold], levies=levies)


@cache
def by_origin() -> Equilibrium:
    return auctioned(BENCH, capital="mobile", ownership="portable")


@cache
def at_a_hub() -> Equilibrium:
    """Capital leaves one of two regions, which protects itself by a tariff."""
    return solved(random_world(2), tariffs=[{"importer": "n", "set": 0.02}])


@cache
def by_links() -> Equilibrium:
    w = random_world(4, regions=3)
    costly = world(w.output, w.shares, trade_cost=0.05)
    return solved(costly, tariffs=[{"importer": "n", "exporter": "s", "set": 0.04}])


CASES = {"by_origin": by_origin, "at_a_hub": at_a_hub, "by_links": by_links}


@pytest.mark.parametrize("case", CASES)
def test_budgets_external_accounts_and_gdp_by_expenditure_balance(case):
    found = extract(CASES[case]().solution)
    for name in CHECKS:
        assert float(abs(found[name]).max()) < 1e-9, name
    items = found.government_revenue.sum("item") - found.government_spending.sum("item")
    assert float(abs(items / found.gdp).max()) < 1e-9
    outside = found.external_account.sum("external_item")
    assert float(abs(outside / found.gdp).max()) < 1e-9


@pytest.mark.parametrize("name", CHECKS)
def test_out_of_equilibrium_no_account_balances(name):
    """What balances anywhere would check nothing."""
    outcomes, v, base = point(by_origin())
    cells = outcomes.component(name).cells
    assert float(abs(outcomes.at(v, base)[cells]).max()) > 1e-4


def test_gdp_is_what_is_earned_and_taxed():
    """By hand: factor incomes and wages before tax, taxes on goods less subsidies."""
    found, e = extract(by_origin().solution), by_origin()
    income = accounts.factor_income(e.bench)
    capital = e.v("pf", "factor", "region") * e.v("qe", "factor", "region")
    wages = e.v("pl", "skill", "region") * e.v("ql", "skill", "region")
    earned = (income * capital).sum("factor")
    earned = earned + (income.rename(factor="skill") * wages).sum("skill")
    taxes = found.government_revenue.sel(item=["output_tax", "export_tax", "tariff"]).sum("item")
    assert_close(found.gdp, earned + taxes, 1e-12)
    abroad = found.external_account.sel(external_item="factor_income", drop=True)
    assert_close(found.gni, found.gdp + abroad, 1e-12)


def test_natives_of_a_region_that_nobody_leaves_have_what_they_own():
    """One way alone is open, so that no claim of the north can move."""
    e = example("factor_price_equalisation", "tariff")
    found = extract(e.solution)
    owned = accounts.property_income(e.bench) * e.v("prop", "region")
    earned = found.group_income.sel(source=["capital", "resources"]).sum(
        ["source", "group", "skill"]
    )
    assert_close(earned, owned, 1e-9)


def test_the_world_pays_itself():
    """What one region receives from another one, that one pays."""
    found = extract(by_origin().solution).external_account.sum("region")
    pairs = [("exports", "imports"), ("remittances_received", "remittances_sent")]
    for one, other in pairs:
        both = found.sel(external_item=[one, other])
        assert abs(float(both.sum())) < 1e-9 * float(both.max())
    for alone in ("other_transfers", "visas_and_levies", "factor_income", "foreign_saving"):
        assert abs(float(found.sel(external_item=alone))) < 1e-7, alone


@pytest.mark.parametrize("bench", [BENCH, SMALL], ids=["three", "two"])
def test_before_the_shock_accounts_are_those_of_the_tables(bench):
    before = extract(auctioned(bench).solution)
    gdp = accounts.gdp(bench)
    assert_close(before.gdp_base, gdp, 1e-10)
    items = before.government_revenue_base
    known = accounts.government_revenue(bench).transpose("region", "item")
    assert_close(items.sel(item=known["item"]), known, 1e-9, magnitude(known))
    assert_close(before.output_base.fillna(0.0), accounts.output(bench), 1e-10, 1.0)
    worth = accounts.border_value(bench)
    assert_close(before.trade_base.fillna(0.0), worth.transpose(*before.trade_base.dims), 1e-12)


def test_without_change_real_and_nominal_gdp_are_one():
    still = extract(equilibrium(BENCH).solution)
    assert_close(still.gdp_real, still.gdp_base, 1e-9)
    w = random_world(2)
    homogeneous = extract(solved(w).solution)
    assert_close(homogeneous.gdp_real, homogeneous.gdp_base, 1e-9)


def test_real_gdp_grows_by_what_more_hands_earn():
    """The envelope theorem: without taxes, to first order, whatever is made with them."""
    bench = random_economy(3, taxes=False, migrants=False)
    skill, here = str(bench.skill.values[0]), str(bench.region.values[0])
    more = [{"factor": skill, "region": here, "scale": 1.0001}]
    found = extract(equilibrium(bench, endowments=more).solution)
    grown = found.gdp_real - found.gdp_base
    wages = float(accounts.factor_income(bench).sel(factor=skill, region=here))
    assert float(grown.sel(region=here)) == pytest.approx(1e-4 * wages, rel=1e-3)
    assert float(abs(grown.drop_sel(region=here)).max()) < 1e-3 * 1e-4 * wages


@pytest.mark.parametrize("more", rest_slow([1.02, 1.0]))
def test_where_people_and_capital_grow_alike_all_tables_grow_with_them(more):
    sizes = more * xr.ones_like(BENCH.price_level)
    people = more * xr.ones_like(BENCH.labour_growth).transpose("skill", "region")
    growth = Growth(people, sizes, sizes, sizes, 1.0, more)
    new = rebase(solve(BENCH, meaning(BENCH, change={"growth": growth})), growth, 1)
    assert_close(new.income_tax, BENCH.income_tax, 1e-12, 1.0)
    for name in ("value_added", "intermediate", "output_tax", "trade", "final_demand",
                 "remittances", "benefits", "workers"):  # fmt: skip
        assert_close(new[name], more * BENCH[name], 1e-9, max(magnitude(BENCH[name]), 1.0))


# ------------------------------------------------------------------------------ derivatives


def point(e: Equilibrium) -> tuple[Any, np.ndarray, np.ndarray]:
    """A point beside the solution, off all kinks, and the benchmark."""
    solution = e.solution
    outcomes = solution.outcomes
    rng = np.random.default_rng(0)
    v = solution.v.copy()
    free = np.flatnonzero(outcomes.cells.free)
    v[free] *= 1 + rng.uniform(0.01, 0.03, len(free))
    return outcomes, v, solution.before


SMALL_CASES = {"by_origin": lambda: auctioned(SMALL), "at_a_hub": at_a_hub, "by_links": by_links}


@pytest.mark.parametrize("case", rest_slow(SMALL_CASES))
def test_gradients_of_the_accounts_agree_with_differences_in_every_unknown_and_parameter(case):
    outcomes, v, base = point(SMALL_CASES[case]())
    rng = np.random.default_rng(1)
    weights = {name: rng.uniform(0.5, 1, len(outcomes.component(name).keys)) for name in DERIVED}

    def values(at: np.ndarray) -> np.ndarray:
        there = outcomes.at(at, base)
        return np.array([w @ there[outcomes.component(n).cells] for n, w in weights.items()])

    here = outcomes.at(v, base)
    gradients = []
    for name, weight in weights.items():
        start = outcomes.component(name).start
        cells = {start + n: w for n, w in enumerate(weight)}
        gradients.append(outcomes.gradient(here, base, cells))
    computed = {f"{n}{end}" for n in outcomes.names for end in ("", "_base")}
    tested = 0
    for component in outcomes.cells.components.values():
        if component.name in (*computed, "kink", "complementarity"):
            continue
        for cell in range(component.cells.start, component.cells.stop):
            step = 1e-5 * max(1.0, abs(v[cell]))
            ahead, behind = v.copy(), v.copy()
            ahead[cell] += step
            behind[cell] -= step
            slopes = (values(ahead) - values(behind)) / (2 * step)
            for n, name in enumerate(DERIVED):
                scale = max(abs(slopes[n]), abs(gradients[n]).max() * 1e-3)
                gap = abs(gradients[n][cell] - slopes[n])
                assert gap <= 1e-6 * scale, f"{name} in {outcomes.cells.label(cell)}"
                tested += slopes[n] != 0
    assert tested > 50
