"""Migration (M-1, M-2): who goes where, and the virtual visa price of every instrument.

The visa price z enters as the barrier b = -log(1 - z), so that z < 1 always.  Corridors whose
number is given (``stock``) have no equation: their price follows after the solve.  What is paid for
a visa is :mod:`cge.model.visas`.
"""

from __future__ import annotations

import pyomo.environ as pyo

from cge.model.ces import positive_part
from cge.model.equation import complement, equation
from cge.model.labour import returned
from cge.model.safeguards import effective_limit
from cge.model.sponsors import slots
from cge.model.taxes import net_of_tax, transfer_of


def income_abroad(m, o, d, k):
    """Net wage and transfers of a mover less levies, relative to the benchmark (M-2, Y-7)."""
    kept = net_of_tax(m, k, d) - m.levy_rate[o, d, k]
    wage = m.su_wage[o, d, k] * kept * m.w_recent[k, d]
    levy = m.p_world * m.levy_amount[o, d, k]
    return wage + transfer_abroad(m, o, d, k) - levy


def income_of_all(m, o, d, k):
    """The same less only those levies that established migrants pay too."""
    kept = net_of_tax(m, k, d) - m.levy_rate_old[o, d, k]
    wage = m.su_wage[o, d, k] * kept * m.w_recent[k, d]
    levy = m.p_world * m.levy_amount_old[o, d, k]
    return wage + transfer_abroad(m, o, d, k) - levy


def transfer_abroad(m, o, d, k):
    """Transfers that a mover is eligible to, relative to benchmark income."""
    return m.su_transfer[o, d, k] * m.eligible_new[o, d, k] * transfer_of(m, k, d)


def income_at_home(m, o, k):
    """Net wage and transfers of those who stay, relative to the benchmark."""
    wage = m.su_wage[o, o, k] * net_of_tax(m, k, o) * m.wn[k, o] * m.effort[k, o]
    return wage + m.su_transfer[o, o, k] * transfer_of(m, k, o)


def barrier(m, o, d, k):
    """-log(1 - z) of the corridor: given, of a quota that nobody is paid for, and what is paid.

    What is paid is what established migrants face, today's barrier or that of the visa, and what
    decides the number ``beyond`` it (M-2b).
    """
    rationing = sum(m.su_barrier[o, d, k] * m.cap_price[c] for c in m.rationed_by[o, d, k])
    return m.barrier[o, d, k] + rationing + faced_before(m, o, d, k) + m.beyond[o, d, k]


def faced_before(m, o, d, k):
    """What the visa, or today's barrier in its place, is to those who came before, -log(1 - z).

    They do not face a price that newcomers alone pay, but do the scarcity of a quota that nobody
    is paid for.
    """
    today = m.barrier_base[o, d, k] - m.barrier[o, d, k]
    scarcer = m.rationed[o, d, k] * positive_part(m.asked_barrier[o, d, k] - today, m.kink)
    return m.for_all[o, d, k] * m.asked_barrier[o, d, k] + m.spared[o, d, k] * today + scarcer


def attraction(m, o, d, k):
    """Log of x(o,d,k) over x(o,o,k): real income abroad net of the visa price, against home."""
    abroad = pyo.log(income_of_all(m, o, d, k)) - pyo.log(m.p_cons[d])
    home = pyo.log(income_at_home(m, o, k)) - pyo.log(m.p_cons[o])
    return m.barrier_base[o, d, k] - barrier(m, o, d, k) + abroad - home


@equation("M-1", over="CHOICE")
def eq_mig(m, o, d, k):
    """Logit supply of migrants: odds against staying follow real income with elasticity nu."""
    odds = pyo.log(m.mig[o, d, k]) - pyo.log(m.seed[o, d, k]) - pyo.log(m.stay[o, k])
    return m.inv_nu * odds == attraction(m, o, d, k)


@complement("M-1a", "ARBITRAGE", "migrants and their loss")
def eq_mig_arbitrage(m, o, d, k):
    """Without a spread of tastes nobody moves where it does not pay, else until it pays alike."""
    return m.mig[o, d, k], m.loss[o, d, k]


@equation("M-1l", over="ARBITRAGE")
def eq_loss(m, o, d, k):
    """What a mover loses (nu = inf), in logs of real income net of the visa price."""
    return m.loss[o, d, k] == -attraction(m, o, d, k)


@equation("M-0", over="BORN")
def eq_stay(m, o, k):
    """Everybody born in o with skill k lives somewhere."""
    return m.stay[o, k] == m.born[o, k] - sum(
        m.su_stayers[o, d, k] * (m.mig[o, d, k] + m.irr[o, d, k]) for d in m.destinations_of[o, k]
    )


@equation("M-2s", over="CAPS")
def eq_slack(m, c):
    """Unused part of a quota as safeguards leave it, and of the places that sponsors offer.

    Who returns makes room in a quota; a sponsor's place is for newcomers, whoever returns.
    """
    return (effective_limit(m, c) + slots(m, c)) * (1 - m.slack[c]) == sum(
        m.su_cap[o, d, k] * (m.mig[o, d, k] + m.sponsored[c] * returned(m, o, d, k))
        for (o, d, k) in m.corridors_of[c]
    )


@complement("M-2", "CAPS", "quota and visa price")
def eq_cap_price(m, c):
    """Quota complementary to its visa price: no price where places are left."""
    return m.cap_price[c], m.slack[c]


EQUATIONS = (eq_mig, eq_mig_arbitrage, eq_loss, eq_stay, eq_slack, eq_cap_price)
