"""World gain by source of income."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.report.marks import Figure, Waterfall
from cge.report.sheet import NOTHING, Sheet
from cge.report.words import capital, gains, signed

if TYPE_CHECKING:
    import xarray as xr

WORDS = {
    "labour": "wages after tax",
    "capital": "capital",
    "resources": "land and resources",
    "transfers": "transfers and lump-sum taxes",
    "visas": "visa payments",
    "sponsors": "sponsors",
    "remittances": "remittances",
    "levies": "levies",
}


def figure(result: xr.Dataset) -> Figure | None:
    """Real income of residents by source, after less before, and public consumption."""
    change = result.welfare_ev_by_source.sum("region")
    rows = [
        (capital(WORDS.get(str(s), str(s))), float(change.sel(source=s)))
        for s in change.source.values
    ]
    public = float((result.public_consumption - result.public_consumption_base).sum())
    rows = [row for row in (*rows, ("Public consumption", public)) if abs(row[1]) >= NOTHING]
    if not rows:
        return None
    total = sum(row[1] for row in rows)
    return Figure(
        "sources",
        "Where the gain comes from, by source of income",
        gains([(name.lower(), value) for name, value in rows], "Up", "Down", "bn USD a year"),
        Waterfall(
            tuple(row[0] for row in rows), tuple(row[1] for row in rows), "World", "bn USD a year"
        ),
        Sheet(
            "Real income of residents after less before",
            ("source", "bn USD"),
            (*rows, ("World", total)),
        ),
        f"Real income of all residents by source, after less before; the sum ({signed(total, 3)} "
        "bn) is the change of income of the world at exchange rates.",
    )
