"""What is paid for a visa and who gets it (M-2, M-4).

A priced corridor has two barriers on top of the given one: that of the fee, b_f, and that of fee
and scarcity together, b_v.  A newcomer loses the share 1 - exp(-b_v) of income; of the fee's part
and of the scarcity's part given shares are captured (paid to somebody), another is dissipated
(spent on services), the rest stays with the migrant.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from cge.model.equation import equation
from cge.model.labour import established, established_wage, new_migrants
from cge.model.migration import income_abroad
from cge.model.taxes import net_of_tax, transfer_of


def income_of_new(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Net wage and transfers of a new migrant, before the visa [10^9 USD per unit of mig]."""
    return m.v_mover[o, d, k] * income_abroad(m, o, d, k)


def income_of_established(m: Any, o: Any, d: Any, k: Any) -> Any:
    """The same of an established migrant, levies apart."""
    wage = net_of_tax(m, k, d) * m.eff[o, d, k] * established_wage(m, k, d)
    transfer = m.v_transfer[o, d, k] * m.eligible[o, d, k] * transfer_of(m, k, d)
    return m.v_native_wage[o, d, k] * wage + transfer


@equation("M-2f", over="FEE_IN_MONEY")
def eq_fee_barrier(m: Any, o: Any, d: Any, k: Any) -> Any:
    """A fee in money, fixed in world prices, as a barrier."""
    paid = (1 - pyo.exp(-m.fee_barrier[o, d, k])) * income_of_new(m, o, d, k)
    return paid == m.p_world * m.v_fee[o, d, k]


@equation("M-2v", over="PRICED_IN_SHARES")
def eq_visa_barrier(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Fee and scarcity together, where one share of income clears the quota."""
    scarcity = sum(m.su_barrier[o, d, k] * m.cap_price[c] for c in m.cap_of[o, d, k])
    return m.visa_barrier[o, d, k] == m.fee_barrier[o, d, k] + scarcity


@equation("M-2u", over="PRICED_IN_MONEY")
def eq_visa_barrier_money(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Fee and scarcity together, where one price in money clears the quota; cost of hosting."""
    premium = pyo.exp(-m.fee_barrier[o, d, k]) - pyo.exp(-m.visa_barrier[o, d, k])
    price = sum(m.v_price[o, d, k] * m.cap_price[c] for c in m.cap_of[o, d, k])
    cost = m.v_hosting_charge[o, d, k]
    return premium * income_of_new(m, o, d, k) == m.p_world * (price + cost)


@equation("M-4s", over="PRICED")
def eq_paid(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Share of income that a newcomer pays."""
    fee = 1 - pyo.exp(-m.fee_barrier[o, d, k])
    scarcity = pyo.exp(-m.fee_barrier[o, d, k]) - pyo.exp(-m.visa_barrier[o, d, k])
    captured = m.captured_fee[o, d, k] * fee + m.captured[o, d, k] * scarcity
    return m.paid[o, d, k] == captured


@equation("M-4d", over="PRICED")
def eq_lost(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Share of income that a newcomer loses to smugglers, queues and recruitment."""
    return m.lost[o, d, k] == m.dissipated[o, d, k] * (1 - pyo.exp(-m.visa_barrier[o, d, k]))


@equation("M-4o", over="PRICED_FOR_ALL")
def eq_paid_old(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Share of income that the established pay: the same share, or the same money."""
    same_money = m.su_money[o, d, k] * income_of_new(m, o, d, k)
    same_share = (1 - m.su_money[o, d, k]) * income_of_established(m, o, d, k)
    due = m.paid[o, d, k] * (same_money + same_share)
    return m.paid_old[o, d, k] * income_of_established(m, o, d, k) == due


@equation("M-4", over="PRICED")
def eq_visa_payment(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Money that changes hands for visas [10^9 USD]."""
    new = m.paid[o, d, k] * income_of_new(m, o, d, k) * new_migrants(m, o, d, k)
    old = m.paid_old[o, d, k] * income_of_established(m, o, d, k) * established(m, o, d, k)
    return m.visa_payment[o, d, k] == new + old


def dissipated(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Services that newcomers have to buy [10^9 USD]."""
    return m.lost[o, d, k] * income_of_new(m, o, d, k) * new_migrants(m, o, d, k)


EQUATIONS = (
    eq_fee_barrier,
    eq_visa_barrier,
    eq_visa_barrier_money,
    eq_paid,
    eq_lost,
    eq_paid_old,
    eq_visa_payment,
)
