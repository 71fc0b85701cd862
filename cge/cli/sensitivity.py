"""``cge sensitivity``: what an outcome hangs on, by one transposed solve."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import console, note, say, show
from cge.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr

    from cge.sensitivities.local import Progress

NONE = "none"
"""Stands for no parameter, or no datum."""


def sensitivity(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario.")],
    *,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[label, ...]",
            help="What is explained: wage[USA, high, native], welfare_ev[group=*]; dimensions left "
            "out are added up. [default: the world's welfare gain at purchasing power]",
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Parameters, or none. [default: every one]"),
    ] = None,
    data: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TABLE[dim=label, ...]",
            help="Data of the benchmark: workers[abroad, destination=*], or none. "
            "[default: each table as a whole]",
        ),
    ] = None,
    over: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="A number of the scenario, as visas.0.catch_up."),
    ] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a value.")
    ] = None,
    benchmark: Annotated[
        str | None, typer.Option(metavar="NAME|PATH", help="Use this benchmark.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="Rows of the table and bars.")] = 20,
    out: Annotated[
        Path | None, typer.Option(help="FILE.csv, FILE.json (ranked rows) or FILE.nc (all).")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Draw a tornado (svg, png or pdf).")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Derivatives of outcomes in every parameter and datum, ranked."""
    from cge.benchmark.read import load_benchmark
    from cge.files import check_output
    from cge.report.static import FORMATS as FIGURES
    from cge.scenario.load import benchmark_of, read_source
    from cge.sensitivities.local import sensitivity as derive
    from cge.sensitivities.outcomes import HEADLINE
    from cge.sensitivities.table import FORMATS, as_json, sheets, write

    for target, endings in ((out, FORMATS), (plot, FIGURES)):
        if target is not None:
            check_output(target, [Path(scenario)], endings)
            _needs_ending(target, endings)
    if out is not None and plot is not None and out == plot.with_suffix(".csv"):
        msg = f"--out {out} is where the numbers beside --plot go; give another name"
        raise UsageError(msg)
    source = read_source(scenario, overrides=set_ or [])
    named = benchmark or benchmark_of(source)
    if named is None:
        msg = f"{scenario} names no benchmark; name one with --benchmark"
        raise UsageError(msg)
    bench = load_benchmark(named)
    with _watched() as progress:
        found = derive(
            bench,
            source,
            outcome or HEADLINE,
            parameters=_chosen(parameter),
            data=_chosen(data),
            over=over or [],
            progress=progress,
        )
    if json_:
        say(as_json(found))
    else:
        for sheet in sheets(found, top):
            show(sheet)
    _limits(found)
    if out is not None:
        note(f"written: {write(found, out)}")
    if plot is not None:
        _draw(found, plot, top)


def _chosen(given: list[str] | None) -> list[str] | None:
    """What was asked for: None for everything, empty for nothing."""
    return [] if given == [NONE] else given or None


def _needs_ending(target: Path, endings: tuple[str, ...]) -> None:
    if not target.suffix:
        msg = f"{target}: the name must end in {' or '.join(endings)}; nothing is written"
        raise UsageError(msg)


def _limits(found: xr.Dataset) -> None:
    for caution in str(found.attrs["cautions"]).splitlines():
        note(f"caution: {caution}")
    for refusal in str(found.attrs["refused"]).splitlines():
        note(f"not moved: {refusal}")


def _draw(found: xr.Dataset, plot: Path, top: int) -> None:
    """A figure for each outcome; the names of the second and later ones have a number."""
    from cge.report.tornado import draw_tornado
    from cge.sensitivities.table import ranked

    for n in range(found.sizes["outcome"]):
        path = plot.with_stem(f"{plot.stem}_{n + 1}") if n else plot
        note(f"figure: {draw_tornado(ranked(found, n), path, top)}")


@contextmanager
def _watched() -> Iterator[Progress]:
    """Progress over the inputs, on stderr where somebody watches."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    silent = not sys.stderr.isatty()
    with Progress(*columns, console=console(sys.stderr), transient=True, disable=silent) as bar:
        task = bar.add_task("solve", total=None)

        def tell(name: str, count: int) -> None:
            bar.update(task, advance=1, total=count, description=name)

        yield tell
