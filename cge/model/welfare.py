"""Welfare (W-1 to W-5): equivalent variations of groups of persons, of government, of the world.

Preferences are homothetic over consumption and saving, so that the equivalent variation of a person
is real income less income before: e(P0, u1) - e(P0, u0) = y1 / (P1/P0) - y0 with P the price index
of consumption and saving together.  Nothing is linearised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from cge.model import labour, shares
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
    """Public consumption at benchmark prices."""
    return sum(m.v_government[h] * m.gov[h] for h in m.government_at[r])


def more_public(m, r):
    """Public consumption beyond that of the benchmark."""
    return m.public_consumption[r] - m.public_consumption_base[r]


@definition("Y-3", over="REGIONS", before=True)
def disposable_income(m, r):
    """Disposable income of residents."""
    return m.v_disposable[r] * m.yd[r]


# --------------------------------------------------------------------- equivalent variations
@definition("W-1", over="PERSONS", of="welfare_ev")
def ev_of_persons(m, g, r, k):
    """Real income of a group less income before."""
    return sum(
        m.real_factor[r] * m.group_income[g, s, r, k] - m.group_income_before[g, s, r, k]
        for s in m.SOURCES
    )


@definition("W-1", over="RESIDENTS", of="welfare_ev", group="government")
def ev_of_government(m, r, k):
    """Public consumption, by the persons of each skill of the benchmark."""
    return more_public(m, r) * m.public_share[r, k]


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
    """Public consumption at purchasing power."""
    return more_public(m, r) * m.public_share[r, k] / m.price_level[r]


@definition("W-1", over="GROUPS_SERVED")
def welfare_ev_pct(m, g, r, k):
    """Equivalent variation in percent of income before."""
    before = m.income_before[g, r, k]
    return 100 * m.welfare_ev[g, r, k] * before / (before**2 + NO_INCOME)


@definition("W-1", over="PERSONS", of="income_before")
def persons_income_before(m, g, r, k):
    """Income of the same persons at the benchmark, all sources."""
    return sum(m.group_income_before[g, s, r, k] for s in m.SOURCES)


@definition("W-1", over="RESIDENTS", of="income_before", group="government")
def public_before(m, r, k):
    """Public consumption of the benchmark."""
    return m.public_consumption_base[r] * m.public_share[r, k]


@definition("W-3", over="PERSONS")
def welfare_ev_without_remittances(m, g, r, k):
    """Equivalent variation without the change of remittances."""
    real = m.real_factor[r] * m.group_income[g, "remittances", r, k]
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


# ---------------------------------------------------------------------------------- the world
@definition("W-5")
def welfare_ev_world(m):
    """Equivalent variation of the world."""
    persons = sum(m.welfare_ev[g, r, k] for (g, r, k) in m.PERSONS)
    return persons + sum(more_public(m, r) for r in m.REGIONS)


@definition("W-5")
def welfare_ev_world_ppp(m):
    """Equivalent variation of the world at purchasing power parity."""
    persons = sum(m.welfare_ev_ppp[g, r, k] for (g, r, k) in m.PERSONS)
    return persons + sum(more_public(m, r) / m.price_level[r] for r in m.REGIONS)


def income_and_public_before(m, r):
    """Disposable income and public consumption of the benchmark."""
    return m.disposable_income_base[r] + m.public_consumption_base[r]


@definition("W-5")
def world_income_before(m):
    """Income of all persons and public consumption of the benchmark."""
    return sum(income_and_public_before(m, r) for r in m.REGIONS)


@definition("W-5")
def world_income_before_ppp(m):
    """Income of all persons and public consumption of the benchmark, at purchasing power."""
    return sum(income_and_public_before(m, r) / m.price_level[r] for r in m.REGIONS)


@definition("W-5")
def welfare_ev_world_pct(m):
    """Equivalent variation of the world in percent of income and public consumption."""
    return 100 * m.welfare_ev_world / m.world_income_before


@definition("W-5")
def welfare_ev_world_ppp_pct(m):
    """Equivalent variation of the world at purchasing power, in percent."""
    return 100 * m.welfare_ev_world_ppp / m.world_income_before_ppp


# ----------------------------------------------------------------------------- adding up (W-5)
def charged_to_new(m, o, d, k):
    """Part of what added capital of o earns that new migrants in d carry along."""
    part = m.portable * m.movers_per_stayer[o, d, k] * labour.arrived(m, o, d, k)
    return part * m.added_income[o] * m.ownership[o, o, k]


def charged_to_returned(m, o, d, k):
    """Part of what added capital of d earns that those who went home to o keep."""
    part = m.portable * labour.returned(m, o, d, k)
    return part * m.added_income[d] * m.ownership[o, d, k]


@definition("K-4", over="REGIONS")
def capital_charge(m, r):
    """Income of the capital that saving has added, a cost of those who saved."""
    return (
        m.added_income[r]
        + sum(
            charged_to_new(m, o, r, k) - charged_to_returned(m, o, r, k)
            for (o, k) in m.owners_from[r]
        )
        + sum(
            charged_to_returned(m, r, d, k) - charged_to_new(m, r, d, k)
            for (d, k) in m.owners_to[r]
        )
    )


@definition("W-5", over="REGIONS")
def real_gain_of_residents(m, r):
    """Disposable income less what added capital costs, deflated, less that of the benchmark."""
    income = m.disposable_income[r] - m.capital_charge[r]
    return m.real_factor[r] * income - m.disposable_income_base[r]


@definition("W-5")
def world_gain_by_residence(m):
    """The world by another road: disposable income of regions and public consumption."""
    return sum(m.real_gain_of_residents[r] + more_public(m, r) for r in m.REGIONS)


@definition("W-5")
def welfare_residual(m):
    """Persons and government less the world, as a share of world income."""
    return (m.welfare_ev_world - m.world_gain_by_residence) / m.world_income_before
