"""Money paid for visas, and who gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cge.report.items import names
from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import NOTHING, Sheet
from cge.report.words import listed, number

if TYPE_CHECKING:
    import xarray as xr

SHOWN = 12
WORDS = {
    "destination_government": "destination budget",
    "destination_natives": "natives of the destination",
    "sponsors": "sponsors",
    "origin_government": "origin budget",
}


def figure(result: xr.Dataset) -> Figure | None:
    """Visa revenue by destination, stacked by who receives it."""
    if "visa_revenue" not in result:
        return None
    money = result.visa_revenue.transpose("destination", "recipient").fillna(0.0)
    paid = abs(money).sum("recipient").values
    if paid.max(initial=0.0) < NOTHING:
        return None
    known = list(names(result).values())
    kept = [n for n, r in enumerate(money.recipient.values) if abs(money.values[:, n]).sum() > 0]
    said = [_words(str(money.recipient.values[n])) for n in kept]
    order = [int(n) for n in np.argsort(-paid, kind="stable") if paid[n] >= NOTHING]
    sums = money.values.sum(axis=0)
    rows: tuple[tuple[Any, ...], ...] = tuple(
        (known[n], *(float(money.values[n, k]) for k in kept), float(money.values[n].sum()))
        for n in order
    )
    use = listed([f"{number(float(sums[k]), 3)} to {w}" for k, w in zip(kept, said, strict=True)])
    return Figure(
        "visa_revenue",
        "What visas bring in, and for whom",
        f"Migrants pay {number(float(sums.sum()), 3)} bn USD a year for visas: {use}.",
        Bars(
            tuple(known[n] for n in order[:SHOWN]),
            tuple(
                Series(word, tuple(float(money.values[n, k]) for n in order[:SHOWN]))
                for k, word in zip(kept, said, strict=True)
            ),
            "bn USD a year",
            stacked=len(kept) > 1,
        ),
        Sheet(
            "Visa revenue by recipient",
            ("destination", *(f"{w} [bn USD]" for w in said), "sum"),
            rows,
        ),
    )


def _words(recipient: str) -> str:
    return WORDS.get(recipient, recipient.replace("_", " "))
