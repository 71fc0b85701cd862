"""``cge design``: the best treaty under which nobody who is named loses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import note, say, show

if TYPE_CHECKING:
    import xarray as xr

    from cge.designer.run import Result
    from cge.designer.schema import Design
    from cge.report.sheet import Sheet

SHOWN = 15
"""Rows of a table of instruments or corridors."""


def design(
    name: Annotated[
        str, typer.Argument(metavar="DESIGN", help="A design file, or the name of a shipped one.")
    ],
    *,
    benchmark: Annotated[
        str | None,
        typer.Option(metavar="NAME|PATH", help="Use this benchmark whatever the file says."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for scenario and result [default: runs/<time>]")
    ] = None,
    starts: Annotated[
        int | None, typer.Option(min=1, help="Starts of the search [default: the file's]")
    ] = None,
    frontier: Annotated[
        str | None,
        typer.Option(
            metavar="PERCENT,...",
            help="Solve for several largest losses, as 0,0.5,1, and print a table.",
        ),
    ] = None,
) -> None:
    """Choose instruments of a treaty; write it as a scenario, and that scenario's result."""
    from cge.cli.plan import target
    from cge.designer.frontier import sweep
    from cge.designer.run import run_design, save
    from cge.designer.tables import sentence, sheets

    asked, bench = prepared(name, benchmark, starts)
    if frontier is not None:
        show(sweep(asked, bench, _losses(frontier), note))
        return
    folder, _ = target(out, 2)
    result: Result = run_design(asked, bench, note)
    written: list[Sheet] = sheets(result)
    for sheet in written:
        show(sheet)
    say(sentence(result))
    for path in save(result, folder, asked.name):
        say(f"written: {path}")


def _losses(text: str) -> list[float]:
    """Largest losses in percent, from ``0,0.5,1``."""
    from cge.errors import UsageError

    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        msg = f"--frontier {text!r}: allowed: percentages such as 0,0.5,1"
        raise UsageError(msg) from None


def prepared(name: str, benchmark: str | None, starts: int | None) -> tuple[Design, xr.Dataset]:
    """A design checked against its benchmark, and that benchmark."""
    from cge.benchmark.read import load_benchmark
    from cge.benchmark.shipped import available
    from cge.designer.load import parse_design, read_design
    from cge.errors import UsageError
    from cge.scenario.load import benchmark_of

    source = read_design(name)
    used = benchmark if benchmark is not None else benchmark_of(source)
    if used is None:
        parse_design(source)
        msg = f"{source.places[()]}: benchmark: missing; name one here or with --benchmark"
        raise UsageError(msg)
    if starts is not None:
        source.data["starts"] = starts
    bench = load_benchmark(used)
    named = used if used in available() else str(Path(used).resolve())
    return parse_design(source, bench).model_copy(update={"benchmark": named}), bench
