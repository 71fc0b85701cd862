"""One transposed solve gives the derivative of a figure in every parameter (adjoint)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse.linalg import spsolve

from cge.solver import Solution
from tests.model.audit.cases_visas import VISAS

PARAMETERS = ("esubsk", "esubt", "esubva", "inv_esubnm", "inv_nu", "congestion", "tax", "tm")
FIGURES = ("welfare_ev_world", "welfare_ev_world_ppp", "welfare_ev")
STEP = 1e-5


def totals(solution: Solution, name: str, weights: np.ndarray) -> np.ndarray:
    outcomes, system = solution.outcomes, solution.compiled
    cells = outcomes.component(name).cells
    weight = dict(zip(range(cells.start, cells.stop), weights, strict=True))
    point = outcomes.gradient(solution.after, solution.before, weight)
    both = outcomes.gradient(solution.after, solution.before, weight, moves="both")
    x = solution.v[system.unknowns]
    adjoint = spsolve(system.g_x(x).T.tocsc(), point[system.unknowns])
    return both - system.g_v(x).T @ adjoint


@pytest.mark.parametrize("case", ["sold", "guarded"])
def test_the_adjoint_is_what_differences_find(case: str) -> None:
    solution = VISAS[case]().solution
    outcomes, system, rng = solution.outcomes, solution.compiled, np.random.default_rng(3)
    places = {name: outcomes.component(name).cells for name in FIGURES}
    weights = {name: rng.random(at.stop - at.start) for name, at in places.items()}
    exact = {name: totals(solution, name, weights[name]) for name in FIGURES}

    def figures(cell: int, step: float) -> dict[str, float]:
        system.v, base = solution.v.copy(), solution.v_base.copy()
        system.v[cell] += step
        base[cell] += step
        x = system.v[system.unknowns]
        for _ in range(5):  # Newton beside the solution
            x = x - spsolve(system.g_x(x).tocsc(), system.g(x))
        v = outcomes.at(system.full(x), outcomes.benchmark(base))
        system.v = solution.v.copy()
        return {name: float(v[at] @ weights[name]) for name, at in places.items()}

    for parameter in PARAMETERS:
        cell = outcomes.component(parameter).start
        more, less = figures(cell, STEP), figures(cell, -STEP)
        for name in FIGURES:
            slope = (more[name] - less[name]) / (2 * STEP)
            assert exact[name][cell] == pytest.approx(slope, rel=1e-5, abs=1e-5), (parameter, name)
