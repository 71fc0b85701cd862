"""Barriers to migration at the benchmark: the virtual visa price today, rule (M-5)."""

from __future__ import annotations

import math

import xarray as xr

from cge.benchmark import accounts
from cge.errors import DataError

CORRIDOR = ("origin", "destination", "skill")


def benchmark_visa_price(
    bench: xr.Dataset, nu: float, would_be: float | None = None
) -> xr.DataArray:
    r"""Virtual visa price z0 of every corridor today (M-5).

    It is zero at home and inside free-movement areas.  Elsewhere it is

    1. the table ``visa_price`` of the benchmark, if that was given;
    2. with finite ``nu``: common to all origins, from the number WB of workers who would live in a
       destination if it had no barrier against them,

       .. math:: WB_{dk} = M_{dk} + \lambda\, LF_{dk}
                 \max\bigl((\omega_{dk}/\bar\omega_k)^\nu - 1, 0\bigr),
                 \qquad z_{dk} = 1 - (M_{dk}/WB_{dk})^{1/\nu},

       where M are today's workers from outside the free-movement area (nobody else meets the
       barrier), LF all workers, omega the real wage of natives before tax (at the price level of
       the destination) and omega-bar its mean over the workers of the world of this skill, because
       a migrant compares wages of his own skill.  lambda makes the would-be stocks, and those who
       live in another region under free movement already, add up to ``would_be``: those kept out
       want to go where work pays more than in the average place.
       Destinations that admit nobody of a skill have no stock to infer from: their corridors are
       closed; they carry the mean price of the skills they do admit, and do not count in the total;
    3. with ``nu = inf`` (workers go where real income is highest) the price that makes those of a
       corridor indifferent: 1 - z = (y_o/P_o)/(y_d/P_d), y being the net wage and the transfer of
       an established migrant; zero where the destination pays no more than the origin;
    4. zero if neither the table nor ``would_be`` is given and ``nu`` is finite.

    Parameters
    ----------
    bench
        The benchmark.
    nu
        Elasticity of the supply of migrants, > 0, inf allowed.
    would_be
        Workers who would live outside their region of birth without visa barriers [workers].

    Returns
    -------
    xr.DataArray
        z0 in [0, 1) (origin, destination, skill) [share of income].

    Raises
    ------
    DataError
        If ``would_be`` is not more than the workers who live abroad today.
    """
    if "visa_price" in bench:
        price = bench.visa_price
    elif math.isinf(nu):
        price = _indifference(bench)
    elif would_be is None:
        price = xr.zeros_like(bench.workers.isel(origin=0, drop=True))
    else:
        price = _from_would_be(bench, nu, would_be)
    price = (price * _barrier(bench)).transpose(*CORRIDOR)
    price.attrs = {
        "long_name": "virtual visa price at the benchmark (M-5)",
        "units": "share of income",
    }
    return price


def _barrier(bench: xr.Dataset) -> xr.DataArray:
    """1 where a visa is needed, 0 at home and under free movement (origin, destination)."""
    abroad = bench.origin != bench.destination
    return (abroad & ~bench.free_movement).astype(float)


def _needs_visa(bench: xr.Dataset) -> xr.DataArray:
    """Migrants from outside the free-movement area (destination, skill) [workers]."""
    return (bench.workers * _barrier(bench)).sum("origin")


def would_be_stock(bench: xr.Dataset, nu: float, would_be: float) -> xr.DataArray:
    """Workers who would live in each destination without its barrier (destination, skill).

    Parameters and errors are those of :func:`benchmark_visa_price`; ``nu`` is finite.
    """
    stock = _needs_visa(bench)
    abroad = float(accounts.off_diagonal(bench.workers).sum())
    if would_be <= abroad:
        msg = (
            f"would_be_migrants is {would_be:,.0f}, but {abroad:,.0f} workers live outside their "
            f"region of birth already; the rule (M-5) needs more than that.  Next: raise it, or "
            f"give the table visa_price"
        )
        raise DataError(msg)
    pull = _pull(bench, nu).where(stock > 0, 0.0)
    total = float(pull.sum())
    return stock + pull * ((would_be - abroad) / total) if total > 0 else stock


def _pull(bench: xr.Dataset, nu: float) -> xr.DataArray:
    """LF max((omega/omega-bar)^nu - 1, 0) (destination, skill) [workers]."""
    force = bench.workers.sum("origin")
    real = (accounts.native_wage(bench) / bench.price_level).rename(region="destination")
    mean = (real * force).sum("destination") / force.sum("destination")
    gain = (real / mean.where(mean > 0, 1.0)) ** nu - 1
    return (force * gain.clip(min=0.0)).transpose("destination", "skill")


def _from_would_be(bench: xr.Dataset, nu: float, would_be: float) -> xr.DataArray:
    stock = _needs_visa(bench)
    wanted = would_be_stock(bench, nu, would_be)
    price = 1 - (stock / wanted.where(wanted > 0)) ** (1 / nu)
    admitted = price.where(stock > 0)
    return admitted.fillna(admitted.mean("skill")).fillna(0.0)


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
