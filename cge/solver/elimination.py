"""LU of a Jacobian by the structure of the economy, with LAPACK alone.

Most equations concern one corridor or one region and hold unknowns of that corridor or region.
They are eliminated in two stages, each a matter of small dense blocks:

1. corridors: connected components of the equations and unknowns with two regions in their label;
2. regions: equations that hold unknowns of their own region only, after the first stage.

What couples regions is left: one dense core.  Blocks that cannot serve as pivots (not square, or
nearly singular) go to the core, so that any square system is accepted; the structure decides how
fast it is solved, not whether.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.linalg as la
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from collections.abc import Collection

    from cge.solver.compiled import Compiled

PIVOT = 1e-5
"""Smallest pivot of a region's block, relative to its largest, that is eliminated in the region."""
GROWTH = 1e8
"""Largest condition number of a block that is eliminated."""
LARGEST = 400
"""Equations of the largest connected block of corridors that is eliminated."""
NULL = 1e-11
"""Singular value of the core, relative to its largest, that counts as zero."""
NOWHERE, BETWEEN = -1, -2
"""Labels of cells without a region, and with two."""


class SingularError(ArithmeticError):
    """A matrix without inverse."""


@dataclass(frozen=True)
class Places:
    """Region of every equation and unknown: its number, NOWHERE or BETWEEN."""

    rows: np.ndarray
    columns: np.ndarray


def places(system: Compiled, regions: Collection[Any]) -> Places:
    """Where equations and unknowns belong, from their labels."""
    number = {region: n for n, region in enumerate(regions)}

    def place(key: Any) -> int:
        found = {number[x] for x in (key if isinstance(key, tuple) else (key,)) if x in number}
        return NOWHERE if not found else found.pop() if len(found) == 1 else BETWEEN

    cells = np.full(len(system.v), NOWHERE)
    unknown = np.zeros(len(system.v), dtype=bool)
    unknown[system.unknowns] = True
    for component in system.components.values():
        if unknown[component.cells].any():
            cells[component.cells] = [place(key) for key in component.keys]
    rows = [place(key) for family in system.rows for key in family.keys]
    return Places(np.array(rows, dtype=int), cells[system.unknowns])


Blocks = list[tuple[np.ndarray, np.ndarray]]
"""Rows and columns (blocks, n) of square blocks, those of one size together."""


class Elimination:
    """Factors of one matrix; the plan of pivots serves all matrices of the same pattern."""

    def __init__(self, matrix: sp.csr_matrix, where: Places) -> None:
        """Choose pivots by this matrix."""
        between = _corridor_blocks(matrix, where)
        first = _Stage(matrix, between)
        rows, columns = where.rows[first.rows], where.columns[first.columns]
        self._plan = [between, _region_blocks(first.rest, rows, columns)]

    def factor(self, matrix: sp.csr_matrix) -> None:
        """Factorise with the pivots chosen before.

        Raises
        ------
        SingularError
            If a block or the core has no inverse.
        """
        core = self._reduced(matrix)
        self._core, self._swaps = core, np.zeros(0, dtype=np.int32)
        if len(core):
            self._core, self._swaps, _ = la.lapack.dgetrf(core, overwrite_a=True)
        if not np.abs(np.diag(self._core)).min(initial=np.inf) > 0.0:
            msg = "the core of the elimination has a zero pivot"
            raise SingularError(msg)

    def _reduced(self, matrix: sp.csr_matrix) -> np.ndarray:
        """The core that is left when corridors and regions are eliminated."""
        self._stages: list[_Stage] = []
        rest = matrix
        for blocks in self._plan:
            self._stages.append(_Stage(rest, blocks))
            rest = self._stages[-1].rest
        core = rest.toarray()
        self.core_size = len(core)
        if not np.isfinite(core).all():
            msg = "a block of the elimination has no inverse"
            raise SingularError(msg)
        return core

    def null_directions(self, matrix: sp.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
        """Directions x with Jx = 0, and y with J'y = 0: arrays (n, dimension).

        The blocks that are eliminated are far from singular, so that the core has the null space.
        """
        left, values, right = np.linalg.svd(self._reduced(matrix))
        null = values <= NULL * values.max(initial=0.0)
        return self._lifted(right[null].T, transposed=False), self._lifted(
            left[:, null], transposed=True
        )

    def _lifted(self, rest: np.ndarray, *, transposed: bool) -> np.ndarray:
        for stage in reversed(self._stages):
            own = np.zeros((stage.size, rest.shape[1]))
            rest = stage.up(own, rest, transposed=transposed)
        return rest

    def solve(self, b: np.ndarray, *, transposed: bool = False) -> np.ndarray:
        """Solution of Jx = b, or of J'x = b: arrays (n,) or (n, k)."""
        kept = []
        rest = b
        for stage in self._stages:
            own, rest = stage.down(rest, transposed=transposed)
            kept.append(own)
        if len(rest):
            rest, _ = la.lapack.dgetrs(self._core, self._swaps, rest, trans=int(transposed))
        for stage, own in zip(reversed(self._stages), reversed(kept), strict=True):
            rest = stage.up(own, rest, transposed=transposed)
        return rest


class _Stage:
    """Square blocks eliminated from a matrix: [[D, C], [B, A]] becomes A - B D^-1 C."""

    def __init__(self, matrix: sp.csr_matrix, blocks: Blocks) -> None:
        n = matrix.shape[0]
        self.size = sum(rows.size for rows, _ in blocks)
        self._own_rows = np.concatenate([r.ravel() for r, _ in blocks] or [np.zeros(0, dtype=int)])
        self._own_columns = np.concatenate(
            [c.ravel() for _, c in blocks] or [np.zeros(0, dtype=int)]
        )
        self.rows = np.setdiff1d(np.arange(n), self._own_rows)
        self.columns = np.setdiff1d(np.arange(n), self._own_columns)
        top, bottom = matrix[self._own_rows], matrix[self.rows]
        self._inverse = _inverse(top[:, self._own_columns].tocsr(), blocks)
        self._right = (self._inverse @ top[:, self.columns]).tocsr()
        self._below = bottom[:, self._own_columns].tocsr()
        self.rest = (bottom[:, self.columns] - self._below @ self._right).tocsr()

    def down(self, b: np.ndarray, *, transposed: bool) -> tuple[np.ndarray, np.ndarray]:
        """Own part of the right side, solved by itself, and what is left of the other part."""
        if transposed:
            own = b[self._own_columns]
            return self._inverse.T @ own, b[self.columns] - self._right.T @ own
        own = self._inverse @ b[self._own_rows]
        return own, b[self.rows] - self._below @ own

    def up(self, own: np.ndarray, rest: np.ndarray, *, transposed: bool) -> np.ndarray:
        """The whole solution from that of the other part."""
        x = np.empty((len(own) + len(rest), *rest.shape[1:]))
        if transposed:
            x[self.rows] = rest
            x[self._own_rows] = own - self._inverse.T @ (self._below.T @ rest)
        else:
            x[self.columns] = rest
            x[self._own_columns] = own - self._right @ rest
        return x


def _inverse(matrix: sp.csr_matrix, blocks: Blocks) -> sp.csr_matrix:
    """Inverse of a block diagonal matrix whose blocks follow one another."""
    rows, columns, values = [], [], []
    cells, start = matrix.tocoo(), 0
    for at, _ in blocks:
        count, n = at.shape
        inside = slice(matrix.indptr[start], matrix.indptr[start + count * n])
        row, column = cells.row[inside] - start, cells.col[inside] - start
        dense = np.zeros((count, n, n))
        dense[row // n, row % n, column % n] = cells.data[inside]
        try:
            found = np.linalg.inv(dense)
        except np.linalg.LinAlgError as error:
            msg = "a block of the elimination has no inverse"
            raise SingularError(msg) from error
        places_of = start + np.arange(count * n).reshape(count, n)
        rows.append(np.repeat(places_of, n, axis=1).ravel())
        columns.append(np.tile(places_of, (1, n)).ravel())
        values.append(found.ravel())
        start += count * n
    if not values:
        return sp.csr_matrix(matrix.shape)
    place = (np.concatenate(rows), np.concatenate(columns))
    return sp.csr_matrix((np.concatenate(values), place), shape=matrix.shape)


def _corridor_blocks(matrix: sp.csr_matrix, where: Places) -> Blocks:
    """Connected components of corridor equations and unknowns that can be inverted."""
    rows, columns = np.flatnonzero(where.rows == BETWEEN), np.flatnonzero(where.columns == BETWEEN)
    part = matrix[rows][:, columns].tocsr()
    pattern = sp.csr_matrix((np.ones(part.nnz), part.indices, part.indptr), part.shape)
    count, label = connected_components(
        sp.bmat([[None, pattern], [pattern.T, None]]), directed=False
    )
    of_row, of_column = label[: len(rows)], label[len(rows) :]
    high, wide = np.bincount(of_row, minlength=count), np.bincount(of_column, minlength=count)
    by_row, by_column = np.argsort(of_row, kind="stable"), np.argsort(of_column, kind="stable")
    row_start, column_start = np.cumsum(high) - high, np.cumsum(wide) - wide
    square = (high == wide) & (high > 0) & (high <= LARGEST)
    found: Blocks = []
    for n in np.unique(high[square]):
        members = np.flatnonzero(square & (high == n))[:, None]
        r, c = (
            by_row[row_start[members] + np.arange(n)],
            by_column[column_start[members] + np.arange(n)],
        )
        dense = np.asarray(part[np.repeat(r, n, 1).ravel(), np.tile(c, (1, n)).ravel()])
        good = _invertible(dense.reshape(-1, n, n))
        if good.any():
            found.append((rows[r[good]], columns[c[good]]))
    return found


def _invertible(blocks: np.ndarray) -> np.ndarray:
    """Which blocks (blocks, n, n) are far from singular, whatever the units of their rows."""
    size = np.abs(blocks).max(axis=2, keepdims=True)
    scaled = blocks / np.where(size > 0, size, 1.0)
    size = np.abs(scaled).max(axis=1, keepdims=True)
    scaled = scaled / np.where(size > 0, size, 1.0)
    values = np.linalg.svd(scaled, compute_uv=False)
    return values[:, -1] * GROWTH > values[:, 0]


def _region_blocks(matrix: sp.csr_matrix, rows: np.ndarray, columns: np.ndarray) -> Blocks:
    """For each region equations of its own unknowns alone, and as many unknowns for pivots."""
    cells = matrix.tocoo()
    foreign = rows < 0
    foreign[cells.row[rows[cells.row] != columns[cells.col]]] = True
    found: Blocks = []
    for region in np.unique(rows[~foreign]):
        inside = np.flatnonzero((rows == region) & ~foreign)
        own = np.flatnonzero(columns == region)
        r, c = _pivots(matrix[inside][:, own].toarray())
        if len(r):
            found.append((inside[r][None], own[c][None]))
    return found


def _pivots(block: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of a well conditioned square part, as large as there is."""
    size = np.abs(block).max(axis=1, initial=0.0)
    scaled = block / np.where(size > 0, size, 1.0)[:, None]
    if not min(scaled.shape):
        return np.zeros(0, dtype=int), np.zeros(0, dtype=int)
    triangle, columns = la.qr(scaled, mode="r", pivoting=True)
    diagonal = np.abs(np.diag(triangle))
    rank = int((diagonal > PIVOT * diagonal[0]).sum())
    if rank == len(block):
        return np.arange(rank), columns[:rank]
    _, rows = la.qr(scaled[:, columns[:rank]].T, mode="r", pivoting=True)
    return rows[:rank], columns[:rank]
