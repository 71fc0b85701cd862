"""Which part of a region's figures no source gives: flags of the country database."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING

import xarray as xr

from cge.benchmark.countries import benchmark_name, members
from cge.paths import shipped

if TYPE_CHECKING:
    from collections.abc import Collection


def imputed_share(bench: xr.Dataset, items: Collection[str], size: str) -> xr.DataArray:
    """Share of the countries of each region, by size, that are flagged in one of the items.

    A region that the database does not know counts as imputed as a whole: nothing is known of its
    sources.

    Parameters
    ----------
    bench
        The benchmark.
    items
        Names as in ``imputations.csv`` of the database.
    size
        Column of its ``countries.csv`` by which countries count.

    Returns
    -------
    xr.DataArray
        (region), between 0 and 1.
    """
    regions = [str(region) for region in bench.region.values]
    sizes = {row["region"]: float(row[size]) for row in _rows("countries.csv")}
    flagged = {row["region"] for row in _rows("imputations.csv") if row["item"] in items}
    made_of = members(benchmark_name(bench), regions)
    shares = [_share(made_of[region], sizes, flagged) for region in regions]
    return xr.DataArray(shares, {"region": bench.region.values}, ("region",))


def _share(codes: tuple[str, ...], sizes: dict[str, float], flagged: set[str]) -> float:
    known = {code: sizes[code] for code in codes if code in sizes}
    total = sum(known.values())
    if not total or len(known) < len(codes):
        return 1.0
    return sum(value for code, value in known.items() if code in flagged) / total


@lru_cache(maxsize=2)
def _rows(name: str) -> list[dict[str, str]]:
    with (shipped("data") / "countries" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
