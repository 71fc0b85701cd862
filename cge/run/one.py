"""One scenario from file to result."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cge.benchmark.check import judge
from cge.benchmark.once import unchanged
from cge.errors import DataError, SolveError, UsageError
from cge.interrupt import interruptible, stop_if_asked
from cge.results.store import open_result, write_result
from cge.run.assumptions import assumptions
from cge.run.provenance import git_commit, identity, now
from cge.scenario.advice import advice
from cge.scenario.located import located
from cge.scenario.resolve import resolve
from cge.symbols import describe

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

    from cge.scenario.schema import Scenario
    from cge.solver import Solution

Progress = Callable[[float, str], None]
"""Told the share of the shock that is solved, 0 to 1, and a word on the step."""

CARRIED = ("member", "region_name", "price_level")
"""Tables of the benchmark that travel with every result, so that it can be read by itself."""


@interruptible()
@unchanged()
def run_scenario(
    scenario: Scenario,
    bench: xr.Dataset,
    out: Path | None = None,
    *,
    steps: int | None = None,
    solver: str = "newton",
    decompose: int | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Solve a scenario and write its result.

    Parameters
    ----------
    out : Path, optional
        NetCDF file to write; nothing is written without it, or if the solution fails.
    steps : int, optional
        Steps in which the shock is applied; chosen by the solver when left out.
    solver : str
        ``newton``, with Ipopt where it fails, or ``ipopt`` alone.
    decompose : int, optional
        Segments of the path along which welfare is decomposed by channel; not done without it.
    progress : callable, optional
        Told the share of the shock that is solved.

    Raises
    ------
    ScenarioError, UsageError, DataError, SolveError, CheckError
    """
    from cge.run.years import run_years  # late: what is up to date needs no solver
    from cge.solver import solve

    started = time.perf_counter()
    judge(bench).raise_if_errors()
    settings = resolve(scenario, bench)
    stop_if_asked()
    if scenario.years is not None and decompose:
        msg = "welfare is decomposed along one shock, not along years; leave out --decompose"
        raise UsageError(msg)
    how: Any = {"steps": steps, "progress": progress, "solver": solver}
    try:
        with located(scenario, bench):
            if scenario.years is None:
                result = report(solve(bench, settings, **how), decompose)
            else:
                result = run_years(scenario, bench, report, **how)
    except SolveError as error:
        found = "\n".join([str(error), *(f"Next: {text}." for text in advice(settings, bench))])
        raise SolveError(found) from error
    result = result.assign_attrs(
        title=scenario.description or scenario.name,
        scenario_name=scenario.name,
        scenario=settings.meta["yaml"],
        sources=settings.meta["sources"],
        cautions="\n".join(filter(None, [settings.meta["cautions"], result.attrs["cautions"]])),
        report=", ".join(scenario.report),
        parameters=assumptions(scenario, bench),
        benchmark=str(bench.attrs["name"]),
        base_year=str(bench.attrs.get("base_year", "")),
        git_commit=git_commit(),
        created=now(),
        wall_time=round(time.perf_counter() - started, 3),
        **identity(scenario, bench),
    )
    if out is not None:
        write_result(result, out)
    return result


def report(solution: Solution, decompose: int | None = None) -> xr.Dataset:
    """What is reported of one equilibrium: results, welfare, tables that travel along."""
    from cge.analysis.analyse import analyse
    from cge.results.below_zero import refuse_below_zero
    from cge.results.extract import extract

    bench = solution.model.bench
    result = extract(solution)
    stop_if_asked()
    carried = [name for name in CARRIED if name not in result]
    result = result.assign(describe(bench[carried]).data_vars)
    refuse_below_zero(solution, result)
    cautions = "\n".join(solution.openness.cautions)
    result = result.merge(analyse(solution, result, decompose), join="exact")
    return result.assign_attrs(cautions=cautions)


def up_to_date(
    scenario: Scenario, bench: xr.Dataset, out: Path, decompose: int | None = None
) -> bool:
    """Whether ``out`` is the result of this scenario, benchmark and code already."""
    if not out.is_file():
        return False
    try:
        result = open_result(out)
    except DataError:
        return False
    found = result.attrs
    if decompose and "welfare_decomposition" not in result:
        return False
    return all(found.get(key) == value for key, value in identity(scenario, bench).items())
