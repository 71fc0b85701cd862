"""``cge compare``: what differs between results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import say, show
from cge.errors import UsageError
from cge.files import check_output

if TYPE_CHECKING:
    import xarray as xr


TABLES = (".csv", ".tex")
"""How files of wide tables end."""


def compare(
    results: Annotated[
        list[Path],
        typer.Argument(metavar="A.nc B.nc...", help="Result files; each is set against the first."),
    ],
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Print every figure, not the largest differences.")
    ] = False,
    wide: Annotated[
        bool, typer.Option("--wide", help="One table with a column per result, in levels.")
    ] = False,
    difference: Annotated[
        bool, typer.Option("--difference", help="With --wide: less the first result.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv|FILE.tex", help="Write the wide table, all figures."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all differences as JSON.")] = False,
) -> None:
    """Compare results of one benchmark: differences in level and percent."""
    from cge.files import write_bytes
    from cge.report.compare import (
        WHOLE,
        as_records,
        check_same_benchmark,
        differences,
        sheets,
    )
    from cge.report.compare import wide as across
    from cge.report.export import csv_tables, latex_tables
    from cge.report.summary import summarise

    if len(results) < 2:
        msg = "two results or more are needed: `cge compare A.nc B.nc`"
        raise UsageError(msg)
    if out is not None:
        check_output(out, results, TABLES)
    opened = labelled(results)
    check_same_benchmark(opened)
    if out is not None:
        tables = across(opened, difference=difference)
        content = latex_tables(tables) if out.suffix == ".tex" else csv_tables(tables)
        say(str(write_bytes(content, out)))
        return
    if wide or difference:
        for sheet in across(opened, difference=difference):
            if every or sheet.title in WHOLE:
                show(sheet)
        return
    (first, base), *others = opened.items()
    found = {label: differences(base, other) for label, other in others}
    if as_json:
        say(_json(first, found, as_records))
        return
    for label, other in others:
        say(f"\n{label} against {first}")
        for name, result in ((first, base), (label, other)):
            say(f"  {name}: {summarise(result).sentence}")
        say("")
        for sheet in sheets(found[label], first, label, every=every):
            show(sheet)


def labelled(paths: list[Path]) -> dict[str, xr.Dataset]:
    """Results by the name of their scenario; by the file where names are the same."""
    from cge.results.store import open_result

    if len({path.resolve() for path in paths}) < len(paths):
        msg = f"the same file is given twice: {', '.join(map(str, paths))}"
        raise UsageError(msg)
    opened = [open_result(path) for path in paths]
    names = [str(result.attrs["scenario_name"]) for result in opened]
    stems = [path.stem for path in paths]
    labels = [
        name if names.count(name) == 1 else stem if stems.count(stem) == 1 else str(path)
        for name, stem, path in zip(names, stems, paths, strict=True)
    ]
    return dict(zip(labels, opened, strict=True))


def _json(base: str, found: dict, as_records) -> str:  # type: ignore[no-untyped-def]
    import json

    content = {
        "base": base,
        "comparisons": [{"scenario": k, "differences": as_records(v)} for k, v in found.items()],
    }
    return json.dumps(content, indent=1)
