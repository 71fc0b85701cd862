"""Winners and losers by group of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cge.report.headline import MEASURES
from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import GROUPS, NOTHING, Sheet
from cge.report.tables import COLUMNS
from cge.report.words import LABELS, PEOPLE, gains

if TYPE_CHECKING:
    import xarray as xr


NOTE = (
    "Equivalent variation: the yearly sum of money worth as much as the change. At purchasing "
    "power a dollar buys the same everywhere. The change of income at exchange rates is what "
    "national accounts see; of those who move it is no welfare, for prices differ. Natives live "
    "where more people come than go, those remaining behind where more go. Public consumption "
    "grows with the residents it serves."
)
DEAR = (
    " Newcomers lose at purchasing power and come all the same: for reasons that incomes do not "
    "show, and that the model infers from who lives abroad today."
)


def figure(result: xr.Dataset) -> Figure | None:
    """Gain of every group in three measures."""
    gains_ = [result[name].sum(["region", "skill"]) for name in MEASURES]
    ppp = gains_[0]
    rows: list[tuple[Any, ...]] = [
        (LABELS[group], *(float(gain.sel(group=group)) for gain in gains_))
        for group in GROUPS
        if group in ppp["group"]
    ]
    rows = [row for row in rows if max(map(abs, row[1:])) >= NOTHING]
    if not rows:
        return None
    said = [(PEOPLE[str(g)], float(ppp.sel(group=g))) for g in ppp["group"].values]
    labels, one, two, three = zip(*rows, strict=True)
    total: tuple[Any, ...] = ("World", *(float(result[name]) for name in MEASURES.values()))
    return Figure(
        "groups",
        "Winners and losers",
        f"At purchasing power. {gains(said, 'Gain', 'Lose', 'bn international USD a year')}",
        Bars(
            labels,
            (
                Series("EV at purchasing power, int. USD", one),
                Series("EV at prices of before, USD", two),
                Series("change of income, USD", three),
            ),
            "bn a year",
        ),
        Sheet(
            "Gain of every group",
            ("group", *COLUMNS),
            (*rows, total),
        ),
        NOTE + (DEAR if _come_at_a_loss(result, ppp) else ""),
    )


def _come_at_a_loss(result: xr.Dataset, ppp: xr.DataArray) -> bool:
    """Whether newcomers lose in goods though nobody sends them (a ``stock`` does)."""
    if "new_migrants" not in ppp["group"] or float(ppp.sel(group="new_migrants")) > -NOTHING:
        return False
    return not bool(((result.new_migrants > 1) & (result.regime == "stock")).any())
