"""How likely the values inside a range are: the quantiles of each shape.

``triangular``: zero at both ends, the mode in the centre; ``uniform``; ``log_triangular``: the
logarithm is triangular; ``reciprocal``: one over the value is triangular, so that an infinite
elasticity is an end like any other; ``fixed``: the centre, whatever the ends say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

Function = Callable[[Any], Any]


def _reciprocal(x: Any) -> Any:
    with np.errstate(divide="ignore"):
        return 1.0 / np.asarray(x, dtype=float)


@dataclass(frozen=True)
class Shape:
    """A distribution, triangular or uniform on a scale of its own."""

    scale: Function
    """From a value to the scale on which it is triangular."""
    back: Function
    flat: bool = False

    def quantile(self, u: Any, low: Any, central: Any, high: Any) -> np.ndarray:
        """Value below which the share ``u`` of the probability lies."""
        a, c, b = self._ordered(low, central, high)
        if self.flat:
            return np.asarray(self.back(a + u * (b - a)))
        width = b - a
        mode = np.where(width > 0, (c - a) / np.where(width > 0, width, 1.0), 0.5)
        u = np.where(self.scale(low) > self.scale(high), 1 - np.asarray(u), u)
        return np.asarray(self.back(a + width * stats.triang.ppf(u, np.clip(mode, 0, 1))))

    def moments(self, low: float, central: float, high: float) -> tuple[float, float]:
        """Mean and standard deviation on the scale."""
        a, c, b = (float(x) for x in self._ordered(low, central, high))
        if self.flat:
            return (a + b) / 2, (b - a) / np.sqrt(12)
        variance = (a * a + b * b + c * c - a * b - a * c - b * c) / 18
        return (a + b + c) / 3, float(np.sqrt(max(variance, 0.0)))

    def _ordered(self, low: Any, central: Any, high: Any) -> tuple[Any, Any, Any]:
        ends = self.scale(low), self.scale(high)
        return np.minimum(*ends), self.scale(central), np.maximum(*ends)


def _same(x: Any) -> Any:
    return np.asarray(x, dtype=float)


SHAPES = {
    "triangular": Shape(_same, _same),
    "uniform": Shape(_same, _same, flat=True),
    "log_triangular": Shape(np.log, np.exp),
    "log_uniform": Shape(np.log, np.exp, flat=True),
    "reciprocal": Shape(_reciprocal, _reciprocal),
}
FIXED = "fixed"
NAMES = (*SHAPES, FIXED)
