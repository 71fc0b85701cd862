"""Utility per unit of income: what a price index and a saving rate make of money (Y-5, D-5)."""

from __future__ import annotations

import xarray as xr


def real_factor(
    price_consumption: xr.DataArray,
    price_investment: xr.DataArray,
    saving: xr.DataArray,
    saving_base: xr.DataArray,
) -> xr.DataArray:
    """Utility per unit of income relative to the benchmark (region).

    (Y-5) u = C^(1-s0) S^s0 with saving priced at the investment price; s is the saving rate of the
    solution, s0 that of the benchmark (they differ only where saving adjusts, closure ``steady``).
    """
    index = price_consumption ** (1 - saving_base) * price_investment.fillna(1.0) ** saving_base
    spent = ((1 - saving) / (1 - saving_base)) ** (1 - saving_base)
    safe = saving_base.where(saving_base != 0, 1.0)
    saved = (saving / safe).where(saving_base != 0, 1.0) ** saving_base
    return spent * saved / index
