"""Parameters that a change hangs on: elasticities from one transposed solve (adjoint)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.benchmark.schema import PARAMETERS
from cge.solver.linear import Factors

if TYPE_CHECKING:
    from cge.solver.solution import Solution

INVERSE = {name: f"inv_{name}" for name in PARAMETERS} | {"migration_elasticity": "inv_nu"}
"""Components that hold one over a parameter."""
SMALLEST = 1e-9
"""Changes below this share of a number are rounding: nothing hangs on anything then."""


@dataclass(frozen=True)
class Elasticity:
    """How a change hangs on one parameter, all sectors and regions of it together."""

    name: str
    value: float
    """Percent of the change per percent of the parameter; of a part of the shock, of its size."""
    is_shock: bool


def elasticities(solution: Solution, cell: int) -> list[Elasticity]:
    """Elasticities of a change in the parameters of the model and in the size of the shock.

    Parameters
    ----------
    cell : int
        Position in ``v`` of a number, after less before the shock.

    Returns
    -------
    list of Elasticity
        The largest first; empty where the number does not change.
    """
    before, after = (float(v[cell]) for v in (solution.before, solution.after))
    change = after - before
    if not abs(change) > SMALLEST * max(abs(before), abs(after)):
        return []
    outcomes, system = solution.outcomes, solution.compiled
    weight = {cell: 1.0}
    point = outcomes.gradient(solution.after, solution.before, weight)
    both = outcomes.gradient(solution.after, solution.before, weight, moves="both")
    start = outcomes.gradient(solution.before, solution.before, weight, moves="both")
    x = solution.v[system.unknowns]
    factors = Factors(solution.structure.where)
    factors.factor(system.g_x(x))
    through = system.g_v(x).T @ factors.solve(point[system.unknowns], transposed=True)
    found = _of_parameters(solution, (both - start - through) / change)
    return sorted(found + _of_shock(solution, (point - through) / change), key=_size)


def _size(one: Elasticity) -> float:
    return -abs(one.value)


def _of_parameters(solution: Solution, slope: np.ndarray) -> list[Elasticity]:
    components, v = solution.compiled.components, solution.v
    found = []
    for name in PARAMETERS:
        for held, sign in ((name, 1.0), (INVERSE[name], -1.0)):
            if held in components and held not in solution.model.path.targets:
                at = components[held].cells
                value = sign * float(slope[at] @ v[at])
                if value:
                    found.append(Elasticity(name, value, is_shock=False))
    return found


def _of_shock(solution: Solution, slope: np.ndarray) -> list[Elasticity]:
    """By component of the shock: all of it a percent larger."""
    components = solution.compiled.components
    found = []
    for name, goals in solution.model.path.targets.items():
        cells = np.array([components[name].position(key) for key in goals])
        size = solution.v[cells] - solution.v_base[cells]
        found.append(Elasticity(name, float(slope[cells] @ size), is_shock=True))
    return found
