"""What newcomers have to pay, as a barrier (M-2).

A newcomer to a priced corridor keeps a share of income after a fee and after the price of a scarce
place.  Those who came before do not leave for a price that only newcomers pay: a corridor grows if
people want to come at the posted price, shrinks if they want to leave at today's, else it stays.
"""

from __future__ import annotations

import pyomo.environ as pyo

from cge.model.ces import positive_part
from cge.model.equation import complement, equation
from cge.model.migration import faced_before, income_abroad, income_of_all

NEXT_TO_NOTHING = 1e-6
"""Share of income below which a price leaves nothing to live on: nobody comes for it."""


def income_of_new(m, o, d, k):
    """Net wage and transfers of a new migrant, before the visa [10^9 USD per unit of mig]."""
    return m.v_mover[o, d, k] * income_abroad(m, o, d, k)


@equation("M-2f", over="FEE_IN_MONEY")
def eq_fee_share(m, o, d, k):
    """A fee in money, fixed in world prices, as a share of income."""
    return m.fee_share[o, d, k] * income_of_new(m, o, d, k) == m.p_world * m.v_fee[o, d, k]


@equation("M-2v", over="PRICED_IN_SHARES")
def eq_scarcity(m, o, d, k):
    """Price of a place as a barrier, -log(1 - z), where one share of income clears the quota."""
    price = sum(m.su_barrier[o, d, k] * m.cap_price[c] for c in m.cap_of[o, d, k])
    return m.scarcity[o, d, k] == price


@equation("M-2u", over="PRICED_IN_MONEY")
def eq_scarcity_money(m, o, d, k):
    """Price of a place with its hosting as a share of income, where one amount of money clears."""
    price = sum(m.v_price[o, d, k] * m.cap_price[c] for c in m.cap_of[o, d, k])
    place = m.scarcity[o, d, k] * income_of_new(m, o, d, k)
    return place == m.p_world * (price + m.v_hosting_charge[o, d, k])


def beyond_fee(m, o, d, k, fee):
    """Price of a place beyond the fee: all of it, or what exceeds a fee that is its least price."""
    place = m.scarcity[o, d, k]
    excess = positive_part(place - fee, m.kink)
    return place + m.is_floor[o, d, k] * (excess - place)


def fee_barrier(m, o, d, k):
    """The fee as a barrier, -log(1 - z)."""
    return -log_kept(m, 1 - m.fee_share[o, d, k])


@equation("M-2k", over="PRICED_IN_SHARES")
def eq_kept(m, o, d, k):
    """Share of income left to a newcomer after fee and scarcity."""
    place = beyond_fee(m, o, d, k, fee_barrier(m, o, d, k))
    return m.kept[o, d, k] == (1 - m.fee_share[o, d, k]) * pyo.exp(-place)


@equation("M-2m", over="PRICED_IN_MONEY")
def eq_kept_money(m, o, d, k):
    """Share of income left to a newcomer after fee and a price in money; below 0 nobody comes."""
    fee = m.fee_share[o, d, k]
    return m.kept[o, d, k] == 1 - fee - beyond_fee(m, o, d, k, fee)


def log_kept(m, share):
    """Log of a share of income; a price above income leaves next to nothing."""
    return pyo.log(NEXT_TO_NOTHING + positive_part(share - NEXT_TO_NOTHING, m.kink))


@equation("M-2q", over="PRICED_IN_SHARES")
def eq_asked_barrier(m, o, d, k):
    """Fee and scarcity as a barrier."""
    fee = fee_barrier(m, o, d, k)
    return m.asked_barrier[o, d, k] == fee + beyond_fee(m, o, d, k, fee)


@equation("M-2x", over="PRICED_IN_MONEY")
def eq_asked_barrier_money(m, o, d, k):
    """What is asked as a barrier, where the price of a place is in money."""
    return m.asked_barrier[o, d, k] == -log_kept(m, m.kept[o, d, k])


@equation("M-2z", over="RATIONED")
def eq_asked_barrier_rationed(m, o, d, k):
    """Scarcity of a quota that nobody is paid for, where newcomers pay a levy beside."""
    scarcity = sum(m.su_barrier[o, d, k] * m.cap_price[c] for c in m.cap_of[o, d, k])
    return m.asked_barrier[o, d, k] == scarcity


def dearer(m, o, d, k):
    """What newcomers face beyond the barrier of those who came before: visa, levies on them alone.

    Below zero where newcomers pay less than today's barrier.
    """
    levied = -log_kept(m, income_abroad(m, o, d, k) / income_of_all(m, o, d, k))
    return m.asked_barrier[o, d, k] + levied - faced_before(m, o, d, k)


@complement(
    "M-2b",
    "TWO_PRICES",
    "growth of a corridor and room for newcomers",
    "decline of a corridor and room for the established",
)
def eq_beyond(m, o, d, k):
    """A corridor grows if newcomers are indifferent, shrinks if the established are, else stays.

    The flow is relative to the number there, so that it is of the size of a price wherever it goes.
    """
    more = dearer(m, o, d, k)
    room_for_new = more - m.beyond[o, d, k]
    room_for_old = m.beyond[o, d, k] + positive_part(-more, m.kink)
    flow = (m.mig[o, d, k] - m.mig_base[o, d, k]) / (1 + m.mig[o, d, k])
    return room_for_new, room_for_old, flow


EQUATIONS = (
    eq_fee_share,
    eq_scarcity,
    eq_scarcity_money,
    eq_kept,
    eq_kept_money,
    eq_asked_barrier,
    eq_asked_barrier_money,
    eq_asked_barrier_rationed,
    eq_beyond,
)
