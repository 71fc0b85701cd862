"""Jobs (U-1 to U-4): wage floors, wage curves, and those who are out of work.

Three groups have a wage of their own: natives, migrants who settled long ago, and recent and new
migrants.  Where a floor binds, so many of a group are out of work that its wage is on the floor.
Where a wage curve holds, wages follow unemployment (Blanchflower and Oswald 1994).  Everywhere else
all have work, and nobody is out of work beyond the benchmark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from cge.model.block import Context
from cge.model.declare import Param, Set, Var
from cge.model.equation import complement, equation
from cge.model.labour import established_units, jobs, new_units
from cge.model.sets import members
from cge.model.shares import live
from cge.model.taxes import net_of_tax

if TYPE_CHECKING:
    from cge.model.declare import Declared
    from cge.scenario.settings import Settings, WageRule

WORKFORCE = NATIVE, SETTLED, RECENT = ("native", "settled", "recent")
"""Groups with a wage of their own."""


def has_wage_rules(settings: Settings) -> bool:
    """Scenarios with floors or wage curves report who is out of work."""
    return bool(settings.wages)


def real_wage(m, g, k, r):
    """Wage per efficiency unit of a group over consumer prices, relative to the benchmark."""
    wage = (
        m.is_group[g, "native"] * m.wn[k, r]
        + m.is_group[g, "settled"] * m.w_settled[k, r]
        + m.is_group[g, "recent"] * m.w_recent[k, r]
    )
    return wage / m.p_cons[r]


@complement("U-1", "FLOORED", "who is out of work and a wage above its floor")
def eq_jobless(m, g, k, r):
    """Nobody is out of work where the wage is above its floor, else so many that it is on it."""
    return m.jobless[g, k, r], real_wage(m, g, k, r) - m.least_wage[k, r]


@equation("U-2", over="CURVED")
def eq_jobless_curve(m, g, k, r):
    """Wage curve: the real wage falls as more are out of work."""
    more = pyo.log(m.jobless[g, k, r]) - pyo.log(m.jobless_base[k, r])
    return pyo.log(real_wage(m, g, k, r)) == -m.wage_curve[k, r] * more


@equation("U-3", over="ALIKE")
def eq_jobless_alike(m, g, k, r):
    """Groups that do each other's work at one wage are out of work alike."""
    return m.jobless[g, k, r] == sum(m.jobless[h, k, r] for h in m.like[g, k, r])


# ------------------------------------------------------------------- benefits of who is out of work
def benefit_of_native(m, k, r):
    """Paid per native (U-4), relative to the benchmark wage: mean of those with work and without.

    A share of the net wage of those who work, for each who is out of work beyond the benchmark.
    """
    pay = net_of_tax(m, k, r) * m.wn[k, r] * m.effort[k, r]
    return m.replaced[k, r] * pay * (1 - jobs(m, "native", k, r))


def benefit_of_recent(m, k, r):
    """The same per efficiency unit of a recent or new migrant."""
    pay = net_of_tax(m, k, r) * m.w_recent[k, r]
    return m.replaced[k, r] * pay * (1 - jobs(m, "recent", k, r))


def benefit_of_established(m, k, r):
    """The same of an established migrant, of whom some arrived of late."""
    pay = net_of_tax(m, k, r) * m.w_settled[k, r]
    settled = m.replaced[k, r] * pay * (1 - jobs(m, "settled", k, r))
    return (1 - m.recent_share) * settled + m.recent_share * benefit_of_recent(m, k, r)


def paid_to_established(m, o, d, k):
    """Benefits of established migrants who are out of work, by eligibility [10^9 USD]."""
    units = m.eligible[o, d, k] * established_units(m, o, d, k)
    return m.v_native_wage[o, d, k] * benefit_of_established(m, k, d) * units


def paid_to_new(m, o, d, k):
    """Benefits of new migrants who are out of work, by eligibility [10^9 USD]."""
    units = m.eligible_new[o, d, k] * new_units(m, o, d, k)
    return m.v_native_wage[o, d, k] * benefit_of_recent(m, k, d) * units


def unemployment_benefits(m, r):
    """What the budget pays to those who are out of work beyond the benchmark [10^9 USD]."""
    natives = sum(
        m.v_skill[k, r] * m.th_native[k, r] * m.stay[r, k] * benefit_of_native(m, k, r)
        for k in m.insured_skills[r]
    )
    return natives + sum(
        paid_to_established(m, o, r, k) + paid_to_new(m, o, r, k)
        for (o, k) in m.insured_arrivals[r]
    )


# ----------------------------------------------------------------------------------------- declare
def declare(c: Context) -> None:
    """Where a floor or a curve holds, and for whom; elsewhere the share out of work is given."""
    m = c.m
    rules = {(rule.skill, rule.region): rule for rule in c.settings.wages}
    at = {key: rule for key, rule in rules.items() if key in m.SKILL}
    same = {(g, h): float(g == h) for g in WORKFORCE for h in WORKFORCE}
    m.is_group = Param(Set(initialize=list(same), dimen=2), initialize=same)
    m.WORKFORCE = Set(initialize=WORKFORCE)
    m.LABOUR_FORCE = m.WORKFORCE * m.SKILL
    before = {key: rule.unemployment for key, rule in at.items()}
    live(m, "jobless_base", m.SKILL, before)
    start = {(g, *key): before.get(key, 0.0) for g in WORKFORCE for key in m.SKILL}
    m.jobless = Var(m.LABOUR_FORCE, initialize=start, bounds=(0.0, None))
    m.jobless.fix()
    _declare_rules(m, at)
    live(m, "replaced", m.SKILL, {key: rule.benefit for key, rule in at.items()})
    insured = [key for key, rule in at.items() if rule.benefit > 0]
    born = [(k, r) for k, r in insured if (r, k) in m.BORN]
    m.insured_skills = members(born, "kr", m.REGIONS, "r")
    came = [(o, d, k) for o, d, k in m.CORRIDORS if (k, d) in set(insured)]
    m.insured_arrivals = members(came, "odk", m.REGIONS, "d")
    floors = {key: rule.floor for key, rule in at.items() if rule.floor is not None}
    live(m, "least_wage", m.SKILL)
    c.path.to(m, "least_wage", floors)
    curves = {key: rule.curve for key, rule in at.items() if rule.curve is not None}
    live(m, "wage_curve", m.SKILL, curves)


def _declare_rules(m: Declared, at: dict[tuple[str, str], WageRule]) -> None:
    """Groups by what decides who of them is out of work."""
    floored, curved, like = [], [], {}
    for key, rule in at.items():
        for g in (NATIVE, SETTLED, RECENT):
            cell = (g, *key)
            if g in rule.exempt:
                continue
            other = _leader(m, g, key)
            if other is not None:
                like[cell] = [other]
            elif rule.floor is not None:
                floored.append(cell)
            else:
                curved.append(cell)
            m.jobless[cell].unfix()
    m.FLOORED = Set(initialize=floored, dimen=3)
    m.CURVED = Set(initialize=curved, dimen=3)
    m.ALIKE = Set(initialize=list(like), dimen=3)
    m.like = Set(m.ALIKE, initialize=like)


def _leader(m: Declared, g: str, key: tuple[str, str]) -> str | None:
    """Group that a group shares a wage with, of those before it; None where its wage is its own."""
    of_one_age = m.inv_esubvin.value == 0 or key in m.NATIVES_ONLY
    of_one_birth = m.inv_esubnm.value == 0 or key in m.NATIVES_ONLY
    if g == RECENT and of_one_age:
        return SETTLED
    if g == SETTLED and of_one_age and of_one_birth:
        return NATIVE
    return None
