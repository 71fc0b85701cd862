"""Incomes by country of birth (W-3): of everybody born in a region, wherever they live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from cge.model import sets, shares
from cge.model.declare import Set
from cge.model.definition import definition
from cge.units import BILLION

if TYPE_CHECKING:
    from cge.model.block import Context


def declare(c: Context) -> None:
    """Persons born in a region; where they live."""
    m, bench = c.m, c.bench
    born = (bench.workers * bench.persons_per_worker).sum(["destination", "skill"])
    shares.fill(m, "persons_born", m.REGIONS, born.rename(origin="region"), "region")
    stayers = {r: [(g, k) for g, h, k in m.STAYERS if h == r] for r in m.REGIONS}
    m.stayers_at = Set(m.REGIONS, dimen=2, initialize=stayers)
    left = sets.grouped(list(m.CORRIDORS), (0,), (1, 2), m.REGIONS)
    m.corridors_from = Set(m.REGIONS, dimen=2, initialize=left)
    settled = sets.grouped(list(m.SETTLED), (0,), (1, 2), m.REGIONS)
    m.settled_of = Set(m.REGIONS, dimen=2, initialize=settled)


@definition("W-3", over="SETTLED", before=True)
def income_in_corridor(m, o, d, k):
    """Income of established migrants, all sources."""
    return sum(m.established_income[s, o, d, k] for s in m.SOURCES)


@definition("W-3", over="CORRIDORS")
def income_of_arrived(m, o, d, k):
    """Income of new migrants, all sources."""
    return sum(m.new_income[s, o, d, k] for s in m.SOURCES)


@definition("W-3", over="BORN", before=True)
def income_per_stayer(m, o, k):
    """Income per worker at home, all sources."""
    return sum(m.home_income[s, o, k] for s in m.SOURCES)


@definition("W-3", over="REGIONS")
def real_income_at_home(m, r):
    """Real income of those who never left and of those who returned."""
    stayed = sum(m.group_income[g, s, r, k] for (g, k) in m.stayers_at[r] for s in m.SOURCES)
    returned = sum(m.returnee_income[s, r, d, k] for (d, k) in m.settled_of[r] for s in m.SOURCES)
    return m.real_factor[r] * (stayed + returned)


@definition("W-3", over="REGIONS")
def income_per_natural(m, r):
    """Real income per person of those born in a region, wherever they live."""
    settled = sum(m.real_factor[d] * m.income_in_corridor[r, d, k] for (d, k) in m.settled_of[r])
    came = sum(m.real_factor[d] * m.income_of_arrived[r, d, k] for (d, k) in m.corridors_from[r])
    return BILLION * (m.real_income_at_home[r] + settled + came) / m.persons_born[r]


@definition("W-7", over="REGIONS")
def income_per_natural_ppp(m, r):
    """Real income per person of those born in a region, at purchasing power where they live."""
    settled = sum(
        m.real_factor[d] * m.income_in_corridor[r, d, k] / m.price_level[d]
        for (d, k) in m.settled_of[r]
    )
    came = sum(
        m.real_factor[d] * m.income_of_arrived[r, d, k] / m.price_level[d]
        for (d, k) in m.corridors_from[r]
    )
    home = m.real_income_at_home[r] / m.price_level[r]
    return BILLION * (home + settled + came) / m.persons_born[r]


@definition("W-3", over="REGIONS")
def former_income_at_home(m, r):
    """Real income of those who never left and, at the prices of abroad, of those who returned."""
    stayed = sum(m.group_income[g, s, r, k] for (g, k) in m.stayers_at[r] for s in m.SOURCES)
    returned = sum(
        m.returnee_income[s, r, d, k] * m.price_level[d] / m.price_level[r]
        for (d, k) in m.settled_of[r]
        for s in m.SOURCES
    )
    return m.real_factor[r] * (stayed + returned)


@definition("W-3", over="REGIONS")
def welfare_ev_by_birth(m, r):
    """Equivalent variation of everybody born in a region, without public consumption.

    At the prices of where each lived before.
    """
    settled = sum(
        m.real_factor[d] * m.income_in_corridor[r, d, k] - m.income_in_corridor_base[r, d, k]
        for (d, k) in m.settled_of[r]
    )
    came = sum(
        m.real_factor[d] * m.income_of_arrived[r, d, k] * m.price_level[r] / m.price_level[d]
        for (d, k) in m.corridors_from[r]
    )
    home = sum(m.income_per_stayer_base[r, k] * m.natives[r, k] for k in m.born_in[r])
    return m.former_income_at_home[r] + settled + came - home


@definition("W-3", over="REGIONS")
def welfare_ev_by_birth_ppp(m, r):
    """The same at purchasing power."""
    home = sum(m.income_per_stayer_base[r, k] * m.natives[r, k] for k in m.born_in[r])
    away = sum(m.income_in_corridor_base[r, d, k] / m.price_level[d] for (d, k) in m.settled_of[r])
    real = m.income_per_natural_ppp[r] * m.persons_born[r] / BILLION
    return real - home / m.price_level[r] - away


# ------------------------------------------------------------------- the freedom to choose (M-1)
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
