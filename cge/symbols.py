"""The registry of names: variables, parameters, tables and results, with unit and equation.

``symbols.csv`` is the one place where a name is described; the metadata of results, ``cge explain``
and the nomenclature of the docs are made from it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

FILE = Path(__file__).with_name("symbols.csv")
KINDS = ("table", "parameter", "variable", "result")


@dataclass(frozen=True)
class Symbol:
    """One name."""

    name: str
    kind: str
    """``table`` of the benchmark, ``parameter`` or ``variable`` of the model, or ``result``."""
    dims: str
    unit: str
    long_name: str
    latex: str
    equation: str
    """Number of the equation that determines or first uses it."""
    gtap: str
    """Name of the same thing in GTAP v7, where there is one."""
    file: str


@lru_cache(maxsize=1)
def load_symbols() -> dict[str, Symbol]:
    """Every symbol by name.

    A name of both a table and a result (``trade``) is the table here; :func:`describe` knows the
    result.  A result without a row of its own shares that of the table.
    """
    return {row.name: row for row in reversed(_rows())}


@lru_cache(maxsize=1)
def _rows() -> tuple[Symbol, ...]:
    with FILE.open(newline="", encoding="utf-8") as stream:
        return tuple(Symbol(**row) for row in csv.DictReader(stream))


def result_symbols() -> dict[str, Symbol]:
    """Symbols of the result file by name; tables of the benchmark that results share, too."""
    return load_symbols() | {row.name: row for row in _rows() if row.kind == "result"}


def columns() -> list[str]:
    """Columns of the registry."""
    return [f.name for f in fields(Symbol)]


def describe(data: xr.Dataset) -> xr.Dataset:
    """The same dataset with ``long_name``, ``units`` and ``equation`` on every variable.

    Raises
    ------
    KeyError
        If a variable is not in the registry: nothing leaves without a meaning.
    """
    known = result_symbols()
    described = data.copy()
    for name in described.data_vars:
        symbol = known[str(name)]
        described[name].attrs = {
            "long_name": symbol.long_name,
            "units": symbol.unit,
            "equation": symbol.equation,
        }
    return described
