"""The Pyomo model is a model: read, changed, solved by another solver, and read back."""

from __future__ import annotations

import io
from pathlib import Path

import casadi as ca
import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.repn.plugins.nl_writer import NLWriter

import cge
from cge.errors import CheckError
from cge.model import Model

SCENARIO = {
    "name": "free_trade",
    "tariffs": [{"importer": "all", "exporter": "all", "sector": "all", "cut": 1.0}],
    "remittances": {"cost": 0.02},
}


def by_another_ipopt(m: pyo.ConcreteModel, folder: Path) -> None:
    """Pyomo -> NL file -> CasADi -> the Ipopt that CasADi calls itself -> values of the model."""
    file = folder / "model.nl"
    with file.open("w") as nl:
        written = NLWriter().write(m, nl, linear_presolve=False)
    problem = ca.NlpBuilder()
    problem.import_nl(str(file))
    nlp = {"x": ca.vertcat(*problem.x), "f": problem.f, "g": ca.vertcat(*problem.g)}
    options = {"ipopt.tol": 1e-10, "ipopt.constr_viol_tol": 1e-10, "print_time": False}
    solve = ca.nlpsol("solve", "ipopt", nlp, options | {"ipopt.print_level": 0, "ipopt.sb": "yes"})
    found = solve(
        x0=problem.x_init, lbx=problem.x_lb, ubx=problem.x_ub, lbg=problem.g_lb, ubg=problem.g_ub
    )
    assert solve.stats()["return_status"] == "Solve_Succeeded"
    for variable, value in zip(written.variables, np.array(found["x"]).ravel(), strict=True):
        variable.set_value(float(value))


@pytest.fixture(scope="module")
def bench():
    return cge.load_benchmark("north_south")


@pytest.fixture
def model(bench) -> Model:
    return cge.build(bench, SCENARIO)


def test_every_equation_is_a_documented_constraint_that_holds_at_the_benchmark(model):
    m = model.constraints(at="benchmark")
    constraints = list(m.component_objects(pyo.Constraint))
    assert {c.local_name for c in constraints} == {e.name for e in model.equations}
    assert m.eq_pm.doc == "(T-2) Price of the import bundle over its sources."
    rows = m.component_data_objects(pyo.Constraint)
    assert max(abs(pyo.value(row.body) - pyo.value(row.lower)) for row in rows) < 1e-10
    shown = io.StringIO()
    m.eq_pm.pprint(ostream=shown)
    assert "esubm[agriculture]" in shown.getvalue(), "parameters stay live"


def test_another_solver_finds_the_same_equilibrium(model, bench, tmp_path):
    by_another_ipopt(model.constraints(), tmp_path)
    theirs, ours = cge.evaluate(model), cge.solve(bench, SCENARIO)
    assert theirs.attrs["solver"] == "found by another solver and read from the Pyomo model"
    for name in ("welfare_ev", "wage", "trade", "government_revenue", "gdp_real"):
        np.testing.assert_allclose(theirs[name], ours[name], rtol=1e-9, atol=1e-9)


def test_what_a_user_changes_counts(model, bench, tmp_path):
    """A tariff kept for one pair, and a variable that is fixed instead of its equation."""
    m = model.constraints()
    kept = float(bench.tariff.sel(sector="industry", exporter="NORTH", importer="SOUTH"))
    m.tm["industry", "NORTH", "SOUTH"] = kept
    by_another_ipopt(m, tmp_path)
    result = cge.evaluate(model)
    there = {"sector": "industry", "exporter": "NORTH", "importer": "SOUTH"}
    assert float(result.tariff.sel(there)) == pytest.approx(kept)
    assert float(result.tariff_revenue.sel(there)) > 0
    ours = cge.solve(bench, SCENARIO)
    assert float(ours.tariff_revenue.sel(there)) == 0


def test_values_that_are_no_equilibrium_are_refused(model):
    model.constraints()
    with pytest.raises(CheckError, match=r"does not stand at an equilibrium: .*T-"):
        cge.evaluate(model)
