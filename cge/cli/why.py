"""``cge why``: the equation behind a number, what moved it, and what it hangs on."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import note, say, show

if TYPE_CHECKING:
    from cge.analysis.answers import Answer


def why(
    result: Annotated[Path, typer.Argument(metavar="RESULT.nc", help="A result of `cge run`.")],
    numbers: Annotated[
        list[str],
        typer.Argument(metavar="NAME[LABELS]...", help="Numbers of it: real_wage[DEU,low]"),
    ],
    *,
    depth: Annotated[
        int, typer.Option(min=1, help="Follow the largest contribution over so many rules.")
    ] = 1,
    benchmark: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Where the benchmark is, if it is no shipped one."),
    ] = None,
    year: Annotated[
        int | None, typer.Option(metavar="YEAR", help="Of a path of years [default: the last].")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Also write the tree as a page.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answers as JSON.")] = False,
) -> None:
    """Explain numbers of a result; its scenario is solved again and followed along the shock."""
    from cge.files import check_output
    from cge.report.page import why_page
    from cge.results.store import open_result
    from cge.run.why import why_result

    if out is not None:
        check_output(out, [result], (".html", ".htm"))
    opened = open_result(result)
    found = why_result(opened, numbers, depth, benchmark, year)
    if as_json:
        import json
        from dataclasses import asdict

        say(json.dumps([asdict(answer) for answer in found], indent=1))
    else:
        for answer in found:
            _tell(answer)
    if out is not None:
        note(f"page: {why_page(opened, found, out)}")


def _tell(answer: Answer) -> None:
    from cge.report.why import hangs_on, steps

    if answer.remark:
        note(answer.remark)
    for n, step in enumerate(steps(answer.cause)):
        if n:
            say(f"-- its largest contribution: {step.label}")
        say(f"{step.label}   {step.meaning}")
        if step.rule:
            say(f"  {step.where}\n{textwrap.indent(step.rule, ' ' * 6)}")
        say(f"  {step.change}")
        if step.note:
            say(f"  {step.note}")
        if step.terms.rows:
            say("")
            show(step.terms)
    if answer.hangs_on:
        show(hangs_on(answer.hangs_on))
