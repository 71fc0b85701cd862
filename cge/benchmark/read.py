"""Reading a benchmark: shipped under a name, from a NetCDF file, or from a folder of CSV tables."""

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
from cge.benchmark.sets import Sets, mistakes, read_sets
from cge.benchmark.tables import objection, read_elasticities, read_table, require_cover
from cge.errors import DataError, UsageError
from cge.nearest import allowed_names
from cge.paths import shipped, there

_DESCRIPTION = ("region_name", "sector_name", "member", "free_movement")
_MEMO = "memo_"
"""Variables of a NetCDF file with this prefix travel along and are not read."""


def load_benchmark(name_or_path: str | Path) -> xr.Dataset:
    """Read a benchmark and complete it with the defaults of the contract.

    Parameters
    ----------
    name_or_path
        Name of a shipped benchmark, path of a NetCDF file, or path of a folder with ``sets.yaml``
        and CSV tables.

    Returns
    -------
    xr.Dataset
        Tables of :data:`cge.benchmark.schema.TABLES` [units in their attributes] and the sets, as
        described in docs/benchmark.md.  ``decile_share``, ``would_be_migrants`` and ``visa_price``
        are there only if they were given.  The attribute ``sha256`` identifies the contents.

    Raises
    ------
    DataError
        If it does not exist or has mistakes; all of them are told, each with file and line.
    """
    path = find(name_or_path)
    return _from_folder(path) if path.is_dir() else _from_netcdf(path)


def available() -> dict[str, Path]:
    """Shipped benchmarks by name."""
    try:
        folder = shipped("data") / "benchmarks"
    except UsageError:
        return {}
    return {path.stem: path for path in sorted(folder.glob("*.nc"))}


def find(name_or_path: str | Path) -> Path:
    """Path of a benchmark.

    Raises
    ------
    DataError
        If there is neither a shipped benchmark of that name nor such a path.
    """
    names = available()
    path = names.get(str(name_or_path), Path(name_or_path))
    if not there(path):
        msg = (
            f"no benchmark {str(name_or_path)!r}: neither a path nor the name of a shipped one.  "
            f"{allowed_names(str(name_or_path), names)}.  Or give a NetCDF file or a folder"
        )
        raise DataError(msg)
    return path


def _from_folder(folder: Path) -> xr.Dataset:
    problems = Problems(str(folder))
    if not (folder / "sets.yaml").is_file():
        problems.add(folder, "the folder has no sets.yaml, so it is not a benchmark")
        problems.raise_if_any()
    sets = read_sets(folder / "sets.yaml", problems)
    tables = [name for name in TABLES if name not in PARAMETERS]
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in (*tables, "elasticities"):
            text = (
                f"not a table of a benchmark; {allowed_names(path.stem, [*tables, 'elasticities'])}"
            )
            problems.add(path, text)
    if sets is None:  # without sets no label can be judged
        raise problems.error()
    given: dict[str, xr.DataArray] = {}
    wrong: set[str] = set()
    for name in tables:
        if (folder / f"{name}.csv").is_file():
            before = len(problems.found)
            given[name] = read_table(folder / f"{name}.csv", name, sets, problems)
            if len(problems.found) > before:  # its holes are the rows just complained about
                wrong.add(name)
    good = {name: array for name, array in given.items() if name not in wrong}
    require_cover(good, folder, sets, problems)
    if (folder / "elasticities.csv").is_file():
        given |= read_elasticities(folder / "elasticities.csv", sets, problems)
    return complete(given, sets, sets.free_pairs(), problems, str(folder))


def _from_netcdf(path: Path) -> xr.Dataset:
    problems = Problems(str(path))
    try:
        with xr.open_dataset(path, engine="netcdf4") as opened:
            raw = opened.load().drop_encoding()
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        msg = f"benchmark {path} cannot be read: it is damaged or not NetCDF ({error})"
        raise DataError(msg) from error
    version = raw.attrs.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        msg = f"benchmark {path} has schema_version {version}; this package reads {SCHEMA_VERSION}"
        raise DataError(msg)
    known = [*TABLES, *_DESCRIPTION]
    for name in map(str, raw.data_vars):
        if name not in known and not name.startswith(_MEMO):
            problems.add(path, f"unknown variable {name!r}; {allowed_names(name, known)}")
    sets = _sets_of(raw, path, problems)
    given = {
        name: _table_of(raw, name, sets, path, problems) for name in TABLES if name in raw.data_vars
    }
    free = sets.full(("origin", "destination"), 0.0).astype(bool)
    if "free_movement" in raw:
        stated = _aligned(raw.free_movement, ("origin", "destination"), sets, path, problems)
        free = free if stated is None else stated.astype(bool)
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
        "base_year": int(raw.attrs.get("base_year", 0)),
        "regions": full_names("region_name", "region"),
        "sectors": full_names("sector_name", "sector"),
        "factors": [name for name in labels["factor"] if name not in labels["skill"]],
        "skills": labels["skill"],
        "remittance_sector": raw.attrs.get("remittance_sector", ""),
    }
    if "member" in raw and set(raw.member.dims) != {"region_group", "region"}:
        problems.add(path, f"member has the dimensions {raw.member.dims}")
    elif "member" in raw:
        content["groups"] = {
            str(group): raw.region.values[raw.member.sel(region_group=group).values].tolist()
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
