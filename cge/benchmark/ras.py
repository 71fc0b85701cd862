"""Iterative proportional fitting of matrices to margins."""

from __future__ import annotations

import numpy as np

from cge.errors import DataError


def ras(
    prior: np.ndarray,
    rows: np.ndarray,
    columns: np.ndarray,
    *,
    what: str,
    tolerance: float = 1e-12,
    rounds: int = 20000,
) -> np.ndarray:
    """Scale rows and columns of a non-negative matrix until both margins hold.

    Parameters
    ----------
    prior : np.ndarray
        Non-negative matrix; zeros stay zero.
    rows, columns : np.ndarray
        Margins with the same sum (to 1e-9, else DataError).
    what : str
        Name for error messages.

    Returns
    -------
    np.ndarray
        Matrix whose column sums hold exactly and row sums to ``tolerance`` of the total.
    """
    total = rows.sum()
    if abs(columns.sum() - total) > 1e-9 * total:
        msg = f"{what}: row margins add to {total:.6g}, column margins to {columns.sum():.6g}"
        raise DataError(msg)
    for axis, margin in ((1, rows), (0, columns)):
        empty = (prior.sum(axis=axis) == 0) & (margin > 0)
        if empty.any():
            where = np.flatnonzero(empty)[:5]
            msg = f"{what}: positive margins without a positive cell at {where} of axis {1 - axis}"
            raise DataError(msg)
    matrix = prior.astype(float)
    for _ in range(rounds):
        matrix = matrix * ratio(rows, matrix.sum(axis=1))[:, None]
        matrix = matrix * ratio(columns, matrix.sum(axis=0))[None, :]
        if np.abs(matrix.sum(axis=1) - rows).max() <= tolerance * total:
            return matrix
    worst = int(np.abs(matrix.sum(axis=1) - rows).argmax())
    gap = matrix.sum(axis=1)[worst] - rows[worst]
    msg = f"{what}: no convergence in {rounds} rounds; row {worst} is off by {gap:.3g}"
    raise DataError(msg)


def ratio(wanted: np.ndarray, have: np.ndarray) -> np.ndarray:
    """Quotient wanted / have, 1 where both vanish."""
    return np.divide(wanted, have, out=np.ones_like(have, dtype=float), where=have > 0)
