"""Safeguards of quotas (M-2): places close where a native wage would fall below its floor.

Part of the inequalities of the equilibrium, not a loop around it: ``closed`` is between 0 and 1,
the wage is above the floor where nothing is closed, and on it where part of the quota is.
"""

from __future__ import annotations

from cge.model.equation import complement, equation


def effective_limit(m, c):
    """Quota of which safeguards leave the additional places open; today's stay."""
    withdrawn = sum(m.closed[g] * (m.limit[c] - 1) for g in m.safeguards_of[c])
    return m.limit[c] - withdrawn


@equation("M-2r", over="SAFEGUARDS")
def eq_room(m, g):
    """Real wage of natives above the floor, in units of the benchmark wage."""
    wage = sum(m.wn[k, r] / m.p_cons[r] for (k, r) in m.guarded_wage[g])
    return m.room[g] == wage - m.wage_floor[g]


@complement("M-2g", "SAFEGUARDS", "safeguard open and room left", "safeguard shut and room missing")
def eq_closed(m, g):
    """Closed in part: the wage is on its floor; open: above it; shut: the floor cannot be held."""
    return m.closed[g], 1 - m.closed[g], m.room[g]


EQUATIONS = (eq_room, eq_closed)
