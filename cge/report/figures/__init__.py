"""The figures of a result, in the order of the page; one file each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.errors import UsageError
from cge.nearest import nearest
from cge.report.figures import (
    corridors,
    decomposition,
    drivers,
    fiscal,
    groups,
    inequality,
    regions,
    remittances,
    rewards,
    sources,
    treaty,
    visa_prices,
    visa_revenue,
    wages,
    world,
    years,
)
from cge.report.items import final

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

    from cge.report.marks import Figure

FIGURES: dict[str, Callable[[xr.Dataset], Figure | None]] = {
    "years": years.figure,
    "treaty": treaty.figure,
    "groups": groups.figure,
    "decomposition": decomposition.figure,
    "sources": sources.figure,
    "regions": regions.figure,
    "map": world.figure,
    "wages": wages.figure,
    "rewards": rewards.figure,
    "corridors": corridors.figure,
    "remittances": remittances.figure,
    "visa_prices": visa_prices.figure,
    "visa_revenue": visa_revenue.figure,
    "fiscal": fiscal.figure,
    "inequality": inequality.figure,
    "drivers": drivers.figure,
}

PATHS = ("years",)
"""Figures of all years; the others show the last."""


def figures(result: xr.Dataset) -> list[Figure]:
    """Every figure that the result has something to show in."""
    last = final(result)
    made = (make(result if name in PATHS else last) for name, make in FIGURES.items())
    return [figure for figure in made if figure is not None]


def one(result: xr.Dataset, name: str) -> Figure:
    """The figure of this name.

    Raises
    ------
    UsageError
        If no figure has the name, or the result nothing to show in it.
    """
    if name not in FIGURES:
        msg = f"{name!r} is not a figure{nearest(name, list(FIGURES))}; `--figure list` shows all"
        raise UsageError(msg)
    found = FIGURES[name](result if name in PATHS else final(result))
    if found is None:
        scenario = result.attrs["scenario_name"]
        msg = f"{scenario} has nothing to show in the figure {name!r}: nothing of it changes"
        raise UsageError(msg)
    return found
