"""Inequality of the world, before and after."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import Sheet
from cge.report.words import signed

if TYPE_CHECKING:
    import xarray as xr

WORDS = {
    "mean_log_deviation": "mean log deviation",
    "theil": "Theil index",
    "atkinson": "Atkinson index",
    "top_10_share": "share of the top tenth",
    "equality_gain": "gain from equality",
}
VIEWS = {
    "inequality": "by residence",
    "inequality_by_birth": "by birth",
    "inequality_without_migrants": "without migrants",
}
SMALLEST = 1e-4
"""Percent; smaller changes are rounding."""


def figure(result: xr.Dataset) -> Figure | None:
    """Change of the measures of the world in percent, of all persons by residence and by birth."""
    views = {n: w for n, w in VIEWS.items() if n in result and f"{n}_base" in result}
    if "inequality" not in views:
        return None
    measures = [str(m) for m in result.inequality.measure.values]
    series, rows = [], []
    for name, words in views.items():
        after, before = result[name], result[f"{name}_base"]
        changes = []
        for measure in measures:
            for component in map(str, after.component.values):
                cell = {"measure": measure, "component": component}
                b, a = float(before.sel(cell)), float(after.sel(cell))
                change = 100 * (a / b - 1) if b else math.nan
                label = f"{WORDS.get(measure, measure)}, {component}, {words}"
                if not math.isnan(a):
                    rows.append((label, b, a, change))
                if component == "total":
                    changes.append(change)
        series.append(Series(words, tuple(changes)))
    known = [abs(value) for s in series for value in s.values if not math.isnan(value)]
    if not known or max(known) < SMALLEST:
        return None
    first = series[0].values[0]
    kept = [n for n in range(len(measures)) if not all(math.isnan(s.values[n]) for s in series)]
    return Figure(
        "inequality",
        "Inequality of the world",
        f"Inequality between the people of the world {'falls' if first < 0 else 'rises'}:"
        f" {WORDS.get(measures[0], measures[0])} {signed(first)}%.",
        Bars(
            tuple(WORDS.get(measures[n], measures[n]).capitalize() for n in kept),
            tuple(Series(s.name, tuple(s.values[n] for n in kept)) for s in series),
            "% change",
        ),
        Sheet(
            "Inequality of income per person at purchasing power",
            ("measure", "before", "after", "change [%]"),
            tuple(rows),
        ),
        "Income per person at purchasing power, tenths of the population of every region. By "
        "birth: people count where they were born, wherever they live.",
    )
