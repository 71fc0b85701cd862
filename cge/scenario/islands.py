"""Regions that trade with nobody: whether anything ties their prices to those elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.scenario.people import CORRIDOR, People
from cge.scenario.settings import RECIPIENTS

if TYPE_CHECKING:
    from cge.scenario.settings import Settings

ROUNDING = 1e-9
"""Share of GDP below which a flow of money is none."""


def islands(settings: Settings, bench: xr.Dataset) -> list[list[str]]:
    """Groups of regions that trade among themselves alone, the largest first.

    One group of all where goods are homogeneous: every region may begin to trade.
    """
    if settings.closure.trade != "armington":
        return [bench.region.values.tolist()]
    return accounts.trading_groups(bench)


def own_price_levels(settings: Settings, bench: xr.Dataset) -> list[str]:
    """Cautions on price levels that nothing ties together."""
    apart = [", ".join(group) for group in islands(settings, bench)[1:]]
    if not apart:
        return []
    return [
        f"no trade ties the prices of {'; '.join(apart)} to those elsewhere: each has its own "
        "price level, set to the numeraire; what is earned is compared in goods, not in money"
    ]


def money_between(settings: Settings, bench: xr.Dataset) -> str:
    """What pays money between regions that do not trade, in words; empty if nothing does.

    Money that no goods follow: those who receive it could buy nothing with it.
    """
    group = {r: n for n, members in enumerate(islands(settings, bench)) for r in members}
    number = np.array([group[r] for r in bench.region.values.tolist()])
    apart = number[:, None] != number[None, :]
    if not apart.any():
        return ""
    size = float(accounts.gdp(bench).sum())
    for table, dims in (
        ("remittances", ("origin", "destination")),
        ("other_transfers", ("origin", "destination")),
        ("foreign_ownership", ("owner", "region")),
    ):
        given = settings.values.get(table)
        paid = bench[table] if given is None else xr.DataArray(given)
        flow = abs(paid.transpose(*dims).values)
        if flow[apart].sum() > ROUNDING * (size if table != "foreign_ownership" else 1.0):
            return f"{table} of the benchmark" if given is None else "'transfers' of the scenario"
    lent = accounts.foreign_saving(bench).transpose("region").values
    for n in range(number.max() + 1):
        if abs(lent[number == n].sum()) > ROUNDING * size:
            return "what one lends to the other"
    return _money_of_the_scenario(settings, bench, apart)


def _money_of_the_scenario(settings: Settings, bench: xr.Dataset, apart: np.ndarray) -> str:
    people = People.of(bench)
    here = settings.regime.transpose(*CORRIDOR)
    moving = ~here.isin(["home", "closed"]).values & apart[:, :, None]
    stays = (here == "stock").values & np.isclose(settings.stock.values, people.workers, rtol=1e-12)
    owned = accounts.property_income(bench).transpose("region").values > 0
    keeps = settings.closure.ownership == "portable" and bool(owned.any())
    if keeps and (moving & ~stays).any():
        return "what movers own at home (closure ownership: portable)"
    if settings.closure.capital == "mobile":
        return "capital that moves (closure capital: mobile)"
    origin = RECIPIENTS.index("origin_government")
    if settings.charges is not None:
        paid = settings.charges["revenue"].transpose("recipient", *CORRIDOR).values[origin]
        if (paid[moving] > 0).any():
            return "visas that are paid to the origin"
    cells = [c for levy in settings.levies for c in map(people.cell, levy.corridors) if moving[c]]
    return "levies on those who move between them" if cells else ""
