"""``cge export``: a result as csv, xlsx, parquet, LaTeX or IAMC."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli.console import say
from cge.errors import UsageError
from cge.files import check_output


def export(
    result: Annotated[Path, typer.Argument(metavar="RESULT.nc", help="A result of `cge run`.")],
    *,
    to: Annotated[str, typer.Option(metavar="FORMAT", help="csv, xlsx, parquet, latex or iamc.")],
    out: Annotated[
        Path | None, typer.Option(help="File to write [default: beside the result]")
    ] = None,
    variable: Annotated[
        list[str] | None,
        typer.Option("--variable", metavar="NAME", help="Only this one; may be repeated."),
    ] = None,
) -> None:
    """Write a result as tidy tables for other programs."""
    from cge.report.export import SUFFIX
    from cge.report.export import export as write
    from cge.results.store import open_result

    opened = open_result(result)
    if to not in SUFFIX:
        msg = f"cannot export to {to!r}; allowed: {', '.join(SUFFIX)}"
        raise UsageError(msg)
    stem = f"{result.stem}_iamc" if to == "iamc" else result.stem
    target = out or result.with_name(stem + SUFFIX[to])
    check_output(target, [result], [SUFFIX[to]])
    say(str(write(opened, to, target, variable)))
