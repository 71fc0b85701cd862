"""Why a region gains: its equivalent variation by channel, integrated along the path (W-6)."""

from __future__ import annotations

import itertools

import numpy as np
import xarray as xr
from scipy.optimize import brentq

from cge.analysis.channels import CHANNELS, first_order, integrand, of_movers
from cge.analysis.follow import Follower, Point
from cge.analysis.levels import MOVERS, levels
from cge.solver.solution import Solution

NODES = 3
"""Gauss-Legendre nodes of a segment: the error falls with the sixth power of its length."""
STEP = 1e-5
"""Half the width of the differences that are the derivatives, as a share of the shock."""
MATERIAL = 1e-4
"""Corridors that never change by more than this share of the largest are not looked at."""
MOST_SPLITS = 12
LOCATED = 1e-9
"""Width within which a change of status is located, as a share of the shock."""


def decompose(solution: Solution, result: xr.Dataset, steps: int = 1) -> xr.Dataset:
    """Welfare by channel.

    Parameters
    ----------
    solution : Solution
        A solved scenario.
    result : xarray.Dataset
        Its accounts and welfare: ``welfare_ev``.
    steps : int
        Segments of equal length; each is split further where a quota starts or stops to bind, or a
        corridor turns from growth to shrinkage.

    Returns
    -------
    xarray.Dataset
        ``welfare_decomposition, welfare_decomposition_others`` (region, channel),
        ``welfare_first_order`` (region, first_order_term) [10^9 USD].

    Raises
    ------
    SolveError
        If the path of equilibria cannot be followed.
    """
    follower = Follower(solution)
    kept = solution.compiled.v
    try:
        edges = _edges(follower, steps) if follower.moves else np.array([0.0, 1.0])
        total = _integrate(follower, edges)
    finally:
        solution.compiled.v = kept
    own = of_movers(levels(solution))
    others = total.fillna(0.0)
    ev = result.welfare_ev.fillna(0.0).sum("skill")
    by_movers = ev.sel(group=list(MOVERS)).sum("group")
    # The integral leaves out the movers' own wage gain, which ends up in ``reallocation``.
    gross = own.sel(channel=["reallocation"])
    all_ = others + gross.reindex(channel=list(CHANNELS), fill_value=0.0)
    return xr.Dataset(
        {
            "welfare_decomposition": _with_residual(all_, ev.sum("group")),
            "welfare_decomposition_others": _with_residual(all_ - own, ev.sum("group") - by_movers),
            "welfare_first_order": first_order(solution, follower.solution_at(solution.v_base)),
        }
    )


def _with_residual(parts: xr.DataArray, gain: xr.DataArray) -> xr.DataArray:
    residual = (gain - parts.sum("channel")).expand_dims(channel=["residual"])
    return xr.concat([parts, residual], "channel").transpose("region", "channel")


def _integrate(follower: Follower, edges: np.ndarray) -> xr.DataArray:
    """Gauss-Legendre on every segment (region, channel)."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    total: xr.DataArray | None = None
    for left, right in itertools.pairwise(edges):
        for node, weight in zip(nodes, weights, strict=True):
            point = follower.at(left + (right - left) * (1 + node) / 2)
            part = (right - left) * weight / 2 * _at(follower, point)
            total = part if total is None else total + part
    assert total is not None
    return total


def _at(follower: Follower, point: Point) -> xr.DataArray:
    ahead = levels(follower.solution_at(point.v + STEP * point.dv))
    back = levels(follower.solution_at(point.v - STEP * point.dv))
    sector = follower.solution.model.bench.attrs["remittance_sector"]
    return integrand(ahead, back, 2 * STEP, sector)


# ------------------------------------------------------------------------------- change of status
def _edges(follower: Follower, steps: int) -> np.ndarray:
    """Ends of segments: equal steps, and every change of status between them."""
    edges = list(np.linspace(0.0, 1.0, steps + 1))
    nodes = (1 + np.polynomial.legendre.leggauss(NODES)[0]) / 2
    found: list[float] = []
    for left, right in itertools.pairwise(edges):
        shares = [left + (right - left) * node for node in nodes] + [right]
        for share in shares:
            follower.at(share)
        found += _switches(follower, left, shares)
    close = sorted({round(share, 12) for share in found})[:MOST_SPLITS]
    return np.unique(np.concatenate([edges, close]))


def _switches(follower: Follower, left: float, shares: list[float]) -> list[float]:
    """Where along the stretch a status changes."""
    status = [_status(follower, follower.at(share).v) for share in shares]
    if left > 0:
        status, shares = [_status(follower, follower.at(left).v), *status], [left, *shares]
    largest = np.abs(np.array(status)).max(axis=0)
    material = largest > MATERIAL * largest.max(initial=0.0)
    found = []
    for a, b, before, after in zip(shares[:-1], shares[1:], status[:-1], status[1:], strict=True):
        for cell in np.flatnonzero(material & (before * after < 0)):
            found.append(_locate(follower, int(cell), a, b))
    return found


def _locate(follower: Follower, cell: int, left: float, right: float) -> float:
    """The share at which one status changes."""

    def value(share: float) -> float:
        return float(_status(follower, follower.at(share).v)[cell])

    return float(brentq(value, left, right, xtol=LOCATED))


def _status(follower: Follower, v: np.ndarray) -> np.ndarray:
    """Positive or negative by status: growth of each corridor, price less slack of each quota."""
    system = follower.solution.compiled
    mig, base = system.get("mig", v), system.get("mig_base", v)
    caps = system.get("cap_barrier", v) - system.get("slack", v)
    return np.concatenate([mig - base, caps])
