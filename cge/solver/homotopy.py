"""The path of equilibria from the benchmark to the full shock, at any share of it.

The end point is the solution's.  Points in between are found by Newton's method from an
interpolation of those known, with their tangents dx/dt = -g_x^-1 g_p dp/dt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cge.errors import SolveError
from cge.solver.elimination import SingularError
from cge.solver.ipopt import solve_square
from cge.solver.linear import Factors
from cge.solver.newton import newton

if TYPE_CHECKING:
    from cge.solver.solution import Solution

ACCEPTED = 1e-10
"""Largest residual of an equation at which a point of the path is taken."""
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
        self._system = solution.compiled.at(solution.compiled.v)
        components = self._system.components
        cells = [components[n].position(key) for n, goals in path.targets.items() for key in goals]
        self.parts: tuple[str, ...] = tuple(path.targets)
        """Components of the model that the shock moves."""
        self._part_of = np.repeat(
            np.arange(len(self.parts)), [len(g) for g in path.targets.values()]
        )
        targets = [value for goals in path.targets.values() for value in goals.values()]
        self._cells = np.array(cells, dtype=int)
        self._start = solution.v_base[self._cells]
        self._slope = np.array(targets) - self._start
        self._factors = Factors(solution.structure.where)
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
        starts = (self._inside(left, right, share), left.v, right.v)
        v = self._found([self._place(share, start) for start in starts])
        if v is None:
            if share - left.share < SHORTEST:
                msg = (
                    f"the path of {self._name} cannot be followed near "
                    f"{100 * share:.3g}% of the shock, so that nothing is decomposed along it; "
                    "run without --decompose"
                )
                raise SolveError(msg)
            self.at((left.share + share) / 2)  # come nearer first
            return self.at(share)
        point = self._with_tangent(share, v)
        self._known = sorted([*self._known, point], key=lambda known: known.share)
        return point

    def tangents(self, v: np.ndarray) -> np.ndarray:
        """Derivative of every cell by the share, one column for each part of the shock.

        Parameters
        ----------
        v : numpy.ndarray (cells)
            An equilibrium of the path, inside it.

        Returns
        -------
        numpy.ndarray (cells, parts)
            The columns add up to the ``dv`` of the point.

        Raises
        ------
        SingularError
            If the Jacobian is singular there.
        """
        system = self._system
        dv = np.zeros((len(v), len(self.parts)))
        dv[self._cells, self._part_of] = self._slope
        system.v = v
        self._factors.factor(system.g_x(v[system.unknowns]))
        for column in dv.T:
            column[system.unknowns] = self._factors.solve(-system.along(v, column))
        return dv

    def _neighbours(self, share: float) -> tuple[Point, Point]:
        left = max((p for p in self._known if p.share <= share), key=lambda p: p.share)
        right = min((p for p in self._known if p.share >= share), key=lambda p: p.share)
        return left, right

    def _place(self, share: float, v: np.ndarray) -> np.ndarray:
        v = v.copy()
        v[self._cells] = self._start + share * self._slope
        return v

    def _inside(self, left: Point, right: Point, share: float) -> np.ndarray:
        """Interpolation that respects the bounds of the unknowns."""
        v, unknowns = _between(left, right, share), self._system.unknowns
        outside = unknowns[v[unknowns] <= self._system.lower]
        v[outside] = np.maximum(left.v, right.v)[outside]
        return v

    def _found(self, starts: list[np.ndarray]) -> np.ndarray | None:
        """Newton's method from the first start; Ipopt from all where that does not arrive."""
        system = self._system
        ways = [(starts[0], partial(newton, factors=self._factors))]
        for start, way in ways + [(start, solve_square) for start in starts]:
            system.v = start.copy()
            outcome = way(system, start[system.unknowns])
            if outcome.solved and outcome.residual < ACCEPTED:
                return system.full(outcome.x)
        return None

    def _with_tangent(self, share: float, v: np.ndarray) -> Point:
        """Where the path is heading; nowhere if the Jacobian is singular.

        It is singular where a corridor opens from nothing.
        """
        system = self._system
        dv = np.zeros_like(v)
        dv[self._cells] = self._slope
        system.v = v
        try:
            with np.errstate(all="ignore"):
                self._factors.factor(system.g_x(v[system.unknowns]))
                dv[system.unknowns] = self._factors.solve(-system.along(v, dv))
        except SingularError:
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
