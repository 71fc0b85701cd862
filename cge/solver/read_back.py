"""A solution that another solver has written into the Pyomo model, judged like our own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from cge.errors import CheckError
from cge.model import build
from cge.model.declare import Param, Var
from cge.solver import diagnose
from cge.solver.certificate import ELSEWHERE, certify
from cge.solver.continuation import SESSION, judge
from cge.solver.indeterminate import Openness
from cge.solver.linear import Factors
from cge.solver.measure import RESIDUAL, residual
from cge.solver.outcome import Outcome
from cge.solver.solution import Solution
from cge.solver.walras import LeftOut

if TYPE_CHECKING:
    from cge.model import Model
    from cge.solver.compiled import Compiled


def read_back(model: Model) -> Solution:
    """The values that variables and parameters of ``model.pyomo`` have now, as a solution.

    Parameters
    ----------
    model : Model
        From :func:`cge.build`, with the values of an equilibrium: those that a solver found with
        the Constraints of :meth:`Model.constraints`.

    Raises
    ------
    CheckError
        If an equation, a complementary pair or Walras' law does not hold at these values; the worst
        equations are named.
    """
    began = time.perf_counter()
    structure = SESSION.structure(build(model.bench, model.settings))
    system = structure.system()
    base = system.v.copy()
    _take(model, system)
    x = system.v[system.unknowns]
    gap = residual(system, x)
    if not gap <= RESIDUAL:
        worst = "; ".join(diagnose.worst_equations(system, x))
        msg = (
            f"the model does not stand at an equilibrium: {worst}.  Next: solve its Constraints, "
            f"to residuals of {RESIDUAL:g}, before its values are read"
        )
        raise CheckError(msg)
    walras = LeftOut(structure.model, structure.left_out).gap(system.v)
    pairs = judge(system, walras)
    factors = Factors(structure.where)
    found = Outcome(x, solved=True, message="read from the Pyomo model", iterations=0, residual=gap)
    return Solution(
        model=structure.model,
        structure=structure,
        compiled=system,
        v=system.v.copy(),
        v_base=base,
        status=found.message,
        iterations=0,
        steps=0,
        walras=walras,
        complementarity=pairs,
        certificate=certify(system, factors, ELSEWHERE, found),
        wall_time=time.perf_counter() - began,
        openness=Openness(),
    )


def _take(model: Model, system: Compiled) -> None:
    """Values of the Pyomo model, cell by cell, into the system."""
    for name, _ in model.declared.of(Param, Var):
        place, component = system.components[name], model.pyomo.component(name)
        values = [pyo.value(component[key]) for key in place.keys]
        system.v[place.cells] = np.array(values, dtype=float)
