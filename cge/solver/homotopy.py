"""The path of equilibria from the benchmark to the full shock, at any share of it.

The end point is the solution's.  Points in between are found by Newton's method from an
interpolation of those known, with their tangents dx/dt = -g_x^-1 g_p dp/dt.  Factors of one
Jacobian serve all steps near it, and the tangent too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spl

from cge.errors import SolveError
from cge.solver.ipopt import solve_square

if TYPE_CHECKING:
    from cge.solver.solution import Solution

RESIDUAL = 1e-11
"""Largest residual of an equation at which a point of the path is taken."""
ACCEPTED = 1e-10
"""The same, where Ipopt found it."""
ITERATIONS = 12
CONTRACTS = 0.1
"""Factors are kept while a step leaves less than this of the residual."""
SHORTEST = 0.02
"""Shortest stretch of the path that is tried where Newton's method fails."""
REFINED = 1e-12
"""Residual of a tangent, as a share of what it answers to."""
REFINEMENTS = 20


@dataclass(frozen=True)
class Point:
    """An equilibrium at a share of the shock, and where it is heading."""

    share: float
    v: np.ndarray
    """Every cell of variables and parameters."""
    dv: np.ndarray
    """Its derivative by the share."""


class Homotopy:
    """Equilibria along the straight line of the shock.

    Parameters
    ----------
    solution
        The equilibrium of the full shock, and the benchmark.
    """

    def __init__(self, solution: Solution) -> None:
        path = solution.model.path
        self._name = solution.model.settings.name
        self._system = solution.compiled.view(solution.compiled.unknowns)
        components = self._system.components
        cells = [components[n].position(key) for n, goals in path.targets.items() for key in goals]
        targets = [value for goals in path.targets.values() for value in goals.values()]
        self._cells = np.array(cells, dtype=int)
        self._start = solution.v_base[self._cells]
        self._slope = np.array(targets) - self._start
        self._factors: spl.SuperLU | None = None
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
                    f"the path of {self._name} cannot be followed near "
                    f"{100 * share:.3g}% of the shock, so that welfare is not decomposed; "
                    "run without --decompose"
                )
                raise SolveError(msg)
            self.at((left.share + share) / 2)  # come nearer first
            return self.at(share)
        point = self._with_tangent(share, v)
        self._known = sorted([*self._known, point], key=lambda known: known.share)
        return point

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

    def _newton(self, v: np.ndarray) -> np.ndarray | None:
        system, before = self._system, 0.0
        with np.errstate(all="ignore"):
            for _ in range(ITERATIONS):
                g = system.residuals(v)
                size = np.abs(g).max(initial=0.0)
                if not np.isfinite(size):
                    return None
                if size < RESIDUAL:
                    return v
                if size > CONTRACTS * before and not self._factor(self._jacobian(v)):
                    return None
                before, v = size, self._step(v, g)
        return None

    def _step(self, v: np.ndarray, g: np.ndarray) -> np.ndarray:
        """One step on the factors; no unknown goes more than half its way to a bound."""
        system = self._system
        x = v[system.unknowns]
        low = np.where(system.lower > -np.inf, (x + system.lower) / 2, -np.inf)
        v = v.copy()
        v[system.unknowns] = np.maximum(x - self._solve(g), low)
        return v

    def _with_tangent(self, share: float, v: np.ndarray) -> Point:
        dv = np.zeros_like(v)
        dv[self._cells] = self._slope
        with np.errstate(all="ignore"):
            derivatives = self._system.derivatives(v)
            jacobian = sp.csc_matrix(derivatives[:, self._system.unknowns])
            dv[self._system.unknowns] = self._refined(jacobian, -(derivatives @ dv))
        return Point(share, v, dv)

    # -- linear equations ------------------------------------------------------------------------
    def _jacobian(self, v: np.ndarray) -> sp.csc_matrix:
        self._system.v = v
        return sp.csc_matrix(self._system.g_x(v[self._system.unknowns]))

    def _factor(self, jacobian: sp.csc_matrix) -> bool:
        """New factors; whether there are any."""
        try:
            self._factors = spl.splu(jacobian)
        except RuntimeError:  # singular
            self._factors = None
        return self._factors is not None

    def _solve(self, right: np.ndarray) -> np.ndarray:
        assert self._factors is not None
        return self._factors.solve(right)

    def _refined(self, jacobian: sp.csc_matrix, right: np.ndarray) -> np.ndarray:
        """Solution on factors of a Jacobian nearby, or on its own; zero if it is singular.

        It is singular where a corridor opens from nothing.
        """
        if self._factors is not None:
            x = self._iterated(jacobian, right)
            if x is not None:
                return x
        if self._factor(jacobian):
            x = self._solve(right)
            x += self._solve(right - jacobian @ x)
            if np.isfinite(x).all():
                return x
        return np.zeros_like(right)

    def _iterated(self, jacobian: sp.csc_matrix, right: np.ndarray) -> np.ndarray | None:
        """Iterative refinement; None if it does not arrive."""
        enough = REFINED * np.abs(right).max(initial=0.0)
        x, left, before = np.zeros_like(right), right, np.inf
        for _ in range(REFINEMENTS):
            size = np.abs(left).max(initial=0.0)
            if size <= enough:
                return x
            if not size < before / 2:
                return None
            x = x + self._solve(left)
            left, before = right - jacobian @ x, size
        return None


def _between(left: Point, right: Point, share: float) -> np.ndarray:
    """Cubic Hermite interpolation."""
    width = right.share - left.share
    if width == 0:
        return left.v
    s = (share - left.share) / width
    rise = right.v - left.v
    a, b = left.dv * width - rise, rise - right.dv * width
    return left.v + s * rise + s * (1 - s) * ((1 - s) * a + s * b)
