"""Where the status of a corridor, a quota or an idle sector changes along the path of a shock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.solver import complementarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cge.solver.homotopy import Homotopy, Point
    from cge.solver.solution import Solution

STEP = 1e-5
"""Half the width of the differences that say how fast a status changes, as a share of the shock."""
SMALLEST = 1e-5
"""A status matters if it is ever further than this from its turn; for corridors, as a share of the
largest number of workers of any."""
MOST = 6
LOCATED = 1e-6
"""How near a change of status is located, relative to how far the status ever is from it."""
TRIES = 8


def turns(solution: Solution, path: Homotopy, shares: Sequence[float]) -> list[float]:
    """Shares of the shock at which the largest changes of status happen, in no order.

    ``shares``: where it is looked for them; a status that turns twice between two is not seen.
    """
    status = np.array([_status(solution, path.at(share).v) for share in shares])
    size = np.abs(status).max(axis=0)
    found = np.argwhere((status[:-1] * status[1:] < 0) & (size > SMALLEST))
    largest = found[np.argsort(-size[found[:, 1]], kind="stable")][:MOST]
    return [
        _locate(solution, path, int(cell), (shares[n], shares[n + 1]), LOCATED * size[cell])
        for n, cell in largest
    ]


def _locate(
    solution: Solution, path: Homotopy, cell: int, between: tuple[float, float], near: float
) -> float:
    """The share at which one status changes: Newton's method from the nearer end, safeguarded."""
    left, right = between
    for _ in range(TRIES):
        at = [_slope(solution, path.at(share), cell) for share in (left, right)]
        start, (value, slope) = min(((left, at[0]), (right, at[1])), key=lambda x: abs(x[1][0]))
        share = start - value / slope if slope else left
        if not left < share < right:
            share = (left + right) / 2
        now, _ = _slope(solution, path.at(share), cell)
        if abs(now) < near:
            break
        left, right = (share, right) if now * at[0][0] > 0 else (left, share)
    return share


def _slope(solution: Solution, point: Point, cell: int) -> tuple[float, float]:
    """A status and its derivative along the path."""
    ahead, back = (_status(solution, point.v + s * STEP * point.dv)[cell] for s in (1, -1))
    return float(ahead + back) / 2, float(ahead - back) / (2 * STEP)


def _status(solution: Solution, v: np.ndarray) -> np.ndarray:
    """Numbers whose sign is a status: growth of corridors, left less right of complementarities."""
    system = solution.compiled
    people = solution.model.people.scale.to_series().to_dict()
    component = system.components["mig"]
    scale = np.array([people[key] for key in component.keys])
    growth = (system.get("mig", v) - system.get("mig_base", v)) * scale
    both = [left - right for _, left, right in complementarity.pairs(system, v).values()]
    return np.concatenate([growth / max(scale.max(initial=0.0), 1.0), *both])
