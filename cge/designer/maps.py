"""Sparse products with constant factors: the pattern is found once, the numbers by one product.

With A and T constant, the entries of A J T and of T' H T are linear in the entries of J and H.  A
:class:`Map` holds that linear map and the pattern of the product, as a solver asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp


@dataclass(frozen=True)
class Map:
    """Pattern of a product, and what makes its entries of those of the inner factor."""

    rows: np.ndarray
    columns: np.ndarray
    weights: sp.csr_matrix
    """(entries of the product, entries of the inner factor)."""

    def __call__(self, data: np.ndarray) -> np.ndarray:
        """Entries of the product."""
        return np.asarray(self.weights @ data)


def between(
    left: sp.csr_matrix, rows: np.ndarray, columns: np.ndarray, right: sp.csr_matrix
) -> Map:
    """The map of ``left @ J @ right``, with J given by the triplets of its entries."""
    entry, row, w_left = _expanded(rows, left.T.tocsr())
    again, column, w_right = _expanded(columns[entry], right.tocsr())
    shape = (left.shape[0], right.shape[1])
    return _summed(row[again], column, w_left[again] * w_right, entry[again], len(rows), shape)


def around(rows: np.ndarray, columns: np.ndarray, right: sp.csr_matrix) -> Map:
    """The map of the lower triangle of ``right.T @ H @ right``, H given by its lower triangle."""
    entry, a, w_a = _expanded(rows, right.tocsr())
    again, b, w_b = _expanded(columns[entry], right.tocsr())
    a, entry = a[again], entry[again]
    weight = w_a[again] * w_b
    diagonal = rows[entry] == columns[entry]
    weight *= np.where(diagonal & (a != b), 0.5, 1.0) * np.where(~diagonal & (a == b), 2.0, 1.0)
    n = right.shape[1]
    return _summed(np.maximum(a, b), np.minimum(a, b), weight, entry, len(rows), (n, n))


def _expanded(keys: np.ndarray, by: sp.csr_matrix) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each key the entries of that row of ``by``: position of the key, column, value."""
    begin, count = by.indptr[keys], np.diff(by.indptr)[keys]
    position = np.repeat(np.arange(len(keys)), count)
    first = np.cumsum(count) - count
    at = np.arange(len(position)) - first[position] + begin[position]
    return position, by.indices[at], by.data[at]


def _summed(
    rows: np.ndarray,
    columns: np.ndarray,
    weights: np.ndarray,
    entries: np.ndarray,
    count: int,
    shape: tuple[int, int],
) -> Map:
    unique, slot = np.unique(rows.astype(np.int64) * shape[1] + columns, return_inverse=True)
    made = sp.csr_matrix((weights, (slot, entries)), shape=(len(unique), count))
    return Map(unique // shape[1], unique % shape[1], made)
