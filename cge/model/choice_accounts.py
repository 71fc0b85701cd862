"""What a place is worth to a worker, and what the freedom to choose is (M-1, Y-1, W-4)."""

from __future__ import annotations

import pyomo.environ as pyo

from cge.model import labour
from cge.model.definition import definition

NOBODY = 1e-12
"""Keeps the share of nobody defined: workers in units of the corridor's scale."""


def earned_at_home(m, o, k):
    """Net pay and transfers per worker at home [10^9 USD]."""
    return m.home_income["labour", o, k] + m.home_income["transfers", o, k]


def earned_at_home_before(m, o, k):
    """Net pay and transfers per worker at home at the benchmark [10^9 USD]."""
    return m.home_income_base["labour", o, k] + m.home_income_base["transfers", o, k]


@definition("M-1", over="BORN")
def welfare_preference_pct(m, o, k):
    """Change of expected utility of the logit, in percent of real income.

    The log-sum of a choice over places is that of the place of birth less 1/nu times the log of the
    share who choose it: every other place is in that share.  Visa prices, virtual ones included,
    count as costs, so that rents of visas are no gain here.
    """
    richer = earned_at_home(m, o, k) / earned_at_home_before(m, o, k) / m.p_cons[o]
    return 100 * (pyo.exp(pyo.log(richer) - m.inv_nu * pyo.log(m.stay[o, k])) - 1)


@definition("M-1", over="BORN")
def welfare_preference(m, o, k):
    """The gain in percent of the benchmark wages and transfers of those born there."""
    away = sum(
        m.established_income_base["labour", o, d, k]
        + m.established_income_base["transfers", o, d, k]
        for d in m.settled_from[o, k]
    )
    home = earned_at_home_before(m, o, k) * m.natives[o, k]
    return m.welfare_preference_pct[o, k] / 100 * (home + away)


@definition("Y-1", over="CORRIDORS")
def place_premium(m, o, d, k):
    """Real wage of a new migrant over that of the same worker at home, before tax.

    A new migrant brings part of the productivity of home along, so that this is less than the ratio
    of natives' wages.
    """
    hidden = m.irr[o, d, k] / (labour.arrived(m, o, d, k) + NOBODY)
    work = m.eff_new[o, d, k] * (1 - m.discount[o, d, k] * hidden)
    wage = m.v_native_wage[o, d, k] / m.scale[o, d, k] * m.w_recent[k, d] * work
    return wage / (m.price_level[d] * m.p_cons[d]) / m.real_native_wage[o, k]


@definition("Y-1", over="BORN")
def real_native_wage(m, o, k):
    """Wage of natives before tax, at purchasing power [10^9 int. USD per worker]."""
    return m.native_wage[o, k] * m.wn[k, o] / (m.price_level[o] * m.p_cons[o])


@definition("W-4", over="FACTOR", of="factor_reward_real_pct")
def reward_of_factor(m, f, r):
    """Change of the rental of capital or resources before tax, over consumer prices."""
    return 100 * (m.pf[f, r] / m.p_cons[r] - 1)


@definition("W-4", over="SKILL", of="factor_reward_real_pct")
def reward_of_skill(m, k, r):
    """Change of the natives' wage before tax, over consumer prices."""
    return 100 * (m.wn[k, r] / m.p_cons[r] - 1)
