"""``cge winset``: what two governments would sign."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli.console import note, say, show


def winset(
    name: Annotated[
        str, typer.Argument(metavar="FILE", help="A win-set file, or the name of a shipped one.")
    ],
    *,
    benchmark: Annotated[
        str | None,
        typer.Option(metavar="NAME|PATH", help="Use this benchmark whatever the file says."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="FILE.nc of all points [default: runs/<name>.winset.nc]")
    ] = None,
    figure: Annotated[
        Path | None, typer.Option(help="FILE.svg or .png [default: beside the points]")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep the points that are solved.")
    ] = False,
) -> None:
    """Solve the plane of two instruments; print and draw what both sides gain by."""
    from cge.cli.sweep import bar
    from cge.files import check_output, check_writable
    from cge.games.load import benchmark as benchmark_of
    from cge.games.winset import parse_winset, read_winset, run_winset
    from cge.games.winset_tables import picture, sentences, sheet

    source = read_winset(name)
    used, bench = benchmark_of(source, benchmark)
    asked = parse_winset(source, bench)
    target = out or Path("runs") / f"{asked.name}.winset.nc"
    drawn = figure or target.with_suffix(".svg")
    check_output(target, [], [".nc"])
    check_output(drawn, [], [".svg", ".png", ".pdf"])
    check_writable(target.parent)
    with bar(asked.name) as progress:
        plain = run_winset(
            asked, bench, used, target, workers=jobs, resume=resume, progress=progress
        )
    show(sheet(plain))
    for sentence in sentences(plain):
        say(sentence)
    note(f"points: {target}; figure: {picture(plain, drawn)}")
