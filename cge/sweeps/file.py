"""The file of a sweep, ``SWEEP.yaml``, and its short form on the command line, to a plan.

::

    name: size_and_beliefs
    scenario: quota_3pct            # one, or a list
    benchmark: world                # of the scenario when left out; a list is varied
    design: lhs                     # lhs, sobol or quadrature, for what is drawn
    draws: 500
    over:
      visas.0.size.percent_of_labour_force: 1:5:1
      closure.capital: [fixed, mobile, steady]
      parameters.esubnm: {low: 10, central: 20, high: 60, shape: reciprocal}
      parameters.catch_up: range    # as in the registry
      parameters: all               # every other parameter with a range
    correlations:
      - {between: [parameters.esubd, parameters.esubm], value: 0.8}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cge.errors import UsageError
from cge.places import Problems
from cge.report.intervals import SOBOL
from cge.scenario.load import benchmark_of, read_source
from cge.scenario.messages import add_errors
from cge.scenario.schema import Scenario
from cge.sweeps.design import PAIRS
from cge.sweeps.inputs import ALL, ERRORS
from cge.sweeps.plan import Plan
from cge.sweeps.planning import plan_of
from cge.sweeps.schema import FROM_REGISTRY, SweepFile
from cge.yaml_file import Source, read_value, read_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

SURE = 32
"""Base sample of a Sobol design whose indices are worth telling."""


def read_sweep(path: Path, *, benchmark: str | None = None, file: Path | None = None) -> Plan:
    """The plan of a sweep file; ``benchmark`` and the ``file`` of ranges overrule what it says.

    Raises
    ------
    ScenarioError
        With every mistake: ``file:line: key: found; allowed``.
    """
    source = read_yaml(path)
    problems = Problems(source.places, list(source.faults))
    asked = _asked(source.data, problems)
    if file is None and asked.ranges is not None:
        file = path.parent / asked.ranges
    if not asked.name:
        asked = asked.model_copy(update={"name": path.stem})
    listed = asked.scenario if isinstance(asked.scenario, list) else [asked.scenario]
    sources = {one: _source(one, path.parent) for one in listed}
    return _planned(asked, sources, benchmark, problems, file)


def short(
    scenario: str,
    over: Sequence[str],
    *,
    overrides: Sequence[str] = (),
    benchmark: str | None = None,
    file: Path | None = None,
    **about: Any,
) -> Plan:
    """The plan of ``cge sweep SCENARIO --over key=values --over key``; ``about``: design, draws ...

    Raises
    ------
    ScenarioError, UsageError
    """
    varied: dict[str, Any] = {}
    for option in over:
        key, equals, text = option.partition("=")
        if key.strip() in varied:
            msg = f"--over {option}: {key.strip()} is varied twice; give it once"
            raise UsageError(msg)
        value = read_value(text, f"--over {option}") if equals else FROM_REGISTRY
        varied[key.strip()] = value
    problems = Problems()
    asked = _asked({"scenario": scenario, "over": varied, **about}, problems)
    sources = {scenario: read_source(scenario, overrides=overrides)}
    return _planned(asked, sources, benchmark, problems, file)


def planned(
    bench: xr.Dataset,
    scenarios: Sequence[Scenario | str | Path | Mapping[str, Any]],
    over: Mapping[str, Any],
    **about: Any,
) -> Plan:
    """The plan of :func:`cge.sweep`.

    Raises
    ------
    ScenarioError, UsageError
    """
    sources: dict[str, Source] = {}
    for one in scenarios:
        given = one.as_written() if isinstance(one, Scenario) else one
        source = read_source(given)
        sources[str(source.data.get("name", one))] = source
    about = {key: value for key, value in about.items() if value or key == "seed"}
    problems = Problems()
    asked = _asked({"scenario": list(sources), "over": dict(over), **about}, problems)
    return plan_of(asked, sources, [bench], problems)


def around(scenario: Scenario, benchmark: str, draws: int, file: Path | None = None) -> Plan:
    """The plan of ``cge run --interval``: every parameter with a range, and the error of data.

    A Sobol design where the draws suffice for its indices, else pairs of draws that differ in the
    data.

    Raises
    ------
    ScenarioError, UsageError
    """
    over = {ALL: "all", ERRORS: "all"}
    sources = {scenario.name: read_source(scenario.as_written())}
    problems = Problems()
    asked = _asked({"scenario": scenario.name, "over": over, "draws": draws}, problems)
    plan = plan_of(asked, sources, [benchmark], problems, file)
    enough = draws >= SURE * (len(plan.drawn) + 2)
    return replace(plan, kind=SOBOL if enough else PAIRS)


def _asked(data: Mapping[str, Any], problems: Problems) -> SweepFile:
    asked = None
    try:
        asked = SweepFile.model_validate(data)
    except ValidationError as error:
        add_errors(error, data, problems)
    problems.raise_if_any()
    assert asked is not None
    return asked


def _planned(
    asked: SweepFile,
    sources: dict[str, Source],
    benchmark: str | None,
    problems: Problems,
    file: Path | None,
) -> Plan:
    own = asked.benchmark or benchmark_of(next(iter(sources.values())))
    listed = own if isinstance(own, list) else [own]
    named = [benchmark] if benchmark is not None else [one for one in listed if one]
    if not named:
        problems.add(("benchmark",), "missing; name a benchmark here or with --benchmark")
        problems.raise_if_any()
    return plan_of(asked, sources, named, problems, file)


def _source(name: str, folder: Path) -> Source:
    beside = folder / name
    for path in (beside, beside.with_suffix(".yaml")):
        if path.is_file():
            return read_source(path)
    return read_source(name)
