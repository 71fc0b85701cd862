"""``cge run``: solve scenarios, print what they say, write the results."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import console, debugging, note, say, show

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xarray as xr

    from cge.report.summary import Summary
    from cge.run.many import Job, Outcome
    from cge.run.one import Progress


class Solver(StrEnum):
    """How a scenario is solved."""

    newton = "newton"
    ipopt = "ipopt"


BRIEF = 160
"""Characters of a caution that are printed without --verbose."""
SEVERAL_FAILED = 4
"""Exit code when scenarios failed for different reasons."""


def run(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO...", help="Files, or names of shipped scenarios."),
    ],
    *,
    benchmark: Annotated[
        str | None,
        typer.Option(metavar="NAME|PATH", help="Use this benchmark whatever the files say."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="FILE.nc for one scenario, or a folder [default: runs/<time>]"),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change a value: parameters.esubnm=10"),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    steps: Annotated[
        int | None, typer.Option(min=1, help="Steps of the shock [default: as many as it takes]")
    ] = None,
    solver: Annotated[
        Solver, typer.Option(help="Newton, with Ipopt where it fails; or Ipopt alone.")
    ] = Solver.newton,
    decompose: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Decompose welfare by channel, along N segments of the path; 1 is usually enough.",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Do not solve again what is up to date.")
    ] = False,
    closures: Annotated[
        bool, typer.Option("--closures", help="Solve under every fiscal and capital closure.")
    ] = False,
    interval: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=20,
            help="Solve N draws of the parameters: interval of 90%, who may lose, and why.",
        ),
    ] = None,
    ranges: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Ranges that override the shipped ones.")
    ] = None,
    report: Annotated[
        bool | None,
        typer.Option(
            "--report/--no-report",
            help="Write report.html beside the results [default: only without --out]",
        ),
    ] = None,
    focus: Annotated[
        str | None, typer.Option(metavar="REGION", help="Also print all about one region.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print all tables, not five lines.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print headline figures as JSON.")
    ] = False,
) -> None:
    """Solve scenarios and write their results."""
    from cge.cli.plan import check_focus, plan, target
    from cge.files import check_place, check_writable
    from cge.run.manifest import check_manifest, write_manifest

    folder, file = target(out, 2 if closures else len(scenarios))
    planned = plan(
        scenarios,
        set_ or [],
        benchmark,
        folder,
        file,
        steps=steps,
        solver=solver.value,
        decompose=decompose,
        resume=resume,
        closures=closures,
    )
    if focus:
        check_focus(focus, planned.jobs)
    check_writable(folder)
    if file is None:
        check_manifest(folder)
    for job in planned.jobs:
        check_place(job.out)
    outcomes = _carry_out([*planned.jobs], jobs, quiet=as_json)
    if file is None:
        write_manifest(folder, outcomes, command=sys.argv, benchmarks=planned.fingerprints)
    if interval is not None:
        for outcome in outcomes:
            if not outcome.error:
                add_interval(outcome.job, interval, jobs, ranges, resume=resume)
    wanted = out is None and not closures if report is None else report
    page = folder / "report.html" if wanted else None
    if as_json:
        _present_json(outcomes, page, focus)
    elif closures:
        _write_page(outcomes, page, note)
    else:
        _present(outcomes, page, focus, verbose=verbose)
    if closures:
        _compare_closures(outcomes, folder, quiet=as_json)
    codes = {outcome.exit_code for outcome in outcomes if outcome.error}
    if codes:
        raise typer.Exit(codes.pop() if len(codes) == 1 else SEVERAL_FAILED)


def add_interval(job: Job, draws: int, workers: int, ranges: Path | None, *, resume: bool) -> None:
    """Solve draws around a scenario; its result carries what they say, a file beside has all."""
    from cge.cli.sweep import bar, told
    from cge.report.intervals import carried
    from cge.results.store import open_result, write_result
    from cge.sweeps.carry_out import carry_out
    from cge.sweeps.file import around
    from cge.sweeps.interval import intervals

    plan = around(job.scenario, job.benchmark, draws, ranges)
    beside = job.out.with_name(f"{job.out.stem}.interval.nc")
    with bar(plan.name) as progress:
        found = carry_out(plan, beside, workers=workers, resume=resume, progress=progress)
    if failed := told(found, beside):
        note(f"caution: {failed}")
    write_result(open_result(job.out).assign_attrs(carried(intervals(found))), job.out)


def _carry_out(jobs: Sequence[Job], workers: int, *, quiet: bool) -> list[Outcome]:
    """Run the jobs; one line for each as it ends; outcomes in the order asked for."""
    from cge.run.many import run_jobs

    outcomes: list[Outcome] = []
    with _bars() as bar:
        try:
            for outcome in run_jobs(jobs, workers=workers, progress=bar):
                outcomes.append(outcome)
                (note if quiet else say)(line(outcome))
                if outcome.error:
                    note(outcome.trace if outcome.trace and debugging() else outcome.error)
        except KeyboardInterrupt:
            done = [str(o.job.out) for o in outcomes if not o.error]
            if done:
                note(f"complete before the interrupt, and kept: {', '.join(done)}")
            raise
    return sorted(outcomes, key=lambda outcome: jobs.index(outcome.job))


def line(outcome: Outcome) -> str:
    """One line on how a scenario ended."""
    name, seconds = outcome.job.scenario.name, f"{outcome.seconds:7.1f} s"
    if outcome.error:
        return f"{name:<24} FAILED     {seconds}   exit code {outcome.exit_code}"
    return f"{name:<24} {outcome.status:<10} {seconds}   {outcome.job.out}"


def _compare_closures(outcomes: Sequence[Outcome], folder: Path, *, quiet: bool) -> None:
    """Print and keep the headline under every closure that was solved."""
    from cge.results.store import open_result
    from cge.run.closures import sheet, table, write

    rows = table([open_result(outcome.job.out) for outcome in outcomes if not outcome.error])
    if not rows:
        return
    path = write(rows, folder)
    if not quiet:
        show(sheet(rows))
    note(f"closures: {path}")


def _present(
    outcomes: Sequence[Outcome], page: Path | None, focus: str | None, *, verbose: bool
) -> None:
    """Print where the page is, then a few lines on each result, or all tables."""
    from cge.report.focus import focus as all_about
    from cge.report.summary import summarise

    results = _write_page(outcomes, page, say, focus)
    for result in results:
        _print(summarise(result), verbose=verbose)
        _print_interval(result)
        if verbose and "steps" in result.attrs:
            note(path_taken(result))
        for sheet in all_about(result, focus) if focus else ():
            show(sheet)
    if results and not verbose:
        say("\nMore: --verbose, `cge show RESULT.nc region=DEU`, `cge why RESULT.nc NAME[LABELS]`.")


def _present_json(outcomes: Sequence[Outcome], page: Path | None, focus: str | None) -> None:
    from cge.report.summary import summarise

    results = _write_page(outcomes, page, note, focus)
    say(_json(outcomes, [summarise(result) for result in results]))


def _write_page(
    outcomes: Sequence[Outcome],
    page: Path | None,
    tell: Callable[[str], None],
    focus: str | None = None,
) -> list[xr.Dataset]:
    """The results that were solved; their page is written where one is wanted."""
    from cge.results.store import open_result

    results = [open_result(outcome.job.out) for outcome in outcomes if not outcome.error]
    if page and results:
        from cge.report.page import write_page

        tell(f"report: {write_page(results, page, region=focus)}")
    return results


def path_taken(result: xr.Dataset) -> str:
    """How the solution was reached, and how exact it is."""
    about = result.attrs
    return (
        f"{about['scenario_name']}: {about['solver']}; {about['steps']} step(s), "
        f"{about['iterations']} iterations; largest residual {float(about['residual']):.0e}, "
        f"market left out {float(about['walras']):.0e} of world GDP"
    )


def _print(summary: Summary, *, verbose: bool) -> None:
    say(f"\n{summary.name}: {summary.title}")
    for text in (summary.sentence, *summary.hints, *summary.lines):
        say(f"  {text}")
    if verbose:
        say(f"  {summary.closure}\n")
        for sheet in summary.sheets:
            show(sheet)
    for caution in summary.cautions:
        note(f"caution: {caution if verbose else textwrap.shorten(caution, BRIEF)}")


def _print_interval(result: xr.Dataset) -> None:
    from cge.report.intervals import of_result, remarks, sheet

    known = of_result(result)
    if known:
        show(sheet(known))
        for text in remarks(known):
            say(text)


def _json(outcomes: Sequence[Outcome], summaries: Sequence[Summary]) -> str:
    import json

    figures = {summary.name: summary.figures for summary in summaries}
    content = [
        {
            "scenario": outcome.job.scenario.name,
            "status": outcome.status,
            "seconds": round(outcome.seconds, 3),
            "result": None if outcome.error else str(outcome.job.out),
            "exit_code": outcome.exit_code,
            "error": outcome.error,
            "figures": figures.get(outcome.job.scenario.name),
        }
        for outcome in outcomes
    ]
    return json.dumps(content, indent=1)


@contextmanager
def _bars() -> Iterator[Callable[[Job], Progress] | None]:
    """Progress bars on stderr, one per scenario; none where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    words = TextColumn("{task.description}"), TextColumn("{task.fields[word]}")
    columns = (words[0], BarColumn(), TimeElapsedColumn(), words[1])
    with Progress(*columns, console=console(sys.stderr), transient=True) as bars:

        def bar(job: Job) -> Callable[[float, str], None]:
            task = bars.add_task(job.scenario.name, total=1.0, word="")

            def move(share: float, word: str) -> None:
                bars.update(task, completed=share, word=word)

            return move

        yield bar
