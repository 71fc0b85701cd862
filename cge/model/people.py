"""Who earns what where at the benchmark, by corridor (Y-1, M-1)."""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.once import once
from cge.model.sets import ODK


@dataclass(frozen=True)
class People:
    """Arrays (origin, destination, skill) that the migration block starts from."""

    scale: xr.DataArray
    """Workers per unit of the variable ``mig``: the benchmark stock, or the stayers of the origin
    where a corridor is empty."""
    base: xr.DataArray
    """Benchmark value of ``mig``: 1, or 0 where the corridor is empty."""
    wage: xr.DataArray
    """Wage of natives of the destination, before tax [10^9 USD per worker]."""
    efficiency_new: xr.DataArray
    """Efficiency units per new migrant: half-way rule on PPP wages (Walmsley and Winters)."""
    wage_per_income: xr.DataArray
    """Benchmark wage before tax, relative to benchmark income after tax and with transfers."""
    gdp_per_income: xr.DataArray
    """GDP per worker of the destination, relative to the same income."""
    income: xr.DataArray
    """That income: net wage and transfers of a newcomer at the benchmark [10^9 USD per worker]."""


@once
def describe(bench: xr.Dataset, newcomers: xr.Dataset) -> People:
    """Benchmark of the migration block; ``newcomers`` has their ``catch_up``."""
    stayers = accounts.diagonal(bench.workers).rename(region="origin")
    there = bench.workers > 0
    scale = bench.workers.where(there, stayers)
    wage = accounts.native_wage(bench).rename(region="destination")
    same = bench.origin == bench.destination
    efficiency = accounts.half_way_efficiency(bench, newcomers.catch_up).where(~same, 1.0)
    tax = bench.income_tax.sel(factor=bench.skill.values).rename(
        factor="skill", region="destination"
    )
    workers = bench.workers.sum(["origin", "skill"])
    gdp = (accounts.gdp(bench).rename(region="destination")) / workers
    transfer = accounts.transfer_per_worker(bench).rename(region="destination")
    gross = wage * efficiency
    income = gross * (1 - tax) + transfer
    return People(
        scale=scale.transpose(*ODK),
        base=there.astype(float),
        wage=(wage * xr.ones_like(scale)).transpose(*ODK),
        efficiency_new=efficiency.transpose(*ODK),
        wage_per_income=(gross / income).transpose(*ODK),
        gdp_per_income=(gdp / income).transpose(*ODK),
        income=income.transpose(*ODK),
    )
