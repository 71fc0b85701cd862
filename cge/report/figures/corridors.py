"""Migrants by corridor, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.report.items import names
from cge.report.marks import Figure, Flow, Flows
from cge.report.sheet import MILLION, Sheet, few
from cge.report.words import counted, number

if TYPE_CHECKING:
    import xarray as xr

SHOWN = 14
FEWEST = 500.0
"""Persons; smaller changes of a corridor are not drawn."""


def figure(result: xr.Dataset) -> Figure | None:
    """The corridors that change most: persons there before, who come, who go."""
    abroad = result.origin != result.destination
    before = result.migrants_base.where(abroad, 0.0).fillna(0.0).sum("skill")
    after = result.migrants.where(abroad, 0.0).fillna(0.0).sum("skill")
    before, after = (x.transpose("origin", "destination").values for x in (before, after))
    change = after - before
    if few(abs(change).sum(), result):
        return None
    order = np.argsort(-abs(change), axis=None, kind="stable")
    cells = [np.unravel_index(n, change.shape) for n in order]
    cells = [cell for cell in cells if abs(change[cell]) >= FEWEST]
    if not cells:
        return None
    known = names(result)
    of, to = (
        [known[str(code)] for code in result[dim].values] for dim in ("origin", "destination")
    )
    rows = tuple(
        (of[o], to[d], b, a, a - b)
        for o, d in cells
        for b, a in [(float(before[o, d]) / MILLION, float(after[o, d]) / MILLION)]
    )
    shown = rows[:SHOWN]
    flows = tuple(Flow(o, d, min(b, a), max(c, 0.0), max(-c, 0.0)) for o, d, b, a, c in shown)
    total = float(abs(change).sum())
    part = sum(abs(row[4]) for row in shown) * MILLION / total
    o, d, b, a, _ = shown[0]
    return Figure(
        "corridors",
        "Who moves where",
        f"{number(before.sum() / MILLION, 3)} million people live abroad before,"
        f" {number(after.sum() / MILLION, 3)} million after. Largest change: {o} to {d}, from"
        f" {number(b, 2)} to {number(a, 2)} million.",
        Flows(flows, "million people"),
        Sheet(
            "Migrants by corridor, families included",
            ("born in", "living in", "before [million]", "after [million]", "change [million]"),
            rows[:200],
        ),
        f"{counted(len(shown), 'corridor')} with the largest changes ({100 * part:.0f}% of all "
        "change). Grey: there before and after. Blue: come. Orange: go.",
    )
