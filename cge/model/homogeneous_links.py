"""Homogeneous goods with trade costs (T-8, T-9): shipped from region to region; border taxes.

Costs between every two regions make shipments determinate, and with them tariffs that differ by
partner.  Shipments are levels, in units of the benchmark GDP of the importer.
"""

from __future__ import annotations

from typing import Any

from cge.model.ces import complementary, positive_part
from cge.model.equation import equation
from cge.model.homogeneous import local_price


def landed_price(m: Any, i: Any, s: Any, r: Any) -> Any:
    """Price at the border of r of goods from s: export tax and trade cost included."""
    return local_price(m, i, s) * (1 + m.link_tx[i, s, r]) * (1 + m.link_tc[i, s, r])


def loss_of_shipping(m: Any, i: Any, s: Any, r: Any) -> Any:
    """Price of goods from s with tariff over the price in r, less 1."""
    return landed_price(m, i, s, r) * (1 + m.link_tm[i, s, r]) / local_price(m, i, r) - 1


def shipped(m: Any, i: Any, r: Any) -> Any:
    """Shipments that leave, what melts on the way included, less those that arrive."""
    return sum(
        m.su_link[i, r, d] * (1 + m.link_tc[i, r, d]) * m.ship[i, r, d] for d in m.buyers_of[i, r]
    ) - sum(m.ship[i, s, r] for s in m.sellers_to[i, r])


@equation("T-8", over="LINKED_MARKETS")
def eq_ph_linked(m: Any, i: Any, r: Any) -> Any:
    """Market in a region of a good with trade costs; one is left out if no good has a hub (C-3)."""
    return m.net[i, r] == shipped(m, i, r)


@equation("C-3l", over="LINKED_LEFT_OUT")
def walras_linked(m: Any, i: Any, r: Any) -> Any:
    """The market left out: its excess supply is reported and never used."""
    return m.net[i, r] == shipped(m, i, r)


@equation("T-9", over="LINKS")
def eq_ship(m: Any, i: Any, s: Any, r: Any) -> Any:
    """Arbitrage: nothing is shipped where it would not pay."""
    return complementary(m.ship[i, s, r], loss_of_shipping(m, i, s, r), m.complementarity) == 0


@equation("Y-4b", over="BORDERS")
def eq_border(m: Any, r: Any) -> Any:
    """Tariff and export tax revenue, as a share of benchmark GDP."""
    return m.border[r] == sum(
        m.hub_tm[i, r] * m.pw[i] * positive_part(-m.net[i, r], m.kink)
        + m.hub_tx[i, r] * local_price(m, i, r) * positive_part(m.net[i, r], m.kink)
        for i in m.taxed_at[r]
    ) + sum(
        m.link_tm[i, s, r] * landed_price(m, i, s, r) * m.ship[i, s, r] for (i, s) in m.links_to[r]
    ) + sum(
        m.link_tx[i, r, d]
        * local_price(m, i, r)
        * (1 + m.link_tc[i, r, d])
        * m.su_link[i, r, d]
        * m.ship[i, r, d]
        for (i, d) in m.links_from[r]
    )


EQUATIONS = (eq_ph_linked, eq_ship, eq_border)
