"""CSV tables of a benchmark folder: long format, one located message per mistake."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cge.benchmark.problems import Problems
from cge.benchmark.rows import REMARKS, Row, parsed, read_rows
from cge.benchmark.schema import LARGEST_ELASTICITY, PARAMETERS, TABLES, Table
from cge.nearest import allowed_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import xarray as xr

    from cge.benchmark.sets import Sets

WHOLE = ("price_level", "population", "decile_share")
"""Tables that are given for all regions or not at all."""

PER_CORRIDOR = ("efficiency", "persons_per_worker")
"""Tables that are given for all corridors with workers or not at all."""

_NAMED = 4
"""Missing cells named in a message."""

ELASTICITY_COLUMNS = ("parameter", "sector", "skill", "value", "low", "high", "status", "source")
STATUS = ("published", "assumption")


OFFICE = (".tsv", ".txt", ".xls", ".xlsx", ".ods", ".gz", ".zip", "")
"""Endings of files that were meant as a table and are not read."""


def table_files(folder: Path, names: Sequence[str], problems: Problems) -> dict[str, Path]:
    """The CSV files of a folder by table; a file that would be overlooked goes to ``problems``.

    Parameters
    ----------
    folder
        Folder of the tables.
    names
        Tables that it may hold, each as ``NAME.csv``.
    """
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        stem, suffix = path.stem, path.suffix.lower()
        if path.name.startswith("."):
            continue
        if path.suffix == ".csv" and stem in names:
            found[stem] = path
        elif suffix == ".csv" and stem.lower() in names:
            problems.add(path, f"is not read; call it {stem.lower()}.csv")
        elif suffix == ".csv":
            problems.add(path, f"not a table of a benchmark; {allowed_names(stem, names)}")
        else:
            meant = path.name.split(".")[0].strip().lower()
            if suffix in OFFICE and meant in names and not (folder / f"{meant}.csv").exists():
                problems.add(path, f"is not read; save the table as {meant}.csv")
    return found


def read_table(path: Path, name: str, sets: Sets, problems: Problems) -> xr.DataArray:
    """Read one table; cells without a row are NaN."""
    table = TABLES[name]
    array = sets.full(table.dims, math.nan)
    position = {
        dim: {str(label): n for n, label in enumerate(sets.labels(dim))} for dim in table.dims
    }
    seen: dict[tuple[str, ...], str] = {}
    for row in read_rows(path, (*table.dims, "value"), REMARKS, problems):
        unknown = [dim for dim in table.dims if row.cells[dim] not in position[dim]]
        for dim in unknown:
            label = row.cells[dim]
            article = "an" if dim[0] in "eio" else "a"
            text = f"{label!r} is not {article} {dim}; {allowed_names(label, position[dim])}"
            problems.add(row.where, text)
        value = number(row, "value", table, problems)
        unit = row.cells.get("unit", table.unit)  # a table may leave the column out
        if unit != table.unit:
            found = f"unit {unit!r}" if unit else "no unit in a column of units"
            text = f"{found}: {name} is in {table.unit!r}, and numbers are not converted"
            problems.add(row.where, text)
        if unknown or value is None:
            continue
        labels = tuple(row.cells[dim] for dim in table.dims)
        if labels in seen:
            problems.add(row.where, f"{', '.join(labels)} was given before, at {seen[labels]}")
            continue
        seen[labels] = row.where
        cell = tuple(position[dim][label] for dim, label in zip(table.dims, labels, strict=True))
        array.values[cell] = value
    return array


def require_cover(
    given: Mapping[str, xr.DataArray], folder: Path, sets: Sets, problems: Problems
) -> None:
    """Note tables that were given in part, where a default beside given numbers would mislead."""
    workers = given.get("workers")
    for name in (*WHOLE, *PER_CORRIDOR):
        if name not in given:
            continue
        holes = given[name].isnull()
        if name in PER_CORRIDOR:
            if workers is None:
                continue
            there = workers.fillna(0.0) > 0
            if name == "efficiency":
                there = there & (there.origin != there.destination)
            else:
                there = there.any("skill")
            holes = (holes & there).transpose(*TABLES[name].dims)
        missing = [
            "-".join(
                str(sets.labels(dim)[n]) for dim, n in zip(TABLES[name].dims, cell, strict=True)
            )
            for cell in np.argwhere(holes.values)
        ]
        if missing:
            named = ", ".join(missing[:_NAMED])
            more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
            what = "all regions" if name in WHOLE else "all corridors with workers"
            problems.add(
                folder / f"{name}.csv",
                f"no row for {named}{more}; give {what}, or leave the whole table out",
            )


def read_elasticities(path: Path, sets: Sets, problems: Problems) -> dict[str, xr.DataArray]:
    """Read ``elasticities.csv``: every parameter with its range, status and source as attributes.

    A row without a sector, or skill, holds for all that have no row of their own.
    """
    found: dict[str, dict[str, Row]] = {}
    for row in read_rows(path, ("parameter", "value"), (*ELASTICITY_COLUMNS, *REMARKS), problems):
        name = row.cells["parameter"]
        if name not in PARAMETERS:
            problems.add(
                row.where, f"{name!r} is not a parameter; {allowed_names(name, PARAMETERS)}"
            )
            continue
        label, wrong = _label_of(row, TABLES[name].dims, sets)
        if wrong:
            problems.add(row.where, f"{name} {wrong}" if wrong.startswith("does") else wrong)
        elif label in found.setdefault(name, {}):
            before = found[name][label].where
            every = f"of all {TABLES[name].dims[0]}s" if TABLES[name].dims else ""
            problems.add(row.where, f"{name} {label or every} was given at {before}")
        else:
            found[name][label] = row
    return {name: _parameter(name, rows, sets, problems) for name, rows in found.items()}


def _label_of(row: Row, dims: tuple[str, ...], sets: Sets) -> tuple[str, str]:
    """Sector or skill of a row, empty for all, and what is wrong with it."""
    for column in ("sector", "skill"):
        label = row.cells.get(column, "")
        if label and column not in dims:
            return "", f"does not vary by {column}; leave the column empty"
        if label:
            known = sets.labels(column)
            wrong = f"{label!r} is not a {column}; {allowed_names(label, known)}"
            return label, "" if label in known else wrong
    return "", ""


def _parameter(name: str, rows: dict[str, Row], sets: Sets, problems: Problems) -> xr.DataArray:
    """One parameter from its rows by sector or skill ("" for all)."""
    table = TABLES[name]
    values = {column: sets.full(table.dims, math.nan) for column in ("value", "low", "high")}
    for label, row in sorted(rows.items()):  # "" first: rows of a label overrule it
        value = number(row, "value", table, problems)
        if value is None:
            continue
        low, high = (
            number(row, column, table, problems) if row.cells.get(column) else value
            for column in ("low", "high")
        )
        if low is None or high is None:
            continue
        if not low <= value <= high:
            problems.add(row.where, f"value {value:g} lies outside low {low:g} .. high {high:g}")
        status = row.cells.get("status", "")
        if status and status not in STATUS:
            problems.add(
                row.where, f"status {status!r} is unknown; {allowed_names(status, STATUS)}"
            )
        for column, figure in zip(values, (value, low, high), strict=True):
            if label:
                values[column].loc[label] = figure
            else:
                values[column][...] = figure
    array = values.pop("value")
    for column, bound in values.items():
        distinct = np.unique(bound.values)
        array.attrs[column] = float(distinct[0]) if len(distinct) == 1 else bound.values
    given = [row.cells.get("status", "") for row in rows.values()]
    array.attrs["status"] = STATUS[0] if set(given) == {STATUS[0]} else STATUS[1]
    sources = dict.fromkeys(row.cells.get("source", "") for row in rows.values())
    array.attrs["source"] = "; ".join(text for text in sources if text)
    return array


def number(row: Row, column: str, table: Table, problems: Problems) -> float | None:
    """The number in a cell, or None after noting what is wrong with it."""
    text = row.cells[column]
    try:
        value = parsed(text)
    except ValueError as error:
        problems.add(row.where, f"{column} {text!r} {error}")
        return None
    wrong = objection(value, table)
    if wrong:
        cell = ", ".join(row.cells[dim] for dim in table.dims if row.cells.get(dim))
        problems.add(row.where, f"{column} {text}{f' of {cell}' if cell else ''} {wrong}")
        return None
    return value


def objection(value: float, table: Table) -> str:
    """Why a number cannot stand in a table; empty if it can."""
    if math.isnan(value):
        return "is not a number (NaN); leave the row out if there is none"
    if math.isinf(value) and table.unit != "elasticity":
        return "must be finite"
    if table.unit == "elasticity" and LARGEST_ELASTICITY < value < math.inf:
        return f"must be at most {LARGEST_ELASTICITY:g}, or inf (perfect substitutes, exact)"
    if table.lower is not None and value < table.lower:
        return f"must be at least {table.lower:g} ({table.long_name}, {table.unit})"
    if table.upper is not None and value > table.upper:
        return f"must be at most {table.upper:g} ({table.long_name}, {table.unit})"
    return ""
