"""Region by region: the table that readers search."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cge.report import stayers
from cge.report.headline import LEAD
from cge.report.items import names
from cge.report.sheet import GROUPS, MILLION, Sheet, few
from cge.report.words import LABELS

if TYPE_CHECKING:
    import xarray as xr

LEAST = 1e-3
"""Share of the largest gain of a region below which a group has no column."""


def region_table(result: xr.Dataset) -> Sheet:
    """What changes in every region: welfare, wages, money sent home, people who come and go."""
    wages = result.real_wage_pct.sel(nativity="native").transpose("skill", "destination")
    sent = result.remittances.sum("destination") - result.remittances_base.sum("destination")
    change = (result.migrants - result.migrants_base).where(result.origin != result.destination)
    change = change.fillna(0.0).sum("skill") / MILLION
    skills = [str(skill) for skill in result.skill.values]
    gdp = 100 * (result.gdp_real / result.gdp_base - 1)
    moved = (
        change.clip(min=0).sum("origin").values,
        change.clip(min=0).sum("destination").values,
        -change.clip(max=0).sum("origin").values,
    )
    values = (
        gdp.values,
        stayers.percent(result).values,
        stayers.per_head(result).values,
        *wages.values,
        sent.values,
        *(0.0 * column if few(MILLION * column.sum(), result) else column for column in moved),
    )
    known = list(names(result).values())
    rows = list(zip(known, *(map(float, column) for column in values), strict=True))
    columns = (
        "region",
        "GDP at prices of before [%]",
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


def group_table(result: xr.Dataset) -> Sheet:
    """Who gains and who loses in every region, by group, and the sum of all [10^9 int. USD].

    A group that gains and loses next to nothing has no column.
    """
    gain = result[LEAD].sum("skill").transpose("region", "group")
    every = gain.sum("group")
    least = LEAST * float(abs(every).max())
    groups = [g for g in GROUPS if g in gain["group"] and abs(gain.sel(group=g)).max() > least]
    known = list(names(result).values())
    rows: list[tuple[str | float, ...]] = [
        (name, *(float(gain.sel(group=g, region=r)) for g in groups), float(every.sel(region=r)))
        for name, r in zip(known, gain.region.values, strict=True)
    ]
    columns = ("region", *(LABELS[group].lower() for group in groups), "all")
    return Sheet(
        "Region by group: gains and losses [bn international USD a year]", columns, tuple(rows)
    )


def _told(value: str | float) -> bool:
    return isinstance(value, float) and not math.isnan(value) and abs(value) > 1e-9
