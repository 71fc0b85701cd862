"""A benchmark from one NetCDF file: every variable, unit, label and attribute is checked."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from cge.benchmark.complete import SCHEMA_VERSION, complete
from cge.benchmark.problems import Problems
from cge.benchmark.schema import PARAMETERS, TABLES
from cge.benchmark.sets import Sets, mistakes
from cge.benchmark.tables import STATUS, objection
from cge.errors import DataError
from cge.nearest import allowed_names
from cge.seal import NO_DATASET, open_sealed

_DESCRIPTION = ("region_name", "sector_name", "member", "free_movement")
_MEMO = "memo_"
"""Variables of a NetCDF file with this prefix travel along and are not read."""
_TEXTS = ("name", "description", "remittance_sector", "sources")
"""Attributes of a file that hold text."""


def read_netcdf(path: Path) -> xr.Dataset:
    """Benchmark of a file, completed with the defaults of the contract.

    Raises
    ------
    DataError
        If it is damaged, no benchmark, or has mistakes; all of them are told.
    """
    problems = Problems(str(path))
    try:
        raw = open_sealed(path, needed=False).drop_encoding()
    except NO_DATASET as error:
        msg = f"benchmark {path} cannot be read: it is damaged or not NetCDF ({error})"
        raise DataError(msg) from error
    if "benchmark_sha256" in raw.attrs:
        msg = f"{path} is a result of `cge run`, not a benchmark; look at it with `cge report`"
        raise DataError(msg)
    version = raw.attrs.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        msg = f"benchmark {path} has schema_version {version}; this package reads {SCHEMA_VERSION}"
        raise DataError(msg)
    known = [*TABLES, *_DESCRIPTION]
    for name in map(str, raw.data_vars):
        if name not in known and not name.startswith(_MEMO):
            problems.add(path, f"unknown variable {name!r}; {allowed_names(name, known)}")
    _check_attributes(raw, path, problems)
    sets = _sets_of(raw, path, problems)
    given = {
        name: _table_of(raw, name, sets, path, problems) for name in TABLES if name in raw.data_vars
    }
    free = sets.full(("origin", "destination"), 0.0).astype(bool)
    if "free_movement" in raw:
        stated = _aligned(raw.free_movement, ("origin", "destination"), sets, path, problems)
        if stated is not None and _is_yes_or_no(stated, path, problems):
            free = stated.astype(bool)
    kept = {name: table for name, table in given.items() if table is not None}
    bench = complete(kept, sets, free, problems, str(path))
    memos = [name for name in raw.data_vars if str(name).startswith(_MEMO) and name not in TABLES]
    return bench.assign(raw[memos].data_vars) if memos else bench


def _sets_of(raw: xr.Dataset, path: Path, problems: Problems) -> Sets:
    """Sets that the coordinates and attributes of a file state."""
    dims = ("region", "sector", "factor", "skill")
    missing = [dim for dim in dims if dim not in raw.coords]
    if missing:
        problems.add(path, f"coordinates {', '.join(missing)} are missing; see docs/benchmark.md")
        raise problems.error()
    labels = {dim: raw[dim].astype(str).values.tolist() for dim in dims}

    def full_names(name: str, dim: str) -> dict[str, str]:
        named = name in raw and raw[name].dims == (dim,)
        words = raw[name].astype(str).values.tolist() if named else labels[dim]
        return dict(zip(labels[dim], words, strict=True))

    content: dict[str, Any] = {
        "name": raw.attrs.get("name", path.stem),
        "description": raw.attrs.get("description", ""),
        "base_year": int(raw.attrs["base_year"]),
        "regions": full_names("region_name", "region"),
        "sectors": full_names("sector_name", "sector"),
        "factors": [name for name in labels["factor"] if name not in labels["skill"]],
        "skills": labels["skill"],
        "remittance_sector": raw.attrs.get("remittance_sector", ""),
    }
    if "member" in raw and set(raw.member.dims) != {"region_group", "region"}:
        problems.add(path, f"member has the dimensions {raw.member.dims}")
    elif "member" in raw and _is_yes_or_no(raw.member, path, problems):
        inside = raw.member.astype(bool)
        content["groups"] = {
            str(group): raw.region.values[inside.sel(region_group=group).values].tolist()
            for group in raw.region_group.values
        }
    try:
        content["sources"] = YAML(typ="safe").load(raw.attrs.get("sources", "")) or {}
        sets = Sets.model_validate(content)
    except (ValidationError, YAMLError) as error:
        problems.add(path, f"its sets are not valid: {error}")
        raise problems.error() from error
    for loc, text in mistakes(sets):
        problems.add(path, f"{'.'.join(loc)}: {text}")
    return sets


def _table_of(
    raw: xr.Dataset, name: str, sets: Sets, path: Path, problems: Problems
) -> xr.DataArray | None:
    """One table of a file in the order of the contract, or None after noting what is wrong."""
    table = TABLES[name]
    array = _aligned(raw[name], table.dims, sets, path, problems)
    if array is None or array.dtype.kind not in "fiu":
        if array is not None:
            problems.add(path, f"{name} holds {array.dtype}, expected numbers")
        return None
    array = array.astype(float)
    array.attrs = {**raw[name].attrs}
    unit = array.attrs.get("units")
    if unit != table.unit:
        found = "has no units" if unit is None else f"is in {unit!r}"
        text = f"{name} {found}; allowed: {table.unit!r}, and numbers are not converted"
        problems.add(path, text)
    if name in PARAMETERS:
        _check_range(array, path, problems)
    wrong = [
        (cell, text)
        for cell, value in np.ndenumerate(array.values)
        if (text := objection(float(value), table))
    ]
    for cell, text in wrong[:3]:
        labels = ", ".join(str(array[d].values[n]) for d, n in zip(table.dims, cell, strict=True))
        more = (
            f" (and {len(wrong) - 3} more cells)" if len(wrong) > 3 and cell == wrong[2][0] else ""
        )
        problems.add(path, f"{name}[{labels}] = {array.values[cell]:g} {text}{more}")
    return array if not wrong else array.where(False, math.nan)


def _aligned(
    array: xr.DataArray, dims: tuple[str, ...], sets: Sets, path: Path, problems: Problems
) -> Any:
    """The array with these dims in the order of the labels; None if it has others."""
    if set(array.dims) != set(dims):
        text = f"{array.name} has the dimensions {array.dims}, expected {dims}"
        problems.add(path, text)
        return None
    array = array.transpose(*dims)
    for dim in dims:
        expected = sets.labels(dim)
        found = array[dim].values.tolist() if dim in array.coords else []
        if sorted(map(str, found)) != sorted(map(str, expected)):
            text = f"{array.name}: labels along {dim} are {found}, expected {expected}"
            problems.add(path, text)
            return None
        array = array.sel({dim: found if found == expected else expected})
    return array.assign_coords(sets.coords(dims)).drop_vars(
        [name for name in array.coords if name not in dims]
    )


def _check_attributes(raw: xr.Dataset, path: Path, problems: Problems) -> None:
    """Year and texts of a file; raises where the rest could not be read without them."""
    year = raw.attrs.get("base_year")
    if year is None:
        problems.add(path, "the attribute base_year is missing: the year of the flows")
    elif isinstance(year, bool | np.bool_) or not isinstance(year, int | np.integer) or year < 1:
        problems.add(
            path, f"the attribute base_year is {year!r}; allowed: a whole number, the year"
        )
    for name in _TEXTS:
        text = raw.attrs.get(name, "")
        if not isinstance(text, str):
            problems.add(path, f"the attribute {name} is {text!r}; allowed: text")
    known = {dim for table in TABLES.values() for dim in table.dims} | {"region_group"}
    for name in map(str, raw.coords):
        if name not in known and not name.startswith(_MEMO):
            problems.add(path, f"unknown coordinate {name!r}; {allowed_names(name, sorted(known))}")
    for name in map(str, raw.indexes):
        labels = raw[name].values.tolist()
        twice = sorted({str(label) for label in labels if labels.count(label) > 1})
        if twice:
            problems.add(path, f"labels along {name} occur twice: {', '.join(twice)}")
    problems.raise_if_any()


def _is_yes_or_no(array: xr.DataArray, path: Path, problems: Problems) -> bool:
    """Whether every cell is true or false, written as such or as 1 and 0."""
    good = array.dtype.kind in "biuf" and bool(np.isin(array.values, (0, 1)).all())
    if not good:
        problems.add(path, f"{array.name} holds other values than true and false (1 and 0)")
    return good


def _check_range(array: xr.DataArray, path: Path, problems: Problems) -> None:
    """Attributes low, high, status and source of a parameter."""
    for bound in ("low", "high"):
        limit = np.asarray(array.attrs.get(bound, array.values))
        fits = limit.dtype.kind in "fiu" and limit.shape in ((), (1,), array.shape)
        if not fits or np.isnan(limit.astype(float)).any():
            problems.add(path, f"{array.name}: the attribute {bound} is no number of its shape")
            array.attrs.pop(bound)
    status = array.attrs.get("status", STATUS[0])
    if status not in STATUS:
        text = f"{array.name}: status {status!r} is unknown; {allowed_names(status, STATUS)}"
        problems.add(path, text)
    if not isinstance(array.attrs.get("source", ""), str):
        problems.add(path, f"{array.name}: the attribute source is no text")
