"""What the gain of the world hangs on, where draws were solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.report.intervals import HOW, LEVEL, SMALLEST, of_result
from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import Sheet
from cge.report.words import listed, number, signed

if TYPE_CHECKING:
    import xarray as xr

SHOWN = 8


def figure(result: xr.Dataset) -> Figure | None:
    """Shares of parameters and data in the variance of the gain of the world."""
    known = of_result(result)
    shares = [(_words(name), 100 * share) for name, share in known[0].drivers] if known else []
    if not shares:
        return None
    lead = known[0]
    shown = [one for one in shares[:SHOWN] if one[1] >= 100 * SMALLEST]
    largest = listed([f"{name} {number(share)}%" for name, share in shown[:3]])
    return Figure(
        "drivers",
        "What the gain of the world hangs on",
        f"{LEVEL:.0%} of {lead.draws} draws lie between {signed(lead.low, 3)} and"
        f" {signed(lead.high, 3)} bn international USD; of the variance: {largest}.",
        Bars(
            tuple(name for name, _ in shown),
            (Series("share", tuple(share for _, share in shown)),),
            "% of the variance",
        ),
        Sheet("Shares in the variance of the gain of the world", ("input", "%"), tuple(shares)),
        f"By {HOW[lead.how]}; data: errors of the benchmark.",
    )


def _words(key: str) -> str:
    return key.rpartition(".")[2].replace("_", " ")
