"""What those gain who do not move: the base of the map and of the chart of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.units import BILLION

if TYPE_CHECKING:
    import xarray as xr

GROUPS = ("natives", "remaining_behind", "established_migrants")


def gain(result: xr.Dataset) -> xr.DataArray:
    """Equivalent variation of those who live where they lived (region) [10^9 int. USD].

    Who moves is left out: a newcomer would count where he
    arrives, with what he gains over the life he left.  Public consumption is left out too: it
    grows where newcomers must be served.
    """
    return _stayers(result.welfare_ev_ppp)


def heads(result: xr.Dataset) -> xr.DataArray:
    """Persons who live in a region before and after (region)."""
    both = np.minimum(result.migrants.fillna(0.0), result.migrants_base.fillna(0.0))
    return both.sum(["origin", "skill"]).rename(destination="region")


def income(result: xr.Dataset) -> xr.DataArray:
    """Their income at the benchmark (region) [10^9 int. USD]."""
    return _stayers(result.group_income_before_ppp.sum("source"))


def per_head(result: xr.Dataset) -> xr.DataArray:
    """Gain per person who does not move (region) [international USD a year]."""
    persons = heads(result)
    return BILLION * gain(result) / persons.where(persons > 0)


def percent(result: xr.Dataset) -> xr.DataArray:
    """Gain in percent of income before (region)."""
    base = income(result)
    return 100 * gain(result) / base.where(base > 0)


def _stayers(array: xr.DataArray) -> xr.DataArray:
    there = [group for group in GROUPS if group in array["group"]]
    return array.sel(group=there).sum(["group", "skill"])
