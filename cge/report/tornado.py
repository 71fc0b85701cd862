"""A tornado: how far each input moves an outcome over its range, to first order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.errors import UsageError
from cge.files import write_bytes
from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import Sheet
from cge.report.static import FORMATS, as_csv, draw

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

NOTE = "First order: derivative times the distance to the end of the range, all else as it is."


def draw_tornado(one: xr.Dataset, path: Path, top: int) -> Path:
    """Write the tornado of one outcome, and its numbers beside it with the suffix ``.csv``.

    Parameters
    ----------
    one : xarray.Dataset
        What :func:`cge.sensitivities.table.ranked` has returned.
    top
        Bars at the most.

    Raises
    ------
    UsageError
        If the suffix is neither svg nor png, or no input has a range.
    DataError
        If a file cannot be written.
    """
    if path.suffix not in FORMATS:
        msg = f"cannot draw {path}: a figure ends in {' or '.join(FORMATS)}"
        raise UsageError(msg)
    figure = tornado(one, top)
    made = f"{one.attrs['scenario_name']}, benchmark {one.attrs['benchmark']}"
    write_bytes(as_csv(figure), path.with_suffix(".csv"))
    made += f", cge {one.attrs['package_version']} {one.attrs['git_commit'][:8]}"
    return write_bytes(draw(figure, made, path.suffix[1:]), path)


def tornado(one: xr.Dataset, top: int) -> Figure:
    """Bars to the low and to the high end of each range, the longest first.

    Raises
    ------
    UsageError
        If no input has a range.
    """
    span = np.fmax(abs(one.to_low), abs(one.to_high)).values
    known = np.flatnonzero(np.isfinite(span) & (span > 0))
    if not len(known):
        msg = (
            f"{one.outcome.values} hangs on nothing that has a range; its table says what moves it"
        )
        raise UsageError(msg)
    shown = one.isel(input=known[np.argsort(-span[known], kind="stable")][:top])
    labels = tuple(str(name) for name in shown.input.values)
    unit = str(one.outcome_unit.values)
    low, high = (tuple(map(float, shown[name].values)) for name in ("to_low", "to_high"))
    series = (Series("input at its low end", low), Series("input at its high end", high))
    ends = sorted((low[0], high[0]))
    value = f"{float(one.outcome_value):,.4g} {unit}"
    claim = (
        f"{one.outcome.values} is {value}; over its range {labels[0]} moves it by "
        f"{ends[0]:+,.3g} to {ends[1]:+,.3g}"
    )
    heads = ("input", "low", "value", "high", "to low", "to high")
    columns = (shown[name].values.tolist() for name in ("low", "value", "high"))
    rows = tuple(zip(labels, *columns, low, high, strict=True))
    mark = Bars(labels, series, f"change of {one.outcome.values} [{unit}]", stacked=True)
    title = str(one.attrs["title"])
    return Figure("tornado", title, claim, mark, Sheet(claim, heads, rows), NOTE)
