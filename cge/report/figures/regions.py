"""Winners and losers by region, those who do not move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.report import stayers
from cge.report.items import names
from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import NOTHING, Sheet
from cge.report.words import listed, signed

if TYPE_CHECKING:
    import xarray as xr

SHOWN = 9
"""Regions at either end."""


def figure(result: xr.Dataset) -> Figure | None:
    """Gain of those who do not move in percent of their income, the best and the worst regions."""
    percent, level = stayers.percent(result), stayers.gain(result)
    known = list(names(result).values())
    order = np.argsort(-percent.fillna(0.0).values, kind="stable")
    rows = [(known[n], float(percent.values[n]), float(level.values[n])) for n in order]
    up = [row for row in rows if row[1] >= NOTHING]
    down = [row for row in rows if row[1] <= -NOTHING]
    if not up and not down:
        return None
    shown = [*up[:SHOWN], *down[-SHOWN:]]
    said = [f"{len(up)} of {len(rows)} regions gain, {len(down)} lose"]
    for side, word in ((up[:2], "most"), (down[::-1][:2], "least")):
        if side:
            parts = listed([f"{name} ({signed(value)}%)" for name, value, _ in side])
            said.append(f"{word}: {parts}")
    return Figure(
        "regions",
        "Regions: those who do not move",
        "; ".join(said) + ".",
        Bars(
            tuple(row[0] for row in shown),
            (Series("gain", tuple(row[1] for row in shown)),),
            "% of income",
        ),
        Sheet(
            "Gain of those who do not move",
            ("region", "% of income", "bn int. USD"),
            tuple(rows),
        ),
        "Natives, those remaining behind and established migrants. Left out: who moves or returns, "
        "and public consumption, which grows where newcomers are served.",
    )
