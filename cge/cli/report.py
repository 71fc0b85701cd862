"""``cge report``: one page over one or several results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli.console import say
from cge.files import check_output

PAGES = (".html", ".htm")


def report(
    results: Annotated[
        list[Path], typer.Argument(metavar="RESULT.nc...", help="Results of `cge run`.")
    ],
    *,
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("report.html"),
    focus: Annotated[
        str | None, typer.Option(metavar="REGION", help="Also all about one region.")
    ] = None,
    why: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[LABELS]",
            help="Also explain a number, as real_wage[DEU,low]; the scenario is solved again.",
        ),
    ] = None,
    benchmark: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Where the benchmark is, if it is no shipped one."),
    ] = None,
) -> None:
    """Write one self-contained page: headline, charts, map, tables, assumptions, provenance."""
    from cge.cli.compare import labelled
    from cge.report.page import write_page
    from cge.run.why import why_result

    check_output(out, results, PAGES)
    opened = labelled(results)
    found = list(opened.values())
    answers = [why_result(one, why, benchmark=benchmark) for one in found] if why else []
    say(str(write_page(found, out, list(opened), answers, focus)))
