"""Several scenarios at a glance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cge.report.headline import headline
from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import GROUPS, Sheet
from cge.report.words import LABELS, number

COLOURS, ROWS = 4, 12
"""Scenarios and rows that a chart can hold."""
COMPARED = {"groups": 1, "regions": 1, "wages": 1, "remittances": 3}
"""Figures shown side by side, and the column of their table."""
LEVELS = ("world_ev_ppp_bn", "world_ev_bn_usd", "world_income_change_bn_usd")

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr


def world(labels: Sequence[str], results: Sequence[xr.Dataset]) -> Figure:
    """Gain of the world in every scenario."""
    found = [headline(result) for result in results]
    ppp, usd, income = (tuple(f[key] for f in found) for key in LEVELS)
    best = max(range(len(found)), key=lambda n: ppp[n])
    worst = min(range(len(found)), key=lambda n: ppp[n])
    said = [f"most with {labels[best]} ({number(ppp[best], 3)} bn int. USD)"]
    if ppp[worst] < 0:
        said.append(f"and it loses most with {labels[worst]} ({number(ppp[worst], 3)} bn int. USD)")
    rows = tuple(
        (
            label,
            f["world_ev_ppp_bn"],
            f["world_ev_ppp_percent"],
            f["world_ev_bn_usd"],
            f["world_income_change_bn_usd"],
            f["movers_million_workers"] - f["returning_million_workers"],
            f["remittances_change_bn_usd"],
        )
        for label, f in zip(labels, found, strict=True)
    )
    return Figure(
        "world",
        "The world",
        f"The world gains {' '.join(said)}.",
        Bars(
            tuple(labels),
            (
                Series("EV at purchasing power, int. USD", ppp),
                Series("EV at prices of before, USD", usd),
                Series("change of income, USD", income),
            ),
            "bn a year",
        ),
        Sheet(
            "Scenarios side by side",
            (
                "scenario",
                "EV at purchasing power [bn int. USD]",
                "[% of income]",
                "EV at prices of before [bn USD]",
                "change of income [bn USD]",
                "workers abroad [million]",
                "remittances [bn USD]",
            ),
            rows,
        ),
    )


def compared(
    name: str, column: int, labels: Sequence[str], made: Sequence[dict[str, Figure]]
) -> Figure | None:
    """One chart of a figure that several scenarios have: a colour per scenario.

    Parameters
    ----------
    name : str
        Of the figure.
    column : int
        Of its table, that holds what is compared.
    made : sequence of dict
        Figures by name, per scenario.
    """
    shown = [(label, by[name]) for label, by in zip(labels, made, strict=True) if name in by]
    if not 1 < len(shown) <= COLOURS:
        return None
    cells = {label: {row[0]: row[column] for row in f.table.rows} for label, f in shown}
    size: dict[str, float] = {}
    for values in cells.values():
        for row, value in values.items():
            size[str(row)] = max(size.get(str(row), 0.0), abs(float(value)))
    first = shown[0][1]
    rows = sorted(size, key=lambda row: -size[row])[:ROWS] if len(size) > ROWS else list(size)
    rows = [row for row in rows if row != "World"]
    series = tuple(
        Series(label, tuple(float(values.get(row, math.nan)) for row in rows))
        for label, values in cells.items()
    )
    unit = first.table.columns[column]
    table = Sheet(
        f"{first.title}, side by side",
        (first.table.columns[0], *(f"{label} [{unit}]" for label in cells)),
        tuple((r, *(float(v.get(r, math.nan)) for v in cells.values())) for r in size),
    )
    return Figure(
        name,
        f"{first.title}, side by side",
        f"{first.table.title}, {unit}."
        if len(size) <= ROWS
        else f"{first.table.title}, {unit}: the {len(rows)} with the largest changes.",
        Bars(tuple(rows), series, unit),
        table,
    )


def groups(labels: Sequence[str], results: Sequence[xr.Dataset]) -> Sheet:
    """Gain of every group in every scenario, at purchasing power."""
    names = [g for g in GROUPS if any(g in result["group"] for result in results)]
    rows: list[tuple[Any, ...]] = []
    for label, result in zip(labels, results, strict=True):
        gain = result.welfare_ev_ppp.sum(["region", "skill"])
        of_group = {str(g): float(gain.sel(group=g)) for g in gain["group"].values}
        rows.append((label, *(of_group.get(g, float("nan")) for g in names)))
    return Sheet(
        "Who gains and who loses, at purchasing power [bn int. USD a year]",
        ("scenario", *(LABELS[g].lower() for g in names)),
        tuple(rows),
    )
