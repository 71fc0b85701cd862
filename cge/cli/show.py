"""``cge show``: a variable of a result as a table, or everything about one country."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli.console import note, say
from cge.cli.console import show as display
from cge.errors import UsageError

LONGEST = 100
"""Rows that are printed without --all."""


def show(
    result: Annotated[Path, typer.Argument(metavar="RESULT.nc", help="A result of `cge run`.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[VARIABLE] [DIM=LABEL]...",
            help="A variable and cells of it; `region=DEU` alone shows all about a region.",
        ),
    ] = None,
    *,
    change: Annotated[bool, typer.Option("--change", help="Add change and percentage.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Print all rows of a long table.")] = False,
) -> None:
    """Print a variable of a result, before and after; or everything about one region."""
    from cge.report.focus import focus
    from cge.report.select import show as cells
    from cge.report.select import variables
    from cge.results.store import open_result

    opened = open_result(result)
    asked = words or []
    names = [word for word in asked if "=" not in word]
    selection = [word for word in asked if "=" in word]
    if len(names) > 1:
        msg = f"one variable at a time: {', '.join(names)}; cells are chosen by DIM=LABEL"
        raise UsageError(msg)
    if not names and not selection:
        display(variables(opened))
        return
    if not names:
        for sheet in focus(opened, _region(selection)):
            display(sheet)
        return
    sheet = cells(opened, names[0], selection, change=change)
    if not sheet.rows:
        say(f"{names[0]}: no such cells in this result")
        return
    display(sheet if every else sheet.head(LONGEST))
    if not every and len(sheet.rows) > LONGEST:
        note(f"{len(sheet.rows) - LONGEST} more rows; --all prints them")


def _region(selection: list[str]) -> str:
    """The region of ``region=DEU``, which may stand alone."""
    dim, _, label = selection[0].partition("=")
    if dim != "region" or len(selection) > 1:
        msg = f"{' '.join(selection)}: of which variable?  Alone only `region=DEU` can stand"
        raise UsageError(msg)
    return label
