"""Derivatives of outcomes as one dataset, and as a ranked table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from cge.files import write_bytes
from cge.report.sheet import Sheet
from cge.seal import sealed

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = (".nc", ".csv", ".json")
NOTHING = 1e-12
"""Share of the outcome below which one per cent of an input moves nothing."""


def effects(found: xr.Dataset) -> xr.Dataset:
    """Derivatives in words that can be compared: elasticity, one per cent, the whole range.

    Adds ``elasticity`` [% per %], ``one_percent`` [unit of the outcome: change of the outcome as
    the input grows by 1%], ``to_low`` and ``to_high`` [unit of the outcome: as it goes to the ends
    of its range, to first order] (input, outcome).
    """
    finite = found.value.where(np.isfinite(found.value))
    share = finite / found.outcome_value.where(found.outcome_value != 0)
    low, high = (_distance(found, end) for end in ("low", "high"))
    return found.assign(
        elasticity=found.derivative * share,
        one_percent=0.01 * found.derivative * finite,
        to_low=found.below.fillna(found.derivative) * low,
        to_high=found.above.fillna(found.derivative) * high,
    )


def _distance(found: xr.Dataset, end: str) -> xr.DataArray:
    """From where an input is to an end of its range, on the scale on which it moves (input)."""
    with np.errstate(divide="ignore"):
        return xr.where(found.reciprocal, 1.0 / found[end], found[end] - found.value)


def ranked(found: xr.Dataset, outcome: int = 0) -> xr.Dataset:
    """Inputs of one outcome, the largest first: by what the range moves, or 1% without a range.

    Inputs that move nothing are left out; those at zero without a range come last.
    """
    one = found.isel(outcome=outcome)
    ends = np.nan_to_num(np.maximum(abs(one.to_low), abs(one.to_high)).values)
    step = np.nan_to_num(abs(one.one_percent).values)
    size = np.maximum(ends, step)
    least = NOTHING * max(abs(float(one.outcome_value)), 1e-300)
    known = (size > least) | ((one.value == 0) & (abs(one.derivative) > least)).values
    order = np.argsort(-size, kind="stable")
    return one.isel(input=order[known[order]])


def sheets(found: xr.Dataset, top: int) -> list[Sheet]:
    """A ranked table for each outcome."""
    return [_sheet(found, n, top) for n in range(found.sizes["outcome"])]


def _sheet(found: xr.Dataset, n: int, top: int) -> Sheet:
    one = ranked(found, n)
    unit = str(one.outcome_unit.values)
    rows = tuple(
        (
            str(row.input.values), _figure(float(row.value)), _figure(float(row.derivative)),
            _figure(float(row.elasticity)), _figure(float(row.one_percent)),
            _range(row), _figure(float(row.to_low)), _figure(float(row.to_high)),
            _note(row),
        )
        for row in (one.isel(input=k) for k in range(min(top, one.sizes["input"])))
    )  # fmt: skip
    columns = (
        "input", "value", "derivative", "elasticity", f"by 1% [{unit}]", "range",
        "to low", "to high", "note",
    )  # fmt: skip
    title = (
        f"{one.outcome.values}: {float(one.outcome_value):,.6g} {unit}; what it hangs on, "
        f"{len(rows)} of {one.sizes['input']}"
    )
    return Sheet(title, columns, rows)


def _figure(value: float) -> str:
    return "" if np.isnan(value) else f"{value + 0.0:.4g}"


def _note(row: xr.Dataset) -> str:
    """What limits the derivative; on both sides of a kink its values."""
    below, above = float(row.below), float(row.above)
    kink = f"kink: {below:.4g} below, {above:.4g} above" if np.isfinite(below) else ""
    return "; ".join(filter(None, (str(row.note.values), kink)))


def _range(row: xr.Dataset) -> str:
    low, high = float(row.low), float(row.high)
    return "" if np.isnan(low) else f"{low:.4g} .. {high:.4g}"


def frame(found: xr.Dataset) -> pd.DataFrame:
    """One row for each outcome and input that moves it, ranked."""
    columns = ["input", "kind", "value", "derivative", "elasticity", "one_percent", "low", "high",
               "to_low", "to_high", "below", "above", "note"]  # fmt: skip
    parts = []
    for n in range(found.sizes["outcome"]):
        one = ranked(found, n)
        part = pd.DataFrame({name: one[name].values for name in columns})
        part.insert(0, "outcome", str(one.outcome.values))
        part.insert(1, "unit", str(one.outcome_unit.values))
        part.insert(2, "outcome_value", float(one.outcome_value))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def as_json(found: xr.Dataset) -> str:
    """The ranked table as JSON, with what limits it."""
    rows = json.loads(frame(found).to_json(orient="records", double_precision=15))
    about = {key: found.attrs[key] for key in ("title", "benchmark", "package_version")}
    limits = {key: str(found.attrs[key]).splitlines() for key in ("cautions", "refused")}
    return json.dumps({**about, **limits, "rows": rows}, indent=1)


def write(found: xr.Dataset, path: Path) -> Path:
    """Write the dataset as NetCDF-4, or the ranked table as csv or JSON.

    Raises
    ------
    DataError
        If it cannot be written.
    """
    if path.suffix == ".csv":
        return write_bytes(frame(found).to_csv(index=False).encode(), path)
    if path.suffix == ".json":
        return write_bytes(as_json(found).encode(), path)
    return write_bytes(sealed(found.to_netcdf(engine="netcdf4", format="NETCDF4")), path)
