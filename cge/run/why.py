"""Why a number of a result is what it is: the scenario of the result is solved again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.analysis.answers import Answer, answers
from cge.benchmark.complete import fingerprint
from cge.benchmark.read import load_benchmark
from cge.benchmark.shipped import available
from cge.errors import DataError, UsageError
from cge.scenario.load import parse
from cge.scenario.resolve import resolve
from cge.yaml_file import read_text

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.schema import Scenario


def why(bench: xr.Dataset, scenario: Scenario, asked: list[str], depth: int = 1) -> list[Answer]:
    """Explain numbers of a scenario.

    Parameters
    ----------
    asked : list of str
        ``real_wage[DEU,low]``: names of results with labels.
    depth : int
        How many rules are explained, each that of the largest contribution before.

    Raises
    ------
    UsageError, ScenarioError, DataError, SolveError, CheckError
    """
    from cge.solver import solve  # late: messages need no solver

    if scenario.years is not None:
        msg = "`why` explains one equilibrium, not a path of years; leave out `years`"
        raise UsageError(msg)
    solution = solve(bench, resolve(scenario, bench))
    return answers(solution, asked, depth)


def why_result(
    result: xr.Dataset, asked: list[str], depth: int = 1, benchmark: str | None = None
) -> list[Answer]:
    """Explain numbers of a result file, whose scenario is solved again on its benchmark.

    Parameters
    ----------
    benchmark : str, optional
        Where the benchmark is, if it is no shipped one.

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
    return why(bench, scenario, asked, depth)
