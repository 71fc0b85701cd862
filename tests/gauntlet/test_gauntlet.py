"""A few runs of the gauntlet; more with ``-m ""``; ``CGE_GAUNTLET=2000`` for hours."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
import xarray as xr

from cge.scenario.schema import SECTIONS, keys_of
from tests.gauntlet import faults, grounds, identities, relations, runner
from tests.gauntlet.attempt import DEFECTS, ENDINGS, SOLVED
from tests.gauntlet.draws import Hat, scenario
from tests.gauntlet.runner import Run

SEED = 20
MANY = int(os.environ.get("CGE_GAUNTLET", "60"))
"""Runs of the slow test."""
ENOUGH = 60
"""Runs from which every identity is tested, and a share says something."""
LEAST_SOLVED = 0.97
"""Of the runs that are not refused."""


def defects(done: list[Run]) -> str:
    return "\n\n".join(runner.in_words(one) for one in done if one.ending in DEFECTS)


@pytest.mark.solver
@pytest.mark.parametrize("number", [5, pytest.param(0, marks=pytest.mark.slow)])
def test_a_random_run_holds_every_identity(number: int) -> None:
    done = runner.run(SEED, number, family="scenario")
    assert done.ending == SOLVED, runner.in_words(done)
    assert done.gaps


@pytest.mark.parametrize("number", range(4))
def test_damaged_input_is_refused_where_it_is_damaged(number: int) -> None:
    assert not defects([runner.run(SEED, number, family="fault")])


@pytest.mark.slow
@pytest.mark.solver
def test_many_random_runs_hold_every_identity_and_relation() -> None:
    done = list(runner.runs(SEED, range(100, 100 + MANY), jobs=1))
    assert not defects(done)
    if MANY >= ENOUGH:
        assert runner.solved_share(done) >= LEAST_SOLVED
        assert set(runner.worst_gaps(done)) == set(identities.IDENTITIES)


def keys_in(part: Any, at: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every key of a drawn scenario, without list positions."""
    if isinstance(part, list):
        return set().union(*(keys_in(one, at) for one in part), set())
    if not isinstance(part, dict):
        return set()
    own = {(*at, key) for key in part}
    return own.union(*(keys_in(value, (*at, key)) for key, value in part.items()))


def test_every_key_of_the_schema_is_drawn() -> None:
    hat = Hat(np.random.default_rng(1), grounds.ground("north_south"))
    drawn = set().union(*(keys_in(scenario(hat, "x")) for _ in range(3000)))
    known = {(*at, key) for at, section in SECTIONS.items() for key in keys_of(section)}
    phases = {key for key in known if key[:2] == ("tariffs", "phase_in")}
    assert known - drawn - phases == {("base",), ("benchmark",)}


def test_the_same_number_draws_the_same_run() -> None:
    one, two = (
        scenario(Hat(np.random.default_rng(3), grounds.ground("two_regions")), "x")
        for _ in range(2)
    )
    assert one == two


@pytest.fixture(scope="module")
def solved(solved_once: Any) -> tuple[xr.Dataset, xr.Dataset]:
    folder = grounds.shipped("examples") / "two_regions"
    file = solved_once(folder / "benchmark", str(folder / "quota_10pct.yaml"))
    with xr.open_dataset(file) as opened:
        return opened.load(), grounds.ground("two_regions")


BROKEN = {
    "people add up by place of birth": "workers",
    "families move with their workers, and nobody is lost": "migrants",
    "groups hold everybody once": "group_number",
    "budgets of governments balance": "government_revenue",
    "external accounts add up to zero, by region and over the world": "external_account",
    "remittances sent, net of cost, are received": "remittances",
    "trade in goods is what external accounts say": "trade",
    "tariff revenue is rate times value at the border": "tariff_revenue",
    "places taken and places left are the quota": "quota",
    "income of groups is disposable income, capital charge deducted": "group_income",
    "GNI is GDP and factor income from abroad": "gni",
    "GDP of the benchmark is value added and taxes on products": "gdp_base",
    "gains of groups and governments are the gain of the world": "welfare_ev",
    "incomes and prices give the change of real income of the world": "real_factor",
    "the same at purchasing power": "welfare_ev_ppp",
    "EV of each group is real income after less income before": "group_income_before",
    "percentages are changes over what was": "real_wage_pct",
    "natives earn their wage, net of tax, each": "wage",
    "inequality between and within regions is all of it": "inequality",
    "the base of a result is its benchmark": "workers_base",
    "arrivals less returns are the change of numbers, and one of them is zero": "new_migrants",
}
"""A variable that is off by a ten-thousandth, and an identity that has to see it."""


@pytest.mark.solver
@pytest.mark.parametrize("words", BROKEN)
def test_an_identity_sees_a_number_that_is_wrong(words: str, solved: Any) -> None:
    result, bench = solved
    right = identities.IDENTITIES[words](result, bench, {})
    assert right is not None
    assert right <= identities.CLOSE
    name = BROKEN[words]
    noise = np.random.default_rng(0).uniform(0.5e-4, 1e-4, result[name].shape)
    off = result.assign({name: result[name] * (1 + noise)})
    wrong = identities.IDENTITIES[words](off, bench, {})
    assert wrong is not None
    assert wrong > identities.CLOSE


@pytest.mark.solver
def test_a_relation_sees_results_that_differ(solved: Any) -> None:
    result, _ = solved
    assert not relations.differences(result, result, (1.0,))
    other = result.assign(wage=result.wage * (1 + 1e-5), gdp=result.gdp * 2)
    wrong = relations.differences(result, other, (1.0, 2.0))
    assert [text.split()[0] for text in wrong] == ["disposable_income", "wage"]  # money, doubled


def test_the_table_counts_every_run_once() -> None:
    done = [Run(n, "scenario", "two_regions", ENDINGS[n % len(ENDINGS)]) for n in range(20)]
    last = runner.table(done)[-1]
    assert last["kind"] == "all"
    assert sum(last[ending] for ending in ENDINGS) == last["runs"] == 20


def test_every_fault_is_carried_out(tmp_path: Any) -> None:
    source = grounds.shipped("examples") / faults.EXAMPLE
    for n, (name, (fault, _)) in enumerate(faults.FAULTS.items()):
        folder = faults.copy_of_example(source, tmp_path / str(n))
        before = {file: file.read_bytes() for file in folder.rglob("*.*") if file.is_file()}
        fault(np.random.default_rng(n), folder)
        assert any(file.read_bytes() != text for file, text in before.items()), name
