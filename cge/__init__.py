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
    from collections.abc import Sequence
    from concurrent.futures import Executor

    import xarray as xr

    from cge.analysis.answers import Answer
    from cge.model import Model
    from cge.scenario.schema import Scenario

__version__ = "0.1.0"
__all__ = [
    "__version__",
    "build",
    "design",
    "evaluate",
    "game",
    "load_benchmark",
    "load_scenario",
    "sensitivity",
    "solve",
    "sweep",
    "why",
]


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
    bench: xr.Dataset | str | Path,
    scenario: Scenario | str | Path | dict[str, Any],
    *,
    out: str | Path | None = None,
    steps: int | None = None,
    solver: str = "newton",
    decompose: int | None = None,
) -> xr.Dataset:
    """Solve a scenario on a benchmark.

    Parameters
    ----------
    bench : xarray.Dataset, str or Path
        From :func:`load_benchmark`, or what it takes.
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
    UsageError, ScenarioError, DataError, SolveError, CheckError
        Nothing is written then.
    """
    from cge.run.arguments import as_benchmark, as_scenario, check_options
    from cge.run.one import run_scenario

    check_options(steps=steps, solver=solver, decompose=decompose)
    data = as_benchmark(bench)
    return run_scenario(
        as_scenario(scenario, data),
        data,
        None if out is None else Path(out),
        steps=steps,
        solver=solver,
        decompose=decompose,
    )


def why(
    bench: xr.Dataset | str | Path,
    scenario: Scenario | str | Path | dict[str, Any],
    *numbers: str,
    depth: int = 1,
) -> list[Answer]:
    """Explain numbers of a scenario: ``cge.why(bench, "quota_3pct", "real_wage[DEU,low]")``.

    Returns
    -------
    list of Answer
        ``cause`` with ``before, after, terms`` (they add up to the change) and ``below``;
        ``hangs_on``, the elasticities of the change, largest first.

    Raises
    ------
    UsageError, ScenarioError, DataError, SolveError, CheckError
    """
    from cge.run.arguments import as_benchmark, as_scenario
    from cge.run.why import why as explain

    data = as_benchmark(bench)
    return explain(data, as_scenario(scenario, data), list(numbers), depth)


def load_scenario(what: str | Path | dict[str, Any]) -> Scenario:
    """A scenario of a shipped name, a file, or a dict; ``with_`` changes values.

    Raises
    ------
    UsageError, ScenarioError
    """
    from cge.scenario.load import load_scenario as load

    return load(what)


def build(
    bench: xr.Dataset | str | Path, scenario: Scenario | str | Path | dict[str, Any]
) -> Model:
    """Model of a scenario, unsolved: sets, parameters and variables at the benchmark.

    ``build(bench, "quota_3pct").constraints()`` is a Pyomo model with every equation numbered and
    documented, for other solvers; :func:`evaluate` makes a result of what they find.

    Raises
    ------
    ScenarioError, DataError
    """
    from cge.model import build as assemble
    from cge.run.arguments import as_benchmark, as_scenario
    from cge.scenario.located import located
    from cge.scenario.resolve import resolve

    data = as_benchmark(bench)
    asked = as_scenario(scenario, data)
    with located(asked, data):
        return assemble(data, resolve(asked, data))


def design(bench: xr.Dataset, what: str | Path | dict[str, Any]) -> tuple[xr.Dataset, str]:
    """The best treaty under which nobody who is named loses.

    Parameters
    ----------
    bench : xarray.Dataset
        From :func:`load_benchmark`.
    what : str, Path or dict
        A design file, the name of a shipped one, or what such a file holds.

    Returns
    -------
    result : xarray.Dataset
        Result of the treaty's scenario, solved afresh, with ``design_price`` and the like.
    scenario : str
        That scenario, as YAML.

    Raises
    ------
    ScenarioError, DataError
        For mistakes of the design.
    SolveError
        If no treaty is possible: the message names the groups that cannot be compensated.
    """
    from cge.designer.load import parse_design, read_design
    from cge.designer.run import run_design

    found = run_design(parse_design(read_design(what), bench), bench)
    return found.dataset, found.yaml


def game(bench: xr.Dataset, what: str | Path | dict[str, Any]) -> xr.Dataset:
    """Solve a game between governments.

    Parameters
    ----------
    bench : xarray.Dataset
        The benchmark.
    what : str, Path or dict
        A game file, the name of a shipped one, or what such a file holds.

    Returns
    -------
    xarray.Dataset
        ``payoff`` (player, actions of each player) [10^9 int. USD] with the class and the
        equilibria as attributes; of instruments within bounds ``payoff`` (point, player) and
        ``instrument_value`` where nobody gains by leaving, and where all together gain most.

    Raises
    ------
    ScenarioError, DataError
        For mistakes of the game.
    SolveError
        If a profile has no equilibrium, or best responses do not settle.
    """
    from cge.games import continuous
    from cge.games.run import as_dataset, parse_game, read_game, run_game

    asked = parse_game(read_game(what), bench)
    if asked.continuous:
        return continuous.as_dataset(continuous.settle(asked, bench))
    return as_dataset(run_game(asked, bench))


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


def sweep(
    bench: xr.Dataset,
    scenarios: Sequence[Scenario | str | Path | dict[str, Any]],
    over: dict[str, Any] | None = None,
    *,
    design: str = "lhs",
    draws: int = 200,
    seed: int = 1,
    outcomes: Sequence[str] = (),
    out: Path | None = None,
    resume: bool = False,
    executor: Executor | None = None,
    scheduler: str | None = None,
) -> xr.Dataset:
    """Solve scenarios over grids and draws: one dataset with a dimension ``draw``.

    Parameters
    ----------
    bench : xarray.Dataset
        From :func:`load_benchmark`.
    scenarios : sequence
        Scenarios, each as :func:`solve` takes it.
    over : dict, optional
        What is varied, as in the ``over`` of a sweep file: ``{"parameters": "all"}``.
    design, draws, seed
        How what has a range is drawn: ``lhs``, ``sobol`` or ``quadrature``.
    outcomes : sequence of str, optional
        Definitions to keep, as ``welfare_ev[group=natives]``; by default the world and groups.
    out : Path, optional
        NetCDF file; finished draws are kept beside it, and with ``resume`` not solved again.
    executor : concurrent.futures.Executor, optional
        Solves the draws instead of this process.
    scheduler : str, optional
        Address of the scheduler of a dask cluster, whose workers solve the draws.

    Raises
    ------
    ScenarioError, DataError, SolveError
        A draw that fails is a row with its message; only if all fail is that an error.
    """
    from cge.sweeps.carry_out import carry_out
    from cge.sweeps.file import planned

    plan = planned(
        bench, scenarios, over or {}, design=design, draws=draws, seed=seed, outcomes=outcomes
    )
    return carry_out(plan, out, resume=resume, executor=executor, scheduler=scheduler)


def sensitivity(
    bench: xr.Dataset,
    scenario: Scenario | str | Path | dict[str, Any],
    outcomes: Sequence[str] = (),
    *,
    parameters: Sequence[str] | None = None,
    data: Sequence[str] | None = None,
    over: Sequence[str] = (),
) -> xr.Dataset:
    """Derivatives of outcomes in every parameter and datum: one transposed solve for each outcome.

    Parameters
    ----------
    bench : xarray.Dataset
        From :func:`load_benchmark`.
    scenario : Scenario, str, Path or dict
        As :func:`solve` takes it.
    outcomes : sequence of str
        Definitions, as ``wage[USA, high, native]`` or ``welfare_ev[group=*]``; the world's welfare
        gain at purchasing power when left out.
    parameters : sequence of str, optional
        Their names; all when left out, none when empty.
    data : sequence of str, optional
        Data of the benchmark, as ``workers[abroad, destination=*]``; each table as a whole when
        left out, none when empty.
    over : sequence of str
        Dotted keys of numbers in the scenario.

    Returns
    -------
    xarray.Dataset
        ``derivative``, ``elasticity``, ``one_percent``, ``to_low``, ``to_high`` (input, outcome).

    Raises
    ------
    UsageError, ScenarioError, DataError, SolveError, CheckError
        SolveError where the Jacobian is singular: there is no derivative.
    """
    from cge.scenario.load import read_source
    from cge.scenario.schema import Scenario
    from cge.sensitivities.local import sensitivity as derive
    from cge.sensitivities.outcomes import HEADLINE

    written = scenario.as_written() if isinstance(scenario, Scenario) else scenario
    source = read_source(written)
    return derive(bench, source, outcomes or HEADLINE, parameters=parameters, data=data, over=over)
