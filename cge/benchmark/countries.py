"""Countries of the regions of a benchmark, and the region that a word of a user means.

A shipped map of regions (``data/regions/<benchmark>.yaml``) says which countries of the database a
region has; otherwise regions that bear the code of a country are that country.  Countries that the
database holds in its two residual regions are known by ``data/map/outlines.csv``.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

from cge.errors import UsageError
from cge.nearest import listing, nearest
from cge.paths import shipped

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import xarray as xr


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Name of every country that the database or the map knows, by ISO code."""
    found = {row["iso3"]: row["name"] for row in outline_rows()}
    with (shipped("data") / "countries" / "countries.csv").open(encoding="utf-8") as stream:
        return found | {row["region"]: row["name"] for row in csv.DictReader(stream)}


@lru_cache(maxsize=1)
def outline_rows() -> list[dict[str, str]]:
    """Rows of the outlines: ``iso3, name, database_region, outline``."""
    path = shipped("data") / "map" / "outlines.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def members(benchmark: str, regions: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Regions of the country database that each region of a benchmark is made of."""
    maps = {p.stem: p for p in (shipped("data") / "regions").glob("*.yaml")}
    found = _of_map(str(maps[benchmark])) if benchmark in maps else {}
    if set(regions) <= set(found):
        return {region: found[region] for region in regions}
    return {region: (region,) for region in regions}


def countries(benchmark: str, regions: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Codes of the countries of each region; none where the regions are no countries."""
    inside: dict[str, list[str]] = {}
    for row in outline_rows():
        if row["iso3"] != row["database_region"]:
            inside.setdefault(row["database_region"], []).append(row["iso3"])
    known = country_names()
    return {
        region: tuple(c for code in codes for c in (code, *inside.get(code, ())) if c in known)
        for region, codes in members(benchmark, regions).items()
    }


@lru_cache(maxsize=8)
def _of_map(path: str) -> dict[str, tuple[str, ...]]:
    regions = YAML(typ="safe").load(Path(path))["regions"]
    return {
        str(code): tuple(about["members"]) if isinstance(about["members"], list) else ()
        for code, about in regions.items()
    }


def region_names(data: xr.Dataset) -> dict[str, str]:
    """Full names of the regions of a benchmark or a result, by code."""
    codes = [str(code) for code in data["region"].values]
    if "region_name" not in data:
        return dict(zip(codes, codes, strict=True))
    return dict(zip(codes, map(str, data["region_name"].values), strict=True))


def benchmark_name(data: xr.Dataset) -> str:
    """Name of a benchmark, or of the benchmark of a result."""
    return str(data.attrs.get("benchmark", data.attrs.get("name", "")))


def part_of(word: str, benchmark: str, regions: Mapping[str, str]) -> str:
    """``POL (Poland) is part of EUE (Rest of EU east): ...``; nothing for other words.

    Parameters
    ----------
    regions : mapping
        Full names of the regions of the benchmark by code.
    """
    code = _country(word)
    for region, codes in countries(benchmark, list(regions)).items():
        if code in codes and codes != (code,):
            called = f"{code} ({country_names()[code]})"
            return (
                f"{called} is part of {region} ({regions[region]}) in this benchmark:"
                " `cge calibrate` can set it apart"
            )
    return ""


def _country(word: str) -> str:
    """ISO code of the country of this code or name; the word itself where there is none."""
    folded = word.casefold()
    for code, name in country_names().items():
        if folded in (code.casefold(), name.casefold()):
            return code
    return word


def region_of(word: str, data: xr.Dataset) -> str:
    """The region of a benchmark or a result that has this code or name.

    Raises
    ------
    UsageError
        If there is none; a country inside a region is told where it is.
    """
    known, folded = region_names(data), word.casefold()
    for code, name in known.items():
        if folded in (code.casefold(), name.casefold()):
            return code
    alone = {
        c[0]: r for r, c in countries(benchmark_name(data), list(known)).items() if len(c) == 1
    }
    if _country(word) in alone:
        return alone[_country(word)]
    inside = part_of(word, benchmark_name(data), known)
    if inside:
        raise UsageError(inside)
    names = {name: code for code, name in known.items()}
    msg = f"no region {word!r}; allowed: {listing(known)}{nearest(word, known, names)}"
    raise UsageError(msg)
