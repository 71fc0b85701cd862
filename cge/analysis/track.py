"""What moved a number between the benchmark and the solution, along the equilibria in between.

A number y is a function of the cells that its rule reads.  Equilibria at equal shares of the shock
are joined by straight lines; on each, the integral of (dy/du) du over the cells is exact with a few
Gauss-Legendre nodes, because rules are smooth, so that contributions add up to the change.  A row
g(u, y) = 0 that determines an unknown is treated alike: the integrals of its terms add up to zero.

Where a shock has several parts, du is split among them by the derivatives of the equilibrium along
each, integrated over the same stretch.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cge.errors import SolveError
from cge.solver.elimination import SingularError
from cge.solver.homotopy import Homotopy

if TYPE_CHECKING:
    from cge.solver.compiled import Compiled
    from cge.solver.solution import Solution

STRETCHES = 8
"""Straight lines that the path of equilibria is drawn with."""
NODES = 4
"""Gauss-Legendre nodes of a straight line."""
NODES_OF_PARTS = 2
"""Equilibria of a stretch at which it is asked what each part of the shock does."""
EXACT = 1e-6
"""Largest gap between the sum of contributions and the change, as a share of the change."""
ROUNDING = 1e-11
"""Changes below this share of what a number is made of are rounding of the solution."""
OWN = 1e-9
"""An equation determines an unknown if its own part of the row is not smaller than this share."""


class NotOwnError(Exception):
    """The equation of an unknown does not contain it, or turns where a condition binds."""


@dataclass(frozen=True)
class Contributions:
    """What moved a number: cells that its rule reads (rows), parts of the shock (columns)."""

    cells: np.ndarray
    """Position in ``v`` of each row; none where the number does not change."""
    amounts: np.ndarray
    """(cells, parts); all of them add up to the change."""


@dataclass
class Track:
    """The path of a solution as straight lines; kept for the next number."""

    solution: Solution
    _path: Homotopy = field(init=False)

    def __post_init__(self) -> None:
        self._path = Homotopy(self.solution)

    @property
    def parts(self) -> tuple[str, ...]:
        """Components of the model that the shock moves."""
        return self._path.parts

    @cached_property
    def _shares(self) -> list[float]:
        """Shares of the shock between which straight lines are drawn."""
        shares = np.linspace(0.0, 1.0, STRETCHES + 1).tolist()
        if not self._path.moves:
            return [0.0, 1.0]
        try:
            for share in shares:
                self._path.at(share)
        except SolveError:
            if len(self.parts) > 1:
                raise
            return [0.0, 1.0]  # one line from end to end is exact too
        return shares

    @cached_property
    def _points(self) -> list[np.ndarray]:
        """All cells at these shares."""
        solution = self.solution
        inner = [self._path.at(share).v for share in self._shares[1:-1]]
        between = [solution.outcomes.at(v, solution.before) for v in inner]
        return [solution.before, *between, solution.after]

    @cached_property
    def _split(self) -> list[np.ndarray]:
        """Change of all cells over each stretch by part of the shock (cells, parts)."""
        rises = [after - before for before, after in itertools.pairwise(self._points)]
        if len(self.parts) < 2:
            return [rise[:, None] for rise in rises]
        ends = itertools.pairwise(self._shares)
        return [self._by_part(*pair, rise) for pair, rise in zip(ends, rises, strict=True)]

    def _by_part(self, left: float, right: float, rise: np.ndarray) -> np.ndarray:
        """Integral of the tangents; what the nodes miss is shared in proportion."""
        found = np.zeros((len(rise), len(self.parts)))
        outcomes, before = self.solution.outcomes, self.solution.before
        for x, weight in zip(*np.polynomial.legendre.leggauss(NODES_OF_PARTS), strict=True):
            point = self._path.at(left + (right - left) * (1 + x) / 2)
            v = outcomes.at(point.v, before)
            try:
                tangents = self._path.tangents(point.v)
            except SingularError as error:
                msg = "the parts of the shock cannot be told apart: the Jacobian is singular"
                raise SolveError(msg) from error
            moved = np.array([outcomes.forward(v, column) for column in tangents.T]).T
            found += weight / 2 * (right - left) * moved
        sizes = np.abs(found)
        total = sizes.sum(axis=1, keepdims=True)
        even = np.full_like(sizes, 1 / len(self.parts))
        shares = np.divide(sizes, total, out=even, where=total > 0)
        return found + shares * (rise[:, None] - found.sum(axis=1, keepdims=True))

    def integrate(self, cell: int, system: Compiled, row: int) -> Contributions:
        """Contributions to the change of a cell.

        Parameters
        ----------
        cell
            Position in ``v``.
        system, row
            Where the rule stands that gives it: an equation, or ``cell == formula``.

        Raises
        ------
        NotOwnError
            If the row does not tell the cell.
        SolveError
            If the path cannot be followed.
        """
        start, end = (float(v[cell]) for v in (self.solution.before, self.solution.after))
        size = max(self._size(cell, system, row, v) for v in (self._points[0], self._points[-1]))
        if abs(end - start) <= ROUNDING * size:
            return Contributions(np.zeros(0, dtype=int), np.zeros((0, len(self.parts))))
        found: dict[int, np.ndarray] = {}
        for (left, right), split in zip(itertools.pairwise(self._points), self._split, strict=True):
            cells, slopes = _mean_slopes(cell, system, row, left, right)
            for at, contribution in zip(cells, slopes[:, None] * split[cells], strict=True):
                found[int(at)] = found.get(int(at), 0.0) + contribution
        amounts = np.array([*found.values()]).reshape(len(found), len(self.parts))
        allowed = EXACT * abs(end - start) + EXACT * ROUNDING * size
        if not abs(float(amounts.sum()) - (end - start)) <= allowed:
            raise NotOwnError
        return Contributions(np.array([*found], dtype=int), amounts)

    @staticmethod
    def _size(cell: int, system: Compiled, row: int, v: np.ndarray) -> float:
        """How large the number is, or the largest thing that it is made of."""
        line = system.derivatives(v)[[row]]
        with np.errstate(invalid="ignore"):
            made_of = np.abs(line.data * v[line.indices])
        return max(abs(float(v[cell])), float(made_of[np.isfinite(made_of)].max(initial=0.0)))


def _mean_slopes(
    cell: int, system: Compiled, row: int, left: np.ndarray, right: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Cells of a row, and the mean derivative of a cell in each over a straight line.

    A row g(u, y) = 0 gives dy = -(g_u / g_y) du, with means of both over the line.
    """
    with np.errstate(invalid="ignore"):
        rise = np.where(left == right, 0.0, right - left)
    mean: dict[int, float] = {}
    for x, weight in zip(*np.polynomial.legendre.leggauss(NODES), strict=True):
        line = system.derivatives(left + (1 + x) / 2 * rise)[[row]]
        for at, slope in zip(line.indices.tolist(), line.data.tolist(), strict=True):
            mean[at] = mean.get(at, 0.0) + weight / 2 * slope
    own = mean.pop(cell, 0.0)
    moved = max((abs(slope * right[at]) for at, slope in mean.items()), default=0.0)
    if not abs(own * max(abs(right[cell]), ROUNDING)) > OWN * moved:
        raise NotOwnError
    return np.array([*mean], dtype=int), -np.array([*mean.values()]) / own
