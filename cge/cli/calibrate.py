"""``cge calibrate``: country database to a benchmark, for any aggregation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli.console import say
from cge.files import check_output


def calibrate(
    *,
    regions: Annotated[
        Path, typer.Option(metavar="MAP.yaml", help="Which countries make up which region.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="NetCDF file to write [default: name of the map + .nc]")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Data folder whose country databases are used; the shipped one by default.",
        ),
    ] = None,
    sectors: Annotated[
        str | None,
        typer.Option(
            metavar="three|ten|FILE.yaml",
            help="Sectors, instead of the map's own; a file has the key `sectors`.",
        ),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(metavar="YEAR", help="Base year, 2017 or 2021, instead of the map's own."),
    ] = None,
) -> None:
    """Make a benchmark from the country database for any map of regions and sectors."""
    from calibration.calibrate import calibrate as aggregate

    target = out or Path(f"{regions.stem}.nc")
    check_output(target, [regions], [".nc"])
    aggregate(regions, target, data, sectors, year)
    say(f"{target}: written; look at it with `cge check {target}`")
