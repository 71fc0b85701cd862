"""Map of what those gain who do not move, per head."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cge.report import outlines, stayers
from cge.report.items import names
from cge.report.marks import Area, Figure, World
from cge.report.sheet import NOTHING, Sheet
from cge.report.words import signed

if TYPE_CHECKING:
    import xarray as xr


def figure(result: xr.Dataset) -> Figure | None:
    """Gain per head by region; nothing where the regions of the benchmark are no countries."""
    regions = [str(region) for region in result.region.values]
    drawn = outlines.by_region(str(result.attrs["benchmark"]), regions)
    value = stayers.per_head(result)
    if not drawn or float(abs(value).max()) < NOTHING:
        return None
    areas = tuple(
        Area(code, name, float(number))
        for (code, name), number in zip(names(result).items(), value.values, strict=True)
    )
    known = [area for area in areas if not math.isnan(area.value)]
    best, worst = (f(known, key=lambda area: area.value) for f in (max, min))
    return Figure(
        "map",
        "Where people gain and lose",
        f"From {signed(worst.value)} a year per person in {worst.name} to {signed(best.value)} in "
        f"{best.name} (international dollars, those who do not move).",
        World(areas, drawn, "international USD per person and year"),
        Sheet(
            "Gain per person who does not move",
            ("region", "international USD a year", "on the map"),
            tuple((a.name, a.value, "yes" if a.code in drawn else "no") for a in areas),
        ),
        "All countries of a region have its colour. Without colour: not covered. Outlines: "
        "Natural Earth.",
    )
