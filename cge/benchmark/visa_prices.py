"""Barriers to migration at the benchmark: the virtual visa price today, rule (M-5)."""

from __future__ import annotations

import math

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.would_be import CORRIDOR, barred, barrier, stayers, would_move


def benchmark_visa_price(
    bench: xr.Dataset, nu: float, belief: str | float | None = None
) -> xr.DataArray:
    r"""Virtual visa price z0 of every corridor today (M-5).

    It is zero at home and inside free-movement areas.  Elsewhere it is

    1. the table ``visa_price`` of the benchmark, if that was given;
    2. with finite ``nu``: what keeps out those who would move and have not,

       .. math:: (1 - z_{odk})^\nu = \frac{M_{odk}}{M_{odk} + W_{odk}} \sigma_{ok}, \qquad
                 \sigma_{ok} = 1 - \frac{\sum_d W_{odk}}{H_{ok}},

       where M are today's migrants who needed a visa, W those who would move
       (:func:`cge.benchmark.would_be.would_move`) and H those born in o who meet no barrier: they
       are fewer when others leave.  At the incomes of today free movement brings W back, whatever
       ``nu`` is.  Corridors without migrants have no price of their own, for there is nothing to
       infer it from: they are closed, and who opens one (``seed``) meets the mean barrier of the
       destination, of the skill or else of the skills it does admit;
    3. with ``nu = inf`` (workers go where real income is highest) the price that makes those of a
       corridor indifferent: 1 - z = (y_o/P_o)/(y_d/P_d), y being the net wage and the transfer of
       an established migrant; zero where the destination pays no more than the origin;
    4. zero if none of these is known and ``nu`` is finite.

    Parameters
    ----------
    bench
        The benchmark.
    nu
        Elasticity of the supply of migrants, > 0, inf allowed.
    belief
        How many would move and have not: ``low``, ``central``, ``high`` or a number [workers].

    Returns
    -------
    xr.DataArray
        z0 in [0, 1) (origin, destination, skill) [share of income].

    Raises
    ------
    DataError
        If a named belief is not in the benchmark, or more would move than there are.
    """
    if "visa_price" in bench:
        price = bench.visa_price
    elif math.isinf(nu):
        price = _indifference(bench)
    elif belief is None:
        price = xr.zeros_like(bench.workers.isel(origin=0, drop=True))
    else:
        price = _from_would_be(bench, nu, belief)
    price = (price * barrier(bench)).transpose(*CORRIDOR)
    price.attrs = {
        "long_name": "virtual visa price at the benchmark (M-5)",
        "units": "share of income",
    }
    return price


def outsiders_price(bench: xr.Dataset, price: xr.DataArray) -> xr.DataArray:
    """Visa price of each corridor as an outsider meets it (origin, destination, skill).

    Its own price where there is a barrier, inside free-movement areas the mean barrier (in logs,
    over migrants) that the destination has against others; NaN where it has none against anybody.
    """
    if "visa_price" in bench and "origin" in bench.visa_price.dims:
        return bench.visa_price.transpose(*CORRIDOR)
    needed = barrier(bench) > 0
    return price.where(needed, _mean(bench, price.where(needed))).transpose(*CORRIDOR)


def _mean(bench: xr.Dataset, price: xr.DataArray) -> xr.DataArray:
    """Mean barrier over origins, weighted by migrants where there are any (destination, skill)."""
    stock = barred(bench)
    known = price.notnull()
    nobody = (stock.where(known, 0.0).sum("origin") == 0) & known
    weight = stock.where(~nobody, 1.0).where(known, 0.0)
    with np.errstate(divide="ignore"):  # a price of the whole income is refused where it is used
        logs = xr.ufuncs.log1p(-price.where(known, 0.0))
    total = weight.sum("origin")
    return -xr.ufuncs.expm1((logs * weight).sum("origin") / total.where(total > 0))


def _from_would_be(bench: xr.Dataset, nu: float, belief: str | float) -> xr.DataArray:
    stock, wish = barred(bench), would_move(bench, belief, nu)
    there = stock > 0
    kept = stock.where(there) / (stock + wish) * stayers(bench, wish)
    price = 1 - kept ** (1 / nu)
    mean = _mean(bench, price)
    return price.fillna(mean).fillna(mean.mean("skill")).fillna(0.0)


def _indifference(bench: xr.Dataset) -> xr.DataArray:
    wage = accounts.native_wage(bench)
    kept = 1 - bench.income_tax.sel(factor=bench.skill.values).rename(factor="skill")
    transfer = accounts.transfers(bench) / bench.workers.sum(["origin", "skill"]).rename(
        destination="region"
    )
    at_home = (wage * kept + transfer) / bench.price_level
    net_wage = (wage * kept).rename(region="destination")
    abroad = bench.efficiency * net_wage + transfer.rename(region="destination")
    abroad = abroad / bench.price_level.rename(region="destination")
    ratio = at_home.rename(region="origin") / abroad.where(abroad > 0)
    return (1 - ratio).fillna(0.0).clip(0.0, None)
