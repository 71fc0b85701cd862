"""Rows of a CSV table, read strictly: every cell is understood, or its line is told.

One reader for every table that a user gives: benchmark folders, elasticities, factor shares.
A line is a row: a quote that is opened is closed in the same line, so that a stray one never
swallows the rows below it.
"""

from __future__ import annotations

import csv
import math
import re
from typing import TYPE_CHECKING, NamedTuple

from cge.nearest import allowed_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cge.benchmark.problems import Problems

REMARKS = ("unit", "source", "note")
"""Columns that any table may carry; a unit must be that of the table, the others are for people."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INFINITY = re.compile(r"[+-]?inf(inity)?|nan", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_LINES = re.compile(r"\r\n|\n|\r")


class Row(NamedTuple):
    """One line of a CSV file."""

    where: str
    cells: dict[str, str]


def read_rows(
    path: Path, needed: Sequence[str], optional: Sequence[str], problems: Problems
) -> Iterator[Row]:
    """Rows of a CSV file with a header; blank lines and lines that start with # are skipped.

    Parameters
    ----------
    path
        The file.
    needed, optional
        Columns that must be there, and that may be; every other one is a mistake.
    problems
        Takes what is wrong, with file and line.
    """
    header: list[str] | None = None
    for where, cells in read_cells(path, problems):
        if header is None:
            header = cells
            if not _header_is_good(where, header, needed, optional, problems):
                return
        elif len(cells) != len(header):
            problems.add(where, _width(cells, header))
        elif _no_decimal_comma(where, header, cells, problems):
            yield Row(where, dict(zip(header, cells, strict=True)))
    if header is None:
        problems.add(f"{path}:1", f"the file is empty; expected the columns {', '.join(needed)}")


def read_cells(path: Path, problems: Problems) -> Iterator[tuple[str, list[str]]]:
    """Place and cells of every line that holds any; quoting that is wrong goes to ``problems``."""
    try:
        if not path.is_file():
            problems.add(path, "cannot be read: it is not a file")
            return
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problems.add(path, f"cannot be read as UTF-8 text: {error}")
        return
    for n, line in enumerate(_LINES.split(text), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        where = f"{path}:{n}"
        wrong = _misquoted(line)
        if wrong:
            problems.add(where, wrong)
            continue
        try:
            cells = [cell.strip() for cell in next(csv.reader([line], strict=True))]
        except csv.Error as error:  # as a cell of more than 131,072 characters
            problems.add(where, f"not a line of a CSV table: {error}; shorten or correct it")
            continue
        if any(cells):
            yield where, cells


def _misquoted(line: str) -> str:
    """What is wrong with the quotes of a line; empty if nothing is.

    A cell is quoted as a whole or not at all, and a quote within is written twice.
    """
    if '"' not in line:
        return ""
    rest = re.sub(r'(^|,)"(?:[^"]|"")*"(?=,|$)', r"\1", line)
    if '"' not in rest:
        return ""
    return (
        'a quote (") is not closed in its cell: quote the whole cell, and write a quote inside '
        'it twice (""); otherwise remove it'
    )


def _width(cells: Sequence[str], header: Sequence[str]) -> str:
    hint = ""
    if len(cells) > len(header):
        hint = "; a decimal comma? write a point (0.5); a text with commas goes in quotes"
    return f"{len(cells)} cells, but the header has {len(header)} columns{hint}"


def _no_decimal_comma(
    where: str, header: Sequence[str], cells: Sequence[str], problems: Problems
) -> bool:
    """Whether no number was cut at its comma, the rest of it becoming a remark."""
    for column, text, beside, remark in zip(header, cells, header[1:], cells[1:], strict=False):
        whole = column not in REMARKS and _WHOLE.fullmatch(text)
        if whole and beside in (*REMARKS, "status") and remark.isdigit():
            problems.add(
                where,
                f"{column} {text} with the {beside} {remark}: a decimal comma? write "
                f"{text}.{remark}, or put the {beside} in words",
            )
            return False
    return True


def _header_is_good(
    where: str,
    header: Sequence[str],
    needed: Sequence[str],
    optional: Sequence[str],
    problems: Problems,
) -> bool:
    before = len(problems.found)
    known = dict.fromkeys((*needed, *optional))
    for column in header:
        if column not in known:
            cells = "; cells are separated by commas" if re.search(r"[;\t|]", column) else ""
            text = f"unknown column {column!r}{cells}; {allowed_names(column, known)}"
            problems.add(where, text)
    for column in needed:
        if column not in header:
            text = f"column {column!r} is missing; expected {', '.join(needed)}"
            problems.add(where, text)
    if len(set(header)) != len(header):
        problems.add(where, "a column name occurs twice")
    return len(problems.found) == before


def parsed(text: str) -> float:
    """The number that a cell says.

    Raises
    ------
    ValueError
        If it says none, or one too large for a computer; with the reason.
    """
    if _NUMBER.fullmatch(text):
        value = float(text)
        if math.isinf(value):
            msg = "is too large a number"
            raise ValueError(msg)
        return value
    if _INFINITY.fullmatch(text):
        return float(text)
    hint = "; the decimal sign is a point, as in 0.5" if _DECIMAL_COMMA.fullmatch(text) else ""
    msg = f"is not a number{hint}"
    raise ValueError(msg)
