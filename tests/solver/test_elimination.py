"""LU by the structure of the economy against a general sparse LU; singular systems are named."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
import scipy.sparse.linalg as spl
from hypothesis import given, reject, settings

from cge.benchmark.read import load_benchmark
from cge.errors import DataError, ScenarioError
from cge.model import build
from cge.paths import shipped
from cge.scenario.load import load_scenario
from cge.scenario.resolve import resolve
from cge.solver import linear
from cge.solver.certificate import null_directions
from cge.solver.compiled import Compiled
from cge.solver.elimination import Elimination, Places, SingularError, places
from cge.solver.linear import Factors
from cge.solver.realindex import random_point
from tests.economies import economies, random_economy
from tests.model.equilibrium import everywhere, meaning

pytestmark = pytest.mark.slow  # a minute of solving

TEXTBOOKS = ("factor_price_equalisation/capital_mobile", "moses_letnes/full_mobility",
             "moses_letnes/full_mobility_adjusted", "substitutes/tariff_borders_open")  # fmt: skip


def compiled(bench, meant):
    model = build(bench, meant)
    return Compiled.of(model.pyomo, model.equations)


def shocked(path: Path, benchmark: str | None = None):
    """A system of a scenario file in full force, at the expected start; its benchmark."""
    written = load_scenario(path)
    bench = load_benchmark(benchmark or path.parent / str(written.benchmark))
    model = build(bench, resolve(written, bench))
    system = Compiled.of(model.pyomo, model.equations)
    # where all regions lost workers and none took them in, nothing would say who goes where
    for name, goals in (model.path.targets | model.path.expected).items():
        component = system.components[name]
        at = {key: n for n, key in enumerate(component.keys)}
        for key, value in goals.items():
            system.v[component.start + at[key]] = value
    return bench, system


def solved(factors, matrix, b, *, transposed=False):
    factors.factor(matrix)
    return factors.solve(b, transposed=transposed)


def agree(system, bench, x, tolerance=1e-7):
    """Solutions and adjoints of random right sides, ours and those of SuperLU."""
    matrix = system.g_x(x)
    factors = Factors(places(system, bench.region.values.tolist()))
    factors.factor(matrix)
    whole = spl.splu(matrix.tocsc())
    rng = np.random.default_rng(0)
    for shape in ((len(x),), (len(x), 2)):
        b = rng.normal(size=shape)
        for transposed in (False, True):
            ours = factors.solve(b, transposed=transposed)
            theirs = whole.solve(b, trans="T" if transposed else "N")
            assert abs(ours - theirs).max() <= tolerance * abs(theirs).max()


@settings(max_examples=15, deadline=None)
@given(bench=economies())
def test_random_economies_are_solved_as_by_a_general_method(bench):
    try:
        system = compiled(bench, meaning(bench))
    except (DataError, ScenarioError):  # the closure does not fit this economy
        reject()
    agree(system, bench, random_point(system))


@pytest.mark.parametrize("instrument", ["quota", "auction", "fee", "close_gap", "free"])
@pytest.mark.parametrize("nu", [0.7, np.inf])
def test_every_instrument_is_solved_as_by_a_general_method(instrument, nu):
    bench = random_economy(5, nonlabour=2).assign(migration_elasticity=nu)
    more = {
        "quota": {"size": {"percent_of_current": 20}},
        "auction": {"size": {"percent_of_current": 20}},
        "fee": {"fee": {"share": 0.1}},
        "close_gap": {"share": 0.5},
        "free": {},
    }[instrument]
    clause = everywhere(bench, instrument=instrument, **more)
    if instrument == "close_gap":
        clause["to"] = "all"
    system = compiled(bench, meaning(bench, visas=[clause]))
    if instrument == "close_gap":
        system.set("gap_share", 0.5)
        flows = np.resize([0.1, -0.2, 0.15], len(system.get("outflow", system.v)))
        system.set("outflow", flows)  # where nobody moves, nothing says who goes where
        system.set("moved", 0.1)
    agree(system, bench, random_point(system))


@pytest.mark.parametrize("name", TEXTBOOKS[1:])
def test_textbook_economies_that_are_nearly_singular_are_solved(name):
    bench, system = shocked(shipped("examples") / f"{name}.yaml")
    agree(system, bench, random_point(system))


@cache
def quota():
    return shocked(shipped("scenarios") / "quota_3pct.yaml", "world")


def test_the_world_is_solved_as_by_a_general_method_in_a_small_core():
    bench, system = quota()
    x = random_point(system)
    agree(system, bench, x)
    elimination = Elimination(system.g_x(x), places(system, bench.region.values.tolist()))
    elimination.factor(system.g_x(x))
    assert elimination.core_size < 0.3 * system.size


def test_pivots_that_have_gone_bad_are_chosen_again():
    """A block that was regular where pivots were chosen is singular somewhere else."""
    where = Places(np.zeros(3, dtype=int), np.zeros(3, dtype=int))
    factors = Factors(where)
    first = sp.csr_matrix(np.array([[1.0, 1e-3, 0.5], [1e-3, 1.0, 0.5], [0.2, 0.2, 1.0]]))
    factors.factor(first)
    later = sp.csr_matrix(np.array([[1e-18, 1.0, 0.5], [1.0, 1e-18, 0.5], [0.2, 0.2, 1.0]]))
    factors.factor(later)
    b = np.array([1.0, 2.0, 3.0])
    assert later @ factors.solve(b) == pytest.approx(b, abs=1e-13)


def test_a_corridor_block_that_is_singular_goes_to_the_core():
    where = Places(np.array([-2, -2, 0, 0]), np.array([-2, -2, 0, 0]))
    matrix = sp.csr_matrix(np.array([[1.0, 1, 1, 0], [1, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 2.0]]))
    factors = Factors(where)
    factors.factor(matrix)
    b = np.arange(4.0)
    assert matrix @ factors.solve(b) == pytest.approx(b, abs=1e-13)
    assert matrix.T @ factors.solve(b, transposed=True) == pytest.approx(b, abs=1e-13)


def test_where_elimination_is_wrong_the_whole_is_factorised(monkeypatch):
    """A solution is believed only after its residual was looked at."""
    honest = Elimination.solve
    monkeypatch.setattr(
        linear.Elimination, "solve", lambda *a, **k: honest(*a, **k) * np.float64(-1.0)
    )
    bench, system = quota()
    matrix = system.g_x(random_point(system))
    factors = Factors(places(system, bench.region.values.tolist()))
    factors.factor(matrix)
    b = np.ones(system.size)
    assert abs(matrix @ factors.solve(b) - b).max() < 1e-7


@pytest.mark.parametrize("spoilt", [np.nan, np.inf])
def test_a_derivative_that_is_no_number_is_a_failure(spoilt):
    matrix = sp.csr_matrix(np.array([[1.0, spoilt], [0.0, 1.0]]))
    with pytest.raises(SingularError):
        Factors(Places(np.zeros(2, dtype=int), np.zeros(2, dtype=int))).factor(matrix)


def test_a_singular_system_has_no_solution_and_no_adjoint():
    matrix = sp.csr_matrix(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]))
    factors = Factors(Places(np.zeros(3, dtype=int), np.zeros(3, dtype=int)))
    for transposed in (False, True):
        with pytest.raises(SingularError):
            solved(factors, matrix, np.array([1.0, 2.0, 0.0]), transposed=transposed)


def test_what_nothing_determines_is_named():
    """Without its numeraire an economy has a level of prices too many."""
    bench = random_economy(3, zeros=False)
    model = build(bench, meaning(bench))
    system = Compiled.of(model.pyomo, model.equations)
    x = system.v[system.unknowns]
    assert null_directions(system, Factors(places(system, bench.region.values.tolist())), x) == ()
    honest = system.g_x

    def without_numeraire(at):
        matrix = honest(at).tolil()
        row = next(f.start for f in system.rows if f.equation.name == "eq_numeraire")
        matrix[row] = 0.0
        return matrix.tocsr()

    system.g_x = without_numeraire
    factors = Factors(places(system, bench.region.values.tolist()))
    (named,) = null_directions(system, factors, x)
    assert "eq_numeraire" in named.split("dependent: ")[1]
    with pytest.raises(SingularError):
        solved(factors, system.g_x(x), np.ones(len(x)))
