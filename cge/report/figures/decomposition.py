"""Why incomes of the world change: their change by channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cge.report.items import names
from cge.report.marks import Figure, Waterfall
from cge.report.sheet import NOTHING, Sheet
from cge.report.words import capital, gains, signed

if TYPE_CHECKING:
    import xarray as xr

WORDS = {
    "reallocation": "people work where they produce more",
    "complementary_surplus": "what newcomers' work adds to others",
    "terms_of_trade": "terms of trade",
    "tax_wedges": "tariffs and taxes",
    "fiscal": "public budgets",
    "remittances": "remittances",
    "visa_revenue": "visa revenue",
    "capital_income": "capital income",
    "externalities": "externalities",
    "technology": "technology",
    "residual": "residual of the sum",
}


def figure(result: xr.Dataset) -> Figure | None:
    """Channels summed over regions; regions in the table."""
    if "welfare_decomposition" not in result:
        return None
    parts = result.welfare_decomposition.transpose("region", "channel").fillna(0.0)
    channels = [str(channel) for channel in parts.channel.values]
    said = [WORDS.get(channel, channel.replace("_", " ")) for channel in channels]
    world = dict(zip(said, map(float, parts.sum("region").values), strict=True))
    shown = {name: value for name, value in world.items() if abs(value) >= NOTHING}
    if not shown:
        return None
    known = names(result)
    rows: list[tuple[Any, ...]] = [
        (known[str(code)], *map(float, cells), float(cells.sum()))
        for code, cells in zip(parts.region.values, parts.values, strict=True)
    ]
    total = sum(world.values())
    return Figure(
        "decomposition",
        "Why: the change of income by channel",
        gains(shown.items(), "Up", "Down", "bn USD a year"),
        Waterfall(tuple(map(capital, shown)), tuple(shown.values()), "World", "bn USD a year"),
        Sheet(
            "Change of income at exchange rates by channel [bn USD]",
            ("region", *said, "sum"),
            (*rows, ("World", *world.values(), total)),
        ),
        f"Integrated along the path from today to the scenario; the sum ({signed(total, 3)} bn) is "
        "the change of income at exchange rates. The price level of place adds "
        f"{signed(float(result.welfare_ev_world) - total, 3)} bn: together they are the EV at the "
        "prices of where each lived before.",
    )
