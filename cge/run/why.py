"""Why a number of a result is what it is: the scenario of the result is solved again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.analysis.answers import Answer, answers
from cge.benchmark.fingerprint import fingerprint
from cge.benchmark.read import load_benchmark
from cge.benchmark.shipped import available
from cge.errors import DataError, UsageError
from cge.scenario.load import parse
from cge.scenario.resolve import resolve
from cge.scenario.timing import years_of
from cge.yaml_file import read_text

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.schema import Scenario
    from cge.solver.solution import Solution


def why(
    bench: xr.Dataset,
    scenario: Scenario,
    asked: list[str],
    depth: int = 1,
    year: int | None = None,
) -> list[Answer]:
    """Explain numbers of a scenario.

    Parameters
    ----------
    asked : list of str
        ``real_wage[DEU,low]``: names of results with labels.
    depth : int
        How many rules are explained, each that of the largest contribution before.
    year : int, optional
        Of a path of years, against the baseline of that year; the last when left out.

    Raises
    ------
    UsageError, ScenarioError, DataError, SolveError, CheckError
    """
    return answers(_solution(bench, scenario, year), asked, depth)


def _solution(bench: xr.Dataset, scenario: Scenario, year: int | None) -> Solution:
    from cge.run.years import solutions  # late: messages need no solver
    from cge.solver import solve

    if scenario.years is None:
        if year is not None:
            msg = f"{scenario.name} has no years; leave out --year {year}"
            raise UsageError(msg)
        return solve(bench, resolve(scenario, bench))
    years = years_of(str(scenario.years))
    wanted = years[-1] if year is None else year
    if wanted not in years:
        msg = f"{wanted} is no year of {scenario.name}; allowed: {years[0]} to {years[-1]}"
        raise UsageError(msg)
    return next(solution for at, solution in solutions(scenario, bench) if at == wanted)


def why_result(
    result: xr.Dataset,
    asked: list[str],
    depth: int = 1,
    benchmark: str | None = None,
    year: int | None = None,
) -> list[Answer]:
    """Explain numbers of a result file, whose scenario is solved again on its benchmark.

    Parameters
    ----------
    benchmark : str, optional
        Where the benchmark is, if it is no shipped one.
    year : int, optional
        Of a path of years; the last when left out.

    Raises
    ------
    DataError
        If the benchmark is not the one that the result was solved on.
    """
    name = benchmark or str(result.attrs["benchmark"])
    if benchmark is None and name not in available():
        msg = f"the result is of a benchmark of your own, {name!r}; say where: --benchmark PATH"
        raise UsageError(msg)
    bench = load_benchmark(name)
    if fingerprint(bench) != str(result.attrs["benchmark_sha256"]):
        msg = (
            f"the result was solved on another state of the benchmark {name!r}; "
            "solve the scenario again: cge run"
        )
        raise DataError(msg)
    text = read_text(str(result.attrs["scenario"]), "scenario of the result")
    scenario = parse(text, bench)
    return why(bench, scenario, asked, depth, year)
