"""``cge check``: everything that can be known without solving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import note, say
from cge.errors import CgeError, CheckError

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.settings import Settings


def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO|BENCHMARK]...",
            help="Names or paths; everything shipped when left out.",
        ),
    ] = None,
    *,
    benchmark: Annotated[
        str | None,
        typer.Option(metavar="NAME|PATH", help="Check scenarios on this benchmark."),
    ] = None,
    multistart: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="N",
            help="Also solve scenarios, and again from N random places, to find other equilibria.",
        ),
    ] = 0,
) -> None:
    """Check benchmarks and scenarios without solving."""
    from cge.benchmark.shipped import available
    from cge.scenario.shipped import shipped_scenarios

    benches: dict[str, xr.Dataset] = {}
    codes: list[int] = []
    for name in names or [*available(), *shipped_scenarios()]:
        try:
            if _is_scenario(name):
                _check_scenario(name, benchmark, benches, multistart)
            else:
                _check_benchmark(name)
        except CgeError as error:
            note(f"{type(error).__name__}: {error}")
            say(f"{name}: not ok")
            codes.append(error.exit_code)
    if codes:
        raise typer.Exit(max(codes))


def _is_scenario(name: str) -> bool:
    from pathlib import Path

    from cge.benchmark.shipped import available
    from cge.scenario.load import SUFFIXES
    from cge.scenario.shipped import shipped_scenarios

    if name in available() or Path(name).is_dir():
        return False
    return name.endswith(SUFFIXES) or name in shipped_scenarios()


def _check_benchmark(name: str) -> None:
    from cge.benchmark.check import judge, largest_gap
    from cge.benchmark.read import load_benchmark
    from cge.scenario.resolve import baseline

    bench = load_benchmark(name)
    sizes = ", ".join(f"{bench.sizes[dim]} {dim}s" for dim in ("region", "sector", "skill"))
    say(f"{name}: {sizes}, sha256 {bench.attrs['sha256'][:12]}")
    verdict = judge(bench)
    for total, value in verdict.totals.items():
        say(f"  {total}: {value:,.1f}")
    for finding in verdict.cautions:
        say(f"  {finding}")
    verdict.raise_if_errors()
    gap = largest_gap(bench)
    say(f"  accounts balance    ok   largest relative gap {gap:.1e}; people add up")
    settings = baseline(bench)
    for caution in settings.meta["cautions"].splitlines():
        say(f"  caution: {caution}")
    _check_structure(bench, settings)
    say(f"{name}: ok")


def _check_scenario(
    name: str, benchmark: str | None, benches: dict[str, xr.Dataset], multistart: int
) -> None:
    from cge.cli.plan import prepared
    from cge.scenario.located import located
    from cge.scenario.resolve import resolve

    scenario, used = prepared(name, (), benchmark, benches)
    settings = resolve(scenario, benches[used])
    say(f"{name}: {scenario.description or scenario.name} (on {used})")
    for caution in settings.meta["cautions"].splitlines():
        say(f"  caution: {caution}")
    with located(scenario, benches[used]):
        _check_structure(benches[used], settings)
        if multistart:
            _look_for_others(benches[used], settings, multistart)
    say(f"{name}: ok")


def _look_for_others(bench: xr.Dataset, settings: Settings, starts: int) -> None:
    """Warn if the scenario has another equilibrium."""
    from cge.solver import solve
    from cge.solver.probe import probe

    found = probe(solve(bench, settings), starts)
    text = f"{found.solved} of {found.starts} random starts lead to an equilibrium"
    if found.unique:
        say(f"  one equilibrium     ok   {text}, always the same (no proof)")
        return
    say(f"  one equilibrium     NO   {text}, and {len(found.others)} are others")
    for other in found.far:
        say(f"    another one: {other}")
    say("    results are those of the equilibrium that the path from the benchmark leads to")


def _check_structure(bench: xr.Dataset, settings: Settings) -> None:
    """Square, of full structural rank, and at rest at the benchmark."""
    from cge.solver import check as structure

    report = structure(bench, settings)
    for text in report.lines():
        say(f"  {text}")
    if not report.ok:
        msg = f"the model of {settings.name!r} does not stand; see the lines above"
        raise CheckError(msg)
