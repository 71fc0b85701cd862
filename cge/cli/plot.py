"""``cge plot``: one figure of a result, for print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli.console import say
from cge.files import check_output

LIST = "list"


def plot(
    result: Annotated[Path, typer.Argument(metavar="RESULT.nc", help="A result of `cge run`.")],
    *,
    figure: Annotated[
        str, typer.Option(metavar="NAME", help="A figure, or `list` for those it can show.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="FILE.svg, FILE.pdf or FILE.png [default: RESULT_NAME.svg beside the result]"
        ),
    ] = None,
) -> None:
    """Draw one figure as svg, pdf or png; its numbers are written beside as csv."""
    from cge.report.figures import figures
    from cge.report.static import FORMATS, write_figure
    from cge.results.store import open_result

    opened = open_result(result)
    if figure == LIST:
        for found in figures(opened):
            say(f"{found.name:<14} {found.title}")
        return
    target = out or result.with_name(f"{result.stem}_{figure}.svg")
    check_output(target, [result], FORMATS)
    check_output(target.with_suffix(".csv"), [result])
    for path in write_figure(opened, figure, target):
        say(str(path))
