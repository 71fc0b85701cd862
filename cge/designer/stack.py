"""Equations and the definitions that a programme reads, as one system on the cells of a model.

A definition becomes a row ``cell == formula`` and its cell an unknown, so that whatever is said of
an equilibrium has exact first and second derivatives without a chain rule.  Cells that every row
reads linearly are taken out again: their rows are added to those that read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cge.solver.compiled import Compiled
    from cge.solver.outcomes import Outcomes


class Stack:
    """Rows of several compiled systems that share one layout of cells.

    Parameters
    ----------
    parts
        Systems on the same cells; all their rows count.
    columns : numpy.ndarray
        Cells that move.
    v : numpy.ndarray
        Values of all cells; those that do not move stay there.
    """

    def __init__(self, parts: Sequence[Compiled], columns: np.ndarray, v: np.ndarray) -> None:
        self.columns = columns
        self._views = [part.view(columns) for part in parts]
        for view in self._views:
            view.v = v
        self.size = sum(view.size for view in self._views)
        self._cuts = np.cumsum([view.size for view in self._views])[:-1]

    def g(self, x: np.ndarray) -> np.ndarray:
        """Residuals of all rows at the values of the columns."""
        return np.concatenate([view.g(x) for view in self._views])

    def g_x(self, x: np.ndarray) -> sp.csr_matrix:
        """Jacobian (rows, columns) of one pattern."""
        return sp.vstack([view.g_x(x) for view in self._views], format="csr")

    def g_xx(self, x: np.ndarray, multipliers: np.ndarray) -> list[sp.csr_matrix]:
        """Lower triangles of the Hessian of the weighted sum of rows, part by part."""
        each = np.split(multipliers, self._cuts)
        return [view.g_xx(x, part) for view, part in zip(self._views, each, strict=True)]


def needed(
    outcomes: Outcomes, v: np.ndarray, wanted: np.ndarray
) -> tuple[np.ndarray, list[Compiled]]:
    """What has to be known for some cells of definitions.

    Returns
    -------
    cells : numpy.ndarray
        Cells of definitions, in an order in which they can be computed.
    systems
        Their rows, in the same order.
    """
    read = np.zeros(len(v), dtype=bool)
    read[wanted] = True
    cells, systems = [], []
    for layer, places in zip(reversed(outcomes.layers), reversed(outcomes.places), strict=True):
        asked = np.flatnonzero(read[places])
        rows = layer.among(asked)
        read[rows.derivatives(v).indices] = True
        cells.append(places[asked])
        systems.append(rows)
    return np.concatenate(cells[::-1]), systems[::-1]


def condensed(
    stack: Stack,
    x: np.ndarray,
    defined: np.ndarray,
    kept: np.ndarray,
) -> tuple[sp.csr_matrix, np.ndarray]:
    """Take out the cells of definitions that every row reads linearly.

    Parameters
    ----------
    x
        Values of the columns.
    defined : numpy.ndarray
        Positions in the columns of the cells of the last ``len(defined)`` rows.
    kept : numpy.ndarray
        Positions that stay whatever reads them.

    Returns
    -------
    matrix : scipy.sparse.csr_matrix (rows left, rows of the stack)
        Sums of rows in which the cells taken out cancel.
    out : numpy.ndarray
        Positions of those cells.
    """
    weights = 1.0 + np.arange(stack.size) / stack.size  # no two terms cancel
    curved = np.zeros(len(stack.columns), dtype=bool)
    for part in stack.g_xx(x, weights):
        triplets = part.tocoo()
        some = triplets.data != 0
        curved[triplets.row[some]] = curved[triplets.col[some]] = True
    curved[kept] = True
    leave = np.flatnonzero(~curved[defined])
    out = defined[leave]
    gone = stack.size - len(defined) + leave
    stay = np.setdiff1d(np.arange(stack.size), gone)
    jacobian = stack.g_x(x)[:, out]
    # definitions read earlier ones only: I + N with N nilpotent
    nilpotent = jacobian[gone] - sp.identity(len(out), format="csr")
    term = total = jacobian[stay]
    while term.nnz:
        term = -(term @ nilpotent)
        term.eliminate_zeros()
        total = total + term
    return _picked(stay, stack.size) - total @ _picked(gone, stack.size), out


def _picked(which: np.ndarray, size: int) -> sp.csr_matrix:
    """The matrix that picks these of ``size`` rows."""
    at = (np.arange(len(which)), which)
    return sp.csr_matrix((np.ones(len(which)), at), shape=(len(which), size))
