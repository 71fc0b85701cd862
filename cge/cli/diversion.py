"""``cge diversion``: places given by preference against the same places for whoever comes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import say, show

if TYPE_CHECKING:
    import xarray as xr


def diversion(
    preference: Annotated[
        str, typer.Argument(metavar="PREFERENCE", help="Scenario or result: some are favoured.")
    ],
    mfn: Annotated[
        str, typer.Argument(metavar="MFN", help="Scenario or result: the same number for all.")
    ],
    *,
    benchmark: Annotated[
        str | None,
        typer.Option(metavar="NAME|PATH", help="Use this benchmark whatever the files say."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List every origin.")] = False,
) -> None:
    """Print what a preference creates and diverts, in people and money, by origin."""
    from cge.analysis.diversion import diversion as compared
    from cge.report.compare import check_same_benchmark
    from cge.report.diversion import sentence, sheets

    benches: dict[str, xr.Dataset] = {}
    results = {name: _result(name, benchmark, benches) for name in (preference, mfn)}
    check_same_benchmark(results)
    found = compared(*results.values())
    for sheet in sheets(found, every=every):
        show(sheet)
    say(sentence(found))


def _result(name: str, benchmark: str | None, benches: dict[str, xr.Dataset]) -> xr.Dataset:
    """A result as it is, or that of a scenario."""
    from cge.cli.plan import prepared
    from cge.results.store import open_result
    from cge.run.one import run_scenario

    if Path(name).suffix == ".nc":
        return open_result(Path(name))
    scenario, used = prepared(name, [], benchmark, benches)
    return run_scenario(scenario, benches[used])
