"""Linear systems of the model's Jacobian: factors that are kept, and every solution checked.

The remedies for a bad solution, in this order: refinement, new pivots, sparse LU of the whole.  If
none helps the matrix is singular for all that numbers can tell.
"""

from __future__ import annotations

import warnings

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spl

from cge.solver.elimination import Elimination, Places, SingularError
from cge.solver.measure import magnitudes, sizes

EXACT = 1e-14
"""Backward error of a solution that is not refined."""
GOOD = 1e-11
"""Largest backward error that is accepted: |Jx - b| relative to |J||x| + |b|, row by row."""
TINY = 1e-3
"""Size, relative to the largest unknown, below which an unknown is not exact by itself."""
REFINEMENTS = 3


class Factors:
    """Solves Jx = b and J'x = b for one matrix at a time; the plan of elimination is kept."""

    def __init__(self, where: Places) -> None:
        self._where = where
        self._elimination: Elimination | None = None
        self._matrix: sp.csr_matrix
        self._size: sp.csr_matrix
        self._whole: spl.SuperLU | None = None
        self._planned = False
        """Whether the pivots were chosen by the matrix at hand."""
        self.count = 0
        """Factorisations so far."""

    def factor(self, matrix: sp.csr_matrix) -> None:
        """Take another matrix.

        Raises
        ------
        SingularError
            If no way of factorising it works.
        """
        self._matrix, self._size, self._whole = matrix, abs(matrix), None
        if not np.isfinite(matrix.data).all():
            msg = "a derivative is not a number"
            raise SingularError(msg)
        self.count += 1
        with np.errstate(all="ignore"):
            try:
                self._planned = self._elimination is None
                if self._elimination is None:
                    self._elimination = Elimination(matrix, self._where)
                self._elimination.factor(matrix)
            except SingularError:
                self._repair()

    def solve(self, b: np.ndarray, *, transposed: bool = False) -> np.ndarray:
        """Solution of Jx = b, or of J'x = b, whose residual was checked.

        Raises
        ------
        SingularError
            If no way of solving it gives a solution.
        """
        while True:
            with np.errstate(all="ignore"):
                x, error = self._refined(b, transposed=transposed)
            if error <= GOOD:
                return x
            self._repair()

    def condition(self, x: np.ndarray) -> float:
        """Estimate of the condition of the matrix, with rows and columns in their sizes at x.

        The largest relative change of an unknown, for a relative change of one in an equation.
        """
        rows, columns = sizes(self._matrix, x), magnitudes(x)

        def adjoint(y: np.ndarray) -> np.ndarray:
            return rows[:, None] * self.solve(y / columns[:, None], transposed=True)

        def forward(y: np.ndarray) -> np.ndarray:
            return self.solve(y * rows[:, None]) / columns[:, None]

        n = len(x)
        inverse = spl.LinearOperator(
            (n, n), dtype=float, matvec=adjoint, matmat=adjoint, rmatvec=forward, rmatmat=forward
        )
        return float(spl.onenormest(inverse, t=1))  # t=1: no random start

    def null_directions(
        self, matrix: sp.csr_matrix, x: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Null directions of a matrix and of its transpose, rows and columns in their sizes at x.

        Arrays (unknowns, dimension) and (equations, dimension): without columns if it is regular.
        """
        rows, columns = sp.diags_array(1 / sizes(matrix, x)), sp.diags_array(magnitudes(x))
        scaled = sp.csr_matrix(rows @ matrix @ columns)
        return Elimination(scaled, self._where).null_directions(scaled)

    def _refined(self, b: np.ndarray, *, transposed: bool) -> tuple[np.ndarray, float]:
        matrix = self._matrix.T if transposed else self._matrix
        size = self._size.T if transposed else self._size
        x = self._plain(b, transposed=transposed)
        left = b - matrix @ x
        error = _backward(left, size, x, b)
        for _ in range(REFINEMENTS):
            if error <= EXACT or not np.isfinite(error):
                break
            better = x + self._plain(left, transposed=transposed)
            left_now = b - matrix @ better
            error_now = _backward(left_now, size, better, b)
            if not error_now < error:
                break
            x, left, error = better, left_now, error_now
        return x, error

    def _plain(self, b: np.ndarray, *, transposed: bool) -> np.ndarray:
        if self._whole is not None:
            return self._whole.solve(b, trans="T" if transposed else "N")
        assert self._elimination is not None
        return self._elimination.solve(b, transposed=transposed)

    def _repair(self) -> None:
        """The next remedy for the matrix at hand."""
        if not self._planned:
            self._planned = True
            try:
                self._elimination = Elimination(self._matrix, self._where)
                self._elimination.factor(self._matrix)
            except SingularError:
                self._elimination = None
            else:
                return
        msg = "the Jacobian is singular"
        if self._whole is not None:
            raise SingularError(msg)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                self._whole = spl.splu(self._matrix.tocsc())
        except (RuntimeError, Warning) as error:
            raise SingularError(msg) from error


def _backward(left: np.ndarray, size: sp.spmatrix, x: np.ndarray, b: np.ndarray) -> float:
    """Largest residual relative to the terms of its row; infinite if one is no number."""
    if not np.isfinite(left).all():
        return np.inf
    terms = size @ np.maximum(np.abs(x), TINY * np.abs(x).max(initial=0.0)) + np.abs(b)
    return float((np.abs(left) / np.where(terms > 0, terms, 1.0)).max(initial=0.0))
