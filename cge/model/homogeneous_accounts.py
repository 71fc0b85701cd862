"""Trade in homogeneous goods: net exports and shipments at the border, prices (T-5 to T-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.benchmark import accounts
from cge.model.ces import positive_part
from cge.model.declare import Set
from cge.model.definition import definition
from cge.model.homogeneous import goods_alike
from cge.model.homogeneous_links import landed_value
from cge.model.sets import ISR, members
from cge.model.shares import fill

if TYPE_CHECKING:
    from cge.model.block import Context


def declare(c: Context) -> None:
    """Taxes on links at the benchmark, who trades at the hub with whom.

    Goods exchanged at a hub have no bilateral trade; in a world of two regions it is known all the
    same.
    """
    m, bench = c.m, c.bench
    if not goods_alike(c.settings):
        return
    size = accounts.gdp(bench).rename(region="importer")
    tariffs = (1 + bench.export_tax) * bench.tariff
    fill(m, "v_link_tariff", m.LINKS, size * tariffs, *ISR)
    fill(m, "v_link_export_tax", m.LINKS, size * bench.export_tax, *ISR)
    at_hub = [(i, r) for i, r in m.PLACES if i in m.HUB]
    m.HUB_PLACES = Set(initialize=at_hub, dimen=2)
    m.hub_goods_at = members(at_hub, "ir", m.REGIONS, "r")
    m.goods_at = members(m.PLACES, "ir", m.REGIONS, "r")
    two = list(m.REGIONS) if len(m.REGIONS) == 2 else []
    pairs = [(i, s, r) for i in m.HUB for s in two for r in two]
    m.BETWEEN_TWO = Set(initialize=pairs, dimen=3)
    there = set(at_hub)
    sells = {(i, s, r): [s] if s != r and (i, s) in there else [] for i, s, r in pairs}
    m.seller_at = Set(m.BETWEEN_TWO, initialize=sells)


@definition("T-9", over="LINKS", of="trade", when=goods_alike)
def shipment_value(m, i, s, r):
    """Shipments at the border, export tax and trade cost included and tariff not [10^9 USD]."""
    return landed_value(m, i, s, r) * m.v_gdp[r]


def hub_value(m, i, r):
    """Net exports to the hub at the world price [10^9 USD]."""
    return m.pw[i] * m.v_gdp[r] * m.net[i, r]


@definition("T-7", over="BETWEEN_TWO", of="trade", when=goods_alike)
def sold_to_the_other(m, i, s, r):
    """What one of two regions sells through the hub, the other one buys [10^9 USD]."""
    return sum(positive_part(hub_value(m, i, h), m.kink) for h in m.seller_at[i, s, r])


@definition("T-7", over="HUB_PLACES", of="net_trade", when=goods_alike)
def net_trade_at_hub(m, i, r):
    """Net exports of a good without trade costs [10^9 USD]."""
    return hub_value(m, i, r)


@definition("T-8", over="LINKED_PLACES", of="net_trade", when=goods_alike)
def net_trade_by_links(m, i, r):
    """Net exports of a good with trade costs, at border prices [10^9 USD]."""
    out = sum(shipment_value(m, i, r, d) for d in m.buyers_of[i, r])
    return out - sum(shipment_value(m, i, s, r) for s in m.sellers_to[i, r])


@definition("T-5", over="PLACES", when=goods_alike)
def market_price(m, i, r):
    """Price of a good in a region [ratio to the benchmark]."""
    return m.ph[i, r]


@definition("T-6", over="HUB", when=goods_alike)
def world_price(m, i):
    """Price of a good at the hub [ratio to the benchmark]."""
    return m.pw[i]


def taxed_at_benchmark(m, r):
    """(Y-6) Goods that cross the border of r today, at prices and taxes of the benchmark."""
    at_hub = sum((1 - m.price_base[i, r]) * m.v_gdp[r] * m.net[i, r] for i in m.hub_goods_at[r])
    return (
        at_hub
        + sum(m.v_link_tariff[i, s, r] * _shipped(m, i, s, r) for (i, s) in m.links_to[r])
        + sum(m.v_link_export_tax[i, r, d] * _shipped(m, i, r, d) for (i, d) in m.links_from[r])
    )


def _shipped(m, i, s, r):
    """Shipments at the benchmark price of the exporter [share of the benchmark GDP of r]."""
    return m.price_base[i, s] * (1 + m.link_tc[i, s, r]) * m.ship[i, s, r]


def exports(m, r):
    """Net exports of the goods that r sells on balance [10^9 USD]."""
    return sum(positive_part(m.net_trade[i, r], m.kink) for i in m.goods_at[r])


def imports(m, r):
    """Net imports of the goods that r buys on balance [10^9 USD]."""
    return sum(positive_part(-m.net_trade[i, r], m.kink) for i in m.goods_at[r])
