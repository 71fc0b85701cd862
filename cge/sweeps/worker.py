"""One draw in any process: what it needs is in the plan, what can be kept is kept here."""

from __future__ import annotations

import gc
import time
import traceback
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import xarray as xr

from cge.benchmark.once import unchanged
from cge.benchmark.read import load_benchmark
from cge.errors import SolveError, as_known
from cge.interrupt import caused_by_interrupt
from cge.places import Place, Problems
from cge.results.below_zero import NEVER_NEGATIVE, refuse_below_zero
from cge.scenario.load import parse
from cge.scenario.override import put
from cge.scenario.refusals import Case, refuse
from cge.scenario.resolve import meaning, resolve
from cge.solver.continuation import solve
from cge.sweeps.centre import Centre
from cge.sweeps.errors import perturbed
from cge.sweeps.inputs import ERRORS, ERRORS_OF, OUTSIDE
from cge.sweeps.plan import Draw, Plan, is_number, structural
from cge.sweeps.ranges import DATA
from cge.sweeps.readings import Reading, whole

if TYPE_CHECKING:
    from cge.scenario.schema import Scenario
    from cge.scenario.settings import Settings
    from cge.solver.outcomes import Outcomes
    from cge.solver.solution import Solution
    from cge.yaml_file import Source

KEPT = 3
"""Centres kept at a time: each holds a compiled system."""
PEOPLE = ("group_income", "group_income_before", "group_number", *NEVER_NEGATIVE)
"""What is checked of every draw: nobody below zero."""
SOLVED, FAILED = "solved", "failed"


@dataclass(frozen=True)
class Row:
    """How a draw ended."""

    draw: int
    status: str
    seconds: float
    outcomes: dict[str, Any] = field(default_factory=dict)
    """Values and labels of the dimensions that are kept, by variable."""
    error: str = ""
    exit_code: int = 0
    trace: str = ""
    """Traceback of a failure that is a bug of ours."""


def solve_draw(plan: Plan, draw: Draw) -> Row:
    """Solve one draw; a failure is a row too."""
    started = time.perf_counter()
    gc.disable()  # Pyomo makes a million objects that do not refer to each other in circles
    try:
        with unchanged():
            outcomes = _site(plan, draw).outcomes_of(draw)
    except Exception as error:
        if caused_by_interrupt(error):
            raise KeyboardInterrupt from error
        known = as_known(error)
        text = str(known) if known is not None else f"{type(error).__name__}: {error}"
        code = known.exit_code if known is not None else 1
        trace = "" if known is not None else traceback.format_exc()
        return Row(draw.number, FAILED, time.perf_counter() - started, {}, text, code, trace)
    finally:
        gc.enable()
        if draw.number % 10 == 0:
            gc.collect()
    return Row(draw.number, SOLVED, time.perf_counter() - started, outcomes)


def scenario_of(plan: Plan, draw: Draw, *, numbers: bool = True) -> Source:
    """The scenario of a draw as written; without ``numbers`` that of its centre."""
    first = next(iter(plan.sources))
    source = plan.sources[str(draw.values.get("scenario", first))]
    for key, value in draw.values.items():
        if key in (*OUTSIDE, ERRORS, *ERRORS_OF) or (is_number(value) and not numbers):
            continue
        source = put(source, key, value, Place(f"sweep: {key}"))
    return source


class _Site:
    """A centre and all that its neighbours share."""

    def __init__(self, plan: Plan, draw: Draw) -> None:
        self.plan = plan
        self.bench = _benchmark(plan, draw)
        self.readings = [Reading.of(text) for text in plan.outcomes]
        self._outcomes: tuple[object, Outcomes] | None = None
        self.centre: Centre | None = None
        try:
            scenario = parse(scenario_of(plan, draw, numbers=False), self.bench)
            self.centre = Centre(self.bench, resolve(scenario, self.bench))
        except SolveError:
            self.centre = None  # neighbours are solved from the benchmark then

    def outcomes_of(self, draw: Draw) -> dict[str, Any]:
        """Figures of one draw."""
        scenario = parse(scenario_of(self.plan, draw), self.bench)
        bench = self._with_errors(draw)
        settings = _meaning(scenario, bench)
        if self.centre is None:
            solution = solve(bench, settings)
        else:
            solution = self.centre.near(bench, settings)
        return self._read(solution)

    def _with_errors(self, draw: Draw) -> xr.Dataset:
        given = {key: draw.values.get(key, draw.values.get(ERRORS)) for key in ERRORS_OF}
        points = {key.removeprefix(DATA): u for key, u in given.items() if u is not None}
        return perturbed(self.bench, points, self.plan.ranges) if points else self.bench

    def _read(self, solution: Solution) -> dict[str, Any]:
        outcomes = self._few(solution)
        before = outcomes.benchmark(solution.v_base)
        after = outcomes.at(solution.v, before)
        bench = solution.model.bench
        people = {name: whole(name, outcomes, after, bench) for name in PEOPLE}
        refuse_below_zero(solution, xr.Dataset(people))
        found = {}
        for one in self.readings:
            array = one.of_solution(outcomes, after, bench)
            labels = {str(dim): [str(x) for x in array[dim].values] for dim in array.dims}
            found[one.variable] = {"values": array.values.tolist(), "labels": labels}
        return found

    def _few(self, solution: Solution) -> Outcomes:
        """Definitions that are read and what they are made of, compiled once for a structure."""
        if self._outcomes is None or self._outcomes[0] is not solution.structure:
            names = {one.name for one in self.readings} | set(PEOPLE)
            self._outcomes = solution.structure, solution.outcomes.only(names)
        return self._outcomes[1]


def _meaning(scenario: Scenario, bench: xr.Dataset) -> Settings:
    """The settings of a draw: whether every clause has an effect was asked at the centre."""
    settings = meaning(scenario, bench)
    problems = Problems(scenario.places)
    refuse(Case(scenario, settings, bench, problems))
    problems.raise_if_any()
    return settings


_SITES: OrderedDict[tuple[Any, ...], _Site] = OrderedDict()


def _site(plan: Plan, draw: Draw) -> _Site:
    key = (plan.identity, structural(draw))
    site = _SITES.pop(key, None) or _Site(plan, draw)
    _SITES[key] = site
    while len(_SITES) > KEPT:
        _SITES.popitem(last=False)
    return site


def _benchmark(plan: Plan, draw: Draw) -> xr.Dataset:
    named = draw.values.get("benchmark", plan.benchmark)
    if not isinstance(named, str):
        return named
    return plan.carried[named] if named in plan.carried else _loaded(named)


@lru_cache(maxsize=3)
def _loaded(name: str) -> xr.Dataset:
    return load_benchmark(name)
