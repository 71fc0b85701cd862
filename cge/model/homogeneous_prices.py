"""From a benchmark to homogeneous goods: idle technologies, goods with a hub, local prices."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.errors import DataError, ScenarioError
from cge.model.sets import IR, positive_cells

ASKED = ("closure", "trade")
"""What of a scenario asks for homogeneous goods."""
GAP = 1e-9
"""Relative gap of two prices, or share of GDP, below which they are the same."""


def technology(bench: xr.Dataset) -> xr.Dataset:
    """The benchmark with the costs of idle sectors filled in, at the size of the region's GDP.

    Raises
    ------
    DataError
        If an idle technology is given where something is made, or if it would pay to open.
    """
    if "idle_value_added" not in bench and "idle_intermediate" not in bench:
        return bench
    cost = {
        name: bench[f"idle_{name}"] if f"idle_{name}" in bench else xr.zeros_like(bench[name])
        for name in ("value_added", "intermediate")
    }
    total = cost["value_added"].sum("factor") + cost["intermediate"].sum("sector_in")
    refuse_cells(
        (total > 0) & (accounts.output(bench) > 0), "idle_value_added", "is no idle sector"
    )
    refuse_cells(
        (total > 0) & (total < 1 - GAP),
        "idle_value_added",
        "costs less than the good is worth (1 USD): it would not be idle",
    )
    lacks = cost["value_added"].where(accounts.factor_income(bench) <= 0, 0.0).sum("factor")
    refuse_cells(lacks > 0, "idle_value_added", "uses a factor that the region does not have")
    used = accounts.absorption(bench).rename(sector="sector_in")
    refuse_cells(
        cost["intermediate"].where(used <= 0, 0.0).sum("sector_in") > 0,
        "idle_intermediate",
        "uses a good that nobody uses in the region",
    )
    size = accounts.gdp(bench)
    return bench.assign({name: bench[name] + part * size for name, part in cost.items()})


def refuse_cells(bad: xr.DataArray, table: str, what: str) -> None:
    """Refuse a benchmark for cells (sector, region) of a table that are bad."""
    cells = positive_cells(bad.astype(float), *IR)
    if cells:
        named = ", ".join("/".join(cell) for cell in cells[:3])
        msg = f"{table}: {named} {what}"
        raise DataError(msg, ASKED)


def cost_over_price(bench: xr.Dataset, tech: xr.Dataset) -> xr.DataArray:
    """Cost over price at the benchmark: 1 where something is made (sector, region)."""
    return xr.where(accounts.output(bench) > 0, 1.0, accounts.output(tech) / accounts.gdp(bench))


def linked_goods(bench: xr.Dataset) -> list[str]:
    """Goods with a trade cost between every two regions; the others have a hub.

    Raises
    ------
    DataError
        If some costs of a good are zero and others not: trade would be indeterminate.
    """
    if "trade_cost" not in bench:
        return []
    costs = accounts.off_diagonal(bench.trade_cost, "exporter", "importer")
    number = (costs > 0).sum(["exporter", "importer"])
    pairs = bench.sizes["region"] * (bench.sizes["region"] - 1)
    part = bench.sector.values[((number > 0) & (number < pairs)).values].tolist()
    if part:
        msg = (
            f"trade_cost of {part}: zero between some regions and positive between others; with "
            "homogeneous goods give all of them (then trade is bilateral) or none"
        )
        raise DataError(msg, ASKED)
    return bench.sector.values[(number > 0).values].tolist() if pairs else []


def border_rate(
    table: xr.DataArray, own: str, other: str, goods: list[str], *, by_scenario: bool = False
) -> xr.DataArray:
    """The rate of a region on a good from or to anybody (sector, region).

    Raises
    ------
    DataError
        If it differs by partner: at a hub nobody knows where a good comes from.
    ScenarioError
        The same, where the scenario sets the rates.
    """
    abroad = table.sel(sector=goods).where(table[own] != table[other])
    low, high = abroad.min(other).fillna(0.0), abroad.max(other).fillna(0.0)
    uneven = positive_cells(high - low, "sector", own)
    if uneven:
        good, region = uneven[0]
        msg = (
            f"{table.name or 'tariff'} of {region} on {good} differs by partner "
            f"({float(low.sel({'sector': good, own: region})):g} to "
            f"{float(high.sel({'sector': good, own: region})):g}); a homogeneous good without "
            "trade costs has one rate for all.  Next: name all partners, or give trade_cost"
        )
        if by_scenario:
            raise ScenarioError(msg, ("tariffs",))
        raise DataError(msg, ASKED)
    return high.rename({own: "region"}).reindex(sector=table.sector.values, fill_value=0.0)


def local_prices(bench: xr.Dataset, linked: list[str]) -> xr.DataArray:
    """Price of every good in every region over its world price at the benchmark (sector, region).

    Raises
    ------
    DataError
        If two-way trade pays a tax, or prices contradict the direction of trade.
    """
    free = "relative_price" in bench
    start = bench.relative_price if free else xr.ones_like(accounts.output(bench))
    start = start.where(start > 0, 1.0)
    hub = [i for i in bench.sector.values.tolist() if i not in linked]
    tm = border_rate(bench.tariff, "importer", "exporter", hub)
    tx = border_rate(bench.export_tax, "exporter", "importer", hub)
    abroad = accounts.off_diagonal(accounts.border_value(bench), "exporter", "importer")
    small = GAP * accounts.gdp(bench)
    sells = abroad.sum("importer").rename(exporter="region") > small
    buys = abroad.sum("exporter").rename(importer="region") > small
    taxed = (tm != 0) | (tx != 0)
    inside = abs(bench.trade * (bench.tariff + bench.export_tax)) > 0
    inside = inside.where(bench.exporter == bench.importer, other=False).any("importer")
    refuse_cells(
        (sells & buys & taxed) | inside.rename(exporter="region"),
        "trade",
        "goes both ways (or stays within the region) and pays border taxes: homogeneous goods "
        "have net trade.  Next: a benchmark with net trade (`trade: net` in the map of cge "
        "calibrate), or closure trade: armington",
    )
    price = xr.where(sells & ~buys, 1 / (1 + tx), xr.where(buys & ~sells, 1 + tm, start))
    price = xr.where(taxed | ~(sells | buys), price, 1.0)
    outside = (price > (1 + tm) * (1 + GAP)) | (price * (1 + tx) < 1 - GAP)
    refuse_cells(
        outside.sel(sector=hub),
        "relative_price",
        "lies outside 1/(1 + export_tax) to 1 + tariff: trade would pay",
    )
    for good in linked:
        price.loc[good] = _linked_prices(bench.sel(sector=good), start.sel(sector=good))
    return price.transpose(*IR)


def _linked_prices(bench: xr.Dataset, start: xr.DataArray) -> np.ndarray:
    """Prices of one good along the shipments of the benchmark."""
    wedge = ((1 + bench.tariff) * (1 + bench.export_tax) * (1 + bench.trade_cost)).values
    trade = accounts.off_diagonal(bench.trade, "exporter", "importer").values
    price = np.full(len(start), np.nan)
    for first in range(len(start)):
        if not np.isnan(price[first]):
            continue
        price[first], queue = float(start[first]), [first]
        while queue:
            here = queue.pop()
            for there in np.flatnonzero((trade[here] + trade[:, here] > 0) & np.isnan(price)):
                ahead = trade[here, there] > 0
                factor = wedge[here, there] if ahead else 1 / wedge[there, here]
                price[there] = price[here] * factor
                queue.append(int(there))
    gap = price[:, None] * wedge / price[None, :] - 1
    np.fill_diagonal(gap, 1.0)
    wrong = np.argwhere(np.where(trade > 0, abs(gap), np.maximum(-gap, 0)) > GAP)
    if len(wrong):
        s, r = (str(bench.region.values[n]) for n in wrong[0])
        msg = (
            f"trade of {bench.sector.item()} from {s} to {r}: prices, tariffs and trade_cost do "
            f"not agree (gap {gap[tuple(wrong[0])]:.3g}); where something is shipped the price in "
            "the importer is that of the exporter with tax, cost and tariff, elsewhere not above"
        )
        raise DataError(msg, ASKED)
    return price
