"""Who pays for visas and what becomes of the money (M-4).

Of the fee and of the price of a scarce place given shares are captured (paid to somebody), another
is dissipated (spent on services), the rest stays with the migrant.
"""

from __future__ import annotations

from typing import Any

from cge.model.equation import equation
from cge.model.labour import established, established_wage, new_migrants
from cge.model.pricing import income_of_new
from cge.model.taxes import net_of_tax, transfer_of


def income_of_established(m: Any, o: Any, d: Any, k: Any) -> Any:
    """The same of an established migrant, levies apart."""
    wage = net_of_tax(m, k, d) * m.eff[o, d, k] * established_wage(m, k, d)
    transfer = m.v_transfer[o, d, k] * m.eligible[o, d, k] * transfer_of(m, k, d)
    return m.v_native_wage[o, d, k] * wage + transfer


@equation("M-4s", over="PRICED")
def eq_paid(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Share of income that a newcomer pays."""
    scarcity = 1 - m.fee_share[o, d, k] - m.kept[o, d, k]
    captured = m.captured_fee[o, d, k] * m.fee_share[o, d, k] + m.captured[o, d, k] * scarcity
    return m.paid[o, d, k] == captured


@equation("M-4d", over="PRICED")
def eq_lost(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Share of income that a newcomer loses to smugglers, queues and recruitment."""
    return m.lost[o, d, k] == m.dissipated[o, d, k] * (1 - m.kept[o, d, k])


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
    eq_paid,
    eq_lost,
    eq_paid_old,
    eq_visa_payment,
)
