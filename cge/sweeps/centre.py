"""A solved scenario from which neighbouring ones are solved quickly.

A neighbour of the same structure differs in numbers: nothing is compiled, the whole shock is tried
from the solution of the centre, and the centre's plan of elimination serves again.  A neighbour of
another structure, or one that is not found from there, is solved from the benchmark.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from cge.errors import CheckError
from cge.model.build import build
from cge.solver import diagnose
from cge.solver.continuation import SESSION, equilibrium, solve
from cge.solver.linear import Factors
from cge.solver.measure import RESIDUAL, residual

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.settings import Settings
    from cge.solver.solution import Solution


class Centre:
    """The central scenario, solved.

    Parameters
    ----------
    bench : xarray.Dataset
        The benchmark.
    settings : Settings
        The scenario resolved on it.

    Raises
    ------
    CheckError, SolveError
        If it has no equilibrium.
    """

    def __init__(self, bench: xr.Dataset, settings: Settings) -> None:
        solution = solve(bench, settings)
        self._structure = solution.structure
        self._x = solution.v[solution.compiled.unknowns]
        self._factors = Factors(solution.structure.where)
        self._factors.factor(solution.compiled.g_x(self._x))

    def near(self, bench: xr.Dataset, settings: Settings) -> Solution:
        """Equilibrium of a neighbour, on the benchmark of the centre or on one of other numbers.

        What is found depends on the centre and on the neighbour, not on what was solved between.

        Raises
        ------
        CheckError, SolveError
        """
        model = build(bench, settings)
        structure = SESSION.structure(model)
        if structure is not self._structure:
            return solve(bench, settings)
        system = structure.system()
        if not residual(system, system.v[system.unknowns]) < RESIDUAL:
            raise CheckError("\n".join(diagnose.structure(system).lines()))
        factors = copy(self._factors)
        return equilibrium(model, structure, system, near=self._x, factors=factors)
