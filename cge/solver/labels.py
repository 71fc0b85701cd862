"""Labels of cells as integers, so that cells are looked up for whole columns at once."""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np


class Codec:
    """Labels of sets as integers, so that cells can be looked up for whole columns at once."""

    def __init__(self) -> None:
        self._code: dict[Any, int] = {}

    def encode(self, label: Any) -> int:
        """Code of a label, a new one if it was not seen before."""
        return self._code.setdefault(label, len(self._code))

    def columns(self, keys: list[tuple[Any, ...]], width: int) -> np.ndarray:
        """Codes of many keys, shape (len(keys), width)."""
        flat = list(chain.from_iterable(keys))
        for label in dict.fromkeys(flat):
            self.encode(label)
        codes = np.fromiter(map(self._code.__getitem__, flat), dtype=np.int64, count=len(flat))
        return codes.reshape(len(keys), width)


def as_tuple(key: Any) -> tuple[Any, ...]:
    """Index of a cell as a tuple."""
    return key if isinstance(key, tuple) else (key,)


class CellTable:
    """Position of each key of a list, looked up by columns of codes."""

    RADIX = 1 << 15
    """More labels than any benchmark has; four of them fit an int64."""
    WIDEST = 4

    def __init__(self, keys: list[Any], codec: Codec) -> None:
        tuples = [() if k is None else as_tuple(k) for k in keys]
        width = len(tuples[0]) if tuples else 0
        packed = self._pack(codec.columns(tuples, width))
        self._order = np.argsort(packed, kind="stable")
        self._sorted = packed[self._order]

    @classmethod
    def _pack(cls, columns: np.ndarray) -> np.ndarray:
        if columns.shape[1] > cls.WIDEST or columns.max(initial=0) >= cls.RADIX:
            msg = (
                f"an index has at most {cls.WIDEST} labels, of at most {cls.RADIX:,} different ones"
            )
            raise ValueError(msg)
        weights = cls.RADIX ** np.arange(columns.shape[1] - 1, -1, -1, dtype=np.int64)
        return columns @ weights

    def find(self, columns: np.ndarray) -> np.ndarray:
        """Positions of the keys; -1 where there is no such cell."""
        packed = self._pack(columns)
        if not len(self._sorted):
            return np.full(len(packed), -1)
        at = np.minimum(np.searchsorted(self._sorted, packed), len(self._sorted) - 1)
        return np.where(self._sorted[at] == packed, self._order[at], -1)
