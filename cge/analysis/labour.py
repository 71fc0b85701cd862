"""Labour tables: what migrants do to natives' wages."""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts

SMALLEST_CHANGE = 0.1
"""Arrivals and returns, in percent of the workers of a region, below which natives' wages change
for other reasons: a response per point would mean nothing."""


def labour(result: xr.Dataset) -> xr.Dataset:
    """Natives' wages against migrants' share.

    Returns
    -------
    xarray.Dataset
        ``migrant_share`` (+ ``_base``) (destination, skill) [%], ``native_wage_response``
        (destination, skill), ``native_wage_response_all`` (destination) [% per percentage point].
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
