"""Ipopt on a square system: no objective, every equation a constraint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cyipopt
import numpy as np
import scipy.sparse as sp

from cge.interrupt import asked, held

if TYPE_CHECKING:
    from cge.solver.compiled import Compiled

OPTIONS: dict[str, Any] = {
    "print_level": 0,
    "sb": "yes",
    "tol": 1e-10,
    "constr_viol_tol": 1e-10,
    "acceptable_iter": 0,
    "max_iter": 60,
    "mu_strategy": "adaptive",
    "bound_relax_factor": 0.0,
    "bound_push": 1e-8,
    "bound_frac": 1e-8,
    "nlp_scaling_method": "none",
    "linear_solver": "mumps",
    "mumps_pivot_order": 5,  # METIS: half the time of the automatic choice where quotas ration
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


@dataclass(frozen=True)
class Outcome:
    """Where Ipopt stopped, and why."""

    x: np.ndarray
    status: int
    message: str
    iterations: int
    residual: float

    @property
    def solved(self) -> bool:
        """Status 0: Ipopt certifies the point within its tolerances."""
        return self.status == 0


class _Square:
    """The callbacks that cyipopt asks for."""

    def __init__(self, system: Compiled, *, exact_hessian: bool) -> None:
        self._system = system
        self._exact = exact_hessian
        self._zeros = np.zeros(len(system.unknowns))
        self._jacobian = system.g_x(system.v[system.unknowns]).tocoo()
        self._hessian = (
            system.g_xx(system.v[system.unknowns], np.ones(system.size)).tocoo()
            if exact_hessian
            else sp.coo_matrix((len(self._zeros),) * 2)
        )
        self.iterations = 0

    def objective(self, x: np.ndarray) -> float:
        return 0.0

    def gradient(self, x: np.ndarray) -> np.ndarray:
        return self._zeros

    def constraints(self, x: np.ndarray) -> np.ndarray:
        return self._system.g(x)

    def jacobianstructure(self) -> tuple[np.ndarray, np.ndarray]:
        return self._jacobian.row, self._jacobian.col

    def jacobian(self, x: np.ndarray) -> np.ndarray:
        return self._system.g_x(x).data

    def hessianstructure(self) -> tuple[np.ndarray, np.ndarray]:
        return self._hessian.row, self._hessian.col

    def hessian(self, x: np.ndarray, multipliers: np.ndarray, factor: float) -> np.ndarray:
        if not self._exact:
            return np.zeros(0)
        return self._system.g_xx(x, multipliers).data

    def intermediate(self, *progress: Any) -> bool:
        self.iterations = int(progress[1])
        return not asked()


def solve_square(
    system: Compiled, start: np.ndarray, *, exact_hessian: bool = False, **options: Any
) -> Outcome:
    """Solve g(x) = 0 from ``start``; the caller reads the status."""
    problem = _Square(system, exact_hessian=exact_hessian)
    solver = cyipopt.Problem(
        n=len(start),
        m=system.size,
        problem_obj=problem,
        lb=system.lower,
        ub=np.full(len(start), np.inf),
        cl=np.zeros(system.size),
        cu=np.zeros(system.size),
    )
    for name, value in (OPTIONS | options).items():
        solver.add_option(name, value)
    with held():
        x, info = solver.solve(start)
    message = info["status_msg"]
    return Outcome(
        x=np.asarray(x),
        status=int(info["status"]),
        message=message.decode() if isinstance(message, bytes) else str(message),
        iterations=problem.iterations,
        residual=float(np.abs(system.g(x)).max(initial=0.0)),
    )
