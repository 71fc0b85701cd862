"""Differences between results of one benchmark, in level and percent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cge.errors import UsageError
from cge.report.items import items
from cge.report.sheet import NOTHING, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import xarray as xr

    from cge.report.items import Item

LARGEST = 10
"""Rows of a section that are printed, the largest differences first."""
WHOLE = ("World", "Groups")
"""Sections that are always shown whole."""


@dataclass(frozen=True)
class Difference:
    """One figure in two results."""

    section: str
    name: str
    unit: str
    base: float
    value: float

    @property
    def level(self) -> float:
        """Value less base; what one of the two does not have counts as nothing."""
        return _number(self.value) - _number(self.base)

    @property
    def percent(self) -> float:
        """Difference in percent of the size of the base; NaN where that says nothing."""
        size = abs(_number(self.base)) if self.unit != "%" else 0.0
        return 100 * self.level / size if size > 1e-9 else math.nan


def check_same_benchmark(results: Mapping[str, xr.Dataset]) -> None:
    """Refuse results that start from different data: their differences would mean nothing.

    Raises
    ------
    UsageError
        If the sha256 of their benchmarks differ.
    """
    found: dict[str, str] = {}
    for label, result in results.items():
        found.setdefault(str(result.attrs["benchmark_sha256"]), label)
    if len(found) > 1:
        seen = "; ".join(
            f"{label}: {results[label].attrs.get('benchmark', '?')} (sha256 {sha[:12]})"
            for sha, label in found.items()
        )
        msg = (
            f"these results are of different benchmarks, so that they cannot be compared: {seen}."
            " Solve the scenarios on one benchmark: `cge run ... --benchmark NAME`"
        )
        raise UsageError(msg)


def differences(base: xr.Dataset, other: xr.Dataset) -> list[Difference]:
    """Every figure that either result has (:func:`cge.report.items.items`)."""
    one = {_key(i): i.value for i in items(base)}
    two = {_key(i): i.value for i in items(other)}
    keys = [*one, *(key for key in two if key not in one)]
    order = list(dict.fromkeys(section for section, _, _ in keys))
    keys.sort(key=lambda key: order.index(key[0]))
    nan = math.nan
    return [Difference(*key, one.get(key, nan), two.get(key, nan)) for key in keys]


def sheets(
    found: Sequence[Difference], base: str, other: str, *, every: bool = False
) -> list[Sheet]:
    """Tables of differences, one per section.

    Parameters
    ----------
    every : bool
        Show all rows; otherwise the largest differences of a long section.
    """
    out = []
    for section in dict.fromkeys(d.section for d in found):
        rows = [d for d in found if d.section == section]
        title = section
        if not every and section not in WHOLE:
            moved = [d for d in rows if abs(d.level) >= NOTHING]
            shown = sorted(moved, key=lambda d: -abs(d.level))[:LARGEST]
            title += f": {len(shown)} largest differences of {len(rows)} figures"
            rows = shown
        columns = ("", "unit", base, other, "difference", "percent")
        cells = tuple((d.name, d.unit, d.base, d.value, d.level, d.percent) for d in rows)
        if cells:
            out.append(Sheet(title, columns, cells))
    return out


def wide(results: Mapping[str, xr.Dataset], *, difference: bool = False) -> list[Sheet]:
    """One table per section with a column per result: levels, or differences from the first.

    Parameters
    ----------
    results : mapping
        By the name that their column has.
    difference : bool
        The first result in levels, the others less the first.
    """
    found = {label: {_key(i): i.value for i in items(result)} for label, result in results.items()}
    keys = list(dict.fromkeys(key for values in found.values() for key in values))
    (first, base), *others = found.items()
    heads = (first, *(f"{label} − {first}" if difference else label for label, _ in others))
    sheets = []
    for section in dict.fromkeys(key[0] for key in keys):
        rows: list[tuple[str | float, ...]] = []
        for key in (k for k in keys if k[0] == section):
            start = base.get(key, math.nan)
            levels = [values.get(key, math.nan) for _, values in others]
            shown = [_number(x) - _number(start) for x in levels] if difference else levels
            rows.append((key[1], key[2], start, *shown))
        sheets.append(Sheet(section, ("", "unit", *heads), tuple(rows), mixed=True))
    return sheets


def _key(item: Item) -> tuple[str, str, str]:
    return item.section, item.name, item.unit


def as_records(found: Sequence[Difference]) -> list[dict[str, Any]]:
    """For JSON: what is NaN is null."""
    return [
        {
            "section": d.section,
            "name": d.name.strip(),
            "unit": d.unit,
            "base": _null(d.base),
            "value": _null(d.value),
            "difference": d.level,
            "percent": _null(d.percent),
        }
        for d in found
    ]


def _number(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def _null(value: float) -> float | None:
    return None if math.isnan(value) else value
