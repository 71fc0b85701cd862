"""Region by region: the table that readers search."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cge.report.figures import stayers
from cge.report.items import names
from cge.results.headline import MILLION
from cge.results.summary import Sheet

if TYPE_CHECKING:
    import xarray as xr


def region_table(result: xr.Dataset) -> Sheet:
    """What changes in every region: welfare, wages, money sent home, people who come and go."""
    wages = result.real_wage_pct.sel(nativity="native").transpose("skill", "destination")
    sent = result.remittances.sum("destination") - result.remittances_base.sum("destination")
    change = (result.migrants - result.migrants_base).where(result.origin != result.destination)
    change = change.fillna(0.0).sum("skill") / MILLION
    skills = [str(skill) for skill in result.skill.values]
    values = (
        stayers.percent(result).values,
        stayers.per_head(result).values,
        *wages.values,
        sent.values,
        change.clip(min=0).sum("origin").values,
        change.clip(min=0).sum("destination").values,
        -change.clip(max=0).sum("origin").values,
    )
    known = list(names(result).values())
    rows = list(zip(known, *(map(float, column) for column in values), strict=True))
    columns = (
        "region",
        "who stays gains [% of income]",
        "per head [international USD]",
        *(f"natives' real wage, {skill} [%]" for skill in skills),
        "remittances received [bn USD]",
        "people who come [million]",
        "natives who leave [million]",
        "migrants who go [million]",
    )
    kept = [0, *(n for n in range(1, len(columns)) if any(_told(row[n]) for row in rows))]
    return Sheet(
        "Region by region: changes",
        tuple(columns[n] for n in kept),
        tuple(tuple(row[n] for n in kept) for row in rows),
    )


def _told(value: str | float) -> bool:
    return isinstance(value, float) and not math.isnan(value) and abs(value) > 1e-9
