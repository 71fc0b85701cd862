"""Labour tables: what a place is worth to a worker, and what migrants do to natives' wages."""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.results.households import ODK, Households
from cge.solver.solution import Solution

SMALLEST_CHANGE = 0.1
"""Arrivals and returns, in percent of the workers of a region, below which natives' wages change
for other reasons: a response per point would mean nothing."""


def labour(solution: Solution, result: xr.Dataset) -> xr.Dataset:
    """Place premium and natives' wages against migrants' share.

    Returns
    -------
    xarray.Dataset
        ``place_premium`` (+ ``_base``) (origin, destination, skill) [ratio], ``migrant_share``
        (+ ``_base``) (destination, skill) [%], ``native_wage_response`` (destination, skill),
        ``native_wage_response_all`` (destination) [% per percentage point].
    """
    native = result.wage_base.sel(nativity="native", drop=True)
    change = result.real_wage_pct.sel(nativity="native", drop=True)
    here = accounts.diagonal(result.workers_base).rename(region="destination")
    bill = native * here
    mean = (change * bill).sum("skill") / bill.where(change.notnull()).sum("skill")
    points = _share(result.workers.sum("skill")) - _share(result.workers_base.sum("skill"))
    force = result.workers_base.sum(["origin", "skill"])
    moved = (result.new_migrants - result.returnees).sum(["origin", "skill"]) / force
    enough = points.where(abs(100 * moved) >= SMALLEST_CHANGE)
    return xr.Dataset(
        {
            "place_premium": place_premium(solution),
            "place_premium_base": place_premium(solution, base=True),
            "migrant_share": _share(result.workers),
            "migrant_share_base": _share(result.workers_base),
            "native_wage_response": (change / enough).transpose("destination", "skill"),
            "native_wage_response_all": mean / enough,
        }
    )


def _share(workers: xr.DataArray) -> xr.DataArray:
    """Migrants in percent of workers (destination, ...)."""
    total = workers.sum("origin")
    return 100 * accounts.off_diagonal(workers).sum("origin") / total.where(total > 0)


def place_premium(solution: Solution, *, base: bool = False) -> xr.DataArray:
    """Real wage of a new migrant over that of the same worker at home (origin, destination, skill).

    Before tax, at purchasing power.  A new migrant brings part of the productivity of home along
    (Y-1), so that this is less than the ratio of natives' wages.
    """
    who = Households(solution, base=base)
    level = who.bench.price_level * solution.array("p_cons", "region", base=base)
    home = (who.native_wage / level).rename(region="origin")
    premium = who.gross_wage_abroad(new=True) / level.rename(region="destination") / home
    there = accounts.off_diagonal(who.bench.workers) > 0
    opened = (solution.array("mig", *ODK) > 0).fillna(False)
    return premium.where(there | opened).transpose(*ODK)
