"""Safeguards of quotas (M-8, M-9): places close where a native wage would fall below its floor.

Part of the inequalities of the equilibrium, not a loop around it: ``closed`` is between 0 and 1,
the wage is above the floor where nothing is closed, and on it where part of the quota is.
"""

from __future__ import annotations

from cge.model.block import Context
from cge.model.declare import Param, Set
from cge.model.definition import definition
from cge.model.equation import complement, equation
from cge.model.variables import levels


@equation("M-8", over="SAFEGUARDS")
def eq_room(m, g):
    """Real wage of natives above the floor, in units of the benchmark wage."""
    wage = sum(m.wn[k, r] / m.p_cons[r] for (k, r) in m.guarded_wage[g])
    return m.room[g] == wage - m.wage_floor[g]


@complement("M-9", "SAFEGUARDS", "safeguard open and room left", "safeguard shut and room missing")
def eq_closed(m, g):
    """Closed in part: the wage is on its floor; open: above it; shut: the floor cannot be held."""
    return m.closed[g], 1 - m.closed[g], m.room[g]


@definition("M-9", over="GUARDED")
def safeguard_closed(m, o, d, k):
    """Share of the additional places that the safeguard has closed."""
    return sum(m.closed[g] for g in m.safeguard_on[o, d, k])


@definition("M-8", over="GUARDED")
def safeguard_room(m, o, d, k):
    """Real wage that the safeguard watches less its floor, in benchmark wages."""
    return sum(m.room[g] for g in m.safeguard_on[o, d, k])


def declare(c: Context) -> None:
    """Wages that are watched, quotas that close for them."""
    m, guards = c.m, c.settings.safeguards
    m.SAFEGUARDS = Set(initialize=[guard.name for guard in guards])
    watched = {guard.name: [(guard.skill, guard.region)] for guard in guards}
    m.guarded_wage = Set(m.SAFEGUARDS, dimen=2, initialize=watched)
    of = {name: [guard.name for guard in guards if name in guard.caps] for name in m.CAPS}
    m.safeguards_of = Set(m.CAPS, initialize=of)
    on = {key: [g for name in m.quota_of[key] for g in of[name]] for key in m.CAPPED}
    m.GUARDED = Set(initialize=[key for key in m.CAPPED if on[key]], dimen=3)
    m.safeguard_on = Set(m.GUARDED, initialize={key: on[key] for key in m.GUARDED})
    floors = {guard.name: guard.floor for guard in guards}
    m.wage_floor = Param(m.SAFEGUARDS, initialize=floors, mutable=True)
    levels(m, "closed", 0.0, m.SAFEGUARDS)
    levels(m, "room", {name: 1 - floor for name, floor in floors.items()}, m.SAFEGUARDS)
