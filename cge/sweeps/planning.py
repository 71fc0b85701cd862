"""From what is asked of a sweep to its plan: ranges found, keys checked, every centre sound."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.benchmark.check import judge
from cge.benchmark.fingerprint import fingerprint
from cge.benchmark.read import load_benchmark
from cge.errors import CgeError, ScenarioError, UsageError
from cge.run.provenance import code_hash
from cge.scenario.load import parse
from cge.scenario.resolve import resolve
from cge.sweeps.design import FEWEST
from cge.sweeps.inputs import (
    ALL,
    CLOSURES,
    ERRORS,
    ERRORS_OF,
    OUTSIDE,
    Drawn,
    Levels,
    centred,
    every_closure,
    every_parameter,
    known_range,
    levels,
)
from cge.sweeps.plan import CENTRE, Plan, check_keys, structural
from cge.sweeps.ranges import DATA, Range, ranges
from cge.sweeps.readings import Reading
from cge.sweeps.schema import FROM_REGISTRY, SweepFile
from cge.sweeps.shapes import NAMES
from cge.sweeps.worker import scenario_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import xarray as xr

    from cge.places import Problems
    from cge.scenario.schema import Scenario
    from cge.yaml_file import Source


def plan_of(
    asked: SweepFile,
    sources: dict[str, Source],
    benchmarks: Sequence[str | xr.Dataset],
    problems: Problems,
    file: Path | None = None,
) -> Plan:
    """The plan of a sweep; of several benchmarks the first is that of draws that name none.

    Raises
    ------
    ScenarioError
        With every mistake of the sweep, each with its line where it has one.
    """
    named = benchmarks[0]
    bench = load_benchmark(named) if isinstance(named, str) else named
    known = ranges(bench, file)
    fixed = [Levels("scenario", tuple(sources))] if len(sources) > 1 else []
    if len(benchmarks) > 1:
        fixed.append(Levels("benchmark", tuple(benchmarks)))
    data = next(iter(sources.values())).data
    drawn: list[Drawn] = []
    for key, value in asked.over.items():
        if key == CLOSURES:
            fixed += every_closure(bench)
            continue
        try:
            found = _input(key, value, known, data, list(asked.over))
        except CgeError as error:
            problems.add(("over", key), str(error).removeprefix(f"{key}: "))
            continue
        fixed += [one for one in found if isinstance(one, Levels)]
        drawn += [one for one in found if isinstance(one, Drawn)]
    _check(asked, fixed, drawn, problems)
    errors = any(one.key in (ERRORS, *ERRORS_OF) for one in drawn)
    plan = Plan(
        name=asked.name or next(iter(sources)),
        sources=sources,
        benchmark=named,
        levels=tuple(fixed),
        drawn=tuple(drawn),
        outcomes=tuple(asked.outcomes),
        kind=asked.design if asked.design != "grid" else "lhs",
        draws=asked.draws,
        seed=asked.seed,
        correlated=tuple((*one.between, one.value) for one in asked.correlations),
        ranges={n: r for n, r in known.items() if errors and n.startswith(DATA)},
        fingerprints={"code": code_hash()},
    )
    return _sound(plan, problems)


def _input(
    key: str, value: Any, known: dict[str, Range], data: dict[str, Any], others: Sequence[str]
) -> list[Levels | Drawn]:
    if key == ALL:
        if value not in ("all", FROM_REGISTRY):
            msg = f"found {value!r}; allowed: all"
            raise UsageError(msg)
        return list(every_parameter(known, data, others))
    if key in (ERRORS, *ERRORS_OF):
        return [Drawn(key, None)]
    if value == FROM_REGISTRY:
        one = centred(known_range(key, known), data)
        if one is None:
            msg = "the value of the scenario lies outside the range of the registry; give a range"
            raise UsageError(msg)
        return [Drawn(key, one)]
    if isinstance(value, dict):
        return [Drawn(key, _range(key, value))]
    return [levels(key, value)]


def _range(key: str, given: dict[str, Any]) -> Range:
    """A range written in the file."""
    allowed = {"low", "central", "high", "shape"}
    wrong = sorted(set(given) - allowed) or sorted({"low", "high"} - set(given))
    if wrong:
        msg = f"{wrong[0]}: a range has low and high, and may have central and shape"
        raise UsageError(msg)
    shape = given.get("shape", "triangular" if "central" in given else "uniform")
    numbers = {k: v for k, v in given.items() if k != "shape"}
    bad = [k for k, v in numbers.items() if isinstance(v, bool) or not isinstance(v, int | float)]
    if bad or shape not in NAMES:
        what = f"{bad[0]} is no number" if bad else f"shape {shape!r} is none of {', '.join(NAMES)}"
        raise UsageError(what)
    low, high = float(given["low"]), float(given["high"])
    central = float(given.get("central", (low + high) / 2))
    if not low <= central <= high or low == high:
        msg = f"{low:g} .. {central:g} .. {high:g} is not in the order low, central, high"
        raise UsageError(msg)
    return Range(key, np.array(low), np.array(central), np.array(high), shape)


def _check(
    asked: SweepFile, fixed: Sequence[Levels], drawn: Sequence[Drawn], problems: Problems
) -> None:
    """What can be wrong with a plan beyond its single keys."""
    for n, text in enumerate(asked.outcomes):
        try:
            Reading.of(text)
        except UsageError as error:
            problems.add(("outcomes", n), str(error))
    keys = [one.key for one in drawn]
    for n, one in enumerate(asked.correlations):
        for key in one.between:
            if key not in keys:
                text = f"{key} is not drawn; allowed: {', '.join(keys) or 'none'}"
                problems.add(("correlations", n), text)
    if asked.design == "grid" and drawn:
        problems.add(("design",), f"grid takes listed values only; {keys[0]} is drawn")
    least = FEWEST * (len(keys) + 2)
    if asked.design == "sobol" and drawn and asked.draws < least:
        problems.add(("draws",), f"Sobol indices of {len(keys)} inputs need at least {least}")
    try:
        check_keys(fixed, drawn)
    except UsageError as error:
        if not problems.found:
            problems.add(("over",), str(error))
    problems.raise_if_any()


def _sound(plan: Plan, problems: Problems) -> Plan:
    """The plan with the fingerprints of its benchmarks, if every centre is sound."""
    prints = dict(plan.fingerprints)
    benches: dict[str, xr.Dataset] = {}
    known = set[object]()
    for draw in (row for row in plan.rows() if row.part == CENTRE):
        given = draw.values.get("benchmark", plan.benchmark)
        named = given if isinstance(given, str) else "given"
        if named not in benches:
            benches[named] = load_benchmark(given) if isinstance(given, str) else given
            judge(benches[named]).raise_if_errors()
            prints[named] = fingerprint(benches[named])
        try:
            scenario = parse(scenario_of(plan, draw), benches[named])
            if structural(draw) not in known:
                resolve(scenario, benches[named])
                known.add(structural(draw))
            _refuse_years(scenario)
        except ScenarioError as error:
            where = [key for key in draw.values if key not in OUTSIDE]
            problems.add(("over", where[0]) if where else ("scenario",), str(error))
    problems.raise_if_any()
    return replace(plan, fingerprints=prints)


def _refuse_years(scenario: Scenario) -> None:
    if scenario.years is not None:
        msg = f"{scenario.name}: a sweep takes scenarios without years; leave closure capital: path"
        raise ScenarioError(msg)
