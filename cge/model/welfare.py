"""Welfare (W-1 to W-3): what groups of persons and government gain, in three measures.

Preferences are homothetic over consumption and saving: utility is y / (PL pi), with PL the price
level of a place at the benchmark and pi the price index of consumption and saving there relative to
the benchmark.  Nothing is linearised.  Of a person who lived in p and lives in c:

* ``welfare_ev_ppp`` = y1 / (PL_c pi_c) - y0 / PL_p: equivalent variation at purchasing power
  [international USD], the measure that is meant where none is named;
* ``welfare_ev`` = PL_p times that: the money that would have been as good as the change at the
  prices of where the person lived before [USD];
* ``income_change`` = y1 / pi_c - y0: a change of income at exchange rates, which is no equivalent
  variation of those who move, since it leaves out that prices differ between places [USD].

Who stays where he was has the same gain in all three, but for the unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from cge.model import government, shares
from cge.model.declare import Set
from cge.model.definition import definition

if TYPE_CHECKING:
    from cge.model.block import Context

NO_INCOME = 1e-24
"""Square of an income that is none: gives a group without people 0 percent [10^18 USD^2]."""


def declare(c: Context) -> None:
    """Who counts public consumption; sums over groups."""
    m, bench = c.m, c.bench
    persons = (bench.workers * bench.persons_per_worker).sum("origin").rename(destination="region")
    shares.fill(m, "public_share", m.RESIDENTS, persons / persons.sum("skill"), "region", "skill")
    served = [("government", *key) for key in m.RESIDENTS]
    m.GROUPS_SERVED = Set(initialize=list(m.PERSONS) + served, dimen=3)
    groups = {r: [(g, k) for g, h, k in m.PERSONS if h == r] for r in m.REGIONS}
    m.persons_at = Set(m.REGIONS, dimen=2, initialize=groups)


# -------------------------------------------------------------------------------- prices
@definition("Y-5", over="REGIONS")
def log_price(m, r):
    """Log of the price index of consumption and saving together, relative to the benchmark.

    u = C^(1-s) S^s with saving S priced at the investment price, s the benchmark's share; what is
    lent abroad where nothing is invested is priced in world prices.
    """
    saved = sum(m.saving_base[h] * pyo.log(m.p_inv[h]) for h in m.invests_at[r])
    lent = sum(m.saving_base[h] * pyo.log(m.p_world) for h in m.lends_at[r])
    return (1 - m.saving_base[r]) * pyo.log(m.p_cons[r]) + saved + lent


@definition("Y-5", over="REGIONS")
def real_factor(m, r):
    """Utility per unit of income, relative to the benchmark."""
    return pyo.exp(-m.log_price[r])


# --------------------------------------------------------------------- public consumption
@definition("Y-4", over="REGIONS", before=True)
def public_consumption(m, r):
    """Public consumption that serves somebody, at benchmark prices: without enforcement."""
    every = sum(m.v_government[h] * m.gov[h] for h in m.government_at[r])
    return every - government.enforced(m, r)


def more_public(m, r):
    """Public consumption beyond that of the benchmark."""
    return m.public_consumption[r] - m.public_consumption_base[r]


@definition("Y-3", over="REGIONS", before=True)
def disposable_income(m, r):
    """Disposable income of residents."""
    return m.v_disposable[r] * m.yd[r]


# --------------------------------------------------------------------- three measures
@definition("W-2", over="PERSONS", of="welfare_ev_ppp")
def ev_of_persons_ppp(m, g, r, k):
    """Real income of a group less income before, at purchasing power."""
    return sum(
        m.real_factor[r] * m.group_income[g, s, r, k] / m.price_level[r]
        - m.group_income_before_ppp[g, s, r, k]
        for s in m.SOURCES
    )


@definition("W-2", over="RESIDENTS", of="welfare_ev_ppp", group="government")
def ev_of_government_ppp(m, r, k):
    """Public consumption at purchasing power, by the persons of each skill of the benchmark."""
    return more_public(m, r) * m.public_share[r, k] / m.price_level[r]


@definition("W-1", over="PERSONS", of="welfare_ev")
def ev_of_persons(m, g, r, k):
    """Real income of a group less income before, at the prices of where each lived before."""
    return sum(
        m.real_factor[r] * m.group_income_former[g, s, r, k] - m.group_income_before[g, s, r, k]
        for s in m.SOURCES
    )


@definition("W-1", over="RESIDENTS", of="welfare_ev", group="government")
def ev_of_government(m, r, k):
    """Public consumption, by the persons of each skill of the benchmark."""
    return more_public(m, r) * m.public_share[r, k]


@definition("W-2", over="PERSONS", of="income_change")
def income_change_of_persons(m, g, r, k):
    """Real income of a group less income before, at exchange rates."""
    return sum(
        m.real_factor[r] * m.group_income[g, s, r, k] - m.group_income_before[g, s, r, k]
        for s in m.SOURCES
    )


@definition("W-2", over="RESIDENTS", of="income_change", group="government")
def income_change_of_government(m, r, k):
    """Public consumption, by the persons of each skill of the benchmark."""
    return more_public(m, r) * m.public_share[r, k]


@definition("W-1", over="PERSONS", of="income_before")
def persons_income_before(m, g, r, k):
    """Income of the same persons at the benchmark, all sources."""
    return sum(m.group_income_before[g, s, r, k] for s in m.SOURCES)


@definition("W-1", over="RESIDENTS", of="income_before", group="government")
def public_before(m, r, k):
    """Public consumption of the benchmark."""
    return m.public_consumption_base[r] * m.public_share[r, k]


@definition("W-2", over="PERSONS", of="income_before_ppp")
def persons_income_before_ppp(m, g, r, k):
    """Income of the same persons at the benchmark, at the purchasing power of where they lived."""
    return sum(m.group_income_before_ppp[g, s, r, k] for s in m.SOURCES)


@definition("W-2", over="RESIDENTS", of="income_before_ppp", group="government")
def public_before_ppp(m, r, k):
    """Public consumption of the benchmark at purchasing power."""
    return public_before(m, r, k) / m.price_level[r]


@definition("W-2", over="GROUPS_SERVED")
def welfare_ev_pct(m, g, r, k):
    """Equivalent variation at purchasing power in percent of income before."""
    before = m.income_before_ppp[g, r, k]
    return 100 * m.welfare_ev_ppp[g, r, k] * before / (before**2 + NO_INCOME)


# ------------------------------------------------------------------------------- other views (W-3)
@definition("W-3", over="PERSONS")
def welfare_ev_without_remittances(m, g, r, k):
    """Equivalent variation without the change of remittances."""
    real = m.real_factor[r] * m.group_income_former[g, "remittances", r, k]
    return m.welfare_ev[g, r, k] - real + m.group_income_before[g, "remittances", r, k]


@definition("W-3", over="SOURCE_REGIONS")
def welfare_ev_by_source(m, s, r):
    """Real income of residents by source, after less before (memo)."""
    after = sum(m.group_income[g, s, r, k] for (g, k) in m.persons_at[r])
    return m.real_factor[r] * after - m.residents_income_base[s, r]


@definition("W-3", over="REGIONS")
def welfare_ev_by_residence(m, r):
    """Real income of the residents and public consumption, after less before."""
    return sum(m.welfare_ev_by_source[s, r] for s in m.SOURCES) + more_public(m, r)
