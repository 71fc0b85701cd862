"""``cge import``: tables of others to a benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli.console import note, say


def import_data(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="basedata.har, or an ICIO table.")],
    *,
    kind: Annotated[
        str,
        typer.Option("--from", metavar="har|icio", help="Header arrays (GTAP 7), or ICIO/WIOD."),
    ],
    plan: Annotated[
        Path,
        typer.Option("--map", metavar="MAP.yaml", help="Regions, sectors, factors and skills."),
    ],
    tables: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Tables to add: workers.csv, elasticities.csv, ..."),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR|FILE.nc", help="Benchmark to write.")],
) -> None:
    """Make a benchmark from a GTAP-style header-array file or an inter-country table."""
    from cge.importers import import_data as carry_out

    for caution in carry_out(kind, file, plan, tables, out):
        note(f"caution: {caution}")
    say(f"{out}: written; look at it with `cge check {out}`")
