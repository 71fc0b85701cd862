"""A solution as one Dataset: the variables of the result file, with units and meaning."""

from __future__ import annotations

import xarray as xr

from cge import symbols
from cge.benchmark import accounts
from cge.model import (
    external_account,
    government_accounts,
    homogeneous_accounts,
    national_accounts,
    rewards,
    trade_accounts,
)
from cge.model.block import definitions_of
from cge.results.evaluate import dataset
from cge.results.fiscal import fiscal
from cge.results.homogeneous import data
from cge.results.households import ODK, Households
from cge.results.partition import income_by_birth, partition, residents_income
from cge.results.utility import real_factor
from cge.results.visas import visa_results
from cge.scenario.closures import FISCAL
from cge.solver.solution import Solution

USD = 1e9
"""USD per 10^9 USD."""
ACCOUNTS = (
    trade_accounts,
    homogeneous_accounts,
    government_accounts,
    external_account,
    national_accounts,
    rewards,
)
"""Blocks whose definitions are reported as they are."""
KNOWN = ("tariff", "tariff_base", "indeterminate")
"""Data of trade in homogeneous goods."""


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
    found, found_before = evaluated(solution)
    groups = accounts_of_groups(solution, charged, then)
    out = xr.merge(
        [
            accounted(found, found_before),
            fiscal(found, bench),
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


def evaluated(solution: Solution) -> tuple[xr.Dataset, xr.Dataset]:
    """Every definition that is reported, at the solution and (``_base``) at the benchmark."""
    bench, outcomes = solution.model.bench, solution.outcomes
    now = dataset(outcomes, solution.after, bench)
    if "net_trade" in now:
        now = now.assign(data(solution))
    if "capital" not in bench.factor:
        now = now.drop_vars("return_to_capital_pct")
    return now, dataset(outcomes, solution.before, bench, "_base")


def accounted(now: xr.Dataset, before: xr.Dataset) -> xr.Dataset:
    """Accounts of goods, government and regions, of wages and capital; what is data of them."""
    cells = {one.cells for block in ACCOUNTS for one in definitions_of(block)}
    there = [name for name in now if name in cells or name in KNOWN]
    then = [name for name in before if str(name).removesuffix("_base") in cells]
    return now[there].assign(before[then])


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
