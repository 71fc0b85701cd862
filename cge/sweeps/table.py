"""The draws of a sweep as one dataset: outcomes, inputs as coordinates, failures in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

import cge
from cge.errors import DataError, SolveError
from cge.files import write_bytes
from cge.run.provenance import git_commit, now
from cge.seal import NO_DATASET, open_sealed, sealed
from cge.sweeps.plan import CENTRE
from cge.sweeps.readings import Reading
from cge.sweeps.worker import SOLVED
from cge.symbols import result_symbols

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cge.sweeps.inputs import Drawn
    from cge.sweeps.plan import Draw, Plan
    from cge.sweeps.worker import Row

MARK = "cge_sweep"


def dataset(plan: Plan, draws: Sequence[Draw], rows: Mapping[int, Row]) -> xr.Dataset:
    """Every draw, in the order of the plan; NaN where one failed.

    Raises
    ------
    SolveError
        If every draw failed: with the message of the first.
    """
    ended = [rows[draw.number] for draw in draws]
    if all(row.status != SOLVED for row in ended):
        msg = f"every draw failed; the first: {ended[0].error}"
        raise SolveError(msg)
    found = xr.Dataset(coords={"draw": [draw.number for draw in draws]})
    for text in plan.outcomes:
        reading = Reading.of(text)
        found[reading.variable] = _outcome(reading, ended)
    found["status"] = ("draw", [row.status for row in ended])
    found["error"] = ("draw", [row.error for row in ended])
    found["seconds"] = ("draw", [row.seconds for row in ended], {"units": "s"})
    return found.assign_coords(_inputs(plan, draws)).assign_attrs(_attributes(plan))


def _outcome(reading: Reading, rows: Sequence[Row]) -> xr.DataArray:
    known = [row.outcomes.get(reading.variable) for row in rows]
    labels: dict[str, dict[str, None]] = {}
    for one in known:
        for dim, names in (one or {"labels": {}})["labels"].items():
            labels.setdefault(dim, {}).update(dict.fromkeys(names))
    coords = {dim: list(names) for dim, names in labels.items()}
    values = np.full((len(rows), *(len(names) for names in coords.values())), np.nan)
    for n, one in enumerate(known):
        if one is None:
            continue
        places = [[coords[dim].index(x) for x in names] for dim, names in one["labels"].items()]
        values[n, ...][np.ix_(*places)] = one["values"]
    symbol = result_symbols()[reading.name]
    about = {"long_name": symbol.long_name, "units": symbol.unit, "selector": reading.text}
    return xr.DataArray(values, coords, ("draw", *coords), attrs=about)


def _inputs(plan: Plan, draws: Sequence[Draw]) -> dict[str, Any]:
    """What each draw was given, by dotted key; numbers by sector have a key each."""
    columns: dict[str, list[Any]] = {}
    for n, draw in enumerate(draws):
        middle = {one.key: _central(one) for one in plan.drawn if draw.part == CENTRE}
        for key, value in (middle | draw.values).items():
            flat = value if isinstance(value, dict) else {"": value}
            for label, number in flat.items():
                name = f"{key}.{label}" if label else key
                columns.setdefault(name, [np.nan] * len(draws))[n] = number
    found: dict[str, Any] = {
        "condition": ("draw", [draw.condition for draw in draws]),
        "part": ("draw", [draw.part for draw in draws]),
        "point": ("draw", [draw.point for draw in draws]),
    }
    for name, values in columns.items():
        numeric = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
        column = values if numeric else ["" if v is np.nan else _word(v) for v in values]
        found[name] = ("draw", np.array(column, dtype=float if numeric else object))
    return found


def _central(one: Drawn) -> Any:
    """What the centre has: the mode of the range; NaN for data as they are."""
    return np.nan if one.range is None else one.range.written(one.range.central)


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _attributes(plan: Plan) -> dict[str, Any]:
    return {
        "title": f"sweep {plan.name}",
        MARK: plan.identity,
        "package_version": cge.__version__,
        "git_commit": git_commit(),
        "created": now(),
        "design": plan.kind if plan.drawn else "grid",
        "seed": plan.seed,
        "outcomes": json.dumps([Reading.of(text).variable for text in plan.outcomes]),
        "inputs": json.dumps([one.key for one in plan.drawn]),
        "levels": json.dumps([one.key for one in plan.levels]),
        "ranges": json.dumps(
            {one.key: one.range.lines() for one in plan.drawn if one.range is not None}
        ),
        "correlations": json.dumps(plan.correlated),
        "fingerprints": json.dumps(plan.fingerprints),
    }


def frame(found: xr.Dataset) -> pd.DataFrame:
    """One row per draw: inputs, then outcomes, a column for each label."""
    columns = {name: found[name].values for name in found.coords if found[name].dims == ("draw",)}
    for name, array in found.data_vars.items():
        if array.dims == ("draw",):
            columns[name] = array.values
            continue
        stacked = array.stack(label=[dim for dim in array.dims if dim != "draw"])
        for label in stacked["label"].values:
            words = label if isinstance(label, tuple) else (label,)
            columns[f"{name}[{', '.join(map(str, words))}]"] = stacked.sel(label=label).values
    return pd.DataFrame(columns)


def write(found: xr.Dataset, path: Path) -> Path:
    """Write a sweep as NetCDF-4.

    Raises
    ------
    DataError
        If it cannot be written.
    """
    content = found.to_netcdf(engine="netcdf4", format="NETCDF4")
    return write_bytes(sealed(content), path)


def open_sweep(path: Path) -> xr.Dataset:
    """Read what :func:`write` has written.

    Raises
    ------
    DataError
        If it is damaged or no sweep.
    """
    try:
        found = open_sealed(path)
    except NO_DATASET as error:
        msg = f"{path}: not NetCDF, or damaged ({error})"
        raise DataError(msg) from error
    if MARK not in found.attrs:
        msg = f"{path}: not a sweep; sweeps are written by `cge sweep`"
        raise DataError(msg)
    return found
