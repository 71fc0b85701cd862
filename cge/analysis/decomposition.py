"""Why a region gains: the change of its income by channel, integrated along the path (W-6)."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.analysis.channels import Gains, first_order, of_movers
from cge.analysis.groups import group_table
from cge.solver.homotopy import Homotopy
from cge.solver.turns import turns

if TYPE_CHECKING:
    from cge.solver.solution import Solution

NODES = 3
"""Gauss-Legendre nodes of a segment: the error falls with the sixth power of its length."""
SHORT = ((0.02, 1), (0.1, 2))
"""Nodes of a piece that a change of status cuts off, by its length over that of a segment."""


def decompose(solution: Solution, result: xr.Dataset, steps: int = 1) -> xr.Dataset:
    """Change of income at exchange rates by channel; the price level of place is no channel.

    Parameters
    ----------
    solution : Solution
        A solved scenario.
    result : xarray.Dataset
        Its incomes and welfare: ``group_income, group_income_before, income_change``.
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
    gains, path = Gains(solution), Homotopy(solution)
    edges = _edges(solution, path, steps) if path.moves else np.array([0.0, 1.0])
    integrated = _integrate(path, gains, edges, steps)
    movers = of_movers(gains, result)
    own = movers.sum("group")
    # The integral leaves out what movers gained in wages themselves: known at the end of the path.
    parts = integrated.regions + own.where(own.channel == "reallocation", 0.0)
    ev = result.income_change.fillna(0.0).sum("skill")
    of_others = ev.sum("group") - ev.sel(group=movers["group"].values).sum("group")
    return xr.Dataset(
        {
            "welfare_decomposition": _with_residual(parts, ev.sum("group")),
            "welfare_decomposition_others": _with_residual(parts - own, of_others),
            "welfare_decomposition_group": group_table(integrated.groups, movers, ev),
            "welfare_first_order": first_order(gains),
        }
    )


def _with_residual(parts: xr.DataArray, gain: xr.DataArray) -> xr.DataArray:
    residual = (gain - parts.sum("channel")).expand_dims(channel=["residual"])
    return xr.concat([parts, residual], "channel").transpose("region", "channel")


def _integrate(path: Homotopy, gains: Gains, edges: np.ndarray, steps: int) -> xr.Dataset:
    """Gauss-Legendre on every segment: ``regions``, ``groups``."""
    parts = []
    for left, right in itertools.pairwise(edges):
        relative = (right - left) * steps
        count = next((n for limit, n in SHORT if relative < limit), NODES)
        nodes, weights = np.polynomial.legendre.leggauss(count)
        for node, weight in zip(nodes, weights, strict=True):
            point = path.at(left + (right - left) * (1 + node) / 2)
            parts.append((right - left) * weight / 2 * gains.along(point.v, point.dv))
    return xr.concat(parts, "node").sum("node")


def _edges(solution: Solution, path: Homotopy, steps: int) -> np.ndarray:
    """Ends of segments: equal steps, and every change of status between them."""
    edges = np.linspace(0.0, 1.0, steps + 1)
    nodes = (1 + np.polynomial.legendre.leggauss(NODES)[0]) / 2
    shares = [a + (b - a) * node for a, b in itertools.pairwise(edges) for node in nodes]
    found = turns(solution, path, sorted({*shares, *edges[1:]}))
    return np.unique([*edges, *np.round(found, 9)])
