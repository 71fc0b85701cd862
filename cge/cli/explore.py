"""``cge explore``: a page on this machine that solves what is chosen on it."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from cge.cli.console import note, say
from cge.errors import UsageError

EXTRA = ("starlette", "uvicorn")
"""Libraries that only this command needs."""


def explore(
    benchmark: Annotated[
        str, typer.Argument(metavar="BENCHMARK", help="Name or path of a benchmark.")
    ] = "world",
    *,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the page; 0 takes a free one.")
    ] = 8421,
    open_: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = True,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where scenarios and results are saved.")
    ] = Path("runs/explore"),
) -> None:
    """Open a page that solves policies; Ctrl-C stops it."""
    try:
        from cge.app.server import serve
    except ModuleNotFoundError as error:
        if error.name not in EXTRA:
            raise
        msg = f"the page needs the library {error.name}: pip install 'cge[app]'"
        raise UsageError(msg) from error
    from cge.app.answers import Answers
    from cge.files import check_folder_name

    check_folder_name(out)

    def ready(address: str) -> None:
        say(address)
        note(f"saved results go to {out}; Ctrl-C stops the page")
        if open_:
            webbrowser.open(address)

    serve(Answers(benchmark, out), port, ready)
