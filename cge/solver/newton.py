"""Newton's method on factors that are kept while they serve (chord steps).

Solving on kept factors costs a fiftieth of new ones and of a Jacobian, so they are kept as long as
the corrections shrink fast enough to end within a few more steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.interrupt import stop_if_asked
from cge.solver.elimination import SingularError
from cge.solver.measure import CORRECTION, RESIDUAL, sizes, step_size
from cge.solver.outcome import Outcome

if TYPE_CHECKING:
    from cge.solver.compiled import Compiled
    from cge.solver.linear import Factors

STEPS = 60
EXPLODES = 3.0
"""Growth of the residual from which a step is halved."""
SHORTEST = 1e-3
"""Share of a step below which it is given up."""
PATIENCE = 5
"""Chord steps that are cheaper than a Jacobian with its factors."""
ROUNDING = 1e-13
"""Correction that is not improved any further."""
KEPT_FROM_BOUND = 0.1
"""Share of the distance to its bound that an unknown keeps in one step."""


@dataclass
class _Point:
    """Unknowns, residuals, and the step that they ask for."""

    x: np.ndarray
    g: np.ndarray
    step: np.ndarray
    scale: np.ndarray
    """Sizes of what the equations balance, where they were last differentiated."""

    @property
    def correction(self) -> float:
        return step_size(self.step, self.x)

    @property
    def residual(self) -> float:
        return _largest(self.g, self.scale)


def newton(system: Compiled, start: np.ndarray, factors: Factors) -> Outcome:
    """Solve g(x) = 0 from ``start``, with every unknown above its bound.

    The point is accepted where the residual and the correction |J^-1 g| are both small.
    """
    steps = 0
    at = start
    best: _Point | None = None
    try:
        with np.errstate(all="ignore"):
            point = _fresh(system, start, system.g(start), factors)
            fresh = True
            while steps < STEPS:
                stop_if_asked()
                at = point.x
                if best is not None:  # one step more than needed, for it costs little
                    better = _good(point) and point.correction < best.correction
                    return _accepted(point if better else best, steps)
                best = point if _good(point) else None
                if best and best.correction <= ROUNDING:
                    return _accepted(best, steps)
                after, length = _advance(system, point, factors)
                if after is None:
                    if best:
                        return _accepted(best, steps)
                    if fresh:
                        return _failed(point, steps, "every step lets the residual explode")
                    point, fresh = _fresh(system, point.x, point.g, factors), True
                    continue
                steps += 1
                fresh = not _keep(point, after, length)
                point = _fresh(system, after.x, after.g, factors) if fresh else after
    except SingularError as error:
        return Outcome(at, False, f"Newton: {error}", steps, np.inf)
    return (
        _accepted(best, steps) if best else _failed(point, steps, f"{STEPS} steps were not enough")
    )


def _fresh(system: Compiled, x: np.ndarray, g: np.ndarray, factors: Factors) -> _Point:
    """The point x with residuals g and new factors."""
    jacobian = system.g_x(x)
    factors.factor(jacobian)
    return _Point(x, g, -factors.solve(g), sizes(jacobian, x))


def _advance(system: Compiled, point: _Point, factors: Factors) -> tuple[_Point | None, float]:
    """The next point on the same factors, by the whole step or as much of it as is safe."""
    bound = np.where(
        np.isfinite(system.lower),
        system.lower + KEPT_FROM_BOUND * (point.x - system.lower),
        -np.inf,
    )
    length = 1.0
    while length > SHORTEST:
        x = np.maximum(point.x + length * point.step, bound)
        g = system.g(x)
        if np.isfinite(g).all() and _largest(g, point.scale) < EXPLODES * max(
            point.residual, RESIDUAL
        ):
            return _Point(x, g, -factors.solve(g), point.scale), length
        length /= 2
    return None, length


def _keep(before: _Point, after: _Point, length: float) -> bool:
    """Whether the factors contract fast enough to end within a few steps."""
    if length < 1.0:
        return False
    return all(
        now <= enough or now * (now / then) ** PATIENCE <= enough
        for now, then, enough in (
            (after.correction, before.correction, CORRECTION),
            (after.residual, before.residual, RESIDUAL),
        )
    )


def _good(point: _Point) -> bool:
    return point.residual <= RESIDUAL and point.correction <= CORRECTION


def _largest(g: np.ndarray, scale: np.ndarray) -> float:
    return float((np.abs(g) / scale).max(initial=0.0))


def _accepted(point: _Point, steps: int) -> Outcome:
    return Outcome(point.x, True, "solved by Newton", steps, point.residual, point.correction)


def _failed(point: _Point, steps: int, why: str) -> Outcome:
    return Outcome(point.x, False, f"Newton: {why}", steps, point.residual, point.correction)
