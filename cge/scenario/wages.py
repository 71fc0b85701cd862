"""Wage floors and wage curves (U-1, U-2): which skill of which region they hold for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cge.scenario.select import select, vocabulary
from cge.scenario.settings import WageRule

if TYPE_CHECKING:
    import xarray as xr

    from cge.places import Key, Problems
    from cge.scenario.policy_clauses import WageClause
    from cge.scenario.schema import Scenario
    from cge.scenario.values import Values

EXEMPT = {None: (), "newcomers": ("recent",), "migrants": ("settled", "recent")}
"""Groups of workers that a clause leaves out, by its word."""
ONE_WAGE = {
    "newcomers": (
        "esubvin",
        "new and established migrants do each other's work at one wage (esubvin .inf), so that "
        "employers would hire no established migrant above it",
    ),
    "migrants": (
        "esubnm",
        "migrants and natives do each other's work at one wage (esubnm .inf), so that employers "
        "would hire no native above it",
    ),
}
"""Elasticity under which an exemption leaves no work to those whom the floor protects, and why."""


def wage_rules(
    scenario: Scenario, bench: xr.Dataset, given: Values, problems: Problems
) -> tuple[WageRule, ...]:
    """One rule for each skill and region that a clause names."""
    if scenario.wages and scenario.years is not None:
        text = "a floor or a curve holds in one period; allowed: a scenario without years"
        problems.add(("wages",), text)
    found: dict[tuple[str, str], int] = {}
    rules = []
    for n, clause in enumerate(scenario.wages):
        _refuse_one_wage(clause, bench, given, ("wages", n, "exempt"), problems)
        for region in select(clause.region, vocabulary(bench, "region")):
            for skill in select(clause.skill, vocabulary(bench, "skill")):
                first = found.setdefault((region, skill), n)
                if first != n:
                    problems.add(
                        ("wages", n),
                        f"wages of skill {skill} in {region} have a rule here and in "
                        f"wages.{first}; allowed: one for each skill and region",
                    )
                rules.append(_rule(clause, region, skill))
    return tuple(rules)


def _rule(clause: WageClause, region: str, skill: str) -> WageRule:
    curve = clause.curve
    return WageRule(
        region=region,
        skill=skill,
        floor=clause.floor,
        curve=None if curve is None else curve.elasticity,
        unemployment=0.0 if curve is None else curve.unemployment,
        benefit=clause.benefit,
        exempt=EXEMPT[clause.exempt],
    )


def _refuse_one_wage(
    clause: WageClause, bench: xr.Dataset, given: Values, key: Key, problems: Problems
) -> None:
    """An exemption where those who are exempt and those who are not have one wage."""
    if clause.exempt is None:
        return
    name, why = ONE_WAGE[clause.exempt]
    if math.isinf(float(given.get(name, bench[name]))):
        problems.add(key, f"{why}; allowed: a finite {name} under parameters, or no exemption")
