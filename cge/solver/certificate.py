"""What is known of the point that is reported: how exact it is, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spl

from cge.solver.elimination import SingularError
from cge.solver.measure import residual, step_size
from cge.solver.methods import NEWTON

if TYPE_CHECKING:
    from cge.solver.compiled import Compiled
    from cge.solver.linear import Factors

WORDS = {
    NEWTON: "found by Newton; Ipopt's test of residual and bounds accepts it",
    "ipopt": "found by Ipopt (MUMPS) through cyipopt",
}
"""Who found a point.  That it is an equilibrium says the residual; that it is the only one, none."""


@dataclass(frozen=True)
class Certificate:
    """Exactness of a solution."""

    words: str
    residual: float
    """Largest residual of any equation, in the size of what it balances."""
    newton_correction: float
    """Largest step |J^-1 g| of any unknown, relative to it or to 1; NaN if J is singular."""
    condition: float
    """Estimate of how far relative errors of equations grow in the unknowns; inf if J is singular."""


def certify(system: Compiled, factors: Factors, method: str) -> Certificate:
    """Measure the point in ``system.v``, with factors of its own Jacobian."""
    x = system.v[system.unknowns]
    try:
        with np.errstate(all="ignore"):
            factors.factor(system.g_x(x))
            correction = step_size(factors.solve(system.g(x)), x)
            condition = factors.condition(x)
    except SingularError:
        correction, condition = np.nan, np.inf
    return Certificate(WORDS[method], residual(system, x), correction, condition)
