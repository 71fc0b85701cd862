"""A path: what every year gains against the baseline of the same year."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cge.report import by_year
from cge.report.marks import Figure, Lines, Series
from cge.report.sheet import Sheet
from cge.report.words import signed

if TYPE_CHECKING:
    import xarray as xr

DRAWN = {
    2: "welfare of the world, % of income",
    4: "real wage of natives, {low}",
    5: "real wage of natives, {high}",
    6: "return to capital",
}
"""Columns of the table, all in percent."""


def figure(result: xr.Dataset) -> Figure | None:
    """Welfare, wages and the return to capital year by year; nothing without years."""
    if "year" not in result.dims:
        return None
    skills = str(result.skill.values[0]), str(result.skill.values[-1])
    rows = by_year.rows(result, skills)
    series = []
    for column, name in DRAWN.items():
        values = tuple(float(row[column]) for row in rows)
        if not all(math.isnan(value) for value in values):
            said = name.format(low=f"{skills[0]} skill", high=f"{skills[1]} skill")
            series.append(Series(said, values))
    first, last = rows[0], rows[-1]
    return Figure(
        "years",
        "Year by year",
        f"The world gains {signed(float(last[2]))}% of its income in {last[0]}, after "
        f"{signed(float(first[2]))}% in {first[0]}.",
        Lines(
            tuple(int(row[0]) for row in rows), tuple(series), "% against the same year's baseline"
        ),
        Sheet("Year by year, against the baseline of the same year", by_year.COLUMNS, tuple(rows)),
        "Wages of high-income regions, weighted by natives; the return to capital by GDP. "
        f"All other figures are of {last[0]}.",
    )
