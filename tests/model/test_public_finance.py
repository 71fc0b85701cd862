"""Who balances the budget, who pays for newcomers, what safeguards and externalities do."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.check import judge
from cge.model.workers import GROUPS
from cge.report.budgets import contributions
from cge.scenario.closures import FISCAL
from tests.economies import random_economy
from tests.model.equilibrium import Equilibrium, assert_close, equilibrium, everywhere, magnitude

BENCH = random_economy(3)


@cache
def under(fiscal: str, more: float = 20.0, capital: str = "fixed") -> Equilibrium:
    quota = everywhere(BENCH, instrument="stock", size={"percent_of_current": more})
    return equilibrium(BENCH, closure={"fiscal": fiscal, "capital": capital}, visas=[quota])


@cache
def with_benefits() -> xr.Dataset:
    """The same economy with benefits paid out of what were lump sums, the low skilled first."""
    lump = accounts.transfers(BENCH)
    weight = BENCH.benefit_weight.copy()
    weight.loc[{"skill": "low"}] = 2.0
    bench = BENCH.assign(benefits=(0.5 * lump).clip(min=0.0), benefit_weight=weight)
    assert not judge(bench).errors
    return bench


FAST = ("income_tax",)


@pytest.mark.parametrize(
    "fiscal",
    [pytest.param(n, marks=[] if n in FAST else [pytest.mark.slow]) for n in FISCAL],
)
def test_every_budget_balances_by_its_own_instrument_alone(fiscal):
    shock = under(fiscal)
    assert float(abs(shock.result.budget_residual).max()) < 1e-9
    assert abs(float(shock.result.welfare_residual)) < 1e-9
    assert fiscal in shock.result.attrs["fiscal_closure"]
    prices = shock.v("p_cons", "region")
    for other in FISCAL.values():
        value = shock.v(other.instrument, "region")
        start = shock.solution.array(other.instrument, "region", base=True)
        real = value / prices if other.instrument in ("transfer", "benefit") else value
        if other.name == fiscal:
            assert float(abs(real - start).max()) > 1e-6, "the instrument does not move"
        elif not (fiscal == "lump_sum" and other.name == "transfers"):
            assert_close(real.rename(other.name), start, 1e-9, 1e-3)


def test_contributions_and_what_nobody_pays_are_the_budget():
    result = under("income_tax").result
    both = result.fiscal_contribution.sum(["group", "skill"]) + result.fiscal_not_attributed
    gap = both.sum("fiscal_item") / result.gdp
    assert float(abs(gap).max()) < 1e-9
    new = result.fiscal_contribution.sel(group="new_migrants").sum(["region", "skill"])
    assert float(new.sel(fiscal_item="labour_tax")) != 0
    assert float(new.sel(fiscal_item="public_goods")) < 0


def test_the_printed_contributions_add_up_where_visas_are_sold():
    sold = everywhere(BENCH, instrument="auction", size={"percent_of_current": 20})
    result = equilibrium(BENCH, visas=[sold]).result
    columns, rows = contributions(result, {name: name for name in GROUPS})
    paid, net = columns.index("visas and levies"), columns.index("net [10^9 USD]")
    assert max(row[paid] for row in rows) > 0.01
    for row in rows:
        assert sum(row[1:net]) == pytest.approx(row[net], rel=1e-9, abs=1e-9), row[0]


@pytest.mark.slow
def test_a_pure_public_good_costs_nobody_more():
    quota = everywhere(BENCH, instrument="stock", size={"percent_of_current": 20})
    result = equilibrium(BENCH, visas=[quota], parameters={"congestion": 0}).result
    assert_close(result.fiscal_contribution.sel(fiscal_item="public_goods").fillna(0.0), 0.0, 0, 1)
    assert_close(result.public_consumption, result.public_consumption_base, 1e-9)


@pytest.mark.slow
def test_where_lump_sums_would_fall_tax_rates_rise():
    """The two closures answer the same shortfall: one per head, the other per dollar earned."""
    lump, tax = under("lump_sum"), under("income_tax")
    fallen = lump.v("transfer", "region") / lump.v("p_cons", "region")
    fallen = fallen - lump.solution.array("transfer", "region", base=True)
    rate = tax.v("tax_shift", "region")
    assert (np.sign(fallen) == -np.sign(rate)).all()
    assert float(abs(fallen).max()) > 1e-5


@pytest.mark.slow
def test_benefits_are_paid_by_weight_and_eligibility():
    bench = with_benefits()
    quota = everywhere(bench, instrument="stock", size={"percent_of_current": 20})
    full = equilibrium(bench, visas=[quota]).result
    none = equilibrium(bench, visas=[quota], eligibility=[{"share": 0.0}]).result

    denied = none.fiscal_contribution.sel(fiscal_item="transfers", group="new_migrants")
    assert_close(denied.fillna(0.0), 0.0, 0, 1)
    gain = none.welfare_ev.sel(group="new_migrants").sum()
    assert float(gain) != pytest.approx(float(full.welfare_ev.sel(group="new_migrants").sum()))
    assert float(abs(none.budget_residual).max()) < 1e-9


def test_benefits_go_first_to_those_with_the_larger_weight():
    weight = accounts.transfer_per_worker(with_benefits())
    lump = accounts.lump_sums(with_benefits())
    benefit = weight - lump / BENCH.workers.sum(["origin", "skill"]).rename(destination="region")
    there = with_benefits().benefits > 0
    ratio = (benefit.sel(skill="low") / benefit.sel(skill="mid", drop=True)).where(there)
    assert_close(ratio.fillna(2.0).rename("ratio"), 2.0, 1e-9)


# ---------------------------------------------------------------------------------- safeguards


@cache
def guarded(fall: float | None) -> Equilibrium:
    guard = {} if fall is None else {"safeguard": {"wage": "low", "fall_percent": fall}}
    quota = everywhere(BENCH, instrument="quota", size={"percent_of_current": 300}, **guard)
    return equilibrium(BENCH, visas=[quota])


@pytest.mark.slow
def test_a_safeguard_binds_at_its_threshold_and_nowhere_else():
    free, held = guarded(None).result, guarded(1.0).result
    wage = held.real_wage_pct.sel(skill="low", nativity="native")
    fallen = free.real_wage_pct.sel(skill="low", nativity="native") < -1.0
    closed = held.safeguard_closed.max(["origin", "skill"])
    there = closed.notnull()
    assert bool((fallen & there).any())
    assert bool((~fallen & there).any())
    assert_close(wage.where(fallen & there, -1.0), -1.0, 1e-9)
    assert float(closed.where(fallen & there).min()) > 0.01
    assert_close(closed.where(~fallen & there, 0.0), 0.0, 1e-9, 1.0)


@pytest.mark.slow
def test_a_safeguard_out_of_reach_changes_nothing():
    loose, free = guarded(90.0).result, guarded(None).result
    assert_close(loose.workers, free.workers, 1e-9, magnitude(free.workers))


@pytest.mark.slow
def test_what_a_safeguard_closes_are_additional_places():
    held = guarded(0.0).result
    assert float(held.safeguard_closed.max()) <= 1 + 1e-9
    capped = held.quota.notnull()
    kept = held.quota.where(capped) - held.workers_base.where(capped).sum("origin")
    assert float(kept.min()) > -1e-6 * float(held.quota.max())


# -------------------------------------------------------------------------------- externalities


@pytest.mark.slow
def test_externalities_are_elasticities():
    quota = everywhere(BENCH, instrument="stock", size={"percent_of_current": 20})
    gamma, density = 0.1, 0.05
    shock = equilibrium(BENCH, visas=[quota], parameters={"brain_drain": gamma, "density": density})
    living = shock.result.workers.sum("origin").rename(destination="region")
    before = shock.result.workers_base.sum("origin").rename(destination="region")
    top = str(BENCH.skill.values[-1])
    number = living.sum("skill") / before.sum("skill")
    share = living.sel(skill=top) / before.sel(skill=top) / number
    expected = (share**gamma * number**density).drop_vars("skill")
    assert_close(shock.v("spill", "region").rename("spill"), expected, 1e-9)
    assert float(abs(expected - 1).max()) > 1e-6
    assert_close(under("lump_sum").v("spill", "region").rename("spill"), 1.0, 1e-12)
