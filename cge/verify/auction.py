"""The rule for the best price of a visa (Collie 2007), where a host sells visas.

A host that maximises the income of its natives, receipts included, is the only buyer on the labour
market of the source.  At the optimum its wage is ``1 + 1/e`` times that of the source, and a visa
costs ``1/(1 + e)`` of its wage; ``e`` is the elasticity of the supply of migrants.
"""

from __future__ import annotations

import math

import xarray as xr
from scipy.optimize import minimize_scalar

from cge.verify.textbook import example

SEARCH = (math.log(60e6), math.log(95e6))
"""Logarithm of the number of visas; a hundred million work in the source."""
STEP = 1e-3


def sold(log_visas: float) -> xr.Dataset:
    """Equilibrium with a given number of visas."""
    return example(
        "immigration_surplus/auction", f"visas.auctioned.size.workers={math.exp(log_visas)!r}"
    )


def wages(result: xr.Dataset) -> tuple[float, float]:
    """Wage of the host and of the source [USD]."""
    wage = result.wage.sel(nativity="native").squeeze("skill")
    return float(wage.sel(destination="host")), float(wage.sel(destination="source"))


def price(result: xr.Dataset) -> float:
    """Price of a visa [USD a year]."""
    return float(result.visa_price_usd.sel(origin="source", destination="host").squeeze())


def income_of_natives(result: xr.Dataset) -> float:
    """What natives of the host gain; the receipts of the auction are theirs [10^9 USD]."""
    return float(result.welfare_ev.sel(group="natives", region="host").sum())


def figures() -> dict[str, float]:
    """Both sides of the rule at the number of visas that is best for natives."""
    best = minimize_scalar(
        lambda log_visas: -income_of_natives(sold(log_visas)),
        bounds=SEARCH,
        method="bounded",
        options={"xatol": 1e-4},
    ).x
    result, fewer, more = (sold(best + step) for step in (0.0, -STEP, STEP))
    # supply: how the number answers the wage that migrants must be offered, that of the source
    elasticity = 2 * STEP / (math.log(wages(more)[1]) - math.log(wages(fewer)[1]))
    host, source = wages(result)
    return {
        "wage of host over wage of source, over 1 + 1/e": host / source / (1 + 1 / elasticity),
        "price of a visa over wage of host, times 1 + e": price(result) / host * (1 + elasticity),
    }
