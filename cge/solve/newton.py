"""Newton on the square system: the fast path, and the polish after Ipopt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse.linalg as spla

if TYPE_CHECKING:
    from cge.solve.compiled import Compiled

BOUNDARY = 0.9
"""Part of the way to a bound that one step may go."""


@dataclass(frozen=True)
class Descent:
    """Where Newton stopped."""

    x: np.ndarray
    residual: float
    iterations: int
    converged: bool


def newton(system: Compiled, start: np.ndarray, *, tolerance: float, iterations: int = 25) -> Descent:
    """Damped Newton with a monotone residual; stops where it can go no lower."""
    x, g = start, system.g(start)
    residual = float(np.abs(g).max(initial=0.0))
    count = 0
    while residual > tolerance and count < iterations:
        try:
            step = spla.splu(system.g_x(x).tocsc()).solve(-g)
        except RuntimeError:  # exactly singular: the caller decides what to do
            break
        better = _shorten(system, x, step, g)
        if better is None:
            break
        x, g = better
        residual = float(np.abs(g).max())
        count += 1
    return Descent(x, residual, count, residual <= tolerance)


def _shorten(
    system: Compiled, x: np.ndarray, step: np.ndarray, g: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """First point along the step, inside the bounds, with a smaller residual."""
    if not np.isfinite(step).all():
        return None
    falling = step < 0
    room = (system.lower - x)[falling] / step[falling]
    length = min(1.0, BOUNDARY * float(room.min(initial=np.inf)))
    size = np.linalg.norm(g)
    while length > 1e-4:
        there = system.g(x + length * step)
        if np.isfinite(there).all() and np.linalg.norm(there) < (1 - 1e-4 * length) * size:
            return x + length * step, there
        length /= 2
    return None
