"""What has to hold in every result, recomputed from the result file and its benchmark alone."""

from __future__ import annotations

from typing import Any

import xarray as xr

from tests.gauntlet import money_adds_up, people_add_up
from tests.gauntlet.arithmetic import IDENTITIES

__all__ = ["CLOSE", "IDENTITIES", "missed", "money_adds_up", "people_add_up"]
CLOSE = 1e-8
"""Share by which an identity may be missed."""


def missed(result: xr.Dataset, bench: xr.Dataset, scenario: dict[str, Any]) -> dict[str, float]:
    """Every identity that applies to a result, and by how much it is missed at the worst."""
    gaps: dict[str, float] = {}
    for year in _years(result):
        for words, function in IDENTITIES.items():
            gap = function(year, bench, scenario)
            if gap is not None:
                gaps[words] = max(gaps.get(words, 0.0), gap)
    return gaps


def _years(result: xr.Dataset) -> list[xr.Dataset]:
    if "year" not in result.dims:
        return [result]
    return [result.isel(year=n) for n in range(result.sizes["year"])]
