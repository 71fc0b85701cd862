"""Migration (M-1 to M-4): who goes where, and the virtual visa price of every instrument.

The visa price z enters as the barrier b = -log(1 - z), so that z < 1 always.  Corridors whose
number is given (``stock``) have no equation: their price follows after the solve.  What sets the
barrier is in the files that follow: :mod:`cge.model.quotas`, :mod:`cge.model.pricing`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyomo.environ as pyo
import xarray as xr

from cge.errors import DataError
from cge.model.block import Context, by_corridor
from cge.model.ces import positive_part
from cge.model.declare import Set
from cge.model.equation import complement, equation
from cge.model.jobs import benefit_of_native, benefit_of_recent
from cge.model.labour import native_work, recent_wage
from cge.model.people import People
from cge.model.quotas import scarcity_as_barrier
from cge.model.sets import ODK, Key
from cge.model.shares import fill, live
from cge.model.taxes import net_of_tax, transfer_of
from cge.model.variables import levels
from cge.scenario.settings import CAPPED, DECIDE

NEXT_TO_NOBODY = 1e-20
"""Share of the stayers, far below one person, with which an empty corridor starts."""


def income_abroad(m, o, d, k):
    """Net wage and transfers of a mover less levies, relative to the benchmark (M-1, Y-7)."""
    kept = net_of_tax(m, k, d) - m.levy_rate[o, d, k]
    wage = m.wage_per_income[o, d, k] * kept * recent_wage(m, k, d)
    levy = m.p_world * m.levy_amount[o, d, k]
    return wage + transfer_abroad(m, o, d, k) - levy


def income_of_all(m, o, d, k):
    """The same less only those levies that established migrants pay too."""
    kept = net_of_tax(m, k, d) - m.levy_rate_old[o, d, k]
    wage = m.wage_per_income[o, d, k] * kept * recent_wage(m, k, d)
    levy = m.p_world * m.levy_amount_old[o, d, k]
    return wage + transfer_abroad(m, o, d, k) - levy


def transfer_abroad(m, o, d, k):
    """Transfers that a mover is eligible to, relative to benchmark income."""
    insured = m.wage_per_income[o, d, k] * benefit_of_recent(m, k, d)
    given = m.gdp_per_income[o, d, k] * transfer_of(m, k, d)
    return m.eligible_new[o, d, k] * (given + insured)


def income_at_home(m, o, k):
    """Net wage and transfers of those who stay, relative to the benchmark."""
    net = net_of_tax(m, k, o) * m.wn[k, o] * native_work(m, k, o)
    pay = m.wage_per_income[o, o, k] * (net + benefit_of_native(m, k, o))
    return pay + m.gdp_per_income[o, o, k] * transfer_of(m, k, o)


def barrier(m, o, d, k):
    """-log(1 - z) of the corridor: given, of a quota that nobody is paid for, and what is paid.

    What is paid is what established migrants face, today's barrier or that of the visa, and what
    decides the number ``beyond`` it (M-18).
    """
    unpaid = scarcity_as_barrier(m, m.rationed_by, o, d, k)
    return m.barrier[o, d, k] + unpaid + faced_before(m, o, d, k) + m.beyond[o, d, k]


def faced_before(m, o, d, k):
    """What the visa, or today's barrier in its place, is to those who came before, -log(1 - z).

    They do not face a price that newcomers alone pay, nor the scarcity of a quota that nobody is
    paid for unless it withdraws places that they have.
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


@complement("M-2", "ARBITRAGE", "migrants and their loss")
def eq_mig_arbitrage(m, o, d, k):
    """Without a spread of tastes nobody moves where it does not pay, else until it pays alike."""
    return m.mig[o, d, k], m.loss[o, d, k]


@equation("M-3", over="ARBITRAGE")
def eq_loss(m, o, d, k):
    """What a mover loses (nu = inf), in logs of real income net of the visa price."""
    return m.loss[o, d, k] == -attraction(m, o, d, k)


@equation("M-4", over="BORN")
def eq_stay(m, o, k):
    """Everybody born in o with skill k lives somewhere."""
    left = sum(
        m.movers_per_stayer[o, d, k] * (m.mig[o, d, k] + m.irr[o, d, k])
        for d in m.destinations_of[o, k]
    )
    return m.stay[o, k] == m.born[o, k] - left


def declare(c: Context) -> None:
    """Who decides to move and who is given, barriers of today, corridors that open from nothing."""
    m, settings = c.m, c.settings
    chosen = [key for key in m.CORRIDORS if c.regime[key] in DECIDE]
    _refuse_income_below_zero(c.people, chosen)
    c.elasticity("migration_elasticity", inverse="inv_nu", needed=len(chosen) > 0)
    textbook = m.inv_nu.value == 0
    m.CHOICE = Set(initialize=[] if textbook else chosen, dimen=3)
    m.ARBITRAGE = Set(initialize=chosen if textbook else [], dimen=3)
    m.DECIDES = Set(initialize=chosen, dimen=3)
    levels(m, "loss", 0.0, m.ARBITRAGE)
    given = [key for key in m.CORRIDORS if c.regime[key] == "stock"]
    for key in given:
        m.mig[key].fix()
    goal = by_corridor(settings.stock / c.people.scale)
    c.path.to(m, "mig", {key: float(goal[key]) for key in given})
    today = xr.DataArray(-np.log1p(-settings.visa_price))
    fill(m, "barrier_base", m.DECIDES, today, *ODK)
    replaced = (*CAPPED, "fee")
    start = {k: 0.0 if c.regime[k] in replaced else m.barrier_base[k] for k in m.DECIDES}
    live(m, "barrier", m.DECIDES, start)
    _declare_seeds(c)


def _refuse_income_below_zero(who: People, chosen: Iterable[Key]) -> None:
    """Choice compares logs of income: nobody chooses between a life and one without income."""
    share = by_corridor(who.wage_per_income)
    for o, d, k in chosen:
        for home in (o, d):
            if not share[o, home, k] > 0:
                msg = (
                    f"workers from {o} of skill {k} would have no income in {home} once lump-sum "
                    "taxes (government spending beyond revenue) are paid, so where they go is not "
                    "defined.  Next: give income_tax in the benchmark, or use instrument stock"
                )
                raise DataError(msg, ("visas",), (o, d, k))


def _declare_seeds(c: Context) -> None:
    """Who would live in corridors that open from nothing, from next to nobody."""
    m, seed = c.m, c.settings.seed
    empty = [key for key in m.CHOICE if m.mig_base[key] == 0]
    start = dict.fromkeys(m.CHOICE, 1.0) | dict.fromkeys(empty, NEXT_TO_NOBODY)
    live(m, "seed", m.CHOICE, start)
    if seed is None:
        return
    goal = by_corridor(seed / c.people.scale)
    c.path.to(m, "seed", {key: float(goal[key]) for key in empty})
    for key in empty:
        m.mig[key].set_value(NEXT_TO_NOBODY)
