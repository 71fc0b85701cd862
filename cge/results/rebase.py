"""A solution as a benchmark: every table at the prices and quantities of the equilibrium.

In calibrated share form a nest is the same function whatever point of it the shares are read at, so
that the model built on the new benchmark has the solution as its replication.
"""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.complete import fingerprint
from cge.errors import CheckError
from cge.results import rates
from cge.results.households import Households
from cge.scenario.settings import Growth
from cge.solver.solution import Solution

IR = ("sector", "region")
GAP = 1e-7
"""Largest difference between household demand as a residual and as computed, of GDP."""


def rebase(solution: Solution, growth: Growth, year: int) -> xr.Dataset:
    """Benchmark of a later year from the equilibrium that growth has led to.

    Parameters
    ----------
    solution : Solution
        Of a growth step: no corridor has changed, everybody's numbers follow ``growth``.
    growth : Growth
        What that step was.
    year : int
        Year that the new benchmark is of.

    Returns
    -------
    xarray.Dataset
        A complete benchmark with its own ``sha256``.

    Raises
    ------
    CheckError
        If the tables of the solution do not balance.
    """
    old = solution.model.bench
    goods = _production(solution)
    people = growth.people.rename(region="destination")
    sent = Households(solution).received * people
    before = (old.workers * old.persons_per_worker).sum(["origin", "skill"])
    after = (old.workers * people * old.persons_per_worker).sum(["origin", "skill"])
    changed = {
        **goods,
        "income_tax": rates.income_tax(solution),
        "benefits": solution.array("benefit", "region") * accounts.gdp(old),
        "workers": old.workers * people,
        "remittances": sent.sum("skill"),
        "other_transfers": old.other_transfers * growth.world * solution.scalar("p_world"),
        "price_level": old.price_level * solution.array("p_cons", "region"),
        "population": old.population * (after / before).rename(destination="region"),
    }
    new = old.assign(
        {name: _like(array, old[name]) for name, array in changed.items() if name in old}
    )
    new["final_demand"] = _final_demand(solution, new)
    new.attrs = old.attrs | {"base_year": year}
    new.attrs["sha256"] = fingerprint(new)
    return new


def _like(array: xr.DataArray, old: xr.DataArray) -> xr.DataArray:
    """With the order, coordinates and attributes of the table it replaces; no cell is missing."""
    values = array.fillna(0.0).transpose(*old.dims).reset_coords(drop=True)
    return old.copy(data=values.values)


def _production(solution: Solution) -> dict[str, xr.DataArray]:
    """Value added, intermediates, output tax and trade [10^9 USD]."""
    bench = solution.model.bench
    productivity = solution.array("productivity", *IR) * solution.array("spill", "region")
    quantity, price = solution.array("qo", *IR), solution.array("po", *IR)
    rate = rates.output_tax(solution)
    cost = productivity * price * (1 - rate) / (1 - solution.array("to_base", *IR))
    used = quantity / productivity
    esubt, esubsk = solution.scalar("esubt"), solution.scalar("esubsk")
    esubva = solution.array("esubva", "sector")
    inputs = used * (cost / solution.array("pint", *IR)) ** esubt
    added = used * (cost / solution.array("pva", *IR)) ** esubt
    factor = solution.array("pf", "factor", "region")
    skill = solution.array("pl", "skill", "region")
    hired = added * (solution.array("pva", *IR) / factor) ** esubva
    labour = added * (solution.array("pva", *IR) / solution.array("plab", *IR)) ** esubva
    work = labour * (solution.array("plab", *IR) / skill) ** esubsk
    paid = (hired * factor).fillna(
        (work * skill).rename(skill="factor").reindex(factor=bench.factor.values)
    )
    composite = solution.array("pc", *IR).rename(sector="sector_in")
    arrived = _imports(solution)
    return {
        "value_added": bench.value_added * paid,
        "intermediate": bench.intermediate * composite * inputs,
        "output_tax": rate * price * quantity * accounts.output(bench),
        "trade": bench.trade * price.rename(region="exporter") * arrived,
    }


def _imports(solution: Solution) -> xr.DataArray:
    """Goods that arrive, relative to the old benchmark (sector, exporter, importer)."""
    to = {n: solution.array(n, *IR).rename(region="importer") for n in ("qc", "pc", "pm")}
    bundle = to["qc"] * (to["pc"] / to["pm"]) ** solution.array("esubd", "sector")
    price = solution.array("po", *IR).rename(region="exporter")
    return bundle * (to["pm"] / price) ** solution.array("esubm", "sector")


def _final_demand(solution: Solution, new: xr.Dataset) -> xr.DataArray:
    """Government and investment as bought; households take what is left (sector, region)."""
    old = solution.model.bench
    price = solution.array("pc", *IR)

    def bought(use: str, quantity: str, index: str, elasticity: str) -> xr.DataArray:
        spread = solution.array(index, "region") / price
        amount = solution.array(quantity, "region") * spread ** solution.scalar(elasticity)
        return (old.final_demand.sel(use=use, drop=True) * amount * price).fillna(0.0)

    uses = {
        "household": bought("household", "cons", "p_cons", "esubhh"),
        "government": bought("government", "gov", "p_gov", "esubgov"),
        "investment": bought("investment", "inv", "p_inv", "esubinv"),
    }
    inputs = new.intermediate.sum("sector").rename(sector_in="sector")
    services = accounts.remittance_services(new)
    left = accounts.absorption(new) - inputs - services - uses["government"] - uses["investment"]
    gap = abs(left - uses["household"]).max("sector") / accounts.gdp(old)
    if float(gap.max()) > GAP:
        where = str(gap.region.values[int(gap.values.argmax())])
        msg = f"a year does not balance in {where}: {float(gap.max()):.1e} of GDP"
        raise CheckError(msg)
    exact = left.where(old.final_demand.sel(use="household", drop=True) > 0, uses["household"])
    parts = [(uses | {"household": exact})[str(use)] for use in old.use.values]
    stacked = xr.concat(parts, xr.IndexVariable("use", old.use.values))
    return old.final_demand.copy(data=stacked.transpose(*old.final_demand.dims).values)
