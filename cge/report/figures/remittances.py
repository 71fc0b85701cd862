"""Remittances by region that receives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.report.items import names
from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import NOTHING, Sheet
from cge.report.words import counted, number, signed

if TYPE_CHECKING:
    import xarray as xr

SHOWN = 12


def figure(result: xr.Dataset) -> Figure | None:
    """Change of remittances received, the largest changes."""
    after = result.remittances.sum("destination").values
    before = result.remittances_base.sum("destination").values
    known = names(result)
    rows = [
        (known[str(code)], b, a, a - b, 100 * (a / b - 1) if b > 0 else float("nan"))
        for code, b, a in zip(
            result.origin.values, map(float, before), map(float, after), strict=True
        )
    ]
    rows.sort(key=lambda row: -row[3])
    moved = [row for row in rows if abs(row[3]) >= NOTHING]
    if not moved:
        return None
    largest = sorted(moved, key=lambda row: -abs(row[3]))[:SHOWN]
    shown = sorted(largest, key=lambda row: -row[3])
    one, two = float(before.sum()), float(after.sum())
    name, _, _, change, _ = largest[0]
    return Figure(
        "remittances",
        "Money sent home",
        f"Remittances {'rise' if two >= one else 'fall'} from {number(one, 3)} to"
        f" {number(two, 3)} bn USD a year; most in {name} ({signed(change)} bn).",
        Bars(
            tuple(row[0] for row in shown),
            (Series("change", tuple(row[3] for row in shown)),),
            "bn USD a year",
        ),
        Sheet(
            "Remittances received",
            ("region", "before [bn USD]", "after [bn USD]", "change [bn USD]", "change [%]"),
            tuple(rows),
        ),
        f"{counted(len(shown), 'region')} with the largest changes, net of the cost of sending.",
    )
