"""Where derivatives lie in a sparse matrix, found once for all points."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp


class Pattern:
    """Triplets with repeated and discarded (negative) cells, summed into a fixed CSR pattern.

    ``entries``: which derivatives of every term they are.
    """

    def __init__(
        self,
        entries: list[tuple[int, ...]],
        rows: np.ndarray,
        columns: np.ndarray,
        shape: tuple[int, int],
    ) -> None:
        self.entries = entries
        keep = rows >= 0
        key = rows[keep].astype(np.int64) * shape[1] + columns[keep]
        unique, slot = np.unique(key, return_inverse=True)
        self._slot = np.full(len(rows), len(unique))  # what is discarded is summed past the end
        self._slot[keep] = slot
        self._indices = (unique % max(shape[1], 1)).astype(np.int32)
        counts = np.bincount(unique // max(shape[1], 1), minlength=shape[0])
        self._indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        self._shape = shape

    def fill(self, data: np.ndarray) -> sp.csr_matrix:
        """The matrix with these derivatives, in the order of the entries."""
        count = len(self._indices)
        summed = np.bincount(self._slot, data, minlength=count)[:count]
        return sp.csr_matrix((summed, self._indices, self._indptr), shape=self._shape)


def stack(parts: list[np.ndarray]) -> np.ndarray:
    """The entries of arrays one after another."""
    return np.concatenate([np.ravel(p) for p in parts]) if parts else np.zeros(0, dtype=np.int64)
