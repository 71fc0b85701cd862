"""What cannot be solved is said, with what to try next; nothing is written."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

import cge.run.one as one
import cge.solver.continuation as continuation
from cge.benchmark.read import load_benchmark
from cge.errors import CheckError, ScenarioError, SolveError
from cge.model import build
from cge.model.equation import Equation
from cge.scenario.schema import Scenario
from cge.solver import complementarity, solve
from cge.solver.compiled import Compiled
from cge.solver.diagnose import structure
from cge.solver.methods import methods
from tests.economies import random_economy
from tests.model.equilibrium import meaning

BENCH = random_economy(3, regions=2, sectors=1, skills=1, zeros=False)


def impossible():
    """Twice as many workers from r1 in r0 as were born in r1."""
    stock = BENCH.workers.copy()
    stock.loc["r1", "r0"] = 2 * BENCH.workers.sel(origin="r1").sum("destination")
    return meaning(BENCH, change={"stock": stock})


def test_more_emigrants_than_people_is_a_solve_error_that_helps(tmp_path, monkeypatch):
    def short(*asked):
        """Newton and Ipopt with few tries: the test need not wait."""
        ways = methods(*asked)
        return tuple(replace(way, thorough=way.thorough[:1], smallest=1 / 8) for way in ways)

    monkeypatch.setattr(continuation, "methods", short)
    monkeypatch.setattr(one, "resolve", lambda _scenario, _bench: impossible())
    out = tmp_path / "result.nc"
    with pytest.raises(SolveError) as failure:
        one.run_scenario(Scenario(name="test"), BENCH, out)
    said = str(failure.value)
    assert "no equilibrium found for test" in said
    assert "Largest residuals: (" in said, "names the worst equations with their numbers"
    assert "] " in said.split("Largest residuals")[1], "and their labels"
    share = float(said.split("Last solved step: ")[1].split("%")[0])
    assert 20 < share < 100, f"the path gets far before people run out, not to {share}%"
    assert "Next: " in said
    assert list(tmp_path.iterdir()) == []


def altered(monkeypatch, change):
    def broken(*arguments):
        model = build(*arguments)
        return replace(model, equations=tuple(change(list(model.equations))))

    monkeypatch.setattr(continuation, "build", broken)


def test_a_missing_equation_is_found_before_solving(monkeypatch):
    altered(monkeypatch, lambda all_: [e for e in all_ if e.name != "eq_pc"])
    with pytest.raises(CheckError, match="NO") as failure:
        solve(BENCH, meaning(BENCH))
    assert "without partner" in str(failure.value)


@pytest.mark.parametrize("name", ["eq_pc", "eq_po", "eq_yd", "eq_budget", "eq_numeraire"])
def test_a_model_without_an_equation_is_not_square(name):
    model = build(BENCH, meaning(BENCH))
    report = structure(Compiled.of(model.pyomo, [e for e in model.equations if e.name != name]))
    assert not report.ok
    assert report.equations < report.unknowns
    assert len(report.unmatched) == report.unknowns - report.equations
    assert all("[" in label or label in ("p_world",) for label in report.unmatched)


def test_an_equation_stated_twice_is_named():
    model = build(BENCH, meaning(BENCH))
    twice = next(e for e in model.equations if e.name == "eq_pc")
    report = structure(Compiled.of(model.pyomo, [*model.equations, twice]))
    assert not report.ok
    assert any("(T-1) eq_pc" in label for label in report.unmatched), report.unmatched


def test_an_equation_that_misses_the_benchmark_is_named(monkeypatch):
    def spoil(all_):
        at = next(n for n, e in enumerate(all_) if e.name == "eq_gov")
        rule = all_[at].rule
        all_[at] = Equation(
            "Y-4g", "eq_gov", "GOVERNMENT", lambda m, r: m.gov[r] == 1.01 * rule(m, r).args[1]
        )
        return all_

    altered(monkeypatch, spoil)
    with pytest.raises(CheckError, match=r"\(Y-4g\) eq_gov"):
        solve(BENCH, meaning(BENCH))


def test_steps_lead_to_the_same_place():
    tariffs = [{"importer": "all", "exporter": "all", "sector": "all", "set": 0}]
    settings = meaning(BENCH, tariffs=tariffs)
    told = []
    many = solve(BENCH, settings, steps=2, progress=lambda share, word: told.append((share, word)))
    few = solve(BENCH, settings)
    assert many.steps == 2
    assert told[-1] == (1.0, "solved")
    assert abs(many.v - few.v).max() < 1e-8


def test_claims_on_property_need_property_at_both_ends():
    bench = random_economy(5, nonlabour=1, foreign_ownership=False).copy(deep=True)
    bench["value_added"].loc[{"factor": "capital", "region": "r1"}] = 0.0
    with pytest.raises(ScenarioError, match=r"portable needs property.*Use ownership: residence"):
        build(bench, meaning(bench))


@pytest.mark.slow
@pytest.mark.parametrize("workers", [0.001, 1.0, 10.0])
def test_a_price_of_places_that_are_left_is_no_solution(workers):
    """A price of 10^11 rounds the pair to zero; what is found has its pair, or is not found."""
    bench = load_benchmark("north_south")
    quota = {"name": "v", "to": "MIDDLE", "from": "SOUTH", "instrument": "quota"}
    quota |= {"size": {"workers": workers}, "allocation": "mfn"}
    tariffs = [{"importer": "all", "sector": ["industry", "services"], "set": 0.0245}]
    settings = meaning(bench, visas=[quota], tariffs=tariffs, closure={"fiscal": "product_tax"})
    with suppress(SolveError):
        assert solve(bench, settings).complementarity <= complementarity.COMPLEMENTARITY
