"""Compiled equations against the AMPL Solver Library, where PyNumero's copy of it is installed."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest

from cge.solver.labels import as_tuple
from cge.solver.realindex import place
from tests.solver.test_derivatives import case, inside  # noqa: F401 (a fixture)


@pytest.fixture
def library():
    asl = pytest.importorskip("pyomo.contrib.pynumero.asl")
    if not asl.AmplInterface.available():
        pytest.skip("PyNumero's ASL library is not installed (needs libamplsolver-dev, cmake)")
    return pytest.importorskip("pyomo.contrib.pynumero.interfaces.pyomo_nlp")


def test_residuals_jacobian_and_hessian_agree_with_asl(library, case):  # noqa: F811
    model, system = case
    if "gap_share" in system.components:
        system.set("gap_share", 0.5)  # at 0 the mean wage does not appear in the file
    point = inside(system)
    place(model, system, system.full(point))
    m = model.pyomo
    m.rows = pyo.ConstraintList()
    for family in system.rows:
        for key in family.keys:
            m.rows.add(family.equation.rule(m, *(() if key is None else as_tuple(key))))
    m.nothing = pyo.Objective(expr=0.0)
    nlp = library.PyomoNLP(m)

    column = {label: n for n, label in enumerate(nlp.primals_names())}
    to_asl = np.array([column[name] for name in _names(model, system)])
    row = {label: n for n, label in enumerate(nlp.constraint_names())}
    order = np.array([row[f"rows[{n + 1}]"] for n in range(system.size)])
    x = np.empty(len(point))
    x[to_asl] = point
    nlp.set_primals(x)
    theirs = nlp.evaluate_constraints()[order] - nlp.constraints_lb()[order]
    ours = system.g(point)
    # The writer may move terms to either side: one sign per row, the same in all derivatives.
    jacobian = nlp.evaluate_jacobian().tocsr()[order][:, to_asl].toarray()
    compiled = system.g_x(point).toarray()
    sign = np.sign((jacobian * compiled).sum(axis=1))
    np.testing.assert_allclose(sign * theirs, ours, atol=1e-12)
    np.testing.assert_allclose(sign[:, None] * jacobian, compiled, rtol=1e-9, atol=1e-11)

    multipliers = np.random.default_rng(0).normal(size=system.size)
    duals = np.empty(system.size)
    duals[order] = sign * multipliers
    nlp.set_duals(duals)
    full = nlp.evaluate_hessian_lag().tocsr()[to_asl][:, to_asl].toarray()
    lower = system.g_xx(point, multipliers).toarray()
    mine = lower + np.tril(lower, -1).T
    np.testing.assert_allclose(full, mine, rtol=1e-8, atol=1e-9 * abs(mine).max())


def _names(model, system):
    """Pyomo's names of the unknowns."""
    named = {}
    for component in system.components.values():
        cells = model.pyomo.component(component.name)
        if isinstance(cells, pyo.Var):
            for n, key in enumerate(component.keys):
                named[component.start + n] = cells[key].name
    return [named[int(cell)] for cell in system.unknowns]
