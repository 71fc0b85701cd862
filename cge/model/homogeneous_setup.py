"""From a benchmark to homogeneous goods: idle technologies, local prices, borders, variables."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo
import xarray as xr

from cge.benchmark import accounts
from cge.errors import DataError
from cge.model import shares, variables
from cge.model.sets import Key, grouped, positive_cells, self_at

if TYPE_CHECKING:
    from cge.model.path import Path
    from cge.scenario.settings import Settings

ISR = ("sector", "exporter", "importer")
IR = ("sector", "region")
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
    _refuse_cells(
        (total > 0) & (accounts.output(bench) > 0), "idle_value_added", "is no idle sector"
    )
    _refuse_cells(
        (total > 0) & (total < 1 - GAP),
        "idle_value_added",
        "costs less than the good is worth (1 USD): it would not be idle",
    )
    lacks = cost["value_added"].where(accounts.factor_income(bench) <= 0, 0.0).sum("factor")
    _refuse_cells(lacks > 0, "idle_value_added", "uses a factor that the region does not have")
    used = accounts.absorption(bench).rename(sector="sector_in")
    _refuse_cells(
        cost["intermediate"].where(used <= 0, 0.0).sum("sector_in") > 0,
        "idle_intermediate",
        "uses a good that nobody uses in the region",
    )
    size = accounts.gdp(bench)
    return bench.assign({name: bench[name] + part * size for name, part in cost.items()})


def _refuse_cells(bad: xr.DataArray, table: str, what: str) -> None:
    cells = positive_cells(bad.astype(float), *IR)
    if cells:
        named = ", ".join("/".join(cell) for cell in cells[:3])
        msg = f"{table}: {named} {what}"
        raise DataError(msg)


def cost_base(bench: xr.Dataset, tech: xr.Dataset) -> xr.DataArray:
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
        raise DataError(msg)
    return bench.sector.values[(number > 0).values].tolist() if pairs else []


def border_rate(table: xr.DataArray, own: str, other: str, goods: list[str]) -> xr.DataArray:
    """The rate of a region on a good from or to anybody (sector, region).

    Raises
    ------
    DataError
        If it differs by partner: at a hub nobody knows where a good comes from.
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
        raise DataError(msg)
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
    _refuse_cells(
        (sells & buys & taxed) | inside.rename(exporter="region"),
        "trade",
        "goes both ways (or stays within the region) and pays border taxes: homogeneous goods "
        "have net trade.  Next: a benchmark with net trade (`trade: net` in the map of cge "
        "calibrate), or closure trade: armington",
    )
    price = xr.where(sells & ~buys, 1 / (1 + tx), xr.where(buys & ~sells, 1 + tm, start))
    price = xr.where(taxed | ~(sells | buys), price, 1.0)
    outside = (price > (1 + tm) * (1 + GAP)) | (price * (1 + tx) < 1 - GAP)
    _refuse_cells(
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
        raise DataError(msg)
    return price


def declare(
    m: pyo.ConcreteModel, bench: xr.Dataset, tech: xr.Dataset, settings: Settings, path: Path
) -> None:
    """Sets, parameters and variables of trade in homogeneous goods, and targets of tariffs."""
    linked = linked_goods(bench)
    prices, gdp = local_prices(bench, linked), accounts.gdp(bench)
    makes, uses = list(m.MAKES), list(m.COMPOSITE)
    places = list(dict.fromkeys(uses + makes))
    m.PLACES = pyo.Set(initialize=places, dimen=2)
    m.maker_at = pyo.Set(m.PLACES, initialize=self_at(makes, places))
    m.user_at = pyo.Set(m.PLACES, initialize=self_at(uses, places))
    gap = cost_base(bench, tech)
    shares.fill(m, "price_base", m.PLACES, prices, *IR)
    shares.fill(m, "cost_base", m.MAKES, gap, *IR)
    shares.fill(m, "su_made", m.MAKES, accounts.output(tech) / gap / prices / gdp, *IR)
    shares.fill(m, "su_used", m.COMPOSITE, accounts.absorption(bench) / prices / gdp, *IR)
    _declare_borders(m, bench, settings, path, places, linked)
    use = accounts.absorption(bench) / prices
    shares.fill(m, "v_world_use", m.SECTORS, use.sum("region"), "sector")
    shares.fill(m, "su_hub", m.PLACES, gdp / use.sum("region"), *IR)
    variables.ratios(m, "ph", m.PLACES)
    variables.ratios(m, "pw", m.HUB)
    made = set(positive_cells(accounts.output(bench), *IR))
    active = {key: float(key in made) for key in makes}
    for key in makes:
        m.qo[key].setlb(None)
        m.qo[key].set_value(active[key])
    for key in uses:
        m.qc[key].setlb(None)
    start = {
        key: sum(m.su_made[key] * active[key] for _ in m.maker_at[key])
        - sum(m.su_used[key] for _ in m.user_at[key])
        for key in places
    }
    variables.levels(m, "net", start, m.PLACES)
    _declare_links(m, bench, settings, path, linked, prices)
    revenue = sum(part for part in accounts.border_taxes(bench)) / gdp
    variables.levels(m, "border", revenue.to_series().to_dict(), m.BORDERS)
    markets = [i for i in m.SECTORS if i in m.HUB]
    left = [max(markets, key=lambda i: m.v_world_use[i])] if markets else []
    m.WORLD_MARKETS = pyo.Set(initialize=[i for i in markets if i not in left])
    m.WORLD_LEFT_OUT = pyo.Set(initialize=left)
    local = [key for key in places if key[0] in linked]
    out = [] if markets else [max(local, key=lambda key: m.su_used[key] if key in uses else 0.0)]
    m.LINKED_MARKETS = pyo.Set(initialize=[key for key in local if key not in out], dimen=2)
    m.LINKED_LEFT_OUT = pyo.Set(initialize=out, dimen=2)


def _declare_borders(
    m: pyo.ConcreteModel,
    bench: xr.Dataset,
    settings: Settings,
    path: Path,
    places: list[Key],
    linked: list[str],
) -> None:
    """The hub: taxes at the border today and in the scenario."""
    hub = [i for i in bench.sector.values.tolist() if i not in linked]
    target = xr.DataArray(settings.values.get("tariff", bench.tariff)).rename("tariff")
    rates = {
        "hub_tm": border_rate(bench.tariff, "importer", "exporter", hub),
        "hub_tx": border_rate(bench.export_tax, "exporter", "importer", hub),
    }
    goal = border_rate(target, "importer", "exporter", hub)
    for tariff in (rates["hub_tm"], goal):
        _refuse_cells(
            (1 + tariff) * (1 + rates["hub_tx"]) < 1 - GAP,
            "tariff and export_tax",
            "together pay for sending a good out and in again without end",
        )
    taxed = (rates["hub_tm"] != 0) | (rates["hub_tx"] != 0) | (goal != 0)
    there = set(positive_cells(taxed.astype(float), *IR))
    cells = [key for key in places if key[0] in hub]
    m.HUB = pyo.Set(initialize=hub)
    m.TAXED_BORDERS = pyo.Set(initialize=[key for key in cells if key in there], dimen=2)
    m.FREE_BORDERS = pyo.Set(initialize=[key for key in cells if key not in there], dimen=2)
    m.traders_of = pyo.Set(m.HUB, initialize=grouped(cells, (0,), (1,), hub))
    m.taxed_at = pyo.Set(
        m.BORDERS, initialize=grouped(list(m.TAXED_BORDERS), (1,), (0,), list(m.BORDERS))
    )
    for name, rate in rates.items():
        shares.fill(m, name, m.TAXED_BORDERS, rate, *IR)
    path.to_array(m, "hub_tm", goal, IR)


def _declare_links(
    m: pyo.ConcreteModel,
    bench: xr.Dataset,
    settings: Settings,
    path: Path,
    linked: list[str],
    prices: xr.DataArray,
) -> None:
    """Shipments between regions, at a cost."""
    places = set(m.PLACES)
    regions = bench.region.values.tolist()
    links = [
        (i, s, r)
        for i in linked
        for s in regions
        for r in regions
        if s != r and {(i, s), (i, r)} <= places
    ]
    m.LINKS = pyo.Set(initialize=links, dimen=3)
    cost = bench.trade_cost if "trade_cost" in bench else xr.zeros_like(bench.tariff)
    for name, array, key in [
        ("link_tm", bench.tariff, "tariff"),
        ("link_tx", bench.export_tax, "export_tax"),
        ("link_tc", cost, "trade_cost"),
    ]:
        shares.fill(m, name, m.LINKS, array, *ISR)
        path.to_array(m, name, xr.DataArray(settings.values.get(key, array)), ISR)
    gdp = accounts.gdp(bench)
    weight = gdp.rename(region="importer") / gdp.rename(region="exporter")
    shares.fill(m, "su_link", m.LINKS, weight * xr.ones_like(cost), *ISR)
    sent = bench.trade / prices.rename(region="exporter") / (1 + cost)
    start = (sent / gdp.rename(region="importer")).transpose(*ISR).to_series().to_dict()
    variables.levels(m, "ship", {key: start[key] for key in links}, m.LINKS)
    local = [key for key in m.PLACES if key[0] in linked]
    lists: dict[str, defaultdict[Key, list[str]]] = {
        name: defaultdict(list) for name in ("buyers_of", "sellers_to")
    }
    for i, s, r in links:
        lists["buyers_of"][i, s].append(r)
        lists["sellers_to"][i, r].append(s)
    m.LINKED_PLACES = pyo.Set(initialize=local, dimen=2)
    for name, found in lists.items():
        m.add_component(
            name, pyo.Set(m.LINKED_PLACES, initialize={key: found[key] for key in local})
        )
    for name, by, member in [("links_to", (2,), (0, 1)), ("links_from", (1,), (0, 2))]:
        every = grouped(links, by, member, regions)
        m.add_component(name, pyo.Set(m.BORDERS, dimen=2, initialize=every))
