"""Figures of a sweep: lines over a listed value, a fan where draws vary, whiskers of outcomes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.errors import UsageError
from cge.files import write_bytes
from cge.report.marks import Figure, Series
from cge.report.palette import GAIN, LOSS, SERIES
from cge.report.sheet import Sheet
from cge.report.static import DRAW, FORMATS, as_csv, draw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import xarray as xr
    from matplotlib.axes import Axes

BANDS = (0.90, 0.50)
"""Probabilities inside the bands of a fan."""


@dataclass(frozen=True)
class Fan:
    """Outcomes over a value; bands hold so much of the draws around the first of them."""

    x: tuple[float, ...]
    x_name: str
    series: tuple[Series, ...]
    bands: tuple[tuple[Series, Series], ...]
    """Lower and upper end of each, wide ones first."""
    unit: str


@dataclass(frozen=True)
class Whiskers:
    """Centre and interval of each outcome, first on top."""

    labels: tuple[str, ...]
    central: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    unit: str


def draw_sweep(found: xr.Dataset, path: Path) -> Path:
    """Write the figure of a sweep, and its numbers beside it with the suffix ``.csv``.

    Raises
    ------
    UsageError
        If the suffix is neither svg nor png, or nothing numeric is varied and nothing drawn.
    DataError
        If a file cannot be written.
    """
    if path.suffix not in FORMATS:
        msg = f"cannot draw {path}: a figure ends in {' or '.join(FORMATS)}"
        raise UsageError(msg)
    figure = figure_of(found)
    made = f"{found.attrs['title']}, cge {found.attrs['package_version']}"
    write_bytes(as_csv(figure), path.with_suffix(".csv"))
    return write_bytes(draw(figure, made, path.suffix[1:]), path)


def figure_of(found: xr.Dataset) -> Figure:
    """Lines or a fan over the first listed number; whiskers where nothing is listed.

    Raises
    ------
    UsageError
        If only words are varied: a table says more.
    """
    keys = [key for key in json.loads(found.attrs["levels"]) if found[key].dtype.kind == "f"]
    drawn = bool((found.part.values == "sample").any())
    if keys:
        return _fan(found, keys[0])
    if drawn:
        return _whiskers(found)
    msg = "the sweep varies no number; its table says what a figure could"
    raise UsageError(msg)


def _fan(found: xr.Dataset, key: str) -> Figure:
    centre = found.isel(draw=np.flatnonzero(found.part.values == "centre"))
    first = _first_of_other_levels(centre, key)
    centre = centre.isel(draw=first).sortby(key)
    x = tuple(float(value) for value in centre[key].values)
    named = list(_lead(found))
    series = tuple(Series(name, tuple(centre_of(array, centre))) for name, array in named)
    drawn = bool((found.part.values == "sample").any())
    bands = tuple(_band(found, key, x, named[0][1], s) for s in BANDS) if drawn else ()
    last = key.rsplit(".", 1)[-1].replace("_", " ")
    unit = str(named[0][1].attrs["units"])
    rows = [
        (value, *(one.values[n] for one in series), *(s.values[n] for b in bands for s in b))
        for n, value in enumerate(x)
    ]
    heads = (last, *(one.name for one in series), *(s.name for band in bands for s in band))
    fan = Fan(x, last, series if not bands else series[:1], bands, unit)
    shown = f"{series[0].values[0]:,.4g} to {series[0].values[-1]:,.4g} {unit}"
    claim = f"{series[0].name}: {shown} as {last} goes from {x[0]:g} to {x[-1]:g}"
    return Figure("sweep", str(found.attrs["title"]), claim, fan, Sheet(claim, heads, tuple(rows)))  # type: ignore[arg-type]


def _first_of_other_levels(centre: xr.Dataset, key: str) -> np.ndarray:
    """Draws in which every other listed key has its first value."""
    keep = np.ones(centre.sizes["draw"], dtype=bool)
    for other in json.loads(centre.attrs["levels"]):
        if other != key:
            keep &= centre[other].values == centre[other].values[0]
    return np.flatnonzero(keep)


def centre_of(array: xr.DataArray, centre: xr.Dataset) -> list[float]:
    """Values of an outcome in some draws."""
    return [float(value) for value in array.sel(draw=centre.draw.values).values]


def _lead(found: xr.Dataset) -> Iterator[tuple[str, xr.DataArray]]:
    """The lead, and the groups of the first outcome that has some."""
    names = json.loads(found.attrs["outcomes"])
    single = next((name for name in names if found[name].ndim == 1), None)
    grouped = next((name for name in names if found[name].ndim == 2), None)
    if single is not None:
        yield "world" if single.startswith("welfare_ev_world") else single, found[single]
    if grouped is not None:
        (dim,) = (dim for dim in found[grouped].dims if dim != "draw")
        for label in found[dim].values:
            one = found[grouped].sel({dim: label}, drop=True)
            if float(abs(one).max()) > 0:
                yield str(label).replace("_", " "), one.assign_attrs(found[grouped].attrs)


def _band(
    found: xr.Dataset, key: str, x: tuple[float, ...], lead: xr.DataArray, share: float
) -> tuple[Series, Series]:
    sample = found.part.values == "sample"
    ends = []
    for value in x:
        here = lead.values[sample & (found[key].values == value)]
        ends.append(np.nanquantile(here, [(1 - share) / 2, (1 + share) / 2]))
    low, high = zip(*ends, strict=True)
    names = (f"{share:.0%} of draws above", f"{share:.0%} of draws below")
    return Series(names[0], tuple(map(float, low))), Series(names[1], tuple(map(float, high)))


def _whiskers(found: xr.Dataset) -> Figure:
    named = list(_lead(found))
    centre, sample = (np.flatnonzero(found.part.values == part) for part in ("centre", "sample"))
    rows = []
    for name, array in named:
        low, high = np.nanquantile(array.values[sample], [0.05, 0.95])
        rows.append((name, float(array.values[centre[0]]), float(low), float(high)))
    labels, central, lows, highs = zip(*rows, strict=True)
    unit = str(named[0][1].attrs["units"])
    claim = (
        f"{labels[0]}: {central[0]:,.4g} {unit}, 90% of draws in {lows[0]:,.4g} .. {highs[0]:,.4g}"
    )
    sheet = Sheet(claim, ("outcome", "central", "5%", "95%"), tuple(rows))
    mark = Whiskers(labels, central, lows, highs, unit)
    return Figure("sweep", str(found.attrs["title"]), claim, mark, sheet)  # type: ignore[arg-type]


def _draw_fan(axes: Axes, mark: Fan) -> None:
    for n, (low, high) in enumerate(mark.bands):
        axes.fill_between(
            mark.x, low.values, high.values, color=GAIN, alpha=0.18 + 0.17 * n, linewidth=0,
            label=f"{BANDS[n]:.0%} of draws",
        )  # fmt: skip
    for n, series in enumerate(mark.series):
        colour = GAIN if mark.bands else SERIES[n % len(SERIES)]
        axes.plot(mark.x, series.values, color=colour, marker="o", markersize=3, label=series.name)
    axes.axhline(0.0, color="#525A63", linewidth=0.8)
    axes.set_xlabel(mark.x_name)
    axes.set_ylabel(mark.unit)
    axes.legend(frameon=False, fontsize=8)


def _draw_whiskers(axes: Axes, mark: Whiskers) -> None:
    places = range(len(mark.labels))
    for n, (low, high) in enumerate(zip(mark.low, mark.high, strict=True)):
        sure = low > 0 or high < 0
        axes.plot([low, high], [n, n], color=(GAIN if low > 0 else LOSS) if sure else "#767676")
    axes.plot(mark.central, places, "o", color="#222222", markersize=4)
    axes.set_yticks(places, list(mark.labels))
    axes.invert_yaxis()
    axes.axvline(0.0, color="#525A63", linewidth=0.9)
    axes.set_xlabel(f"{mark.unit}; points are the centre, bars hold 90% of draws")


DRAW.update({Fan: _draw_fan, Whiskers: _draw_whiskers})
