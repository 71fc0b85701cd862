"""Newton's method and Ipopt find the same equilibria, and say how exact they are."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import cge
from cge.benchmark.read import load_benchmark
from cge.errors import UsageError
from cge.model import build
from cge.paths import shipped
from cge.scenario.load import load_scenario
from cge.scenario.resolve import resolve
from cge.solver import check, methods, solve
from cge.solver.certificate import WORDS
from cge.solver.compiled import Compiled
from cge.solver.ipopt import accepts, solve_square
from cge.solver.measure import CORRECTION, RESIDUAL, residual, step_size
from cge.solver.outcome import Outcome
from tests.economies import random_economy
from tests.marks import rest_slow
from tests.model.equilibrium import everywhere, meaning

BENCH = random_economy(5, nonlabour=2)
QUOTA = [everywhere(BENCH, instrument="quota", size={"percent_of_current": 20})]
AUCTION = [everywhere(BENCH, instrument="auction", size={"percent_of_current": 20})]
EXCEPTIONS: dict[str, str] = {}
"""Shipped scenarios that Newton alone does not solve in one step on ``world``, and why."""


@cache
def both(kind: str):
    meant = meaning(BENCH, visas={"quota": QUOTA, "auction": AUCTION}[kind])
    return tuple(solve(BENCH, meant, solver=name) for name in methods.SOLVERS)


@pytest.mark.parametrize("kind", ["quota", "auction"])
def test_newton_and_ipopt_find_the_same_equilibrium(kind):
    newton, ipopt = both(kind)
    assert abs(newton.v - ipopt.v).max() < 1e-9
    assert newton.certificate.words == WORDS["newton"]
    assert ipopt.certificate.words == WORDS["ipopt"]


@pytest.mark.parametrize("kind", ["quota", "auction"])
def test_a_solution_says_how_exact_it_is(kind):
    for solution in both(kind):
        found = solution.certificate
        assert 0 <= found.residual < RESIDUAL
        assert 0 <= found.newton_correction < 1e-9
        assert 1 <= found.condition < 1e9
        assert found.undetermined == ()
        assert 0 <= solution.complementarity < 1e-8
    assert both(kind)[0].certificate.newton_correction <= CORRECTION


def test_the_condition_bounds_what_an_error_does():
    solution, _ = both("quota")
    system = solution.compiled
    x = solution.v[system.unknowns]
    matrix = system.g_x(x).toarray()
    size = np.maximum(abs(matrix) @ abs(x), 1.0)
    inverse = np.linalg.inv(matrix) * size / np.maximum(abs(x), 1e-3)[:, None]
    exact = abs(inverse).sum(axis=1).max()
    assert 0.3 * exact <= solution.certificate.condition <= 1.001 * exact


def test_ipopts_test_accepts_the_solution_and_not_its_neighbours():
    solution, _ = both("quota")
    system = solution.compiled
    system.v = solution.v.copy()
    x = solution.v[system.unknowns]
    assert accepts(system, x)
    assert not accepts(system, x * (1 + 1e-7))
    below = x.copy()
    bounded = int(np.flatnonzero(np.isfinite(system.lower))[0])
    below[bounded] = system.lower[bounded] - 1e-3
    assert not accepts(system, below)


def test_where_newton_fails_ipopt_takes_over(monkeypatch):
    def no_newton(_system, start, **_):
        return Outcome(start, False, "Newton: not today", 0, np.inf)

    monkeypatch.setattr(methods, "newton", no_newton)
    solution = solve(BENCH, meaning(BENCH, visas=QUOTA))
    assert solution.certificate.words == WORDS["ipopt"]
    assert abs(solution.v - both("quota")[0].v).max() < 1e-9


def test_a_point_that_ipopt_does_not_accept_is_not_newtons(monkeypatch):
    monkeypatch.setattr("cge.solver.walk.accepts", lambda *_: False)
    assert solve(BENCH, meaning(BENCH, visas=QUOTA)).certificate.words == WORDS["ipopt"]


def test_python_takes_the_solver():
    scenario = shipped("examples") / "two_regions" / "quota_10pct.yaml"
    bench = load_benchmark(scenario.parent / "benchmark")
    results = [cge.solve(bench, scenario, solver=name) for name in methods.SOLVERS]
    assert [result.attrs["solver"] for result in results] == [WORDS[n] for n in methods.SOLVERS]
    evs = [float(result.welfare_ev_world) for result in results]
    assert evs[0] == pytest.approx(evs[1], rel=1e-9)
    with pytest.raises(UsageError, match="'conopt' \\(str\\); allowed: 'newton' or 'ipopt'"):
        cge.solve(bench, scenario, solver="conopt")


def test_options_of_ipopt_in_the_working_folder_are_not_obeyed(tmp_path, monkeypatch):
    (tmp_path / "ipopt.opt").write_text("max_iter 0\nprint_level 5\n")
    monkeypatch.chdir(tmp_path)
    model = build(BENCH, meaning(BENCH))
    system = Compiled.of(model.pyomo, model.equations)
    outcome = solve_square(system, 1.01 * system.v[system.unknowns])
    assert outcome.solved
    assert outcome.iterations > 0


@pytest.mark.parametrize("numeraire", rest_slow([0.05, 2.0, 100.0]))
@pytest.mark.parametrize("solver", methods.SOLVERS)
def test_the_unit_of_money_does_not_decide_whether_a_scenario_is_solved(numeraire, solver):
    bench = load_benchmark("north_south")
    solution = solve(bench, meaning(bench, parameters={"numeraire": numeraire}), solver=solver)
    assert solution.residual < RESIDUAL
    assert solution.array("qo", "sector", "region").values == pytest.approx(
        solution.array("qo", "sector", "region", base=True).values, abs=1e-9
    )


def test_residuals_are_judged_in_the_size_of_what_they_balance():
    """An equation in money is off by as much as its terms are, whatever the unit of money."""
    model = build(BENCH, meaning(BENCH))
    system = Compiled.of(model.pyomo, model.equations)
    x = system.v[system.unknowns] * (1 + 1e-6)
    once = residual(system, x)
    g, g_x = system.g, system.g_x
    system.g, system.g_x = (lambda at: 1e6 * g(at)), (lambda at: 1e6 * g_x(at))
    assert once > 1e-7
    assert residual(system, x) == pytest.approx(once, rel=1e-5)


def test_an_unknown_next_to_nothing_is_not_solved_because_its_step_is_small():
    assert step_size(np.array([1e-12]), np.array([1e-11])) > CORRECTION
    assert step_size(np.array([1e-12]), np.array([1.0])) < CORRECTION


def test_a_residual_that_is_no_number_is_not_small():
    model = build(BENCH, meaning(BENCH))
    system = Compiled.of(model.pyomo, model.equations)
    assert residual(system, np.full(system.size, np.nan)) == np.inf


def test_elasticities_of_65_are_right_input():
    bench = random_economy(5, elasticities={"esubva": 65.0, "esubd": 65.0, "esubnm": 65.0})
    report = check(bench, meaning(bench))
    assert report.ok, report.lines()


# -- the catalogue -----------------------------------------------------------------------------


@cache
def catalogue():
    """Shipped scenarios on ``world`` without years, solved by Newton and by Ipopt alone."""
    bench = load_benchmark("world")
    found = {}
    for path in sorted(shipped("scenarios").rglob("*.yaml")):
        written = load_scenario(path)
        if written.years is not None or written.benchmark != "world":
            continue
        meant = resolve(written, bench)
        found[path.stem] = tuple(_short(solve(bench, meant, solver=s)) for s in methods.SOLVERS)
    return found


def _short(solution):
    """What is compared; compiled systems of the whole catalogue would not fit into memory."""
    return solution.v[solution.compiled.unknowns], solution.steps, solution.certificate.words


@pytest.mark.slow
def test_newton_alone_solves_the_catalogue_in_one_step():
    found = catalogue()
    assert len(found) >= 40
    needed_more = {
        name
        for name, ((_, steps, words), _) in found.items()
        if steps > 1 or words != WORDS["newton"]
    }
    assert needed_more == set(EXCEPTIONS)
    assert len(needed_more) <= 0.05 * len(found)


@pytest.mark.slow
def test_newton_and_ipopt_agree_over_the_catalogue():
    for name, ((newton, _, _), (ipopt, _, words)) in catalogue().items():
        assert words == WORDS["ipopt"]
        gap = (abs(newton - ipopt) / np.maximum(abs(ipopt), 1.0)).max()
        assert gap < 1e-9, f"{name}: off by {gap:.1e}"
