"""Who would move through each corridor and has not: beliefs of the benchmark, rule (M-5)."""

from __future__ import annotations

import numpy as np
import xarray as xr
from scipy.optimize import brentq

from cge.benchmark import accounts
from cge.benchmark.once import once
from cge.benchmark.schema import BELIEFS
from cge.errors import DataError

CORRIDOR = ("origin", "destination", "skill")
CENTRAL = "central"


@once
def barrier(bench: xr.Dataset) -> xr.DataArray:
    """1 where a visa is needed, 0 at home and under free movement (origin, destination)."""
    abroad = bench.origin != bench.destination
    return (abroad & ~bench.free_movement).astype(float)


@once
def barred(bench: xr.Dataset) -> xr.DataArray:
    """Migrants who needed a visa (origin, destination, skill) [workers]."""
    return (bench.workers * barrier(bench)).transpose(*CORRIDOR)


def default(bench: xr.Dataset) -> str | float | None:
    """What is believed unless a scenario says otherwise: the central table, else the number."""
    if "would_move" in bench:
        return CENTRAL
    return float(bench.would_be_migrants) if "would_be_migrants" in bench else None


def would_move(bench: xr.Dataset, belief: str | float, nu: float) -> xr.DataArray:
    r"""Workers who would move and have not, by corridor with a barrier and migrants today.

    Of a benchmark with the table ``would_move`` a word names one of its beliefs; a number is the
    total of all corridors, and the table lies on the line between the two beliefs whose totals
    enclose it.  Below the lowest and above the highest the odds of leaving rise or fall together in
    all origins and skills, so that never more leave than there are.

    Without the table a number is spread by wages.  Of those kept out

    .. math:: \lambda\, LF_{dk} \max\bigl((\omega_{dk}/\bar\omega_k)^\nu - 1, 0\bigr)

    want to go to a destination, where LF are all its workers, omega the real wage of natives before
    tax (at the price level of the destination) and omega-bar its mean over the workers of the world
    of this skill; from each origin in proportion to its migrants there.

    Parameters
    ----------
    bench
        The benchmark.
    belief
        ``low``, ``central``, ``high``, or a number [workers].
    nu
        Elasticity of the supply of migrants, finite.

    Returns
    -------
    xr.DataArray
        (origin, destination, skill) [workers].

    Raises
    ------
    DataError
        If a belief is named and the benchmark has no table of beliefs, or if of some origin more
        would move than live at home.
    """
    if "would_move" in bench:
        wish = _of_table(bench, belief)
    elif isinstance(belief, str):
        msg = (
            f"would_be_migrants is {belief!r}, but the benchmark has no table would_move with "
            "beliefs.  Next: give a number of workers, or add the table"
        )
        raise DataError(msg)
    else:
        wish = _by_wages(bench, nu, belief)
    _require_enough(bench, wish)
    return wish


@once
def totals(bench: xr.Dataset) -> xr.DataArray:
    """Total of each belief over corridors with a barrier and migrants (belief) [workers]."""
    return _open(bench, bench.would_move).sum(CORRIDOR)


def _open(bench: xr.Dataset, wish: xr.DataArray) -> xr.DataArray:
    """Wishes where a barrier can be inferred: from no migrants none can."""
    return wish.where(barred(bench) > 0, 0.0)


def _of_table(bench: xr.Dataset, belief: str | float) -> xr.DataArray:
    table = _open(bench, bench.would_move)
    if isinstance(belief, str):
        return table.sel(belief=belief, drop=True).transpose(*CORRIDOR)
    known = [float(total) for total in table.sum(CORRIDOR).sel(belief=list(BELIEFS))]
    above = int(np.clip(np.searchsorted(known, belief), 0, len(known)))
    if above in (0, len(known)):
        end = table.sel(belief=BELIEFS[min(above, len(known) - 1)], drop=True)
        return _beyond(bench, end.transpose(*CORRIDOR), belief)
    low, high = (table.sel(belief=BELIEFS[n], drop=True) for n in (above - 1, above))
    part = (belief - known[above - 1]) / (known[above] - known[above - 1])
    return (low + part * (high - low)).transpose(*CORRIDOR)


def _beyond(bench: xr.Dataset, wish: xr.DataArray, total: float) -> xr.DataArray:
    """Wishes that add up to a total: odds of leaving of every origin and skill times one number."""
    leave = wish.sum("destination")
    here = unbarred(bench).where(leave > 0, 0.0)
    if total >= float(here.sum()):
        msg = (
            f"would_be_migrants is {total:,.0f}, but only {float(here.sum()):,.0f} workers live "
            "where somebody would leave.  Next: lower it"
        )
        raise DataError(msg)

    def leaving(factor: float) -> xr.DataArray:
        return here / (1 + (here - leave) / leave.where(leave > 0, 1.0) / factor)

    factor = brentq(lambda x: float(leaving(x).sum()) - total, 1e-9, 1e9, xtol=1e-15, rtol=1e-14)
    return (wish * leaving(factor) / leave.where(leave > 0, 1.0)).transpose(*CORRIDOR)


def _by_wages(bench: xr.Dataset, nu: float, total: float) -> xr.DataArray:
    stock = barred(bench)
    admitted = stock.sum("origin")
    force = bench.workers.sum("origin")
    real = (accounts.native_wage(bench) / bench.price_level).rename(region="destination")
    mean = (real * force).sum("destination") / force.sum("destination")
    gain = (real / mean.where(mean > 0, 1.0)) ** nu - 1
    pull = (force * gain.clip(min=0.0)).where(admitted > 0, 0.0)
    wanted = float(pull.sum())
    if not wanted > 0:
        return xr.zeros_like(stock)
    part = stock / admitted.where(admitted > 0, 1.0)
    return (part * pull * (total / wanted)).transpose(*CORRIDOR)


@once
def unbarred(bench: xr.Dataset) -> xr.DataArray:
    """Who meets no barrier today: at home and under free movement (origin, skill) [workers]."""
    return bench.workers.sum("destination") - barred(bench).sum("destination")


def stayers(bench: xr.Dataset, wish: xr.DataArray) -> xr.DataArray:
    """Number of those who meet no barrier, once all may move, over that of today (origin, skill).

    It is the factor sigma of rule (M-5): those at home and those under free movement.
    """
    here = unbarred(bench)
    return 1 - wish.sum("destination") / here.where(here > 0, np.inf)


def _require_enough(bench: xr.Dataset, wish: xr.DataArray) -> None:
    left = stayers(bench, wish)
    empty = (left <= 0).any("skill")
    if bool(empty.any()):
        where = ", ".join(map(str, bench.origin.values[empty.values]))
        msg = (
            f"more workers would move from {where} than live there, or under free movement: "
            f"{float(wish.sum()):,.0f} would move in all.  Next: lower would_be_migrants, or "
            "correct the table would_move"
        )
        raise DataError(msg)
