"""A computable general equilibrium model of international migration.

Three objects and a few verbs::

    bench = cge.load_benchmark("world")
    result = cge.solve(bench, "scenarios/quota_3pct.yaml")
    result.welfare_ev_ppp.sel(group="remaining_behind")

Results are plain ``xarray.Dataset``; the command line is ``cge``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray as xr

    from cge.model import Model
    from cge.scenario.schema import Scenario

__version__ = "0.1.0"
__all__ = ["__version__", "build", "evaluate", "load_benchmark", "solve"]


def load_benchmark(name_or_path: str | Path) -> xr.Dataset:
    """Benchmark by shipped name, NetCDF file or folder.

    Raises
    ------
    DataError
        With everything that is wrong with it.
    """
    from cge.benchmark.read import load_benchmark as load  # late: importing cge takes no time

    return load(name_or_path)


def solve(
    bench: xr.Dataset,
    scenario: Scenario | str | Path | dict[str, Any],
    *,
    out: Path | None = None,
    steps: int | None = None,
    solver: str = "newton",
    decompose: int | None = None,
) -> xr.Dataset:
    """Solve a scenario on a benchmark.

    Parameters
    ----------
    bench : xarray.Dataset
        From :func:`load_benchmark`.
    scenario : Scenario, str, Path or dict
        A scenario, the file or shipped name of one, or what such a file holds.
    out : Path, optional
        NetCDF file to write.
    steps : int, optional
        Steps of the path; by default one, halved where it fails.
    solver : str
        ``newton``, with Ipopt where it fails, or ``ipopt`` alone.
    decompose : int, optional
        Segments of the path along which welfare is decomposed by channel; not done without it.

    Returns
    -------
    xarray.Dataset
        The result file's variables, each with ``long_name``, ``units`` and ``equation``.

    Raises
    ------
    ScenarioError, DataError, SolveError, CheckError
        Nothing is written then.
    """
    from cge.run.one import run_scenario
    from cge.scenario.load import load_scenario

    if isinstance(scenario, str | Path | dict):
        scenario = load_scenario(scenario)
    return run_scenario(scenario, bench, out, steps=steps, solver=solver, decompose=decompose)


def build(bench: xr.Dataset, scenario: Scenario | str | Path | dict[str, Any]) -> Model:
    """Model of a scenario, unsolved: sets, parameters and variables at the benchmark.

    ``build(bench, "quota_3pct").constraints()`` is a Pyomo model with every equation numbered and
    documented, for other solvers; :func:`evaluate` makes a result of what they find.

    Raises
    ------
    ScenarioError, DataError
    """
    from cge.model import build as assemble
    from cge.scenario.load import load_scenario
    from cge.scenario.resolve import resolve

    if isinstance(scenario, str | Path | dict):
        scenario = load_scenario(scenario)
    return assemble(bench, resolve(scenario, bench))


def evaluate(model: Model) -> xr.Dataset:
    """Result of the values that the Pyomo model has now, checked like a solution of our own.

    Raises
    ------
    CheckError
        If they are not an equilibrium.
    """
    from cge.run.one import report
    from cge.solver.read_back import read_back

    return report(read_back(model))
