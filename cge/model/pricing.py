"""What newcomers have to pay, as a barrier (M-2).

A newcomer to a priced corridor keeps a share of income after a fee and after the price of a scarce
place.  Those who came before do not leave for a price that only newcomers pay: a corridor grows if
people want to come at the posted price, shrinks if they want to leave at today's, else it stays.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from cge.model.ces import positive_part
from cge.model.equation import equation
from cge.model.migration import income_abroad, income_of_all

NEXT_TO_NOTHING = 1e-6
"""Share of income below which a price leaves nothing to live on: nobody comes for it."""


def income_of_new(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Net wage and transfers of a new migrant, before the visa [10^9 USD per unit of mig]."""
    return m.v_mover[o, d, k] * income_abroad(m, o, d, k)


@equation("M-2f", over="FEE_IN_MONEY")
def eq_fee_share(m: Any, o: Any, d: Any, k: Any) -> Any:
    """A fee in money, fixed in world prices, as a share of income."""
    return m.fee_share[o, d, k] * income_of_new(m, o, d, k) == m.p_world * m.v_fee[o, d, k]


@equation("M-2v", over="PRICED_IN_SHARES")
def eq_scarcity(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Scarcity of a quota that one share of income clears, as a barrier."""
    return m.scarcity[o, d, k] == sum(
        m.su_barrier[o, d, k] * m.cap_price[c] for c in m.cap_of[o, d, k]
    )


@equation("M-2k", over="PRICED_IN_SHARES")
def eq_kept(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Share of income left to a newcomer after fee and scarcity."""
    return m.kept[o, d, k] == (1 - m.fee_share[o, d, k]) * pyo.exp(-m.scarcity[o, d, k])


@equation("M-2u", over="PRICED_IN_MONEY")
def eq_kept_money(m: Any, o: Any, d: Any, k: Any) -> Any:
    """The same where one price in money clears the quota, with the cost of hosting."""
    price = sum(m.v_price[o, d, k] * m.cap_price[c] for c in m.cap_of[o, d, k])
    left = (1 - m.fee_share[o, d, k] - m.kept[o, d, k]) * income_of_new(m, o, d, k)
    return left == m.p_world * (price + m.v_hosting_charge[o, d, k])


def log_kept(m: Any, share: Any) -> Any:
    """Log of a share of income; a price above income leaves next to nothing."""
    return pyo.log(NEXT_TO_NOTHING + positive_part(share - NEXT_TO_NOTHING, m.kink))


@equation("M-2q", over="PRICED_IN_SHARES")
def eq_asked_barrier(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Fee and scarcity as a barrier."""
    fee = log_kept(m, 1 - m.fee_share[o, d, k])
    return m.asked_barrier[o, d, k] == m.scarcity[o, d, k] - fee


@equation("M-2x", over="PRICED_IN_MONEY")
def eq_asked_barrier_money(m: Any, o: Any, d: Any, k: Any) -> Any:
    """The same where the price is in money."""
    return m.asked_barrier[o, d, k] == -log_kept(m, m.kept[o, d, k])


@equation("M-2b", over="POSTED")
def eq_posted_barrier(m: Any, o: Any, d: Any, k: Any) -> Any:
    """What newcomers face, as a barrier: the visa, and levies on them alone."""
    levied = log_kept(m, income_abroad(m, o, d, k) / income_of_all(m, o, d, k))
    return m.posted_barrier[o, d, k] == m.asked_barrier[o, d, k] - levied


def dearer(m: Any, o: Any, d: Any, k: Any) -> Any:
    """What newcomers face beyond the barrier of those who came before, if it is more."""
    today = m.barrier_base[o, d, k] - m.barrier[o, d, k]
    before = today + m.for_all[o, d, k] * (m.asked_barrier[o, d, k] - today)
    return positive_part(m.posted_barrier[o, d, k] - before, m.kink)


@equation("M-2w", over="DETERRED")
def eq_deterrence(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Newcomers face all of it, nobody is sent home by it: between, nobody comes or goes."""
    ahead = m.deterrence[o, d, k] + m.mig[o, d, k] - m.mig_base[o, d, k]
    beyond = positive_part(ahead - dearer(m, o, d, k), m.kink)
    return m.deterrence[o, d, k] == positive_part(ahead, m.kink) - beyond


@equation("M-2n", over="DETERRED")
def eq_visa_barrier(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Barrier that decides the number in a corridor."""
    cheapest = m.posted_barrier[o, d, k] - dearer(m, o, d, k)
    return m.visa_barrier[o, d, k] == cheapest + m.deterrence[o, d, k]


@equation("M-2a", over="PAID_BY_ALL")
def eq_visa_barrier_all(m: Any, o: Any, d: Any, k: Any) -> Any:
    """The same where those who came before face all that newcomers face."""
    return m.visa_barrier[o, d, k] == m.posted_barrier[o, d, k]


EQUATIONS = (
    eq_fee_share,
    eq_scarcity,
    eq_kept,
    eq_kept_money,
    eq_asked_barrier,
    eq_asked_barrier_money,
    eq_posted_barrier,
    eq_deterrence,
    eq_visa_barrier,
    eq_visa_barrier_all,
)
