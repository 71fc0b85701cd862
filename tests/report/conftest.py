"""Results to report on: two textbook regions, and the world in three parts, which has a map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xarray as xr

from cge.results.store import open_result
from tests.cli.conftest import cge

__all__ = ["cge"]


@pytest.fixture(scope="session")
def quota(result_files: dict[str, Path]) -> xr.Dataset:
    return open_result(result_files["quota_10pct"])


@pytest.fixture(scope="session")
def cheap(result_files: dict[str, Path]) -> xr.Dataset:
    return open_result(result_files["cheap_remittances"])


@pytest.fixture(scope="session")
def north_south(solved_once: Callable[[Path | str, str], Path]) -> xr.Dataset:
    """Rich countries admit workers, on the benchmark of three parts of the world."""
    return open_result(solved_once("north_south", "worldbank_3pct"))


@pytest.fixture(scope="session")
def still(quota: xr.Dataset) -> xr.Dataset:
    """A scenario in which nothing changes."""
    calm = quota.copy()
    for name in calm.data_vars:
        base = f"{name}_base"
        if base in calm:
            calm[name] = calm[base]
    gone = ("welfare_ev", "income_change", "pct", "new_migrants", "returnees")
    for name in map(str, calm.data_vars):
        if any(word in name for word in gone):
            calm[name] = calm[name] * 0
    return calm.assign_attrs(scenario_name="still", title="Nothing")
