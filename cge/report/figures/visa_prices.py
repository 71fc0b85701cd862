"""What a visa is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cge.report.items import names, visa_prices
from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import Sheet
from cge.report.words import number, signed

if TYPE_CHECKING:
    import xarray as xr

SHOWN = 12
SMALLEST = 0.5
"""USD a year; smaller prices are rounding."""


def figure(result: xr.Dataset) -> Figure | None:
    """Visa price that newcomers face, by destination and skill."""
    price = visa_prices(result)
    known = price.where(abs(price) >= SMALLEST)
    if not bool(known.notnull().any()):
        return None
    skills = [str(skill) for skill in price.skill.values]
    full = names(result)
    rows: list[tuple[Any, ...]] = [
        (full[str(code)], *map(float, cells))
        for code, cells in zip(price.destination.values, price.values, strict=True)
        if not np.isnan(cells).all()
    ]
    rows.sort(key=lambda row: -np.nanmax(np.array(row[1:], dtype=float)))
    top = [row for row in rows if max(abs(x) for x in row[1:] if x == x) >= SMALLEST]
    shown = top if len(top) <= SHOWN else [*top[: SHOWN - 3], *top[-3:]]
    return Figure(
        "visa_prices",
        "What a visa is worth",
        _claim(shown),
        Bars(
            tuple(row[0] for row in shown),
            tuple(
                Series(f"{skill} skill", tuple(row[n + 1] for row in shown))
                for n, skill in enumerate(skills)
            ),
            "USD per worker and year",
        ),
        Sheet(
            "Visa prices of those who arrive, mean over corridors",
            ("destination", *(f"{skill} [USD a year]" for skill in skills)),
            tuple(rows),
        ),
        "The yearly price at which exactly those who are let in want to come. Unless a fee or an "
        "auction collects it, it stays with the migrant.",
    )


def _claim(rows: list[tuple[Any, ...]]) -> str:
    """The largest price, and the lowest where it is below zero; rows by their largest price."""
    best = (rows[0][0], float(np.nanmax(rows[0][1:])))
    worst = min(((row[0], float(np.nanmin(row[1:]))) for row in rows), key=lambda pair: pair[1])
    said = []
    if best[1] >= SMALLEST:
        said.append(f"The dearest: {best[0]}, {number(best[1], 3)} USD a year.")
    if worst[1] <= -SMALLEST:
        said.append(
            f"Below zero, down to {signed(worst[1], 3)} USD in {worst[0]}: newcomers would come "
            "only if they were paid."
        )
    return " ".join(said)
