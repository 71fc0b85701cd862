"""Outlines of countries on an equal-area map, and which countries a region is made of.

Outlines: Natural Earth 110m (public domain), ``data/map/outlines.csv``.  Projection: Equal Earth,
B. Savric, T. Patterson, B. Jenny (2019), International Journal of Geographical Information Science
33(3):454-465.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from ruamel.yaml import YAML

from cge.paths import shipped

if TYPE_CHECKING:
    from collections.abc import Collection

A = (1.340264, -0.081106, 0.000893, 0.003796)
"""Coefficients of the Equal Earth polynomial."""
Ring = np.ndarray
"""Points of a closed line, (n, 2)."""


def equal_earth(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """Points on the map, in radii of the earth (n, 2).

    Parameters
    ----------
    longitude, latitude : numpy.ndarray
        Degrees.
    """
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(np.radians(latitude)))
    a1, a2, a3, a4 = A
    t2 = theta**2
    t6 = t2**3
    slope = a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)
    x = 2 * np.sqrt(3) / 3 * np.radians(longitude) * np.cos(theta) / slope
    y = theta * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))
    return np.stack([x, y], axis=-1)


@lru_cache(maxsize=1)
def countries() -> dict[str, tuple[Ring, ...]]:
    """Rings of every country on the map, by ISO code."""
    return {
        row["iso3"]: tuple(_ring(text) for text in row["outline"].split(";")) for row in _rows()
    }


def _ring(text: str) -> Ring:
    numbers = np.array(text.split(), dtype=float).reshape(-1, 2)
    return equal_earth(numbers[:, 0], numbers[:, 1])


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, str]]:
    path = shipped("data") / "map" / "outlines.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def by_region(benchmark: str, regions: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Countries of the regions of a benchmark; empty where nothing tells them.

    A shipped map of regions (``data/regions/<benchmark>.yaml``) says it; otherwise regions that
    bear the code of a country are that country.  A textbook economy has none.
    """
    maps = {p.stem: p for p in (shipped("data") / "regions").glob("*.yaml")}
    members = _members(str(maps[benchmark])) if benchmark in maps else {}
    if not set(regions) <= set(members):
        members = {region: (region,) for region in regions}
    found = {}
    for region in regions:
        codes = [r["iso3"] for r in _rows() if r["database_region"] in members[region]]
        if codes:
            found[region] = tuple(codes)
    return found


@lru_cache(maxsize=8)
def _members(path: str) -> dict[str, tuple[str, ...]]:
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - the cache needs a plain key
        regions = YAML(typ="safe").load(stream)["regions"]
    return {
        str(code): tuple(about["members"]) if isinstance(about["members"], list) else ()
        for code, about in regions.items()
    }
