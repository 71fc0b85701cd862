"""Where a method stopped, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Outcome:
    """One attempt to solve g(x) = 0."""

    x: np.ndarray
    solved: bool
    """Whether the method's own test accepts x."""
    message: str
    iterations: int
    residual: float
    """Largest residual, in the size of what its equation balances."""
    correction: float = float("nan")
    """Step that Newton's method would still make, relative to the unknown or to 1."""
