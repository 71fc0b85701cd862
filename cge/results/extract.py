"""A solution as one Dataset: the variables of the result file, with units and meaning."""

from __future__ import annotations

from dataclasses import replace

import xarray as xr

from cge import symbols
from cge.benchmark import accounts
from cge.results.evaluate import dataset
from cge.results.fiscal import fiscal
from cge.results.flows import (
    external_account,
    government,
    national_accounts,
    trade,
    value_made,
)
from cge.results.homogeneous import PRIVATE
from cge.results.households import ODK, Households
from cge.results.partition import income_by_birth, partition, residents_income
from cge.results.utility import real_factor
from cge.results.visas import visa_results
from cge.scenario.closures import FISCAL
from cge.solver.solution import Solution

BASES = {
    name: f"{name}_base"
    for name in ("government_revenue", "government_spending", "external_account")
}
"""Flows that are also reported at the benchmark; those of trade where there is trade."""
USD = 1e9
"""USD per 10^9 USD."""
NET = {"net_trade": "net_trade_base", "trade": "trade_base"}
"""The same where goods are homogeneous."""


def extract(solution: Solution) -> xr.Dataset:
    """Everything that is reported, except welfare (:mod:`cge.analysis.welfare`).

    Returns
    -------
    xarray.Dataset
        Variables of the result schema; every one with ``long_name``, ``units`` and ``equation``.
    """
    with xr.set_options(arithmetic_join="exact"):  # labels that differ are a mistake
        return symbols.describe(_extract(solution))


def _extract(solution: Solution) -> xr.Dataset:
    bench = solution.model.bench
    now, then = Households(solution), Households(solution, base=True)
    charged = Households(solution, charged=True)
    found = dataset(solution.outcomes, solution.after, bench)
    found_before = dataset(solution.outcomes, solution.before, bench, "_base")
    accounted, groups = money(solution), accounts_of_groups(solution, charged, then)
    out = xr.merge(
        [
            accounted,
            money_before(solution),
            fiscal(found, bench),
            goods(solution),
            wages(solution, now, then),
            people(solution, now),
            visa_results(solution, found, found_before),
            groups,
            xr.Dataset(
                {"capital_charge": now.property_of_residents - charged.property_of_residents}
            ),
        ],
        join="exact",
        compat="equals",
    )
    out = out.merge(by_birth(charged, then, out.real_factor))
    out["gni"] = out.gdp + out.external_account.sel(external_item="factor_income", drop=True)
    abroad = accounts.property_income(bench) - accounts.net_property_paid(bench)
    out["gni_base"] = out.gdp_base + abroad
    out["price_index"] = solution.array("p_cons", "region")
    capital = solution.array("pf", "factor", "region")
    if "capital" in capital.factor:
        price = solution.array("p_inv", "region").fillna(out.price_index)
        real = capital.sel(factor="capital", drop=True) / price
        out["return_to_capital_pct"] = 100 * (real - 1)
    out.attrs |= {
        "numeraire": solution.model.settings.closure.numeraire,
        "closure": repr(solution.model.settings.closure),
        "fiscal_closure": str(FISCAL[solution.model.settings.closure.fiscal]),
        "solver": solution.certificate.words,
        "Conventions": "CF-1.11",
        "status": "solved",
        "solver_message": solution.status,
        "iterations": solution.iterations,
        "steps": solution.steps,
        "residual": solution.residual,
        "newton_correction": solution.certificate.newton_correction,
        "condition": solution.certificate.condition,
        "walras": solution.walras,
        "complementarity": solution.complementarity,
    }
    return out


def money(solution: Solution) -> xr.Dataset:
    """Trade, government, external account and GDP at the point where the solution stands."""
    flows, who = trade(solution), Households(solution)
    budget = government(solution, flows, who)
    external = external_account(solution, flows, who)
    return xr.merge(
        [
            flows.drop_vars(["trade_real", "export_tax_revenue", *PRIVATE], errors="ignore"),
            budget.drop_vars("wage_bill"),
            external.to_dataset(name="external_account"),
            national_accounts(solution, flows, budget),
        ],
        join="exact",
        compat="equals",
    )


def money_before(solution: Solution) -> xr.Dataset:
    """Flows of money at the benchmark."""
    before = money(replace(solution, v=solution.v_base))
    names = BASES | (NET if "net_trade" in before else {})
    return before[list(names)].rename(names)


def goods(solution: Solution) -> xr.Dataset:
    """Output at benchmark prices and producer prices (sector, region)."""
    output = value_made(solution)
    start = solution.array("qo", "sector", "region", base=True)
    return xr.Dataset(
        {
            "output": solution.array("qo", "sector", "region") * output,
            "output_base": (start * output).where(output > 0),
            "producer_price": solution.array("po", "sector", "region"),
        }
    )


def wages(solution: Solution, now: Households, then: Households) -> xr.Dataset:
    """Wages before tax (destination, skill, nativity) [USD per worker and year].

    A migrant's wage is that of the average established migrant: who arrives does not change it.
    """
    bench = solution.model.bench
    abroad = accounts.off_diagonal(bench.workers)
    mean = (abroad * bench.efficiency).sum("origin") / abroad.sum("origin").where(
        abroad.sum("origin") > 0
    )
    efficiency = mean.rename(destination="region")

    def by_nativity(who: Households) -> xr.DataArray:
        both = [who.native_wage, who.migrant_unit_wage(new=False) * efficiency]
        stacked = xr.concat(both, xr.IndexVariable("nativity", ["native", "migrant"]))
        return (
            (USD * stacked)
            .rename(region="destination")
            .transpose("destination", "skill", "nativity")
        )

    wage, before = by_nativity(now), by_nativity(then)
    real = wage / solution.array("p_cons", "region").rename(region="destination")
    return xr.Dataset(
        {
            "wage": wage,
            "wage_base": before,
            "wage_pct": 100 * (wage / before - 1),
            "real_wage": real,
            "real_wage_pct": 100 * (real / before - 1),
        }
    )


def people(solution: Solution, now: Households) -> xr.Dataset:
    """Workers and persons by place of birth and residence."""
    bench = solution.model.bench
    home = xr.where(bench.origin == bench.destination, now.at_home.rename(region="origin"), 0.0)
    workers = home + accounts.off_diagonal(bench.workers) + now.change
    persons = bench.workers * bench.persons_per_worker
    moved = now.change * bench.persons_per_worker
    left = xr.where(bench.origin == bench.destination, moved.sum("destination"), 0.0)
    return xr.Dataset(
        {
            "workers": workers.transpose(*ODK),
            "workers_base": bench.workers,
            "migrants": (persons + moved - left).transpose(*ODK),
            "migrants_base": persons,
            "new_migrants": now.new.transpose(*ODK),
            "irregular_migrants": now.irregular.transpose(*ODK),
            "returnees": now.returned.transpose(*ODK),
        }
    )


def by_birth(now: Households, then: Households, real_factor: xr.DataArray) -> xr.Dataset:
    """Real income per person of those born in a region (region) [USD]."""
    persons = now.bench.workers * now.bench.persons_per_worker
    heads = persons.sum(["destination", "skill"]).rename(origin="region")
    base = income_by_birth(then, xr.ones_like(real_factor))
    return xr.Dataset(
        {
            "income_per_natural": USD * income_by_birth(now, real_factor) / heads,
            "income_per_natural_base": USD * base / heads,
        }
    )


def accounts_of_groups(solution: Solution, now: Households, then: Households) -> xr.Dataset:
    """What welfare is computed from: incomes of groups, public consumption, price of utility."""
    bench = solution.model.bench
    groups = partition(now, then)
    persons = (bench.workers * bench.persons_per_worker).sum("origin").rename(destination="region")
    public = accounts.spending(bench, "government")
    disposable = accounts.disposable_income(bench)
    return xr.Dataset(
        {
            "group_number": groups.number,
            "group_income": groups.income,
            "group_income_before": groups.income_before,
            "group_income_before_ppp": groups.income_before_ppp,
            "residents_income_base": residents_income(then),
            "disposable_income": solution.array("yd", "region") * disposable,
            "disposable_income_base": disposable,
            "public_consumption": (solution.array("gov", "region") * public).fillna(0.0),
            "public_consumption_base": public,
            "public_share": persons / persons.sum("skill"),
            "real_factor": real_factor(
                solution.array("p_cons", "region"),
                solution.array("p_inv", "region"),
                solution.array("saving", "region", base=True),
                solution.scalar("p_world"),
            ),
            "price_level": bench.price_level,
        }
    )
