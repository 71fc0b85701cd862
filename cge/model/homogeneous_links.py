"""Homogeneous goods with trade costs (T-8, T-9): shipped from region to region; border taxes.

Costs between every two regions make shipments determinate, and with them tariffs that differ by
partner.  Shipments are levels, in units of the benchmark GDP of the importer.
"""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.model.block import Context
from cge.model.declare import Set
from cge.model.equation import complement, equation
from cge.model.homogeneous import goods_alike, hub_export_tax, hub_tariff, local_price
from cge.model.homogeneous_prices import linked_goods
from cge.model.sets import ISR, by_label, members, there
from cge.model.shares import fill
from cge.model.variables import levels


def landed_price(m, i, s, r):
    """Price at the border of r of goods from s: export tax and trade cost included."""
    return local_price(m, i, s) * (1 + m.link_tx[i, s, r]) * (1 + m.link_tc[i, s, r])


def loss_of_shipping(m, i, s, r):
    """Price of goods from s with tariff over the price in r, less 1."""
    return landed_price(m, i, s, r) * (1 + m.link_tm[i, s, r]) / local_price(m, i, r) - 1


def shipped(m, i, r):
    """Shipments that leave, what melts on the way included, less those that arrive."""
    return sum(
        m.su_link[i, r, d] * (1 + m.link_tc[i, r, d]) * m.ship[i, r, d] for d in m.buyers_of[i, r]
    ) - sum(m.ship[i, s, r] for s in m.sellers_to[i, r])


@equation("T-8", over="LINKED_MARKETS", when=goods_alike)
def eq_ph_linked(m, i, r):
    """Market in a region of a good with trade costs; one is left out if no good has a hub (C-3)."""
    return m.net[i, r] == shipped(m, i, r)


@equation("C-3l", over="LINKED_LEFT_OUT", when=goods_alike, left_out=True)
def walras_linked(m, i, r):
    """The market left out: its excess supply is reported and never used."""
    return m.net[i, r] == shipped(m, i, r)


@complement("T-9", "LINKS", "shipments and loss", when=goods_alike)
def eq_ship(m, i, s, r):
    """Arbitrage: nothing is shipped where it would not pay."""
    return m.ship[i, s, r], loss_of_shipping(m, i, s, r)


def landed_value(m, i, s, r):
    """Shipments at the border of r, tariff apart [share of the benchmark GDP of r]."""
    return landed_price(m, i, s, r) * m.ship[i, s, r]


def landed_tariff(m, i, s, r):
    """Tariff of r on what arrives from s [share of benchmark GDP]."""
    return m.link_tm[i, s, r] * landed_value(m, i, s, r)


def shipping_tax(m, i, r, d):
    """Export tax of r on what leaves for d [share of benchmark GDP]."""
    leaves = m.su_link[i, r, d] * (1 + m.link_tc[i, r, d]) * m.ship[i, r, d]
    return m.link_tx[i, r, d] * local_price(m, i, r) * leaves


def border_tariffs(m, r):
    """Tariffs on homogeneous goods [share of benchmark GDP]."""
    hub = sum(hub_tariff(m, i, r) for i in m.taxed_at[r])
    return hub + sum(landed_tariff(m, i, s, r) for (i, s) in m.links_to[r])


def border_export_taxes(m, r):
    """Export taxes on homogeneous goods [share of benchmark GDP]."""
    hub = sum(hub_export_tax(m, i, r) for i in m.taxed_at[r])
    return hub + sum(shipping_tax(m, i, r, d) for (i, d) in m.links_from[r])


@equation("Y-4b", over="BORDERS", when=goods_alike)
def eq_border(m, r):
    """Tariff and export tax revenue, as a share of benchmark GDP."""
    return m.border[r] == border_tariffs(m, r) + border_export_taxes(m, r)


def declare(c: Context) -> None:
    """Revenue at borders; goods that are shipped between every two regions at a cost."""
    m, bench, alike = c.m, c.bench, goods_alike(c.settings)
    m.BORDERS = Set(initialize=m.REGIONS if alike else [])
    m.border_at = there(m.BORDERS, m.REGIONS)
    gdp = accounts.gdp(bench)
    revenue = sum(part for part in accounts.border_taxes(bench)) / gdp
    start = by_label(revenue, "region")
    levels(m, "border", {r: start[r] for r in m.BORDERS}, m.BORDERS)
    if not alike:
        return
    linked = linked_goods(bench)
    links = [
        (i, s, r)
        for i in linked
        for s in m.REGIONS
        for r in m.REGIONS
        if s != r and (i, s) in m.PLACES and (i, r) in m.PLACES
    ]
    m.LINKS = Set(initialize=links, dimen=3)
    local = [key for key in m.PLACES if key[0] in linked]
    m.LINKED_PLACES = Set(initialize=local, dimen=2)
    m.buyers_of = members(m.LINKS, "isr", m.LINKED_PLACES, "is")
    m.sellers_to = members(m.LINKS, "isr", m.LINKED_PLACES, "ir")
    m.links_to = members(m.LINKS, "isr", m.REGIONS, "r")
    m.links_from = members(m.LINKS, "isr", m.REGIONS, "s")
    cost = bench.trade_cost if "trade_cost" in bench else xr.zeros_like(bench.tariff)
    fill(m, "link_tm", m.LINKS, bench.tariff, *ISR)
    fill(m, "link_tx", m.LINKS, bench.export_tax, *ISR)
    fill(m, "link_tc", m.LINKS, cost, *ISR)
    c.shock("tariff", *ISR, name="link_tm")
    c.shock("trade_cost", *ISR, name="link_tc")
    weight = gdp.rename(region="importer") / gdp.rename(region="exporter")
    fill(m, "su_link", m.LINKS, weight * xr.ones_like(cost), *ISR)
    arrives = bench.trade / (1 + cost) / gdp.rename(region="importer")
    value = by_label(arrives, *ISR)
    levels(m, "ship", {key: value[key] / m.price_base[key[:2]] for key in m.LINKS}, m.LINKS)
    used = {key: m.su_used[key] if key in m.COMPOSITE else 0.0 for key in local}
    left = [] if len(m.HUB) else [max(local, key=lambda key: used[key])]
    m.LINKED_MARKETS = Set(initialize=[key for key in local if key not in left], dimen=2)
    m.LINKED_LEFT_OUT = Set(initialize=left, dimen=2)
