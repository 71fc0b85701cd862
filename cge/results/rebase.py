"""A solution as a benchmark: every table at the prices and quantities of the equilibrium.

In calibrated share form a nest is the same function whatever point of it the shares are read at, so
that the model built on the new benchmark has the solution as its replication.
"""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.fingerprint import fingerprint
from cge.errors import CheckError
from cge.results.evaluate import dataset
from cge.scenario.settings import Growth
from cge.solver.solution import Solution

COMPUTED = (
    "value_added",
    "intermediate",
    "output_tax",
    "income_tax",
    "benefits",
    "capital_consumption",
)
"""Tables of the next year that definitions state."""
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
    # more senders of remittances are written as more work of each: these have grown already
    tables = dataset(solution.outcomes, solution.after, old)
    people = growth.people.rename(region="destination")
    before = (old.workers * old.persons_per_worker).sum(["origin", "skill"])
    after = (old.workers * people * old.persons_per_worker).sum(["origin", "skill"])
    changed = {
        **tables[[*COMPUTED]],
        "trade": tables.trade / (1 + old.export_tax),
        "remittances": tables.remittances,
        "workers": old.workers * people,
        "other_transfers": old.other_transfers * growth.world * solution.scalar("p_world"),
        "price_level": old.price_level * solution.array("p_cons", "region"),
        "population": old.population * (after / before).rename(destination="region"),
    }
    new = old.assign(
        {name: _like(array, old[name]) for name, array in changed.items() if name in old}
    )
    new["final_demand"] = _final_demand(tables.final_demand.fillna(0.0), new, old)
    new.attrs = old.attrs | {"base_year": year}
    new.attrs["sha256"] = fingerprint(new)
    return new


def _like(array: xr.DataArray, old: xr.DataArray) -> xr.DataArray:
    """With the order, coordinates and attributes of the table it replaces; no cell is missing."""
    values = array.fillna(0.0).transpose(*old.dims).reset_coords(drop=True)
    return old.copy(data=values.values)


def _final_demand(bought: xr.DataArray, new: xr.Dataset, old: xr.Dataset) -> xr.DataArray:
    """Government and investment as bought; households take what is left (use, sector, region)."""
    inputs = new.intermediate.sum("sector").rename(sector_in="sector")
    services = accounts.remittance_services(new)
    households = bought.sel(use="household", drop=True)
    others = bought.sel(use=["government", "investment"]).sum("use")
    left = accounts.absorption(new) - inputs - services - others
    gap = abs(left - households).max("sector") / accounts.gdp(old)
    if float(gap.max()) > GAP:
        where = str(gap.region.values[int(gap.values.argmax())])
        msg = f"a year does not balance in {where}: {float(gap.max()):.1e} of GDP"
        raise CheckError(msg)
    buys = old.final_demand.sel(use="household", drop=True) > 0
    exact = xr.where(bought.use == "household", left.where(buys, households), bought)
    return _like(exact, old.final_demand)
