"""Utility per unit of income: what a price index and a saving rate make of money (Y-5, D-5)."""

from __future__ import annotations

import xarray as xr


def real_factor(
    price_consumption: xr.DataArray,
    price_investment: xr.DataArray,
    saving_base: xr.DataArray,
    price_world: float,
) -> xr.DataArray:
    """Utility per unit of income relative to the benchmark (region).

    (Y-5) u = C^(1-s) S^s with saving S priced at the investment price, s the benchmark's share;
    where nothing is invested, what is lent abroad is priced in world prices.
    """
    saved = price_investment.fillna(price_world)
    index = price_consumption ** (1 - saving_base) * saved**saving_base
    return 1 / index
