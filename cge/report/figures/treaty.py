"""Treaties of `cge design`: which conditions bind, and what each of them costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.report.items import names
from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import GROUPS, Sheet

if TYPE_CHECKING:
    import xarray as xr

BINDS = 0.01
"""Price from which a condition is called binding, gain of the aim per dollar."""
MOST = 20
"""Bars."""


def figure(result: xr.Dataset) -> Figure | None:
    """Prices of conditions, the dearest first; None for results that no design has made."""
    if "design_price" not in result:
        return None
    known = names(result)
    found = result.design_price.to_series().dropna().sort_values(ascending=False)
    labels = [f"{GROUPS[g]}, {k}, {known[r]}" for g, r, k in found.index]
    pairs = [(x, float(y)) for x, y in zip(labels, found, strict=True) if y > BINDS][:MOST]
    if not pairs:
        return None
    unit = "gain of the aim per int. USD that the group may lose"
    one = result.attrs["design_independent"]
    only = "" if one else "  Gradients of what binds are dependent: prices are not the only ones."
    return Figure(
        "treaty",
        "What the conditions of the treaty cost",
        f"The dearest condition is that of {pairs[0][0]}: one more dollar that they may lose is "
        f"worth {pairs[0][1]:,.1f}.",
        Bars(tuple(x for x, _ in pairs), (Series(unit, tuple(y for _, y in pairs)),), unit),
        Sheet("Conditions that bind", ("group", unit), tuple(pairs)),
        f"The treaty is locally optimal; its aim is worth {result.attrs['design_value']:,.1f} "
        f"bn int. USD.{only}",
    )
