"""The path of equilibria from the benchmark to the full shock, at any share of it.

The end point is Ipopt's.  Points in between are found by Newton's method from an interpolation of
those known, with their tangents dx/dt = -g_x^-1 g_v dp/dt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spl

from cge.errors import SolveError
from cge.solver.ipopt import solve_square
from cge.solver.solution import Solution

RESIDUAL = 1e-11
"""Largest residual of an equation at which a point of the path is taken."""
ACCEPTED = 1e-10
"""The same, where Ipopt found it."""
ITERATIONS = 12
SHORTEST = 0.02
"""Shortest stretch of the path that is tried where Newton's method fails."""


@dataclass(frozen=True)
class Point:
    """An equilibrium at a share of the shock, and where it is heading."""

    share: float
    v: np.ndarray
    """Every cell of variables and parameters."""
    dv: np.ndarray
    """Its derivative by the share."""


class Follower:
    """Equilibria along the straight line of the shock."""

    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self._system = solution.compiled
        cells, targets = [], []
        for name, goals in solution.model.path.targets.items():
            component = self._system.components[name]
            position = {key: n for n, key in enumerate(component.keys)}
            cells += [component.start + position[key] for key in goals]
            targets += list(goals.values())
        self._cells = np.array(cells, dtype=int)
        self._start = solution.v_base[self._cells]
        self._slope = np.array(targets) - self._start
        self.solves = 0
        ends = [(0.0, solution.v_base), (1.0, solution.v)]
        self._known = [self._with_tangent(share, v.copy()) for share, v in ends]

    @property
    def moves(self) -> bool:
        """Whether the scenario changes anything at all."""
        return len(self._cells) > 0

    def at(self, share: float) -> Point:
        """The equilibrium at a share of the shock.

        Raises
        ------
        SolveError
            If Newton's method finds none near the path known so far.
        """
        left, right = self._neighbours(share)
        for end in (left, right):
            if end.share == share:
                return end
        guess = self._place(share, _between(left, right, share))
        v = self._newton(guess)
        if v is None:
            v = self._certified([guess, self._place(share, left.v), self._place(share, right.v)])
        if v is None:
            if share - left.share < SHORTEST:
                msg = (
                    f"the path of {self.solution.model.settings.name} cannot be followed near "
                    f"{100 * share:.3g}% of the shock, so that welfare is not decomposed; "
                    "run without --decompose"
                )
                raise SolveError(msg)
            self.at((left.share + share) / 2)  # come nearer first
            return self.at(share)
        point = self._with_tangent(share, v)
        self._known = sorted([*self._known, point], key=lambda known: known.share)
        return point

    def solution_at(self, v: np.ndarray) -> Solution:
        """A solution that stands at other values."""
        return replace(self.solution, v=v)

    def _neighbours(self, share: float) -> tuple[Point, Point]:
        left = max((p for p in self._known if p.share <= share), key=lambda p: p.share)
        right = min((p for p in self._known if p.share >= share), key=lambda p: p.share)
        return left, right

    def _place(self, share: float, v: np.ndarray) -> np.ndarray:
        v = v.copy()
        v[self._cells] = self._start + share * self._slope
        return v

    def _certified(self, guesses: list[np.ndarray]) -> np.ndarray | None:
        """Ipopt from several points, where Newton's method alone does not arrive."""
        system = self._system
        for guess in guesses:
            system.v = guess.copy()
            outcome = solve_square(system, guess[system.unknowns])
            if outcome.solved and outcome.residual < ACCEPTED:
                return system.full(outcome.x)
        return None

    def _newton(self, guess: np.ndarray) -> np.ndarray | None:
        system = self._system
        v = guess
        x, floor = v[system.unknowns], system.lower
        with np.errstate(all="ignore"):
            for _ in range(ITERATIONS):
                system.v = v
                residual = system.g(x)
                if not np.isfinite(residual).all():
                    return None
                if np.abs(residual).max(initial=0.0) < RESIDUAL:
                    return v
                self.solves += 1
                try:
                    step = spl.splu(sp.csc_matrix(system.g_x(x))).solve(-residual)
                except RuntimeError:  # singular
                    return None
                x = np.maximum(x + step, np.where(floor > -np.inf, (x + floor) / 2, -np.inf))
                v = v.copy()
                v[system.unknowns] = x
        return None

    def _with_tangent(self, share: float, v: np.ndarray) -> Point:
        system = self._system
        system.v = v
        x = v[system.unknowns]
        dv = np.zeros_like(v)
        dv[self._cells] = self._slope
        push = system.g_v(x) @ dv
        try:
            dv[system.unknowns] = spl.splu(sp.csc_matrix(system.g_x(x))).solve(-push)
        except RuntimeError:  # singular where a corridor opens from nothing
            dv[system.unknowns] = 0.0
        return Point(share, v, dv)


def _between(left: Point, right: Point, share: float) -> np.ndarray:
    """Cubic Hermite interpolation."""
    width = right.share - left.share
    if width == 0:
        return left.v
    s = (share - left.share) / width
    rise = right.v - left.v
    a, b = left.dv * width - rise, rise - right.dv * width
    return left.v + s * rise + s * (1 - s) * ((1 - s) * a + s * b)
