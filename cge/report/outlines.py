"""Outlines of countries on an equal-area map, and which countries a region is made of.

Outlines: Natural Earth 110m (public domain), ``data/map/outlines.csv``.  Projection: Equal Earth,
B. Savric, T. Patterson, B. Jenny (2019), International Journal of Geographical Information Science
33(3):454-465.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cge.benchmark.countries import countries as known_countries
from cge.benchmark.countries import outline_rows

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
        row["iso3"]: tuple(_ring(text) for text in row["outline"].split(";"))
        for row in outline_rows()
    }


def _ring(text: str) -> Ring:
    numbers = np.array(text.split(), dtype=float).reshape(-1, 2)
    return equal_earth(numbers[:, 0], numbers[:, 1])


def by_region(benchmark: str, regions: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Countries on the map of the regions of a benchmark; a textbook economy has none."""
    found = known_countries(benchmark, regions)
    drawn = {r: tuple(c for c in codes if c in countries()) for r, codes in found.items()}
    return {region: codes for region, codes in drawn.items() if codes}
