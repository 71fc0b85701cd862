"""Ipopt on a square system: no objective, every equation a constraint.

Equations in money are divided by the size of what they balance at the start, so that one tolerance
serves shares, prices and money.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cyipopt
import numpy as np
import scipy.sparse as sp

from cge.interrupt import asked, held
from cge.solver.measure import RESIDUAL, residual, sizes
from cge.solver.outcome import Outcome

if TYPE_CHECKING:
    from cge.solver.compiled import Compiled

OPTIONS: dict[str, Any] = {
    "print_level": 0,
    "sb": "yes",
    "option_file_name": "",  # these options alone: an ipopt.opt in the working folder is not read
    "tol": RESIDUAL,
    "constr_viol_tol": RESIDUAL,
    "acceptable_iter": 0,
    "max_iter": 60,
    "mu_strategy": "adaptive",
    "bound_relax_factor": 0.0,
    "bound_push": 1e-8,
    "bound_frac": 1e-8,
    "nlp_scaling_method": "none",
    "linear_solver": "mumps",
    # METIS where Ipopt was built with it: half the time where quotas ration.  Else MUMPS chooses.
    "mumps_pivot_order": 5,
    # Static pivoting (0) is no faster, and where numbers of very different size meet, as in a
    # corridor that grows a thousandfold, its steps lead nowhere.
    "mumps_pivtol": 1e-6,
}


FIRST: dict[str, Any] = {"exact_hessian": False, "max_iter": 25}
"""What is tried first at one point of the path."""
ATTEMPTS: tuple[dict[str, Any], ...] = (
    {"exact_hessian": False, "mumps_pivtol": 0.01},
    {"exact_hessian": True, "mumps_pivtol": 0.01},
)
"""What is tried in turn from a better start."""


WARM: dict[str, Any] = {
    "warm_start_init_point": "yes",
    "max_iter": 0,
    **dict.fromkeys(
        (
            "bound_push",
            "bound_frac",
            "warm_start_bound_push",
            "warm_start_bound_frac",
            "warm_start_slack_bound_push",
            "warm_start_slack_bound_frac",
            "warm_start_mult_bound_push",
        ),
        1e-16,
    ),
}
"""Options under which Ipopt judges a point where it is."""
SUCCEEDED = 0
MONEY = 100.0
"""Size from which equations are divided by their size; to divide others only moves the path."""


class _Square:
    """The callbacks that cyipopt asks for; variables after the unknowns stand in no equation."""

    def __init__(self, system: Compiled, start: np.ndarray, *, exact_hessian: bool) -> None:
        self._system = system
        self._exact = exact_hessian
        self._unknowns = len(start)
        jacobian = system.g_x(start)
        size = sizes(jacobian, start)
        self._scale = np.where(size > MONEY, size, 1.0)
        self._triplets = jacobian.tocoo()
        self._known = (start.copy(), jacobian.data)
        self._hessian = (
            system.g_xx(start, np.ones(system.size)).tocoo()
            if exact_hessian
            else sp.coo_matrix((len(start),) * 2)
        )
        self.iterations = 0

    def objective(self, x: np.ndarray) -> float:
        return 0.0

    def gradient(self, x: np.ndarray) -> np.ndarray:
        return np.zeros_like(x)

    def constraints(self, x: np.ndarray) -> np.ndarray:
        return self._system.g(x[: self._unknowns]) / self._scale

    def jacobianstructure(self) -> tuple[np.ndarray, np.ndarray]:
        return self._triplets.row, self._triplets.col

    def jacobian(self, x: np.ndarray) -> np.ndarray:
        x = x[: self._unknowns]
        if not np.array_equal(x, self._known[0]):
            self._known = (x.copy(), self._system.g_x(x).data)
        return self._known[1] / self._scale[self._triplets.row]

    def hessianstructure(self) -> tuple[np.ndarray, np.ndarray]:
        return self._hessian.row, self._hessian.col

    def hessian(self, x: np.ndarray, multipliers: np.ndarray, factor: float) -> np.ndarray:
        if not self._exact:
            return np.zeros(0)
        return self._system.g_xx(x, multipliers / self._scale).data

    def intermediate(self, *progress: Any) -> bool:
        self.iterations = int(progress[1])
        return not asked()


def solve_square(
    system: Compiled, start: np.ndarray, *, exact_hessian: bool = False, **options: Any
) -> Outcome:
    """Solve g(x) = 0 from ``start``; the caller reads whether it is solved."""
    problem = _Square(system, start, exact_hessian=exact_hessian)
    with held():
        x, info = _solver(system, problem, options).solve(start)
    message = info["status_msg"]
    return Outcome(
        x=np.asarray(x),
        solved=int(info["status"]) == SUCCEEDED,
        message=message.decode() if isinstance(message, bytes) else str(message),
        iterations=problem.iterations,
        residual=residual(system, x),
    )


def accepts(system: Compiled, x: np.ndarray) -> bool:
    """Whether Ipopt's own termination test accepts a point as it is, in no iteration.

    With no objective and multipliers of zero the test looks at residuals and bounds.  One idle
    variable is added: where unknowns are as many as equations, Ipopt ends with a factorisation
    for multipliers that nobody reads, seven times the cost of the test.
    """
    problem = _Square(system, x, exact_hessian=False)
    none = np.zeros(len(x) + 1)
    with held():
        _, info = _solver(system, problem, WARM, idle=1).solve(
            np.append(x, 0.0), lagrange=np.zeros(system.size), zl=none, zu=none
        )
    return int(info["status"]) == SUCCEEDED


def _solver(
    system: Compiled, problem: _Square, options: dict[str, Any], idle: int = 0
) -> cyipopt.Problem:
    """Ipopt for a system, with ``idle`` variables more that stand in no equation."""
    free = np.full(idle, -np.inf)
    solver = cyipopt.Problem(
        n=len(system.unknowns) + idle,
        m=system.size,
        problem_obj=problem,
        lb=np.concatenate([system.lower, free]),
        ub=np.full(len(system.unknowns) + idle, np.inf),
        cl=np.zeros(system.size),
        cu=np.zeros(system.size),
    )
    for name, value in (OPTIONS | options).items():
        solver.add_option(name, value)
    return solver
