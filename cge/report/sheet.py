"""Tables ready to be shown, and how their cells are written."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xarray as xr

MILLION = 1e6
BILLION = 1e9
FEWEST_MOVERS = 0.5
"""Changes of fewer workers than this are rounding."""
FINDING = 1e-5
"""Movers below this share of all workers are no finding."""
NOTHING = 0.005
"""Smallest figure that two digits show."""
GROUPS = {
    "new_migrants": "new migrants",
    "natives": "natives",
    "remaining_behind": "remaining behind",
    "established_migrants": "established migrants",
    "returnees": "returnees",
    "government": "government",
}
"""Groups of persons and government, in the order in which they are told, in words."""


DIGITS = 3
"""Significant digits of the largest figure of a column."""
ROUNDING = 1e-9
"""Figures smaller than this, or than this share of the largest of their column, are zero."""


@dataclass(frozen=True)
class Sheet:
    """A table ready to be shown: a title, column heads with units, rows of words and numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]
    mixed: bool = False
    """Whether rows have units of their own, so that each figure has digits by its own size."""

    def texts(self) -> list[tuple[str, ...]]:
        """Rows as words: the digits of a column are those that its largest figure needs."""
        places = [self._places(n) for n in range(len(self.columns))]
        return [
            tuple(
                as_text(cell, decimals([cell]) if self.mixed and _is_figure(cell) else places[n])
                for n, cell in enumerate(row)
            )
            for row in self.rows
        ]

    def head(self, rows: int) -> Sheet:
        """The first rows of it."""
        return replace(self, rows=self.rows[:rows])

    def _places(self, column: int) -> int:
        return decimals([row[column] for row in self.rows if _is_figure(row[column])])


def _is_figure(cell: Any) -> bool:
    return isinstance(cell, float)


def decimals(values: Iterable[Any], digits: int = DIGITS) -> int:
    """Decimal places with which the largest of some figures has so many significant digits."""
    largest = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
    if largest < ROUNDING:
        return 2
    return min(max(0, digits - 1 - math.floor(math.log10(largest))), 9)


def as_text(value: str | float, places: int = 2) -> str:
    """A cell of a sheet: words, counts whole, figures with decimal places, nothing for NaN."""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    if math.isnan(value):
        return ""
    text = f"{value:,.{places}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text


def few(movers: Any, result: xr.Dataset) -> Any:
    """Whether so many movers are rounding, or too few to be a finding."""
    return movers < max(FEWEST_MOVERS, FINDING * float(result.workers_base.sum()))


def full_name(result: xr.Dataset, region: Any) -> str:
    """Full name of a region."""
    return str(result.region_name.sel(region=region).item())
