"""Who pays for visas and what becomes of the money (M-20 to M-23).

Of the fee and of the price of a scarce place given shares are captured (paid to somebody), another
is dissipated (spent on services), the rest stays with the migrant.
"""

from __future__ import annotations

import pyomo.environ as pyo

from cge.model.block import Context
from cge.model.ces import positive_part
from cge.model.declare import Set
from cge.model.definition import Definition, definition
from cge.model.equation import equation
from cge.model.jobs import benefit_of_established
from cge.model.labour import established, established_wage, new_migrants
from cge.model.pricing import income_of_new
from cge.model.sets import bought_through, members
from cge.model.shares import live
from cge.model.taxes import net_of_tax, transfer_of
from cge.model.variables import levels

SHARE_OF = {
    "destination_government": "to_government",
    "destination_natives": "to_natives",
    "sponsors": "to_sponsors",
    "origin_government": "to_origin",
}
"""Param with the share that each recipient gets of what is paid for visas."""


def income_of_established(m, o, d, k):
    """Net wage and transfers of an established migrant, before visa and levies [10^9 USD]."""
    wage = net_of_tax(m, k, d) * m.eff[o, d, k] * established_wage(m, k, d)
    insured = m.v_native_wage[o, d, k] * m.eff[o, d, k] * benefit_of_established(m, k, d)
    given = m.v_transfer[o, d, k] * transfer_of(m, k, d) + insured
    return m.v_native_wage[o, d, k] * wage + m.eligible[o, d, k] * given


@equation("M-20", over="PRICED")
def eq_paid(m, o, d, k):
    """Share of income that a newcomer pays."""
    scarcity = 1 - m.fee_share[o, d, k] - m.kept[o, d, k]
    captured = m.captured_fee[o, d, k] * m.fee_share[o, d, k] + m.captured[o, d, k] * scarcity
    return m.paid[o, d, k] == captured


@equation("M-21", over="PRICED")
def eq_lost(m, o, d, k):
    """Share of income that a newcomer loses to smugglers, queues and recruitment."""
    return m.lost[o, d, k] == m.dissipated[o, d, k] * (1 - m.kept[o, d, k])


def fee_of_established(m, o, d, k):
    """The fee as a share of the income of an established migrant: the same share, or money."""
    in_money = m.fee_in_money[o, d, k] * relative_income(m, o, d, k)
    return m.fee_share[o, d, k] * (1 - m.fee_in_money[o, d, k] + in_money)


def place_of_established(m, o, d, k):
    """The price of a place as a share of their income: the same share, or the same money."""
    in_money = m.scarcity[o, d, k] * relative_income(m, o, d, k)
    in_shares = 1 - pyo.exp(-m.scarcity[o, d, k])
    return in_shares + m.price_in_money[o, d, k] * (in_money - in_shares)


def relative_income(m, o, d, k):
    """Income of a newcomer over that of an established migrant."""
    return income_of_new(m, o, d, k) / income_of_established(m, o, d, k)


@equation("M-22", over="PRICED_FOR_ALL")
def eq_paid_old(m, o, d, k):
    """Share of income that the established pay: fee and price hold for them in their own unit.

    What is stated as a share is a share of their own income, what is stated in USD is the same
    money, and the least price of an auction is a floor for them as for newcomers.
    """
    fee, place = fee_of_established(m, o, d, k), place_of_established(m, o, d, k)
    beside = place * (1 - (1 - m.price_in_money[o, d, k]) * fee)
    excess = positive_part(place - fee, m.kink)
    scarcity = beside + m.is_floor[o, d, k] * (excess - beside)
    captured = m.captured_fee[o, d, k] * fee + m.captured[o, d, k] * scarcity
    return m.paid_old[o, d, k] == captured


@equation("M-23", over="PRICED")
def eq_visa_payment(m, o, d, k):
    """Money that changes hands for visas [10^9 USD]."""
    new = m.paid[o, d, k] * income_of_new(m, o, d, k) * new_migrants(m, o, d, k)
    old = m.paid_old[o, d, k] * income_of_established(m, o, d, k) * established(m, o, d, k)
    return m.visa_payment[o, d, k] == new + old


def dissipated(m, o, d, k):
    """Services that newcomers have to buy [10^9 USD]."""
    return m.lost[o, d, k] * income_of_new(m, o, d, k) * new_migrants(m, o, d, k)


@definition("M-21", over="PRICED")
def visa_dissipated(m, o, d, k):
    """Services that newcomers have to buy to come."""
    return dissipated(m, o, d, k)


def revenue_of(recipient: str) -> Definition:
    """Money paid for visas in a destination that one recipient gets [10^9 USD]."""
    share = SHARE_OF[recipient]

    def visa_revenue(m, d):
        """Money paid for visas by who receives it."""
        given = getattr(m, share)
        return sum(given[o, d, k] * m.visa_payment[o, d, k] for (o, k) in m.payers_in[d])

    visa_revenue.__name__ = f"visa_revenue_of_{recipient}"
    return definition("M-23", "REGIONS", "visa_revenue", elsewhere=0.0, recipient=recipient)(
        visa_revenue
    )


revenue_of_government = revenue_of("destination_government")
revenue_of_natives = revenue_of("destination_natives")
revenue_of_sponsors = revenue_of("sponsors")
revenue_of_origin = revenue_of("origin_government")


def declare(c: Context) -> None:
    """Who pays, where and to whom: nothing is paid at the benchmark."""
    m = c.m
    m.payers_in = members(m.PRICED, "odk", m.REGIONS, "d")
    m.payers_from = members(m.PRICED, "odk", m.REGIONS, "o")
    through = bought_through(m.PRICED, c.bench.attrs["remittance_sector"], m.COMPOSITE)
    m.payers_through = Set(m.COMPOSITE, dimen=2, initialize=through)
    in_money = {k: float(k in m.PRICED_IN_MONEY) for k in m.PRICED_FOR_ALL}
    live(m, "price_in_money", m.PRICED_FOR_ALL, in_money)
    in_money = {k: float(k in m.FEE_IN_MONEY) for k in m.PRICED_FOR_ALL}
    live(m, "fee_in_money", m.PRICED_FOR_ALL, in_money)
    for name in ("captured", "captured_fee", "dissipated"):
        live(m, name, m.PRICED)
        part = c.charge(name)
        c.path.to(m, name, {key: float(part[key]) for key in m.PRICED})
    for recipient, name in SHARE_OF.items():
        part = c.share_of(recipient)
        live(m, name, m.PRICED, {key: part[key] for key in m.PRICED})
    for name, paying in (("paid", m.PRICED), ("lost", m.PRICED), ("paid_old", m.PRICED_FOR_ALL)):
        levels(m, name, 0.0, m.CORRIDORS)
        getattr(m, name).fix()
        for key in paying:
            getattr(m, name)[key].unfix()
    levels(m, "visa_payment", 0.0, m.PRICED)
