"""The figures by which results are compared: one name, unit and value each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.report.headline import headline
from cge.report.sheet import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr

HEADLINE = {
    "world_ev_ppp_bn": ("EV of the world, purchasing power", "10^9 int. USD"),
    "world_ev_ppp_percent": ("EV of the world, purchasing power, share of income", "%"),
    "world_ev_bn_usd": ("EV of the world, prices of where each lived before", "10^9 USD"),
    "world_ev_percent": ("EV of the world, prices of before, share of income", "%"),
    "world_income_change_bn_usd": ("change of income of the world, exchange rates", "10^9 USD"),
    "world_income_change_percent": ("change of income of the world, share of income", "%"),
    "movers_million_workers": ("workers who move", "million"),
    "movers_million_persons": ("persons who move, families included", "million"),
    "returning_million_workers": ("workers who return", "million"),
    "remittances_change_bn_usd": ("change of remittances", "10^9 USD"),
}
BILLION, INTERNATIONAL = "10^9 USD", "10^9 int. USD"
FEWEST = 0.5
"""Workers; fewer in a corridor are rounding."""
HANDFUL = 1e-4
"""Share of all newcomers below which those of one destination and skill are no finding."""


@dataclass(frozen=True)
class Item:
    """One figure of a result."""

    section: str
    name: str
    unit: str
    value: float


def items(result: xr.Dataset) -> list[Item]:
    """Headline figures, groups, regions, wages, visa prices and remittances.

    Parameters
    ----------
    result : xarray.Dataset
        As :func:`cge.results.store.open_result` returns it.
    """
    last = final(result)
    return [
        *_headline(last),
        *_groups(last),
        *_regions(last),
        *_wages(last),
        *_visa_prices(last),
        *_remittances(last),
    ]


def final(result: xr.Dataset) -> xr.Dataset:
    """The last year of a path; a result without years as it is."""
    return result.isel(year=-1, drop=True) if "year" in result.dims else result


def names(result: xr.Dataset) -> dict[str, str]:
    """Full names of regions by code."""
    codes, full = result.region.values, result.region_name.values
    return {str(code): str(name) for code, name in zip(codes, full, strict=True)}


def arrivals(result: xr.Dataset) -> xr.DataArray:
    """Newcomers by corridor, without the handfuls that a price moves (origin, destination, skill).

    A destination and skill counts where at least a ten-thousandth of all who arrive come.
    """
    arrive = result.new_migrants.fillna(0.0)
    arrive = arrive.where(arrive > FEWEST, 0.0)
    told = arrive.sum("origin") >= HANDFUL * float(arrive.sum())
    return arrive.where(told, 0.0)


def policy_skill(result: xr.Dataset) -> str:
    """The skill of which most workers move."""
    abroad = result.origin != result.destination
    moved = abs(result.workers - result.workers_base).where(abroad, 0.0).fillna(0.0)
    return str(moved.sum(["origin", "destination"]).idxmax("skill").item())


def visa_prices(result: xr.Dataset) -> xr.DataArray:
    """Visa price that newcomers face (destination, skill) [USD per worker and year].

    The mean over corridors, weighted by those who arrive; NaN where hardly anybody does.
    """
    arrive = arrivals(result).where(result.visa_price_usd.notnull(), 0.0)
    total = arrive.sum("origin")
    mean = (arrive * result.visa_price_usd.fillna(0.0)).sum("origin")
    return (mean / total.where(total > 0)).transpose("destination", "skill").rename("visa_price")


def ends(values: np.ndarray, each: int) -> list[int]:
    """Places of the largest and the smallest values, largest first; all where there are few."""
    order = [int(n) for n in np.argsort(-values, kind="stable") if not np.isnan(values[n])]
    return order if len(order) <= 2 * each else [*order[:each], *order[-each:]]


def _headline(result: xr.Dataset) -> Iterator[Item]:
    figures = headline(result)
    for key, (name, unit) in HEADLINE.items():
        yield Item("World", name, unit, figures[key])


def _groups(result: xr.Dataset) -> Iterator[Item]:
    for group, name in GROUPS.items():
        if group in result["group"]:
            of_group = result.sel(group=group)
            yield Item("Groups", name, INTERNATIONAL, float(of_group.welfare_ev_ppp.sum()))
            yield Item("Groups", name, BILLION, float(of_group.welfare_ev.sum()))


def _regions(result: xr.Dataset) -> Iterator[Item]:
    gain = result.welfare_ev_ppp.sum(["group", "skill"])
    for region, name in names(result).items():
        yield Item("Regions", name, INTERNATIONAL, float(gain.sel(region=region)))


def _wages(result: xr.Dataset) -> Iterator[Item]:
    yield from _cells("Real wages", "USD per worker and year", result.real_wage, names(result))


def _visa_prices(result: xr.Dataset) -> Iterator[Item]:
    yield from _cells("Visa prices", "USD per worker and year", visa_prices(result), names(result))


def _remittances(result: xr.Dataset) -> Iterator[Item]:
    received = result.remittances.sum("destination")
    yield from _cells("Remittances received", BILLION, received.where(received > 0), names(result))


def _cells(section: str, unit: str, array: xr.DataArray, known: dict[str, str]) -> Iterator[Item]:
    """One item per cell that exists, named by its labels, the place first."""
    flat = array.to_series().dropna()
    for labels, value in flat.items():
        parts = labels if isinstance(labels, tuple) else (labels,)
        yield Item(section, ", ".join(known.get(str(p), str(p)) for p in parts), unit, float(value))
