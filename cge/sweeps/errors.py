"""A benchmark as its data might be: errors drawn within the ranges of their sources.

The error of a cell is a ratio, independent of others.  Its range is that of figures with a source,
that of figures without one (``data.TABLE.imputed``), or in a region where part of the countries is
flagged the geometric mean of both.  The accounts are then balanced again.  People are born as many
as before: who is counted abroad stays at home no more, and the reverse; accounts of money do not
follow, so that wages and what is sent home per head change with the numbers of people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.benchmark.check import judge
from cge.benchmark.imputed import imputed_share
from cge.benchmark.rebalance import rebalanced
from cge.errors import DataError
from cge.sweeps.ranges import DATA, IMPUTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cge.sweeps.ranges import Range

LEVEL = "gdp"
"""Error of all value added of a region; that of ``value_added`` is one of its parts."""
GDP, IMMIGRANTS, EMIGRANTS = "gdp_bn_usd", "immigrants", "emigrants"


@dataclass(frozen=True)
class Source:
    """Whose figures a table has."""

    dims: tuple[str, ...]
    """Cells with an error of their own."""
    place: str
    """The dim whose countries are flagged."""
    items: tuple[str, ...]
    """In ``imputations.csv`` of the country database."""
    size: str = GDP
    """Column of its ``countries.csv`` by which countries count."""


SOURCES = {
    LEVEL: Source(("region",), "region", ("gdp",)),
    "value_added": Source(
        ("factor", "sector", "region"), "region",
        ("labour share", "skill premium",
         *(f"value added, {sector}" for sector in ("agriculture", "industry", "services"))),
    ),
    "intermediate": Source(
        ("sector_in", "sector", "region"), "region", ("input-output table",)
    ),
    "final_demand": Source(
        ("use", "sector", "region"), "region", ("consumption", "investment", "government")
    ),
    "trade": Source(
        ("sector", "exporter", "importer"), "exporter", ("trade", "services trade")
    ),
    "price_level": Source(("region",), "region", ("gdp_ppp",)),
    "workers": Source(
        ("origin", "destination"), "destination", ("migrants' participation",), IMMIGRANTS
    ),
    "efficiency": Source(
        ("destination", "skill"), "destination", ("migrants' pay", "over-qualification"), IMMIGRANTS
    ),
    "remittances": Source(("origin", "destination"), "origin", ("remittances",), EMIGRANTS),
}  # fmt: skip


def perturbed(
    bench: xr.Dataset, points: Mapping[str, float], known: Mapping[str, Range]
) -> xr.Dataset:
    """The benchmark with errors of data.

    Parameters
    ----------
    bench : xarray.Dataset
        As it was read.
    points : mapping
        By name in :data:`SOURCES`, in [0, 1): the errors of all its cells are drawn from it, always
        the same.
    known : mapping
        Ranges of ``data.NAME`` and ``data.NAME.imputed``.

    Raises
    ------
    DataError
        If nobody would stay in a region, or the accounts cannot be balanced again.
    """
    ratios = {name: _ratios(bench, name, points[name], known) for name in SOURCES if name in points}
    tables = [name for name in ratios if name not in (LEVEL, "workers")]
    changed = {name: bench[name] * ratios[name] for name in tables}
    if LEVEL in ratios:
        level = changed.get("value_added", bench.value_added) * ratios[LEVEL]
        inputs = changed.get("intermediate", bench.intermediate) * ratios[LEVEL]
        changed |= {"value_added": level, "intermediate": inputs}
    if "workers" in ratios:
        changed["workers"] = _counted(bench, ratios["workers"])
    if "efficiency" in changed:
        home = bench.origin == bench.destination
        changed["efficiency"] = bench.efficiency.where(home, changed["efficiency"])
    found = rebalanced(bench, changed)
    judge(found).raise_if_errors()
    return found


def _ratios(bench: xr.Dataset, name: str, point: float, known: Mapping[str, Range]) -> xr.DataArray:
    """Errors of the cells of a table, ratios."""
    about = SOURCES[name]
    coords = {dim: bench[dim].values for dim in about.dims}
    shape = tuple(len(labels) for labels in coords.values())
    seed = [int(point * 2**53), list(SOURCES).index(name)]
    quantiles = np.random.default_rng(seed).random(shape)
    part = imputed_share(bench, about.items, about.size).rename(region=about.place)
    part = part.broadcast_like(xr.DataArray(np.zeros(shape), coords, about.dims))
    drawn = _between(known, DATA + name, part.transpose(*about.dims).values)
    return xr.DataArray(drawn.at(quantiles), coords, about.dims)


def _between(known: Mapping[str, Range], name: str, part: np.ndarray) -> Range:
    """The range of each cell, of which a part is imputed."""
    sourced, imputed = known[name].settled(), known[name + IMPUTED].settled()
    ends = {
        end: getattr(sourced, end) ** (1 - part) * getattr(imputed, end) ** part
        for end in ("low", "central", "high")
    }
    return replace(sourced if sourced.varies else imputed, **ends)


def _counted(bench: xr.Dataset, ratio: xr.DataArray) -> xr.DataArray:
    """Workers with other numbers of migrants (origin, destination, skill)."""
    home = bench.origin == bench.destination
    abroad = bench.workers.where(~home, 0.0)
    counted = abroad * ratio
    stay = bench.workers + (abroad - counted).sum("destination")
    found = xr.where(home, stay, counted).transpose(*bench.workers.dims)
    if bool((found < 0).any()):
        where = [str(o) for o in bench.origin.values if bool((found.sel(origin=o) < 0).any())]
        msg = f"with these errors nobody would stay in {', '.join(where)}; narrow {DATA}workers"
        raise DataError(msg)
    return found
