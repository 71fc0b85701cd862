"""How exact a point is: one rule for check, solve and probe.

A residual is judged in the size of what its equation balances: the sum over unknowns of derivative
times unknown.  An equation in money may be off by as much as one in shares, relative to its terms,
whatever the unit of money, the numeraire or the elasticity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import scipy.sparse as sp

    from cge.solver.compiled import Compiled

RESIDUAL = 1e-10
"""Largest residual of any equation that is accepted, in the size of its terms."""
CORRECTION = 1e-11
"""Largest step that Newton's method would still make, in the size of the unknown."""
LEAST = 1e-3
"""Size of an unknown that is nearly zero, in its unit."""


def sizes(jacobian: sp.csr_matrix, x: np.ndarray) -> np.ndarray:
    """Size of the terms that every equation balances, at least 1 (equations)."""
    return np.maximum(abs(jacobian) @ np.abs(x), 1.0)


def relative(system: Compiled, x: np.ndarray) -> np.ndarray:
    """Residuals in the size of what they balance (equations); infinite where they are no number."""
    with np.errstate(all="ignore"):
        residuals = np.abs(system.g(x)) / sizes(system.g_x(x), x)
    return np.where(np.isfinite(residuals), residuals, np.inf)  # no number is not a small one


def residual(system: Compiled, x: np.ndarray) -> float:
    """Largest residual of any equation, in the size of what it balances."""
    return float(relative(system, x).max(initial=0.0))


def magnitudes(x: np.ndarray) -> np.ndarray:
    """Sizes of unknowns (unknowns)."""
    return np.maximum(np.abs(x), LEAST)


def step_size(step: np.ndarray, x: np.ndarray) -> float:
    """Largest change of any unknown, in the size of the unknown."""
    return float((np.abs(step) / magnitudes(x)).max(initial=0.0))
