"""Channels of a region's gain (W-6): what each adds per unit of the shock.

The gain of a region by a channel is the integral of the derivative of its ``gain_channel`` along
the path, weights ``<name>_base`` standing still at each point (a Divisia index).  The derivation is
in docs/model/decomposition.md.  What movers gained themselves is known at the end of the path and
not integrated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from cge.model import government, income, remittances
from cge.model.declare import Set
from cge.model.definition import Definition, definition
from cge.model.gain_homogeneous import prices_at_hub, taxed_at_hub
from cge.model.homogeneous import goods_alike
from cge.model.trade import by_origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from cge.model.block import Context

CHANNELS = (
    "reallocation",
    "complementary_surplus",
    "terms_of_trade",
    "tax_wedges",
    "fiscal",
    "remittances",
    "visa_revenue",
    "capital_income",
    "externalities",
    "technology",
)
RECEIPTS = ("visas", "sponsors", "levies")
"""Sources of income that belong to ``visa_revenue``."""


def declare(c: Context) -> None:
    """Sources of income that belong to a channel."""
    c.m.RECEIPTS = Set(initialize=RECEIPTS)


def channel(name: str) -> Callable[..., Definition]:
    """Definition of a channel: its change per unit of the shock is the derivative."""
    return definition("W-6", over="REGIONS", of="gain_channel", elsewhere=0.0, channel=name)


# ------------------------------------------------------------------------ trade and its taxes
def from_abroad(m, r):
    """What foreign saving pays, at the price of what it buys; lent where it is negative."""
    invested = sum(m.paid_from_abroad_base[r] * m.p_inv[r] for _ in m.invests_at[r])
    return invested + sum(m.p_world * m.v_foreign_saving[r] for _ in m.lends_at[r])


def prices_of_trade(m, r):
    """Exports at their prices less imports at theirs; foreign saving pays for some imports."""
    sold = sum(
        m.quantity_shipped_base[i, r, d] * m.border_price[i, r, d] for (i, d) in m.sold_to[r]
    )
    return (
        sold
        + from_abroad(m, r)
        - sum(
            m.quantity_shipped_base[i, s, r] * m.border_price[i, s, r]
            for (i, s) in m.bought_from[r]
        )
    )


def taxed_quantities(m, r):
    """Output and goods that cross the border, by the tax on a unit."""
    return (
        sum(m.unit_tax_base[i, r] * m.quantity_made[i, r] for i in m.made_in[r])
        + sum(
            m.unit_tariff_base[i, s, r] * m.quantity_arrived[i, s, r] for (i, s) in m.bought_from[r]
        )
        + sum(
            m.unit_export_tax_base[i, r, d] * m.quantity_shipped[i, r, d] for (i, d) in m.sold_to[r]
        )
    )


@definition("W-6", over="REGIONS", of="traded_at_prices", elsewhere=0.0, when=by_origin)
def traded_at_prices(m, r):
    """Trade at border prices."""
    return prices_of_trade(m, r)


@definition("W-6", over="REGIONS", of="traded_at_prices", elsewhere=0.0, when=goods_alike)
def traded_at_prices_alike(m, r):
    """Trade at border prices, at the hub too."""
    return prices_of_trade(m, r) + prices_at_hub(m, r)


@definition("W-6", over="REGIONS", of="taxed_at_rates", elsewhere=0.0, when=by_origin)
def taxed_at_rates(m, r):
    """Taxed quantities by the tax on a unit."""
    return taxed_quantities(m, r)


@definition("W-6", over="REGIONS", of="taxed_at_rates", elsewhere=0.0, when=goods_alike)
def taxed_at_rates_alike(m, r):
    """Taxed quantities by the tax on a unit, at the hub too."""
    return taxed_quantities(m, r) + taxed_at_hub(m, r)


@channel("terms_of_trade")
def terms_of_trade(m, r):
    """Exports that fetch more, less imports that cost more."""
    return m.buys_base[r] * m.traded_at_prices[r]


@channel("tax_wedges")
def tax_wedges(m, r):
    """Taxed quantities that grow: worth more to who buys than they cost who makes."""
    return m.buys_base[r] * m.taxed_at_rates[r]


# ------------------------------------------------------------------------------------- work
def harder(m, r):
    """Wages of natives who work more: the scenario's endowment, no work of others."""
    return sum(m.pay_per_effort_base[r, k] * m.effort[k, r] for k in m.born_in[r])


@channel("complementary_surplus")
def complementary_surplus(m, r):
    """Work of other hands at the wage it gets, less what those who do it are paid."""
    work = sum(m.wage_paid_base[k, r] * m.labour_hired[k, r] for k in m.skills_of[r])
    movers = m.pay_of_movers["new_migrants", r] + m.pay_of_movers["returnees", r]
    return m.buys_base[r] * (work - harder(m, r)) - m.buys[r] * movers - m.past_pay_of_others[r]


# ------------------------------------------------------------------------- money of residents
@channel("fiscal")
def fiscal(m, r):
    """Public services, for what they are worth less their cost; taxes that movers leave behind."""
    public = sum(
        (1 - m.buys_base[r] * m.price_of_public_base[r]) * m.quantity_governed[r]
        for _ in m.government_at[r]
    ) - government.enforced(m, r)
    past_pay = (
        m.past_pay_of_movers["new_migrants", r]
        + m.past_pay_of_movers["returnees", r]
        + m.past_pay_of_others[r]
    )
    kept = m.past_of_residents["labour", r] + m.past_of_residents["transfers", r]
    return public + past_pay - kept


def sending(m, r):
    """Services to send remittances, whose value is given, at their price."""
    return sum(m.sending_services_base[i, r] * m.pc[i, r] for i in m.used_in[r])


def matched(m, r):
    """What the government adds to remittances."""
    return sum(remittances.matched(m, r, d, k) for (d, k) in m.remitters_to[r])


@channel("remittances")
def received(m, r):
    """Received less sent; what governments add is in it and not counted as a gift of nobody."""
    money = m.income_of_residents["remittances", r] - matched(m, r) + sending(m, r)
    return m.buys_base[r] * money - m.past_of_residents["remittances", r]


def own_spending(m, r):
    """What residents buy for themselves at its prices."""
    return m.quantity_consumed_base[r] * m.p_cons[r] + sum(
        m.quantity_invested_base[r] * m.p_inv[r] for _ in m.invests_at[r]
    )


def services_of_movers(m, r):
    """Goods that are neither input nor demand: services to send money and to get in."""
    return (
        sum(m.quantity_used_base[i, r] * m.pc[i, r] for i in m.used_in[r])
        - sum(m.bundle_bought_base[i, r] * m.pint[i, r] for i in m.bundled_in[r])
        - sum(m.quantity_governed_base[r] * m.p_gov[r] for _ in m.government_at[r])
        - own_spending(m, r)
    )


@channel("visa_revenue")
def visa_revenue(m, r):
    """Visas, sponsors and levies: of residents and of the budget, less services to get in."""
    money = sum(m.income_of_residents[s, r] for s in m.RECEIPTS)
    public = government.movers_money(m, r) + matched(m, r)
    services = services_of_movers(m, r) - sending(m, r)
    past = sum(m.past_of_residents[s, r] for s in m.RECEIPTS)
    return m.buys_base[r] * (money + public + services) - past


def own_saving(m, r):
    """Prices of what residents buy, less what deflates the income that counts as theirs.

    They differ where added capital pays for itself (closure ``steady``).
    """
    return own_spending(m, r) - from_abroad(m, r)


@channel("capital_income")
def capital_income(m, r):
    """Property income from abroad; capital that came, was built or went, less its cost."""
    owned = sum(m.income_of_residents[s, r] for s in m.PROPERTY)
    earned = sum(
        income.net_of_tax(m, f, r) * m.v_factor[f, r] * m.pf[f, r] * m.qe[f, r]
        for f in m.factors_of[r]
    )
    more = sum(
        m.rental_paid_base[f, r] * (m.stock_hired[f, r] - m.v_factor[f, r] * m.endowment[f, r])
        for f in m.factors_of[r]
    )
    past = sum(m.past_of_residents[s, r] for s in m.PROPERTY)
    money = owned - earned + more + own_saving(m, r)
    return m.buys_base[r] * money + m.all_income_base[r] * m.buys[r] - past


# ------------------------------------------------------------------------------- technology
def better_ways(m, r):
    """Productivity that the scenario changes, of sectors and of factors, in logs."""
    return (
        sum(
            m.net_price_base[i, r] * m.quantity_made_base[i, r] * pyo.log(m.productivity[i, r])
            for i in m.made_in[r]
        )
        + sum(
            m.rental_paid_base[f, r] * m.stock_hired_base[f, r] * pyo.log(m.pi[f, r])
            for f in m.factors_of[r]
        )
        + sum(
            m.wage_paid_base[k, r] * m.labour_hired_base[k, r] * pyo.log(m.pi[k, r])
            for k in m.skills_of[r]
        )
    )


def prices_of_inputs(m, r):
    """Inputs at their prices less output at its price net of tax: falls without productivity."""
    return (
        sum(m.labour_hired_base[k, r] * m.pl[k, r] for k in m.skills_of[r])
        + sum(m.stock_hired_base[f, r] * m.pf[f, r] for f in m.factors_of[r])
        + sum(m.bundle_bought_base[i, r] * m.pint[i, r] for i in m.bundled_in[r])
        - sum(m.quantity_made_base[i, r] * m.net_price[i, r] for i in m.made_in[r])
    )


@channel("externalities")
def externalities(m, r):
    """Productivity that people make or take along: all of it less that of the scenario."""
    return m.buys_base[r] * (prices_of_inputs(m, r) - better_ways(m, r))


@channel("technology")
def technology(m, r):
    """Productivity, endowments and trade costs that the scenario changes."""
    given = harder(m, r) + sum(
        m.rental_paid_base[f, r] * m.v_factor[f, r] * m.endowment[f, r] for f in m.factors_of[r]
    )
    melted = sum(
        m.quantity_arrived_base[i, s, r] * m.border_price_base[i, s, r] * m.unit_melted[i, s, r]
        for (i, s) in m.bought_from[r]
    )
    return m.buys_base[r] * (given + better_ways(m, r) - melted)
