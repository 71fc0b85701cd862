"""One transposed solve: what a small change of any given number of the model does to an outcome.

With g(x, p) = 0, outcome F(x, p; b) compared with the benchmark b, and J' l = F_x,

    dF = (F_p - g_p' l) dp + F_b db

for every change dp of the numbers at the full shock and db of those at the benchmark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.errors import SolveError
from cge.solver.certificate import SINGULAR
from cge.solver.complementarity import pairs
from cge.solver.elimination import SingularError
from cge.solver.linear import Factors

if TYPE_CHECKING:
    from cge.sensitivities.outcomes import Outcome
    from cge.solver.solution import Solution

BOTH_ZERO = 1e-7
"""Both sides of a complementarity are below this: which of them holds is open."""
NAMED = 3


@dataclass(frozen=True)
class Slopes:
    """Derivatives of one outcome in every cell of the model (cells)."""

    target: np.ndarray
    """In the numbers at the full shock, equilibrium included; zero for unknowns."""
    benchmark: np.ndarray
    """In the numbers at the benchmark that the outcome is compared with."""


class Adjoint:
    """The factors of a solved scenario.

    Raises
    ------
    SolveError
        If the Jacobian is singular: the equilibrium is one of many, and has no derivative.
    """

    def __init__(self, solution: Solution) -> None:
        self._solution = solution
        system = solution.compiled
        x = solution.v[system.unknowns]
        self._factors = Factors(solution.structure.where)
        try:
            self._factors.factor(system.g_x(x))
        except SingularError as error:
            raise SolveError(_singular(solution)) from error
        if not solution.certificate.condition < SINGULAR:
            raise SolveError(_singular(solution))
        self._g_v = system.g_v(x)

    def slopes(self, outcome: Outcome) -> Slopes:
        """Derivatives of an outcome: one transposed solve.

        Raises
        ------
        SolveError
            If the Jacobian is singular for all that numbers can tell.
        """
        solution, system = self._solution, self._solution.compiled
        outcomes = solution.outcomes
        at = solution.after, solution.before, outcome.weights
        point = outcomes.gradient(*at, moves="target")
        try:
            adjoint = self._factors.solve(point[system.unknowns], transposed=True)
        except SingularError as error:
            raise SolveError(_singular(solution)) from error
        target = point - self._g_v.T @ adjoint
        target[system.unknowns] = 0.0
        return Slopes(target, outcomes.gradient(*at, moves="benchmark"))


def kinks(solution: Solution) -> list[str]:
    """Complementarities at a kink, in words: there the derivative is that of one side."""
    system = solution.compiled
    known = pairs(system, solution.v)
    mates = {
        name: [other for other in row.equation.pairs if other != name]
        for row in system.rows
        for name in row.equation.pairs or ()
    }
    found = []
    for name, (keys, left, right) in known.items():
        at = np.maximum(abs(left), abs(right)) < BOTH_ZERO
        for other in mates.get(name, ()):  # a flow each way: a kink at one end of a band only
            _, back, room = known[other]
            at = at & (abs(back) < BOTH_ZERO) & (abs(room) >= BOTH_ZERO)
        zeros = np.flatnonzero(at)
        if len(zeros):
            cells = "; ".join(_label(keys[n]) for n in zeros[:NAMED])
            more = f" and {len(zeros) - NAMED} more" if len(zeros) > NAMED else ""
            found.append(
                f"{name} is at a kink at {cells}{more}: both sides are zero, so that derivatives "
                "hold on one side only"
            )
    return found


def _label(key: object) -> str:
    return ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _singular(solution: Solution) -> str:
    certificate = solution.certificate
    what = "; ".join(certificate.undetermined) or "a combination of unknowns"
    return (
        f"{solution.model.settings.name}: the Jacobian is singular at the solution, so that there "
        f"is no derivative: nothing determines {what}.  Next: another closure, or `cge sweep` for "
        "differences of what is reported"
    )
