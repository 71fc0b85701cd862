"""``cge verify``: published results beside the model's own."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import note, say, show
from cge.errors import CheckError

if TYPE_CHECKING:
    from cge.verify import Report
    from cge.verify.figures import Figure


def verify(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CASE]...", help="Cases by name; all when left out."),
    ] = None,
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything as JSON, and nothing else.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out the world benchmark (a minute).")
    ] = False,
) -> None:
    """Solve published cases; print own value, published value, gap and verdict.

    Exit code 5 if a figure that should agree does not.
    """
    from cge.verify import CASES
    from cge.verify import verify as carry_out

    names = cases or [name for name, case in CASES.items() if not (quick and case.long)]
    reports = []
    for report in carry_out(names):
        reports.append(report)
        note(f"{report.name}: {'ok' if report.ok else 'NOT OK'} ({report.seconds:.1f} s)")
        if not as_json:
            _print(report)
    if as_json:
        sys.stdout.write(json.dumps([r.as_dict() for r in reports], indent=1) + "\n")
    wrong = [f"{r.name}: {f.published.figure}" for r in reports for f in r.figures
             if not f.as_expected]  # fmt: skip
    if wrong:
        msg = "not as published: " + "; ".join(wrong)
        raise CheckError(msg)


def _verdict(figure: Figure) -> str:
    if not figure.as_expected:
        return f"{figure.verdict.upper()} (should be: {figure.published.expect})"
    if figure.verdict != "agrees" or not figure.published.tolerance:
        return figure.verdict
    return f"agrees within {figure.published.tolerance:g}"


def _print(report: Report) -> None:
    from cge.report.sheet import Sheet

    rows = [
        (
            f.published.figure,
            f"{f.own:.8g}" if f.published.tolerance < 1e-5 else f"{f.own:.5g}",
            f.published.printed,
            f.published.unit,
            f"{f.gap:+.1e}",
            _verdict(f),
        )
        for f in report.figures
    ]
    heads = ("figure", "own", "published", "unit", "gap", "verdict")
    show(Sheet(title=report.title, columns=heads, rows=tuple(rows)))
    for source in dict.fromkeys(f"{f.published.source}" for f in report.figures):
        say(f"  source: {source}")
    for figure in report.figures:
        if figure.published.why:
            say(f"  {figure.published.figure} ({figure.published.source.split(',')[0]}): "
                f"{figure.published.why}")  # fmt: skip
    say("")
