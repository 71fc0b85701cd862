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
) -> None:
    """Write one self-contained page: headline, charts, map, tables, assumptions, provenance."""
    from cge.cli.compare import labelled
    from cge.report.page import write_page

    check_output(out, results, PAGES)
    opened = labelled(results)
    say(str(write_page(list(opened.values()), out, list(opened))))
