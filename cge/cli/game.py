"""``cge game``: what governments do that look at each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import note, say, show

if TYPE_CHECKING:
    import xarray as xr

    from cge.games.schema import GameFile


def game(
    name: Annotated[
        str, typer.Argument(metavar="GAME", help="A game file, or the name of a shipped one.")
    ],
    *,
    benchmark: Annotated[
        str | None,
        typer.Option(metavar="NAME|PATH", help="Use this benchmark whatever the file says."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="FILE.nc of all scenarios, or a folder [default: runs/<name>.game.nc]"),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep the scenarios that are solved.")
    ] = False,
) -> None:
    """Solve a game between governments: payoffs, class, equilibria, what makes them liberalise."""
    from cge.games.load import benchmark as benchmark_of
    from cge.games.run import parse_game, read_game

    source = read_game(name)
    used, bench = benchmark_of(source, benchmark)
    asked = parse_game(source, bench)
    if asked.continuous:
        _within_bounds(asked, bench, out)
    else:
        _of_actions(asked, bench, used, out, jobs, resume=resume)


def _of_actions(
    asked: GameFile, bench: xr.Dataset, used: str, out: Path | None, jobs: int, *, resume: bool
) -> None:
    from cge.cli.sweep import bar
    from cge.files import check_output, check_writable
    from cge.games.profiles import ENDING
    from cge.games.run import run_game
    from cge.games.tables import payoffs, sentences

    target = out or Path("runs") / f"{asked.name}{ENDING}"
    check_output(target, [], [".nc"])
    check_writable(target.parent)
    with bar(asked.name) as progress:
        played = run_game(
            asked, bench, used, target, workers=jobs, resume=resume, progress=progress
        )
    show(payoffs(played))
    for sentence in sentences(played):
        say(sentence)
    note(f"scenarios: {target}")


def _within_bounds(asked: GameFile, bench: xr.Dataset, out: Path | None) -> None:
    from cge.cli.plan import target
    from cge.games.continuous import sentence, settle, sheets, write

    folder, _ = target(out, 2)
    settled = settle(asked, bench, note)
    for sheet in sheets(settled):
        show(sheet)
    for path in write(settled, folder, bench):
        note(f"written: {path}")
    say(sentence(settled))
