"""The equations as Constraints of the Pyomo model itself, for other solvers and curious eyes.

:func:`cge.solve` reads the rules as templates and needs no Constraints.  Here they are attached, on
demand: numbered, documented, and live in every parameter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pyomo.environ as pyo

if TYPE_CHECKING:
    from cge.model.build import Model
    from cge.model.equation import Equation

At = Literal["shock", "benchmark"]


def attach(model: Model, at: At = "shock") -> pyo.ConcreteModel:
    """Attach every equation of a model to its ConcreteModel.

    Parameters
    ----------
    model : Model
        From :func:`cge.build`.
    at : {"shock", "benchmark"}
        Values of parameters and of variables that are given: those of the scenario, or those of the
        benchmark, at which every Constraint holds.

    Returns
    -------
    pyomo.environ.ConcreteModel
        With a Constraint for every equation, a constant objective ``nothing``, and all parameters
        mutable.  Variables stand at the benchmark.
    """
    m = model.pyomo
    for param in list(m.component_objects(pyo.Param, descend_into=False)):
        if not param.mutable:
            _make_mutable(m, param)
    for equation in model.equations:
        if m.component(equation.name) is None:
            over = () if equation.over is None else (getattr(m, equation.over),)
            constraint = pyo.Constraint(*over, rule=equation.rule, doc=described(equation))
            m.add_component(equation.name, constraint)
    if m.component("nothing") is None:
        m.nothing = pyo.Objective(expr=0.0, doc="a square system has nothing to choose")
    for name, goals in model.path.targets.items():
        component = getattr(m, name)
        for key, goal in goals.items():
            start = model.path.starts[name][key]
            component[key] = goal if at == "shock" else start
    return m


def _make_mutable(m: pyo.ConcreteModel, param: pyo.Param) -> None:
    """The same parameter, open to change."""
    name, index = param.local_name, param.index_set()
    values = {key: pyo.value(param[key]) for key in param}
    m.del_component(param)
    m.add_component(name, pyo.Param(index, initialize=values, within=pyo.Any, mutable=True))


def described(equation: Equation) -> str:
    """Number and first line of an equation: ``(T-2) Price of the import bundle``."""
    return f"({equation.number}) {str(equation.rule.__doc__).strip().splitlines()[0]}"
