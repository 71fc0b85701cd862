"""Gains from trade in homogeneous goods (W-6): goods shipped between regions or sold at a hub.

Shipments fill the cells of :mod:`cge.model.gain_levels`; what passes the hub has no partner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model.ces import positive_part
from cge.model.declare import Set
from cge.model.gain_levels import level
from cge.model.homogeneous import goods_alike, local_price
from cge.model.homogeneous_links import landed_price
from cge.model.sets import members

if TYPE_CHECKING:
    from cge.model.block import Context


def declare(c: Context) -> None:
    """Goods that a region sells or buys at the hub."""
    m, alike = c.m, goods_alike(c.settings)
    passing = [(i, r) for i, r in m.PLACES if i in m.HUB] if alike else []
    m.AT_HUB = Set(initialize=passing, dimen=2)
    m.at_hub_of = members(m.AT_HUB, "ir", m.REGIONS, "r")


@level("LINKS", of="border_price", when=goods_alike)
def border_price_alike(m, i, s, r):
    """Price at the border of s, export tax included."""
    return local_price(m, i, s) * (1 + m.link_tx[i, s, r])


@level("LINKS", of="quantity_arrived", when=goods_alike)
def quantity_arrived_alike(m, i, s, r):
    """Goods that arrive at r from s."""
    return m.v_gdp[r] * m.ship[i, s, r]


@level("LINKS", of="quantity_shipped", when=goods_alike)
def quantity_shipped_alike(m, i, s, r):
    """Goods that leave s for r, what melts on the way included."""
    return quantity_arrived_alike(m, i, s, r) * (1 + m.link_tc[i, s, r])


@level("LINKS", of="unit_melted", when=goods_alike)
def unit_melted_alike(m, i, s, r):
    """What melts on the way per unit that arrives."""
    return m.link_tc[i, s, r]


@level("LINKS", of="unit_tariff", when=goods_alike)
def unit_tariff_alike(m, i, s, r):
    """Tariff on a unit that arrives."""
    return m.link_tm[i, s, r] * landed_price(m, i, s, r)


@level("LINKS", of="unit_export_tax", when=goods_alike)
def unit_export_tax_alike(m, i, s, r):
    """Export tax on a unit that leaves."""
    return m.link_tx[i, s, r] * local_price(m, i, s)


@level("AT_HUB", when=goods_alike)
def sold_at_hub(m, i, r):
    """Net exports, negative where it buys."""
    return m.v_gdp[r] * m.net[i, r]


@level("AT_HUB", when=goods_alike)
def hub_price(m, i, r):
    """Price at the hub."""
    return m.pw[i]


@level("TAXED_BORDERS", when=goods_alike)
def hub_exports(m, i, r):
    """Net exports where there are any."""
    return m.v_gdp[r] * positive_part(m.net[i, r], m.kink)


@level("TAXED_BORDERS", when=goods_alike)
def hub_imports(m, i, r):
    """Net imports where there are any."""
    return m.v_gdp[r] * positive_part(-m.net[i, r], m.kink)


@level("TAXED_BORDERS", when=goods_alike)
def hub_tariff(m, i, r):
    """Tariff on a unit bought at the hub."""
    return m.hub_tm[i, r] * m.pw[i]


@level("TAXED_BORDERS", when=goods_alike)
def hub_export_tax(m, i, r):
    """Export tax on a unit sold at the hub."""
    return m.hub_tx[i, r] * local_price(m, i, r)


def prices_at_hub(m, r):
    """What is sold at the hub at its prices, less what is bought."""
    return sum(m.sold_at_hub_base[i, r] * m.hub_price[i, r] for i in m.at_hub_of[r])


def taxed_at_hub(m, r):
    """Quantities that pay tax at the hub, by the tax on a unit."""
    return sum(
        m.hub_tariff_base[i, r] * m.hub_imports[i, r]
        + m.hub_export_tax_base[i, r] * m.hub_exports[i, r]
        for i in m.taxed_at[r]
    )
