"""Why a region gains: its equivalent variation by channel, integrated along the path (W-6)."""

from __future__ import annotations

import itertools

import numpy as np
import xarray as xr

from cge.analysis.channels import first_order, integrand, of_movers
from cge.analysis.follow import Follower, Point
from cge.analysis.groups import group_table, incomes_of_others, integrand_of_others
from cge.analysis.levels import MOVERS, levels
from cge.results.households import Households
from cge.solver import complementarity
from cge.solver.solution import Solution

NODES = 3
"""Gauss-Legendre nodes of a segment: the error falls with the sixth power of its length."""
SHORT = ((0.02, 1), (0.1, 2))
"""Nodes of a piece that a change of status cuts off, by its length over that of a segment."""
STEP = 1e-5
"""Half the width of the differences that are the derivatives, as a share of the shock."""
SMALLEST = 1e-5
"""A status matters if it is ever further than this from its turn; for corridors, as a share of the
largest number of workers of any."""
MOST_SPLITS = 6
LOCATED = 1e-6
"""How near a change of status is located, relative to how far the status ever is from it."""
TRIES = 8


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
        ``welfare_decomposition_group`` (group, region, group_channel),
        ``welfare_first_order`` (region, first_order_term) [10^9 USD].

    Raises
    ------
    SolveError
        If the path of equilibria cannot be followed.
    """
    with xr.set_options(arithmetic_join="exact"):
        return _decompose(solution, result, steps)


def _decompose(solution: Solution, result: xr.Dataset, steps: int) -> xr.Dataset:
    follower = Follower(solution)
    then = Households(solution, base=True)
    kept = solution.compiled.v
    try:
        edges = _edges(follower, steps) if follower.moves else np.array([0.0, 1.0])
        integrated = _integrate(follower, then, edges, steps)
    finally:
        solution.compiled.v = kept
    end = levels(solution, then)
    movers = of_movers(end)
    own = movers.sum("group")
    # The integral leaves out what movers gained in wages themselves: known at the end of the path.
    parts = integrated.regions + own.where(own.channel == "reallocation", 0.0)
    ev = result.welfare_ev.fillna(0.0).sum("skill")
    of_others = ev.sum("group") - ev.sel(group=list(MOVERS)).sum("group")
    start = levels(follower.solution_at(solution.v_base), then)
    return xr.Dataset(
        {
            "welfare_decomposition": _with_residual(parts, ev.sum("group")),
            "welfare_decomposition_others": _with_residual(parts - own, of_others),
            "welfare_decomposition_group": group_table(integrated.groups, movers, ev),
            "welfare_first_order": first_order(start, end),
        }
    )


def _with_residual(parts: xr.DataArray, gain: xr.DataArray) -> xr.DataArray:
    residual = (gain - parts.sum("channel")).expand_dims(channel=["residual"])
    return xr.concat([parts, residual], "channel").transpose("region", "channel")


def _integrate(follower: Follower, then: Households, edges: np.ndarray, steps: int) -> xr.Dataset:
    """Gauss-Legendre on every segment: ``regions``, ``groups``."""
    end = Households(follower.solution, charged=True)
    parts = []
    for left, right in itertools.pairwise(edges):
        relative = (right - left) * steps
        count = next((n for limit, n in SHORT if relative < limit), NODES)
        nodes, weights = np.polynomial.legendre.leggauss(count)
        for node, weight in zip(nodes, weights, strict=True):
            point = follower.at(left + (right - left) * (1 + node) / 2)
            parts.append((right - left) * weight / 2 * _at(follower, then, end, point))
    return xr.concat(parts, "node").sum("node")


def _at(follower: Follower, then: Households, end: Households, point: Point) -> xr.Dataset:
    """The integrands at a point of the path: ``regions`` (region, channel), ``groups``."""
    ahead, back = (
        levels(at, then) | incomes_of_others(Households(at, charged=True), end)
        for at in (follower.solution_at(point.v + s * STEP * point.dv) for s in (1, -1))
    )
    sector = follower.solution.model.bench.attrs["remittance_sector"]
    return xr.Dataset(
        {
            "regions": integrand(ahead, back, 2 * STEP, sector),
            "groups": integrand_of_others(ahead, back, 2 * STEP),
        }
    )


# ------------------------------------------------------------------------------- change of status
def _edges(follower: Follower, steps: int) -> np.ndarray:
    """Ends of segments: equal steps, and every change of status between them."""
    edges = np.linspace(0.0, 1.0, steps + 1)
    nodes = (1 + np.polynomial.legendre.leggauss(NODES)[0]) / 2
    shares = [a + (b - a) * node for a, b in itertools.pairwise(edges) for node in nodes]
    shares = sorted({*shares, *edges[1:]})
    status = np.array([_status(follower, follower.at(share).v) for share in shares])
    size = np.abs(status).max(axis=0)
    turns = np.argwhere((status[:-1] * status[1:] < 0) & (size > SMALLEST))
    largest = turns[np.argsort(-size[turns[:, 1]], kind="stable")][:MOST_SPLITS]
    found = [_locate(follower, int(c), shares[n], shares[n + 1], LOCATED * size[c])
             for n, c in largest]  # fmt: skip
    return np.unique([*edges, *np.round(found, 9)])


def _locate(follower: Follower, cell: int, left: float, right: float, near: float) -> float:
    """The share at which one status changes: Newton's method from the nearer end, safeguarded."""
    for _ in range(TRIES):
        at = [_slope(follower, follower.at(share), cell) for share in (left, right)]
        start, (value, slope) = min(((left, at[0]), (right, at[1])), key=lambda x: abs(x[1][0]))
        share = start - value / slope if slope else left
        if not left < share < right:
            share = (left + right) / 2
        now, _ = _slope(follower, follower.at(share), cell)
        if abs(now) < near:
            break
        left, right = (share, right) if now * at[0][0] > 0 else (left, share)
    return share


def _slope(follower: Follower, point: Point, cell: int) -> tuple[float, float]:
    """A status and its derivative along the path."""
    ahead, back = (_status(follower, point.v + s * STEP * point.dv)[cell] for s in (1, -1))
    return float(ahead + back) / 2, float(ahead - back) / (2 * STEP)


def _status(follower: Follower, v: np.ndarray) -> np.ndarray:
    """Numbers whose sign is a status: growth of corridors, left less right of complementarities."""
    system = follower.solution.compiled
    people = follower.solution.model.people.scale.to_series().to_dict()
    component = system.components["mig"]
    scale = np.array([people[key] for key in component.keys])
    growth = (system.get("mig", v) - system.get("mig_base", v)) * scale
    both = [left - right for _, left, right in complementarity.pairs(system, v).values()]
    return np.concatenate([growth / max(scale.max(initial=0.0), 1.0), *both])
