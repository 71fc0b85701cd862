"""Where words go: answers to stdout, progress and notes to stderr."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from typing import TextIO

    from cge.report.sheet import Sheet

DEBUG = "CGE_DEBUG"
"""Environment variable that asks for tracebacks, as ``--debug`` does."""
OFF = ("", "0", "false", "no", "off")
PLAIN_WIDTH = 120
"""Columns when the output is not a terminal."""


def console(stream: TextIO) -> Console:
    """A console on a stream; no colour with NO_COLOR or where nobody watches."""
    width = None if stream.isatty() else PLAIN_WIDTH
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def say(text: str) -> None:
    """Print an answer."""
    console(sys.stdout).print(Text(text), soft_wrap=True)


def note(text: str) -> None:
    """Print a remark on stderr."""
    console(sys.stderr).print(Text(text), soft_wrap=True)


def show(sheet: Sheet) -> None:
    """Print a table."""
    table = Table(box=None, pad_edge=False)
    for n, head in enumerate(sheet.columns):
        figures = not isinstance(sheet.rows[0][n], str)
        table.add_column(Text(head), justify="right" if figures else "left", overflow="fold")
    for row in sheet.texts():
        table.add_row(*map(Text, row))
    out = console(sys.stdout)
    out.print(Text(sheet.title, style="bold"))
    out.print(table)
    out.print()


def debugging() -> bool:
    """Whether tracebacks are wanted: the variable is set, and not to a word for no."""
    return os.environ.get(DEBUG, "").strip().lower() not in OFF
