"""Unemployment (U-5): who of each group is out of work, and what it is to them.

Incomes and equivalent variations of groups are means over those with work and without.  For
natives who never left, those without are shown apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model import jobs
from cge.model.definition import definition
from cge.model.fiscal_incidence import NOBODY

if TYPE_CHECKING:
    from cge.model.block import Context


def declare(_: Context) -> None:
    """Nothing: groups are those of :mod:`cge.model.groups`."""


@definition("U-5", over="STAYERS", of="unemployment_rate", when=jobs.has_wage_rules)
def rate_of_stayers(m, g, r, k):
    """Share of natives who are out of work."""
    return m.jobless["native", k, r]


@definition(
    "U-5",
    over="SETTLED_GROUPS",
    of="unemployment_rate",
    when=jobs.has_wage_rules,
    group="established_migrants",
)
def rate_of_established(m, r, k):
    """The same of established migrants, of whom some arrived of late."""
    settled = (1 - m.recent_share) * m.jobless["settled", k, r]
    return settled + m.recent_share * m.jobless["recent", k, r]


@definition(
    "U-5", over="NEW_GROUPS", of="unemployment_rate", when=jobs.has_wage_rules, group="new_migrants"
)
def rate_of_new(m, r, k):
    """The same of new migrants."""
    return m.jobless["recent", k, r]


@definition(
    "U-5",
    over="RETURNED_GROUPS",
    of="unemployment_rate",
    when=jobs.has_wage_rules,
    group="returnees",
)
def rate_of_returnees(m, r, k):
    """Who is home again is one native among others."""
    return m.jobless["native", k, r]


@definition("U-5", over="PERSONS", elsewhere=0.0, when=jobs.has_wage_rules)
def unemployed(m, g, r, k):
    """Workers of a group who are out of work."""
    return m.unemployment_rate[g, r, k] * m.group_number[g, r, k]


@definition("U-5", over="PERSONS", elsewhere=0.0, when=jobs.has_wage_rules)
def employed_workers(m, g, r, k):
    """Workers of a group who have work."""
    return (1 - m.unemployment_rate[g, r, k]) * m.group_number[g, r, k]


@definition("U-5", over="REGIONS", when=jobs.has_wage_rules)
def workforce(m, r):
    """Workers who live in a region, with work and without."""
    return sum(m.group_number[g, r, k] for (g, k) in m.persons_at[r])


@definition("U-5", over="REGIONS", when=jobs.has_wage_rules)
def unemployment_pct(m, r):
    """Workers of a region who are out of work, in percent of all."""
    out = sum(m.unemployed[g, r, k] for (g, k) in m.persons_at[r])
    return 100 * out / (m.workforce[r] + NOBODY)


@definition("U-5", over="STAYERS", elsewhere=0.0, when=jobs.has_wage_rules)
def welfare_ev_ppp_unemployed(m, g, r, k):
    """Equivalent variation at purchasing power of those natives who are out of work.

    They have what their group has on average but for the wage, and with the benefit for those out
    of work instead of its mean; before they had the mean of their group.
    """
    rate = m.unemployment_rate[g, r, k]
    everything = sum(m.group_income[g, s, r, k] for s in m.SOURCES)
    insured = m.group_number[g, r, k] * m.native_wage[r, k] * jobs.benefit_of_native(m, k, r)
    rest = everything - m.group_income[g, "labour", r, k] - insured
    real = m.real_factor[r] * (rate * rest + insured) / m.price_level[r]
    return real - rate * m.income_before_ppp[g, r, k]
