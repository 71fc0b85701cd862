"""``cge sweep``: many scenarios that differ in numbers, one dataset."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import console, debugging, note, say, show
from cge.errors import SolveError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr

    from cge.sweeps.carry_out import Progress
    from cge.sweeps.plan import Plan
    from cge.sweeps.worker import Row


def sweep(
    what: Annotated[
        str, typer.Argument(metavar="SWEEP.yaml|SCENARIO", help="A sweep file, or a scenario.")
    ],
    *,
    over: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY[=VALUES]",
            help="Vary a value: visas.0.size.percent_of_labour_force=1:5:1, "
            "closure.capital=[fixed, mobile], parameters.esubnm (its range), parameters (all).",
        ),
    ] = None,
    design: Annotated[str, typer.Option(help="lhs, sobol or quadrature.")] = "lhs",
    draws: Annotated[int, typer.Option(min=1, help="Draws, where something is drawn.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="Of the draws.")] = 1,
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="NAME[dim=label]", help="What to keep of a draw.")
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a value.")
    ] = None,
    benchmark: Annotated[
        str | None, typer.Option(metavar="NAME|PATH", help="Use this benchmark.")
    ] = None,
    ranges: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Ranges that override the shipped ones.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="FILE.nc [default: runs/<name>.sweep.nc]")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Solve on a dask cluster, as tcp://node17:8786."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep the draws that are finished.")
    ] = False,
    plot: Annotated[bool, typer.Option("--plot", help="Draw lines or fans beside.")] = False,
) -> None:
    """Solve a scenario over grids and draws; write one dataset."""
    from cge.files import check_output, check_writable
    from cge.sweeps.carry_out import carry_out
    from cge.sweeps.file import read_sweep, short

    if scheduler and jobs > 1:
        msg = "--jobs are processes of this machine; leave it out with --scheduler"
        raise UsageError(msg)
    if _is_sweep(what):
        if over or set_ or outcome:
            msg = "--over, --set and --outcome go with a scenario; write them into the sweep file"
            raise UsageError(msg)
        plan = read_sweep(Path(what), benchmark=benchmark, file=ranges)
    else:
        plan = short(
            what,
            over or [],
            overrides=set_ or [],
            design=design,
            draws=draws,
            seed=seed,
            **({"outcomes": outcome} if outcome else {}),
            benchmark=benchmark,
            file=ranges,
        )
    target = out or Path("runs") / f"{plan.name}.sweep.nc"
    check_output(target, [Path(what)], [".nc"])
    check_writable(target.parent)
    with bar(plan.name) as progress:
        found = carry_out(
            plan, target, workers=jobs, resume=resume, progress=progress, scheduler=scheduler
        )
    _present(plan, target)
    if plot:
        from cge.report.sweeps import draw_sweep

        note(f"figure: {draw_sweep(found, target.with_suffix('.svg'))}")
    if failed := told(found, target):
        raise SolveError(failed)


def told(found: xr.Dataset, target: Path) -> str:
    """What failed, in words; empty if nothing did."""
    from cge.sweeps.worker import SOLVED

    failed = int((found.status != SOLVED).sum())
    if not failed:
        return ""
    first = next(str(x) for x in found.error.values if x).splitlines()[0]
    text = f"{failed} of {found.sizes['draw']} draws failed and are rows with their message in"
    return f"{text} {target}; the first: {first}"


def _is_sweep(what: str) -> bool:
    """Whether a file is a sweep: it has the key ``over`` or ``scenario``."""
    from cge.yaml_file import read_yaml

    path = Path(what)
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        return False
    return bool({"over", "scenario"} & set(read_yaml(path).data))


def _present(plan: Plan, target: Path) -> None:
    from cge.sweeps.interval import matters, sheets
    from cge.sweeps.table import open_sweep

    found = open_sweep(target)
    for sheet in sheets(found):
        show(sheet)
    if sentence := matters(found):
        say(sentence)
    say(f"{plan.name}: {target}")


@contextmanager
def bar(name: str) -> Iterator[Progress]:
    """Progress with the time left, on stderr; failures in words as they come."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console(sys.stderr), transient=True, disable=not sys.stderr.isatty()
    ) as shown:
        task = shown.add_task(name, total=None)

        def tell(done: int, total: int, row: Row | None) -> None:
            shown.update(task, completed=done, total=total)
            if row is not None and row.error:
                note(f"draw {row.draw}: {row.trace if debugging() and row.trace else row.error}")

        yield tell
