"""What is known of the point that is reported: how exact it is, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.solver.elimination import SingularError
from cge.solver.measure import residual, step_size
from cge.solver.methods import NEWTON

if TYPE_CHECKING:
    from collections.abc import Callable

    from cge.solver.compiled import Compiled
    from cge.solver.linear import Factors
    from cge.solver.outcome import Outcome

ELSEWHERE = "elsewhere"
"""Method of a point that another solver found."""
WORDS = {
    ELSEWHERE: "found by another solver and read from the Pyomo model",
    NEWTON: "found by Newton; Ipopt's test of residual and bounds accepts it",
    "ipopt": "found by Ipopt (MUMPS) through cyipopt",
}
"""Who found a point; whether there are others is not said."""
FROM_NEIGHBOUR = "found by Newton from a neighbouring solution; Ipopt's test was not asked"


SINGULAR = 1e13
"""Condition from which the Jacobian counts as singular."""
SHOWN = 5


@dataclass(frozen=True)
class Certificate:
    """Exactness of a solution."""

    words: str
    residual: float
    """Largest residual of any equation, in the size of what it balances."""
    newton_correction: float
    """Largest step |J^-1 g| of any unknown, relative to it or to 1; NaN if J is singular."""
    condition: float
    """Estimate of how far relative errors of equations grow in unknowns; inf if J is singular."""
    undetermined: tuple[str, ...] = ()
    """For every null direction of J the unknowns that it moves most."""


def certify(system: Compiled, factors: Factors, method: str, found: Outcome) -> Certificate:
    """Measure the point in ``system.v``.

    Where Newton found it, its last factors serve; else those of the point's own Jacobian.
    """
    x = system.v[system.unknowns]
    undetermined: tuple[str, ...] = ()
    correction = found.correction
    try:
        with np.errstate(all="ignore"):
            if method != NEWTON or not np.array_equal(x, found.x):
                factors.factor(system.g_x(x))
                correction = step_size(factors.solve(system.g(x)), x)
            condition = factors.condition(x)
    except SingularError:
        condition = np.inf
    if not condition < SINGULAR:
        correction, condition = np.nan, np.inf
        undetermined = null_directions(system, factors, x)
    words = WORDS[method]
    return Certificate(words, residual(system, x), correction, condition, undetermined)


def null_directions(system: Compiled, factors: Factors, x: np.ndarray) -> tuple[str, ...]:
    """What nothing determines at x, and the equations that say the same, by names of cells."""
    jacobian = system.g_x(x)
    if not np.isfinite(jacobian.data).all():
        return ()
    right, left = factors.null_directions(jacobian, x)

    def names(direction: np.ndarray, label: Callable[[int], str]) -> str:
        size = np.abs(direction)
        order = np.argsort(-size, kind="stable")[:SHOWN]
        return ", ".join(label(int(n)) for n in order if size[n] > 0.1 * size.max())

    return tuple(
        f"{names(free, lambda n: system.label(int(system.unknowns[n])))} "
        f"(dependent: {names(rows, system.row_label)})"
        for free, rows in zip(right.T, left.T, strict=True)
    )
