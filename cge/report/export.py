"""Result files in the formats of other programs."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from cge.errors import UsageError
from cge.files import write_bytes
from cge.report import tidy
from cge.report.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import xarray as xr

    from cge.report.sheet import Sheet

SUFFIX = {"csv": ".csv", "xlsx": ".xlsx", "parquet": ".parquet", "latex": ".tex", "iamc": ".csv"}
"""Formats, and how their files end."""
ROWS_OF_EXCEL = 1_048_575
NAME_OF_EXCEL = 31
BASE_YEAR = 2021
"""Of results that do not name theirs: the year of the default benchmarks."""


def export(result: xr.Dataset, to: str, path: Path, variables: Sequence[str] | None = None) -> Path:
    """Write a result in another format.

    Parameters
    ----------
    to : str
        One of :data:`SUFFIX`.
    variables : sequence of str, optional
        All when left out; in LaTeX the tables of the summary instead.

    Raises
    ------
    UsageError
        If the format or a variable does not exist, or a table is too long for Excel.
    DataError
        If the file cannot be written.
    """
    if to not in SUFFIX:
        msg = f"cannot export to {to!r}; allowed: {', '.join(SUFFIX)}"
        raise UsageError(msg)
    if to == "latex" and not variables:
        content = latex_tables(summarise(result).sheets)
    else:
        content = FORMATS[to](result, tidy.chosen(result, variables))
    return write_bytes(content, path)


def _csv(result: xr.Dataset, names: Sequence[str]) -> bytes:
    return tidy.long(result, names).to_csv(index=False).encode()


def _parquet(result: xr.Dataset, names: Sequence[str]) -> bytes:
    frame = tidy.long(result, names)
    frame.attrs = {key: str(value) for key, value in result.attrs.items()}
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False)
    return stream.getvalue()


def _iamc(result: xr.Dataset, names: Sequence[str]) -> bytes:
    year = int(result.attrs.get("base_year") or BASE_YEAR)
    return tidy.iamc(result, names, year=year).to_csv(index=False).encode()


def _xlsx(result: xr.Dataset, names: Sequence[str]) -> bytes:
    """A sheet of contents with the scenario, then one per variable."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet_of = _sheet_names(names)
    listed = tidy.contents(result, names)
    listed.insert(0, "sheet", [sheet_of[name] for name in listed.variable])
    first = book.create_sheet("contents")
    _rows(first, listed)
    first.append([])
    for key, value in sorted(result.attrs.items()):
        first.append([_cell(first, str(key)), _cell(first, str(value))])
    for name in names:
        frame = tidy.table(result[name])
        if len(frame) > ROWS_OF_EXCEL:
            msg = (
                f"{name} has {len(frame):,} cells, Excel takes {ROWS_OF_EXCEL:,} rows a sheet;"
                f" choose --to parquet, or name variables with --variable"
            )
            raise UsageError(msg)
        _rows(book.create_sheet(sheet_of[name]), frame.assign(unit=tidy.unit_of(result[name])))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _rows(sheet: Any, frame: pd.DataFrame) -> None:
    sheet.append([str(column) for column in frame.columns])
    for row in frame.itertuples(index=False):
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Any) -> Any:
    """Numbers as they are; words as words, also where they look like a formula."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    text = "".join(c for c in value if c >= " " or c in "\t\n")[:32_767]
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell


def _sheet_names(names: Sequence[str]) -> dict[str, str]:
    """Names that Excel takes: at most 31 characters, all different."""
    taken: dict[str, str] = {}
    for name in names:
        short, n = name[:NAME_OF_EXCEL], 1
        while short in taken.values() or short == "contents":
            n += 1
            short = f"{name[: NAME_OF_EXCEL - 3]}~{n}"
        taken[name] = short
    return taken


def _tables(result: xr.Dataset, names: Sequence[str]) -> bytes:
    """Long tables of variables, for LaTeX."""
    parts = []
    for name in names:
        array = result[name]
        frame = tidy.table(array)
        unit = tidy.unit_of(array)
        caption = f"{array.attrs.get('long_name', name)} [{unit}]"
        parts.append(_longtable(frame, caption, f"tab:{name}", len(frame.columns) - 1))
    return "\n".join(parts).encode()


def latex_tables(sheets: Sequence[Sheet]) -> bytes:
    """Tables as booktabs longtables, figures rounded as they are printed."""
    parts = []
    for sheet in sheets:
        frame = pd.DataFrame(sheet.texts(), columns=list(sheet.columns))
        label = re.sub(r"[^a-z]+", "-", sheet.title.lower()).strip("-")
        texts = sum(isinstance(cell, str) for cell in sheet.rows[0])
        parts.append(_longtable(frame, sheet.title, f"tab:{label}", texts))
    return "\n".join(parts).encode()


def csv_tables(sheets: Sequence[Sheet]) -> bytes:
    """Tables as one csv file, figures as they are: the title of the table is the first column."""
    frames = [pd.DataFrame(list(s.rows), columns=list(s.columns)) for s in sheets]
    titles = [sheet.title for sheet in sheets]
    every = pd.concat(dict(zip(titles, frames, strict=True)), names=["table"])
    return every.reset_index(level="table").to_csv(index=False).encode()


def _longtable(frame: pd.DataFrame, caption: str, label: str, text_columns: int) -> str:
    """A booktabs longtable; what has a meaning in LaTeX is escaped."""
    body = frame.map(lambda cell: latex(cell) if isinstance(cell, str) else cell)
    body.columns = pd.Index([latex(str(column)) for column in frame.columns])
    text: str = body.to_latex(
        index=False,
        longtable=True,
        caption=latex(caption),
        label=label,
        column_format="l" * text_columns + "r" * (len(frame.columns) - text_columns),
        float_format="%.6g",
    )
    return text


def latex(text: str) -> str:
    """Text in which no character is a command of LaTeX; ``10^9`` and a minus are mathematics."""
    special = {
        "\\": r"\textbackslash{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        **{c: f"\\{c}" for c in "&%$#_{}"},
    }
    special["−"] = "$-$"
    powers = re.split(r"(10\^\d+)", text)
    return "".join(
        f"${part.replace('^', '^{')}}}$" if n % 2 else "".join(special.get(c, c) for c in part)
        for n, part in enumerate(powers)
    )


FORMATS: dict[str, Callable[[xr.Dataset, Sequence[str]], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "latex": _tables,
    "iamc": _iamc,
}
