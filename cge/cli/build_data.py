"""``cge build-data``: raw public extracts to the country database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli.console import say
from cge.errors import UsageError


def build_data(
    *,
    raw: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of raw extracts.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Data folder; the database is its folder countries, countries_2017 if of 2017."
        ),
    ] = None,
    year: Annotated[int, typer.Option(metavar="YEAR", help="Base year: 2017 or 2021.")] = 2021,
    explain: Annotated[
        str | None,
        typer.Option(metavar="ISO3", help="How the figures of a country came about."),
    ] = None,
) -> None:
    """Build the country database (for maintainers), or explain a country's figures."""
    from calibration import build
    from calibration.database import folder_of
    from calibration.explain import explain as explained

    if raw is None and explain is None:
        msg = "give --raw DIR to build the database, or --explain ISO3 to explain a country"
        raise UsageError(msg)
    if raw is not None:
        say(str(build.build_data(raw, out, year)))
    if explain is not None:
        say(explained(explain, folder_of(year, out)))
