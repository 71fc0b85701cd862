"""Ipopt on a programme, and how good the point is that it ends at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cyipopt
import numpy as np
import scipy.sparse as sp

from cge.interrupt import asked, held
from cge.solver.ipopt import OPTIONS, SUCCEEDED

if TYPE_CHECKING:
    from cge.designer.programme import Programme

FIRST_ORDER = 1e-6
"""Largest gradient of the Lagrangian of a point that is called locally optimal."""
SETTINGS: dict[str, Any] = OPTIONS | {
    "tol": 1e-7,
    "dual_inf_tol": 1e-7,
    "constr_viol_tol": 1e-9,
    "compl_inf_tol": 1e-6,
    "max_iter": 300,
    "mumps_pivtol": 1e-6,
    "mumps_pivot_order": 0,
    "bound_push": 1e-4,
    "bound_frac": 1e-4,
    "diverging_iterates_tol": 1e6,
}
"""Beside those of a square system: bounds of instruments are met in steps from inside."""
DIVERGES = 4


@dataclass(frozen=True)
class Optimum:
    """Where Ipopt ended."""

    x: np.ndarray
    value: float
    """The aim."""
    solved: bool
    diverges: bool
    message: str
    iterations: int
    residual: float
    """Largest residual of the equilibrium or violation of a condition."""
    first_order: float
    """Largest derivative of the Lagrangian in any unknown, in units of the aim."""
    prices: np.ndarray
    """Of conditions: what the aim gains per unit by which one is loosened."""
    bounds: np.ndarray
    """The same of the bounds of unknowns."""


class _Callbacks:
    """A programme that counts iterations and can be interrupted."""

    def __init__(self, programme: Programme, *, exact_hessian: bool) -> None:
        names = ("objective", "gradient", "constraints", "jacobianstructure", "jacobian")
        for name in (*names, *(("hessianstructure", "hessian") if exact_hessian else ())):
            setattr(self, name, getattr(programme, name))
        self.iterations = 0

    def intermediate(self, *progress: Any) -> bool:
        self.iterations = int(progress[1])
        return not asked()


def optimise(
    programme: Programme, start: np.ndarray, *, exact_hessian: bool = True, **options: Any
) -> Optimum:
    """Best point near a start; the caller reads whether it is solved."""
    callbacks = _Callbacks(programme, exact_hessian=exact_hessian)
    solver = cyipopt.Problem(
        n=len(start),
        m=len(programme.low),
        problem_obj=callbacks,
        lb=programme.lower,
        ub=programme.upper,
        cl=programme.low,
        cu=programme.high,
    )
    approximate = {} if exact_hessian else {"hessian_approximation": "limited-memory"}
    for name, value in (SETTINGS | approximate | options).items():
        solver.add_option(name, value)
    with held(), np.errstate(all="ignore"):
        x, info = solver.solve(start)
    x = np.asarray(x)
    message = info["status_msg"]
    status = int(info["status"])
    dual = info["mult_x_U"] - info["mult_x_L"]
    return Optimum(
        x=x,
        value=-programme.objective(x),
        solved=status == SUCCEEDED,
        diverges=status == DIVERGES,
        message=message.decode() if isinstance(message, bytes) else str(message),
        iterations=callbacks.iterations,
        residual=violation(programme, x),
        first_order=_first_order(programme, x, info["mult_g"], dual),
        prices=np.abs(info["mult_g"][programme.equations :]),
        bounds=np.abs(dual),
    )


def violation(programme: Programme, x: np.ndarray) -> float:
    """Largest residual of the equilibrium or violation of a condition at a point."""
    g = programme.constraints(x)
    beyond = np.maximum(programme.low - g, g - programme.high)
    return float(np.maximum(beyond, 0.0).max(initial=0.0))


def _first_order(
    programme: Programme, x: np.ndarray, multipliers: np.ndarray, dual: np.ndarray
) -> float:
    rows, columns = programme.jacobianstructure()
    shape = (len(programme.low), len(x))
    jacobian = sp.coo_matrix((programme.jacobian(x), (rows, columns)), shape=shape).tocsr()
    gap = programme.gradient(x) + jacobian.T @ multipliers + dual
    return float(np.abs(gap).max(initial=0.0))
