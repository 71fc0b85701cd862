"""Arithmetic of identities: gaps, sums, and the registry that each enters under its sentence.

Nothing is imported from :mod:`cge`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

Identity = Callable[[xr.Dataset, xr.Dataset, dict[str, Any]], "float | None"]
"""Of a result, its benchmark and its scenario: by how much it is missed, as a share of what it adds
up; None where the file has nothing to test it on."""
IDENTITIES: dict[str, Identity] = {}


def identity(words: str) -> Callable[[Identity], Identity]:
    """Register an identity under the sentence that it states."""

    def put(function: Identity) -> Identity:
        IDENTITIES[words] = function
        return function

    return put


def gap(left: Any, right: Any, size: Any = None) -> float:
    """Largest difference, as a share of the largest value; infinite where one is no number."""
    left, right = xr.broadcast(xr.DataArray(left), xr.DataArray(right))
    scale = np.nanmax(np.abs(left.values), initial=0.0) if size is None else float(size)
    difference = np.abs((left - right).fillna(np.inf).values)
    return float(difference.max(initial=0.0) / max(scale, 1e-300)) if difference.any() else 0.0


def abroad(array: xr.DataArray) -> xr.DataArray:
    """The array with zeros for those who live where they were born."""
    return array.where(array.origin != array.destination, 0.0)


def at_home(array: xr.DataArray) -> xr.DataArray:
    """Those who live where they were born, by region."""
    kept = array.where(array.origin == array.destination, 0.0)
    return kept.sum("origin").rename(destination="region")


def world(result: xr.Dataset) -> float:
    """World GDP at the benchmark [10^9 USD]."""
    return float(result.gdp_base.sum())


def static(result: xr.Dataset) -> bool:
    """Whether the numbers of people born somewhere are those of the benchmark."""
    return "year" not in result.coords
