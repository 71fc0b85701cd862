"""The two ways to solve one step of the path, and what each tries before it gives up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cge.errors import UsageError
from cge.solver.ipopt import solve_square
from cge.solver.newton import newton

if TYPE_CHECKING:
    from cge.solver.compiled import Compiled
    from cge.solver.linear import Factors
    from cge.solver.outcome import Outcome

NEWTON, IPOPT = SOLVERS = ("newton", "ipopt")
ROUNDING = (1e-2, 1e-4, 1e-7)
"""Widths of kinks on the way to the sharp solution, where that is not found at once."""

Attempt = Callable[[np.ndarray], "Outcome"]
"""Tries to solve the system from a start."""


@dataclass(frozen=True)
class Method:
    """Attempts at one step of the path, and how short a step may become."""

    name: str
    first: Attempt
    thorough: tuple[Attempt, ...]
    """What is tried in turn from a better start, on the last step."""
    smallest: float
    smallest_start: float
    """Shortest step that is tried where not even the beginning of the shock can be solved."""


def methods(solver: str, system: Compiled, factors: Factors) -> tuple[Method, ...]:
    """Newton and then Ipopt, or Ipopt alone.

    Raises
    ------
    UsageError
        If there is no such solver.
    """
    if solver not in SOLVERS:
        msg = f"solver is {solver!r}; allowed: {' or '.join(SOLVERS)}"
        raise UsageError(msg)
    quick = partial(newton, system, factors=factors)
    # A square system needs its Jacobian only: an empty Hessian first.
    few = partial(solve_square, system, max_iter=25)
    careful = partial(solve_square, system, mumps_pivtol=0.01)
    exact = partial(careful, exact_hessian=True)
    both = (
        Method(NEWTON, quick, (quick,), smallest=1 / 8, smallest_start=1 / 8),
        Method(IPOPT, few, (careful, exact), smallest=1 / 512, smallest_start=1 / 64),
    )
    return both if solver == NEWTON else both[1:]


def rounded(system: Compiled, start: np.ndarray, attempt: Attempt) -> tuple[np.ndarray, int]:
    """A better start, and iterations: the solution with rounded kinks, sharper and sharper.

    Where a path begins on a kink (a price that just binds), sharp Newton steps may swing between
    its two sides.
    """
    x, iterations = start, 0
    cells = [system.components[name].start for name in ("kink", "complementarity")]
    sharp = system.v[cells].copy()
    for width in ROUNDING:
        system.v[cells] = width**2
        outcome = attempt(x)
        iterations += outcome.iterations
        if not outcome.solved:
            break
        x = outcome.x
    system.v[cells] = sharp
    return x, iterations
