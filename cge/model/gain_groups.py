"""Incomes of groups along the path (W-6): of those who do not move, as many as at its end.

The cells ``<name>_base`` hold the numbers of persons at the end of the path, so that nobody's
income is gained or lost by who is counted.  Money is counted in world consumer prices, so that the
numeraire is in no channel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model import income, labour, mover_income
from cge.model.declare import Set
from cge.model.definition import definition
from cge.model.sets import members

if TYPE_CHECKING:
    from cge.model.block import Context

SETTLED = "established_migrants"
GONE = 1e-12
"""Part of the established migrants of a corridor that is nobody: it keeps 0/0 out."""


def declare(c: Context) -> None:
    """Groups that do not move, by region."""
    m = c.m
    homes = list(dict.fromkeys((g, r) for g, r, _ in m.STAYERS))
    m.HOMES = Set(initialize=homes, dimen=2)
    m.skills_at = members(m.STAYERS, "grk", m.HOMES, "gr")
    m.HOME_SOURCES = Set(initialize=[(g, s, r) for g, r in homes for s in m.SOURCES], dimen=3)


@definition("W-6", over="REGIONS")
def income_buys(m, r):
    """What income in world consumer prices buys where one lives."""
    return m.real_factor[r] * m.p_world


@definition("W-6", over="STAYERS", before=True)
def counted_at_home(m, g, r, k):
    """Workers who never left."""
    return m.group_number[g, r, k]


@definition("W-6", over="BORN", before=True)
def counted_wealth(m, o, k):
    """Property of one who never left, over the mean of those who were at home."""
    return income.wealth_of_stayer(m, o, k)


def owned_by_same(m, r, k):
    """What those own who at the end never left, over the mean; where claims stay it falls to it."""
    left_behind = (1 - m.portable) * (m.counted_wealth[r, k] - 1)
    return m.counted_wealth_base[r, k] - left_behind


@definition("W-6", over="SETTLED", before=True)
def counted_abroad(m, o, d, k):
    """Part of the established migrants of a corridor who are still there."""
    return labour.established(m, o, d, k)


@definition("W-6", over="HOME_SOURCES", of="income_of_same", elsewhere=0.0)
def income_of_stayers(m, g, s, r):
    """What those at the end of the path who never left have, by source."""
    return (
        sum(
            m.counted_at_home_base[g, r, k]
            * m.home_income[s, r, k]
            * (1 + m.is_property[s] * (owned_by_same(m, r, k) - 1))
            for k in m.skills_at[g, r]
        )
        / m.p_world
    )


@definition("W-6", over="SOURCE_REGIONS", of="income_of_same", elsewhere=0.0, group=SETTLED)
def income_of_settled(m, s, r):
    """What those of the end who are established migrants have, by source."""
    return (
        sum(
            m.counted_abroad_base[o, r, k]
            * m.established_income[s, o, r, k]
            / (m.counted_abroad[o, r, k] + GONE)
            for (o, k) in m.settled_in[r]
        )
        / m.p_world
    )


@definition("W-6", over="HOMES", of="pay_of_same", elsewhere=0.0)
def pay_of_stayers(m, g, r):
    """Wages before tax of those at the end who never left."""
    return (
        sum(m.counted_at_home_base[g, r, k] * m.native_pay[r, k] for k in m.skills_at[g, r])
        / m.p_world
    )


@definition("W-6", over="REGIONS", of="pay_of_same", elsewhere=0.0, group=SETTLED)
def pay_of_settled(m, r):
    """Wages before tax of those of the end who are established migrants."""
    return (
        sum(
            m.counted_abroad_base[o, r, k]
            * mover_income.established_gross(m, o, r, k)
            / (m.counted_abroad[o, r, k] + GONE)
            for (o, k) in m.settled_in[r]
        )
        / m.p_world
    )
