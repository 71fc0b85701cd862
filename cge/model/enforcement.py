"""Enforcement (E-1 and E-2): what it costs to keep people out, and less where their origin helps.

Part of public consumption at the benchmark keeps barriers up.  It is resources used and no service
to anybody.  The cost of a corridor is in proportion to its barrier, -log(1 - z): nothing where
people move freely, and as much for a barrier that is a price, for who does not pay is kept out.
Where people come without a visa, what is kept up is what makes that dear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo
import xarray as xr

from cge.errors import ScenarioError
from cge.model.block import Context, by_corridor
from cge.model.ces import positive_part
from cge.model.declare import Set
from cge.model.definition import definition
from cge.model.equation import equation
from cge.model.migration import barrier, income_at_home, income_of_all
from cge.model.sets import members
from cge.model.shares import live
from cge.model.variables import levels

if TYPE_CHECKING:
    from cge.model.sets import Key
    from cge.scenario.settings import Enforcement, Settings

FEWEST = 1e-3
"""Part of today's number in a corridor below which next to nobody is left there."""


def has_enforcement(settings: Settings) -> bool:
    """Scenarios that say what barriers cost report it."""
    return bool(settings.enforcement)


@equation("E-1", over="WATCHED_CHOICES")
def eq_kept_up(m, o, d, k):
    """Barrier that is kept up where people decide whether to move."""
    return m.kept_up[o, d, k] == barrier(m, o, d, k)


@equation("E-1n", over="WATCHED_GIVEN")
def eq_kept_up_given(m, o, d, k):
    """Barrier that lets in the number that is given, by the choice of M-1."""
    odds = pyo.log(m.mig[o, d, k]) - pyo.log(m.stay[o, k])
    abroad = pyo.log(income_of_all(m, o, d, k)) - pyo.log(m.p_cons[d])
    home = pyo.log(income_at_home(m, o, k)) - pyo.log(m.p_cons[o])
    return m.kept_up[o, d, k] == m.watched_barrier[o, d, k] + abroad - home - m.inv_nu * odds


@equation("E-1w", over="WATCHED_WAYS")
def eq_kept_up_ways(m, o, d, k):
    """Where people come without a visa: what smugglers take, as a barrier."""
    return m.kept_up[o, d, k] == -pyo.log(1 - m.smuggling[o, d, k])


@equation("E-2", over="ENFORCING")
def eq_enforced(m, d):
    """Resources that keep people out: each corridor by its barrier, less where its origin helps.

    A barrier below zero draws people in and keeps nobody out.
    """
    return m.enforced[d] == sum(
        (1 - m.origin_saves[o, d, k])
        * m.su_watched[o, d, k]
        * positive_part(m.kept_up[o, d, k], m.kink)
        / m.watched_barrier[o, d, k]
        for (o, k) in m.watched_in[d]
    )


@definition("E-2", over="REGIONS", before=True, when=has_enforcement)
def enforcement_cost(m, r):
    """What is spent to keep people out, part of public consumption."""
    return sum(
        m.v_government[h] * m.p_gov[h] * m.watch[h] * m.enforced[h] for h in m.enforcing_at[r]
    )


def declare(c: Context) -> None:
    """Who keeps whom out, and what it costs today.

    Raises
    ------
    ScenarioError
        If a number that is given leaves next to nobody in a corridor: no barrier is high enough.
    """
    m, settings = c.m, c.settings
    of: dict[Key, Enforcement] = {
        key: rule for rule in settings.enforcement for key in rule.corridors
    }
    size = _barriers(c, of)
    weight = _people_kept_out(c, size)
    total = {d: 0.0 for _, d, _ in size}
    for key, people in weight.items():
        total[key[1]] += people
    m.ENFORCING = Set(initialize=list(total))
    m.enforcing_at = Set(m.REGIONS, initialize={r: [r] * (r in total) for r in m.REGIONS})
    shares = {rule.region: rule.share for rule in settings.enforcement if rule.region in total}
    live(m, "watch", m.REGIONS, shares)
    m.WATCHED = Set(initialize=list(size), dimen=3)
    live(m, "watched_barrier", m.WATCHED, size)
    live(m, "su_watched", m.WATCHED, {key: weight[key] / total[key[1]] for key in size})
    live(m, "origin_saves", m.WATCHED)
    helped = {key: of[key].saving for key in size if key[0] in of[key].helped_by}
    c.path.to(m, "origin_saves", helped)
    ways, chosen = set(m.IRREGULAR), set(m.DECIDES)
    m.WATCHED_WAYS = Set(initialize=[key for key in size if key in ways], dimen=3)
    m.WATCHED_CHOICES = Set(initialize=[key for key in size if key in chosen - ways], dimen=3)
    given = [key for key in size if key not in chosen | ways]
    m.WATCHED_GIVEN = Set(initialize=given, dimen=3)
    _refuse_nobody(c, given)
    m.watched_in = members(m.WATCHED, "odk", m.ENFORCING, "d")
    levels(m, "kept_up", size, m.WATCHED)
    levels(m, "enforced", dict.fromkeys(m.ENFORCING, 1.0), m.ENFORCING)


def _barriers(c: Context, of: dict[Key, Enforcement]) -> dict[Key, float]:
    """Barriers of today where there are migrants, -log(1 - z); of ways without a visa theirs."""
    m = c.m
    today = by_corridor(xr.DataArray(-np.log1p(-c.settings.visa_price)))
    without = {key: -np.log1p(-way.price) for way in c.settings.irregular for key in way.corridors}
    known = {key: float(without.get(key, today[key])) for key in m.CORRIDORS if key in of}
    return {key: b for key, b in known.items() if b > 0 and m.mig_base[key] == 1}


def _people_kept_out(c: Context, size: dict[Key, float]) -> dict[Key, float]:
    """Workers who would come at today's incomes without the barrier, less those who are there."""
    inverse = float(c.m.inv_nu.value)
    return {
        key: c.scale[key] * (float(np.expm1(b / inverse)) if inverse > 0 else b)
        for key, b in size.items()
    }


def _refuse_nobody(c: Context, given: list[Key]) -> None:
    goal = c.path.targets.get("mig", {})
    empty = [key for key in given if goal.get(key, 1.0) < FEWEST]
    if empty:
        o, d, k = empty[0]
        msg = (
            f"next to nobody of today's number from {o} may live in {d} ({k}): the barrier "
            "for that is infinite, and so is its cost; allowed: one in a thousand and more where a "
            "clause says what barriers cost"
        )
        raise ScenarioError(msg, ("enforcement",))
