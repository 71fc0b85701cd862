"""A result as a run writes it: accounts and welfare together."""

from __future__ import annotations

import xarray as xr

from cge.analysis.welfare import welfare
from cge.results.extract import extract
from tests.model.equilibrium import Equilibrium


def complete(case: Equilibrium) -> xr.Dataset:
    """Accounts with the groups of welfare, government among them."""
    result = extract(case.solution)
    gains = welfare(result)
    return result.reindex(group=gains["group"]).merge(gains, join="exact")
