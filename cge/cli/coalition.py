"""``cge coalition``: who is for and who against a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import note, say, show
from cge.errors import UsageError

if TYPE_CHECKING:
    import xarray as xr


def coalition(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO...",
            help="Scenarios, one column each: alone, with reciprocity, with a side payment ...",
        ),
    ],
    *,
    against: Annotated[
        str | None,
        typer.Option(metavar="SCENARIO", help="What happens otherwise [default: the benchmark]"),
    ] = None,
    region: Annotated[
        list[str] | None, typer.Option(help="Only this region; may be repeated [default: all]")
    ] = None,
    benchmark: Annotated[
        str | None,
        typer.Option(metavar="NAME|PATH", help="Use this benchmark whatever the files say."),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change a value in every scenario."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the stakes as JSON.")] = False,
) -> None:
    """Print signs and sizes of what labour, capital and consumers win or lose."""
    from cge.analysis.coalition import stakes
    from cge.cli.plan import prepared
    from cge.nearest import allowed_names
    from cge.report.compare import check_same_benchmark
    from cge.report.stakes import sheets
    from cge.run.one import run_scenario

    asked = [*scenarios, *([against] if against else [])]
    benches: dict[str, xr.Dataset] = {}
    planned = [prepared(name, set_ or [], benchmark, benches) for name in asked]
    names = [scenario.name for scenario, _ in planned]
    if len(set(names)) < len(names):
        msg = f"a scenario is named twice: {', '.join(names)}; columns need names of their own"
        raise UsageError(msg)
    for bench in benches.values():
        for name in region or []:
            if name not in bench.region.values:
                msg = f"no region {name!r}; {allowed_names(name, map(str, bench.region.values))}"
                raise UsageError(msg)
    results = {scenario.name: run_scenario(scenario, benches[used]) for scenario, used in planned}
    check_same_benchmark(results)
    other = results.popitem()[1] if against else None
    first = next(iter(results.values()))
    regions = tuple(region or map(str, first.region.values))
    found = stakes(results, regions, other)
    if as_json:
        say(_json(found))
        return
    for sheet in sheets(found, first):
        show(sheet)
    note("++ and --: 5% or more.  Labour: real wage of natives; all incomes: with property, "
         "transfers and payments.")  # fmt: skip


def _json(found: list) -> str:  # type: ignore[type-arg]
    import json

    rows = [
        {
            "region": s.region,
            "group": s.group,
            "scenario": s.scenario,
            "stance": s.stance,
            "percent": s.percent,
        }
        for s in found
    ]
    return json.dumps(rows, indent=1)
