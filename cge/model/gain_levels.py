"""What gains are made of (W-6): prices, quantities and pay, from which channels are summed.

The cells ``<name>_base`` hold the values of these at the point of the path that is looked at: a
channel is a sum of prices or quantities that move, at weights that stand still there.  They are
compiled where a decomposition is asked for and not otherwise.  Prices are ratios to the benchmark,
quantities 10^9 USD at benchmark prices, money 10^9 USD.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model import (
    irregular,
    labour,
    mover_income,
    production,
    remittances,
    taxes,
    trade,
)
from cge.model.declare import Set
from cge.model.definition import Definition, definition
from cge.model.homogeneous import goods_alike
from cge.model.sets import members
from cge.model.trade import by_origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from cge.model.block import Context

MOVERS = NEW, BACK = "new_migrants", "returnees"


def declare(c: Context) -> None:
    """Goods that cross a border, whatever the closure of trade; what is summed by region."""
    m = c.m
    alike = goods_alike(c.settings)
    m.SHIPMENTS = Set(initialize=list(m.LINKS if alike else m.TRADE), dimen=3)
    m.bought_from = members(m.SHIPMENTS, "isr", m.REGIONS, "r")
    m.sold_to = members(m.SHIPMENTS, "isr", m.REGIONS, "s")
    m.used_in = members(m.COMPOSITE, "ir", m.REGIONS, "r")
    m.bundled_in = members(m.BUNDLE, "ir", m.REGIONS, "r")


def level(over: str, of: str | None = None, **how: object) -> Callable[..., Definition]:
    """Definition of a price or a quantity that is a weight too."""
    return definition("W-6", over, of, before=True, elsewhere=0.0, **how)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------ money
@level("REGIONS")
def buys(m, r):
    """What a unit of income buys of consumption and saving."""
    return m.real_factor[r]


@definition("W-6", over="SOURCE_REGIONS")
def income_of_residents(m, s, r):
    """Income of those who live in r, by source."""
    return sum(m.group_income[g, s, r, k] for (g, k) in m.persons_at[r])


@definition("W-6", over="SOURCE_REGIONS")
def past_of_residents(m, s, r):
    """What the same persons had at the benchmark, wherever they lived."""
    return sum(m.group_income_before[g, s, r, k] for (g, k) in m.persons_at[r])


@level("REGIONS")
def all_income(m, r):
    """Income of those who live in r, all sources."""
    return sum(m.income_of_residents[s, r] for s in m.SOURCES)


# ------------------------------------------------------------------------------------ pay
@definition("W-6", over="BORN", within="RESIDENTS", elsewhere=0.0)
def native_pay(m, r, k):
    """Wage of a native before tax, for the work he does [10^9 USD]."""
    return m.native_wage[r, k] * m.wn[k, r] * labour.native_work(m, k, r)


@definition("W-6", over="BORN", within="RESIDENTS", elsewhere=0.0)
def native_pay_then(m, r, k):
    """The wage of the benchmark: ratios are 1 there."""
    return m.native_wage[r, k]


@definition("W-6", over="REGIONS", of="pay_of_movers", elsewhere=0.0, group=NEW)
def pay_of_new(m, r):
    """Wages before tax of those who came, with a visa or without."""
    return sum(
        mover_income.new_gross(m, o, r, k) + irregular.irregular_wages(m, o, r, k)
        for (o, k) in m.arrivals[r]
    )


@definition("W-6", over="REGIONS", of="pay_of_movers", elsewhere=0.0, group=BACK)
def pay_of_returned(m, r):
    """Wages before tax of those who went home to r."""
    return sum(
        m.native_pay[r, k] * m.scale[r, d, k] * labour.returned(m, r, d, k)
        for (d, k) in m.departures[r]
    )


@definition("W-6", over="REGIONS", of="past_pay_of_movers", elsewhere=0.0, group=NEW)
def past_pay_of_new(m, r):
    """What they earned at home."""
    return sum(
        m.native_pay_then[o, k] * m.scale[o, r, k] * labour.arrived(m, o, r, k)
        for (o, k) in m.arrivals[r]
    )


@definition("W-6", over="REGIONS", of="past_pay_of_movers", elsewhere=0.0, group=BACK)
def past_pay_of_returned(m, r):
    """What they earned abroad."""
    return sum(
        m.v_native_wage[r, d, k] * m.eff[r, d, k] * labour.returned(m, r, d, k)
        for (d, k) in m.departures[r]
    )


@definition("W-6", over="REGIONS")
def past_pay_of_others(m, r):
    """What those who did not move earned at the benchmark, as many as there are now."""
    stayed = sum(m.group_number[g, r, k] * m.native_pay_then[r, k] for (g, k) in m.stayers_at[r])
    return stayed + sum(
        m.v_native_wage[o, r, k] * labour.established_units(m, o, r, k)
        for (o, k) in m.settled_in[r]
    )


# -------------------------------------------------------------------------- factors and goods
@level("SKILL")
def wage_paid(m, k, r):
    """Wage of the composite of one skill."""
    return m.pl[k, r]


@level("SKILL")
def labour_hired(m, k, r):
    """The composite, natives and migrants."""
    return m.v_skill[k, r] * m.ql[k, r]


@level("BORN")
def pay_per_effort(m, r, k):
    """Wages of all natives per unit of the work they do [10^9 USD]."""
    working = labour.jobs(m, "native", k, r) * m.at_home[r, k]
    return m.native_wage[r, k] * m.wn[k, r] * working


@level("FACTOR")
def rental_paid(m, f, r):
    """Rental of capital or resources."""
    return m.pf[f, r]


@level("FACTOR")
def stock_hired(m, f, r):
    """Capital or resources at work."""
    return m.v_factor[f, r] * m.qe[f, r]


@level("MAKES")
def unit_tax(m, i, r):
    """Tax on a unit of output."""
    return taxes.output_rate(m, i, r) * m.po[i, r]


@level("MAKES")
def net_price(m, i, r):
    """Producer price less tax."""
    return (1 - taxes.output_rate(m, i, r)) * m.po[i, r]


@level("MAKES")
def quantity_made(m, i, r):
    """Output."""
    return m.v_output[i, r] * m.qo[i, r]


@level("BUNDLE")
def bundle_bought(m, i, r):
    """Intermediate bundle of a sector."""
    cost = m.th_int[i, r] * (1 - m.to_base[i, r]) * m.v_output[i, r]
    return cost * production.bundle_demand(m, i, r)


@level("COMPOSITE")
def quantity_used(m, i, r):
    """Composite of home good and imports, all uses."""
    return m.v_absorption[i, r] * m.qc[i, r]


@level("COMPOSITE")
def sending_services(m, i, r):
    """Services bought to send remittances."""
    return (
        sum(remittances.remittance_services(m, o, r, k) for (o, k) in m.senders_through[i, r])
        / m.pc[i, r]
    )


@level("REGIONS")
def quantity_consumed(m, r):
    """Consumption of households."""
    return (1 - m.saving_base[r]) * m.v_disposable[r] * m.cons[r]


@level("GOVERNMENT")
def price_of_public(m, r):
    """Price of public consumption."""
    return m.p_gov[r]


@level("GOVERNMENT")
def quantity_governed(m, r):
    """Public consumption."""
    return m.v_government[r] * m.gov[r]


@level("INVESTMENT")
def quantity_invested(m, r):
    """Investment."""
    return m.v_investment[r] * m.inv[r]


@level("INVESTMENT")
def paid_from_abroad(m, r):
    """Investment that foreign saving pays."""
    return m.p_world * m.v_foreign_saving[r] / m.p_inv[r]


# -------------------------------------------------------------- borders; goods differ by origin
@level("TRADE", when=by_origin)
def border_price(m, i, s, r):
    """Price at the border of s, export tax included."""
    return m.po[i, s] * (1 + m.tx[i, s, r])


@level("TRADE", when=by_origin)
def quantity_arrived(m, i, s, r):
    """Goods that arrive at r from s."""
    return m.v_trade[i, s, r] * trade.import_demand(m, i, s, r)


@level("TRADE", when=by_origin)
def quantity_shipped(m, i, s, r):
    """Goods that leave s for r, what melts on the way included."""
    return m.v_trade[i, s, r] * trade.shipment(m, i, s, r)


@level("TRADE", when=by_origin)
def unit_melted(m, i, s, r):
    """What melts on the way per unit that arrives."""
    return m.tc[i, s, r]


@level("TRADE", when=by_origin)
def unit_tariff(m, i, s, r):
    """Tariff on a unit that arrives."""
    return trade.tariff(m, i, s, r) * border_price(m, i, s, r) * (1 + m.tc[i, s, r])


@level("TRADE", when=by_origin)
def unit_export_tax(m, i, s, r):
    """Export tax on a unit that leaves."""
    return m.tx[i, s, r] * m.po[i, s]
