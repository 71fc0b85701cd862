"""``cge``: commands, and what becomes of errors.

Exit codes: 0 ok, 1 bug, 2 usage or scenario file, 3 data, 4 solver, 5 check failed,
130 interrupted.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

import cge
from cge.cli import (
    build_data,
    calibrate,
    check,
    coalition,
    compare,
    design,
    diversion,
    explain,
    explore,
    export,
    game,
    import_data,
    info,
    plot,
    regions,
    report,
    run,
    sensitivity,
    show,
    sweep,
    verify,
    why,
    winset,
)
from cge.cli import list as list_
from cge.cli.console import DEBUG, debugging, note
from cge.cli.streams import lasting_streams
from cge.errors import DataError, UsageError, as_known
from cge.interrupt import caused_by_interrupt, interruptible

INTERRUPTED = 130

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="A computable general equilibrium model of international migration.",
)
app.command("run")(run.run)
app.command("sweep")(sweep.sweep)
app.command("sensitivity")(sensitivity.sensitivity)
app.command("list")(list_.list_)
app.command("show")(show.show)
app.command("why")(why.why)
app.command("regions")(regions.regions)
app.command("check")(check.check)
app.command("explore")(explore.explore)
app.command("report")(report.report)
app.command("plot")(plot.plot)
app.command("compare")(compare.compare)
app.command("export")(export.export)
app.command("explain")(explain.explain)
app.command("info")(info.info)
app.command("coalition")(coalition.coalition)
app.command("design")(design.design)
app.command("game")(game.game)
app.command("winset")(winset.winset)
app.command("diversion")(diversion.diversion)
app.command("calibrate")(calibrate.calibrate)
app.command("verify")(verify.verify)
app.command("import")(import_data.import_data)
app.command("build-data")(build_data.build_data)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(cge.__version__)
        raise typer.Exit


@app.callback()
def options(
    *,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks (as CGE_DEBUG=1 does).")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log on stderr.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before the command."""
    if debug:
        os.environ[DEBUG] = "1"
    level = logging.DEBUG if debug else logging.INFO if verbose else logging.WARNING
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    log = logging.getLogger("cge")
    log.handlers = [handler]
    log.setLevel(level)


def _start() -> None:
    """Run the application; an interrupt leaves it as exit code 130, whatever it was named."""
    try:
        with interruptible():
            _check_surroundings()
            app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        if caused_by_interrupt(error):  # compiled code gave it another name
            sys.exit(INTERRUPTED)
        raise


def _check_surroundings() -> None:
    """What no command can do without: a working directory, and arguments that say something."""
    try:
        Path.cwd()
    except OSError as error:
        msg = "the working directory does not exist any more; change to one that does (cd)"
        raise UsageError(msg) from error
    if sys.flags.optimize > 1:
        msg = "Python runs with -OO, which removes the texts of the equations; leave it out, or -O"
        raise UsageError(msg)
    previous = ""
    for word in sys.argv[1:]:
        if not word.strip():
            what = f"{previous} is empty" if previous.startswith("-") else "an argument is empty"
            msg = f"{what}; is a shell variable unset?  Give a value, or leave it out"
            raise UsageError(msg)
        previous = word


def main() -> None:
    """Run the command line; every failure ends in one clear message and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no umlaut still answers
    code: object = None
    try:
        with lasting_streams():
            code = _exit_code()
    except DataError as error:  # the answer is lost
        note(f"{type(error).__name__}: {error}")
        code = code or error.exit_code
    sys.exit(code)  # type: ignore[arg-type]


def _exit_code() -> object:
    """Exit code of the command, after its failure was told."""
    try:
        _start()
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            note("interrupted; nothing unfinished is written")
        return stop.code
    except Exception as error:
        if debugging():
            traceback.print_exc()
        known = as_known(error)
        if known is not None:
            note(f"{type(known).__name__}: {known}")
            return known.exit_code
        note(
            f"{type(error).__name__}: {error}\n"
            "This is a bug of ours; please report it with the command and the output of"
            " `cge --debug ...`"
        )
        return 1
    return None
