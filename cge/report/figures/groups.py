"""Winners and losers by group of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.report.marks import Bars, Figure, Series
from cge.report.words import LABELS, PEOPLE, gains
from cge.results.summary import GROUPS, NOTHING, Sheet

if TYPE_CHECKING:
    import xarray as xr


NOTE = (
    "Equivalent variation: the yearly sum of money worth as much as the change. At purchasing "
    "power a dollar buys the same everywhere. Natives live where more people come than go, those "
    "remaining behind where more go. Public consumption grows with the residents it serves."
)
DEAR = (
    " Newcomers lose at purchasing power and come all the same: for reasons that incomes do not "
    "show, and that the model infers from who lives abroad today."
)


def figure(result: xr.Dataset) -> Figure | None:
    """Equivalent variation by group, at market prices and at purchasing power."""
    dims = [dim for dim in result.welfare_ev.dims if dim != "group"]
    market, ppp = result.welfare_ev.sum(dims), result.welfare_ev_ppp.sum(dims)
    rows = [
        (LABELS[group], float(market.sel(group=group)), float(ppp.sel(group=group)))
        for group in GROUPS
        if group in market["group"]
    ]
    rows = [row for row in rows if max(abs(row[1]), abs(row[2])) >= NOTHING]
    if not rows:
        return None
    said = [(PEOPLE[str(g)], float(ppp.sel(group=g))) for g in ppp["group"].values]
    labels, one, two = zip(*rows, strict=True)
    total = ("World", float(result.welfare_ev_world), float(result.welfare_ev_world_ppp))
    return Figure(
        "groups",
        "Winners and losers",
        f"At purchasing power. {gains(said, 'Gain', 'Lose', 'bn international USD a year')}",
        Bars(
            labels,
            (Series("market prices, USD", one), Series("purchasing power, int. USD", two)),
            "bn a year",
        ),
        Sheet(
            "Equivalent variation by group",
            ("group", "bn USD", "bn international USD"),
            (*rows, total),
        ),
        NOTE + (DEAR if _come_at_a_loss(result, ppp) else ""),
    )


def _come_at_a_loss(result: xr.Dataset, ppp: xr.DataArray) -> bool:
    """Whether newcomers lose in goods though nobody sends them (a ``stock`` does)."""
    if "new_migrants" not in ppp["group"] or float(ppp.sel(group="new_migrants")) > -NOTHING:
        return False
    return not bool(((result.new_migrants > 1) & (result.regime == "stock")).any())
