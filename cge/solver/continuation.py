"""Solve a scenario: continuation along the shock, and checks after it.

Newton's method on the whole shock comes first, then with rounded kinks, then on a shorter shock;
where that ends Ipopt takes over and walks on in the same way.  Every equation, the market left out
and every complementary pair are checked again at the end, and Ipopt's own termination test must
accept the point, whoever found it.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cge.errors import CheckError
from cge.model import build
from cge.solver import complementarity, diagnose, indeterminate
from cge.solver.certificate import FROM_NEIGHBOUR, certify
from cge.solver.linear import Factors
from cge.solver.methods import NEWTON, methods
from cge.solver.session import Session
from cge.solver.solution import Solution
from cge.solver.walk import Walk
from cge.solver.walras import WALRAS

if TYPE_CHECKING:
    import xarray as xr

    from cge.model import Model
    from cge.scenario.settings import Settings
    from cge.solver.compiled import Compiled
    from cge.solver.session import Structure
    from cge.solver.walk import Progress

SESSION = Session()
"""Structures compiled in this process: the next scenario of equal structure compiles nothing."""


def solve(
    bench: xr.Dataset,
    settings: Settings,
    *,
    steps: int | None = None,
    progress: Progress | None = None,
    solver: str = NEWTON,
) -> Solution:
    """Equilibrium of a scenario.

    Parameters
    ----------
    bench : xarray.Dataset
        A benchmark, see :mod:`cge.benchmark.schema`.
    settings : Settings
        A scenario resolved on it.
    steps : int, optional
        Steps of the path; by default one, halved where it fails.
    progress : callable, optional
        Told the share of the shock after each step.
    solver : str
        ``newton``, with Ipopt where it fails, or ``ipopt`` alone.

    Raises
    ------
    CheckError
        If the model is not square, does not replicate the benchmark or violates Walras' law.
    SolveError
        If no equilibrium was found; the message names the worst equations and the share reached.
    """
    model = build(bench, settings)
    structure = SESSION.structure(model)
    system = structure.system()
    report = diagnose.structure(system, structure.unmatched)
    if not report.ok:
        raise CheckError("\n".join(["the model of this scenario is not sound", *report.lines()]))
    return equilibrium(model, structure, system, steps=steps, progress=progress, solver=solver)


def equilibrium(
    model: Model,
    structure: Structure,
    system: Compiled,
    *,
    steps: int | None = None,
    progress: Progress | None = None,
    solver: str = NEWTON,
    near: np.ndarray | None = None,
    factors: Factors | None = None,
) -> Solution:
    """Equilibrium of a model whose cells stand in ``system.v`` at the benchmark.

    Parameters
    ----------
    model, structure, system
        The path of the shock is that of the model; the numbers are those of the system.
    steps, progress, solver
        See :func:`solve`.
    near : numpy.ndarray (unknowns), optional
        Solution of a neighbouring scenario, from which the whole shock is tried first.
    factors : Factors, optional
        Those of the neighbour: their plan of elimination serves where it fits.

    Raises
    ------
    CheckError, SolveError
    """
    began = time.perf_counter()
    base = system.v.copy()
    if factors is None:
        factors = Factors(structure.where)
    ways = methods(solver, system, factors)
    walk = Walk(model, structure, system, factors, progress or (lambda _share, _word: None))
    reached = near is not None and walk.reaches(ways[0], near)
    if not reached:
        walk.go(ways, steps or 1)
    walras = walk.market.gap(system.v)
    pairs = judge(system, walras)
    openness = indeterminate.settle(system, base)
    certificate = certify(system, factors, walk.method.name, walk.outcome)
    if reached:
        certificate = replace(certificate, words=FROM_NEIGHBOUR)
    if certificate.undetermined and not openness.cells:
        words = tuple(
            f"at the solution the Jacobian is singular: nothing determines {what}"
            for what in certificate.undetermined
        )
        openness = replace(openness, cautions=(*openness.cautions, *words))
    return Solution(
        model=model,
        structure=structure,
        compiled=system,
        v=system.v.copy(),
        v_base=base,
        status=walk.outcome.message,
        iterations=walk.iterations,
        steps=walk.steps,
        walras=walras,
        complementarity=pairs,
        certificate=certificate,
        wall_time=time.perf_counter() - began,
        openness=openness,
    )


def judge(system: Compiled, walras: float) -> float:
    """Checks that no solver status replaces: Walras' law, complementarity of every pair.

    The worst pair's smaller side is handed back.
    """
    if not abs(walras) <= WALRAS:
        msg = (
            f"Walras' law fails: excess demand on the market left out is {walras:.1e} of world GDP"
        )
        raise CheckError(msg)
    worst, where = complementarity.worst(system, system.v)
    if not worst <= complementarity.COMPLEMENTARITY:
        msg = f"complementarity fails: {where}: both sides are {worst:.1e} or one is negative"
        raise CheckError(msg)
    return worst
