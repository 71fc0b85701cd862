"""What each group pays to the budget where it lives, less what it receives and costs (Y-4).

Labour taxes fall on who works; property taxes on the residents who own the capital; taxes on output
and trade on residents in proportion to their income (they are passed on); transfers go to who is
eligible.  Public consumption costs per head what one more head adds to it, his part of what is
rival (``congestion``).  What belongs to no resident (owners abroad, the pure public good, what an
origin's budget gets from its people abroad) is reported beside, so that both together are the
budget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.benchmark import accounts
from cge.model import government, labour, mover_income, sets, shares
from cge.model.declare import Set
from cge.model.definition import Definition, definition
from cge.model.pricing import income_of_new
from cge.model.taxes import income_rate

if TYPE_CHECKING:
    from collections.abc import Callable

    from cge.model.block import Context

ITEMS = (
    "labour_tax",
    "property_tax",
    "indirect_tax",
    "visas_and_levies",
    "transfers",
    "public_goods",
)
"""Components of a contribution, in the order of the result file."""
NOBODY = 1e-12
"""Workers: added to a group, so that a group without people contributes nothing per worker."""


def declare(c: Context) -> None:
    """Groups of movers by where they live, who pays which levy, persons and owners of a region."""
    m, bench = c.m, c.bench
    own = accounts.diagonal(bench.foreign_ownership.rename(region="place"), "owner", "place")
    shares.fill(m, "su_own", m.REGIONS, own, "region")
    persons = (bench.workers * bench.persons_per_worker).sum(["origin", "skill"])
    shares.fill(m, "persons_base", m.REGIONS, persons.rename(destination="region"), "region")
    for name, group in (
        ("SETTLED_GROUPS", "established_migrants"),
        ("NEW_GROUPS", "new_migrants"),
        ("RETURNED_GROUPS", "returnees"),
    ):
        there = [(r, k) for g, r, k in m.PERSONS if g == group]
        m.add_component(name, Set(initialize=there, dimen=2))
    m.FISCAL_ITEMS = Set(initialize=ITEMS)
    payers = sets.grouped(list(m.PRICED), (1, 2), (0,), m.RESIDENTS)
    m.visa_payers_at = Set(m.RESIDENTS, initialize=payers)
    levied = [*m.LEVIES_ON_EARNINGS, *m.LEVIES_ON_HEADS, *m.LEVIES_ON_PROPERTY]
    taken = sets.grouped(levied, (2, 3), (0, 1), m.RESIDENTS)
    m.levies_at = Set(m.RESIDENTS, dimen=2, initialize=taken)


def of_group(item: str, over: str, group: str = "") -> Callable[..., Definition]:
    """Definition of a component for one group; stayers have theirs in the index."""
    if not group:
        return definition("Y-4", over, "fiscal_contribution", fiscal_item=item)
    return definition("Y-4", over, "fiscal_contribution", fiscal_item=item, group=group)


# ------------------------------------------------------------------------------- taxes on wages
def tax_of_native(m, r, k):
    """Tax on the wage of a native, for the work he does [10^9 USD per worker]."""
    return income_rate(m, k, r) * m.wn[k, r] * m.native_wage[r, k] * labour.native_work(m, k, r)


@of_group("labour_tax", "STAYERS")
def labour_tax_of_stayers(m, g, r, k):
    """Tax on wages of natives."""
    return tax_of_native(m, r, k) * m.group_number[g, r, k]


@of_group("labour_tax", "SETTLED_GROUPS", "established_migrants")
def labour_tax_of_established(m, r, k):
    """Tax on wages of established migrants."""
    return sum(
        income_rate(m, k, r) * mover_income.established_gross(m, o, r, k)
        for o in m.settled_at[r, k]
    )


@of_group("labour_tax", "NEW_GROUPS", "new_migrants")
def labour_tax_of_new(m, r, k):
    """Tax on wages of new migrants; without papers nobody pays tax."""
    return sum(income_rate(m, k, r) * mover_income.new_gross(m, o, r, k) for o in m.came_to[r, k])


@of_group("labour_tax", "RETURNED_GROUPS", "returnees")
def labour_tax_of_returnees(m, r, k):
    """Tax on wages of those who went home."""
    return sum(tax_of_native(m, h, k) * m.group_number["returnees", h, k] for h in m.born_at[r, k])


# ---------------------------------------------------------------------------- taxes on property
@definition("Y-4", over="REGIONS")
def own_property_tax(m, r):
    """Tax on what residents own at home; what their saving has added is theirs alone."""

    def paid(f):
        return income_rate(m, f, r) * m.v_factor[f, r] * m.pf[f, r]

    return sum(paid(f) * m.su_own[r] * m.qe[f, r] for f in m.factors_of[r]) + sum(
        paid(f) * (1 - m.su_own[r]) * (m.qe[f, r] - m.endowment[f, r]) for f in m.adding_at[r]
    )


@definition("Y-4", over="REGIONS")
def property_tax_rate(m, r):
    """Tax on own property per unit of the income of claims on the residents' pool."""
    return sum(m.own_property_tax[h] / m.claims_pool[h] for h in m.owner_at[r])


@of_group("property_tax", "STAYERS")
def property_tax_of_stayers(m, g, r, k):
    """Tax on the property of natives."""
    owned = m.claim_at_home[r, k] * m.own_part[r, k] * m.group_number[g, r, k]
    return m.property_tax_rate[r] * owned


@of_group("property_tax", "SETTLED_GROUPS", "established_migrants")
def property_tax_of_established(m, r, k):
    """Tax on the property of established migrants."""
    return sum(
        m.property_tax_rate[r] * m.claims_of_established[o, r, k] for o in m.settled_at[r, k]
    )


@of_group("property_tax", "NEW_GROUPS", "new_migrants")
def property_tax_of_new(m, r, k):
    """Who keeps claims at home pays there."""
    return 0.0


@of_group("property_tax", "RETURNED_GROUPS", "returnees")
def property_tax_of_returnees(m, r, k):
    """Nothing where they keep their claims abroad; that of a native where claims stay."""
    return sum(
        (1 - m.portable)
        * m.property_tax_rate[h]
        * m.claim_at_home[h, k]
        * m.group_number["returnees", h, k]
        for h in m.born_at[r, k]
    )


# --------------------------------------------------------------------- taxes on output and trade
@definition("Y-4", over="REGIONS")
def indirect_taxes(m, r):
    """Net taxes on output and trade."""
    return (
        sum(government.output_tax(m, i, r) for i in m.made_in[r])
        + sum(government.tariff_revenue(m, i, s, r) for (i, s) in m.imports_of[r])
        + sum(government.export_tax(m, i, r, d) for (i, d) in m.exports_of[r])
        + sum(m.border[h] * m.v_gdp[h] for h in m.border_at[r])
    )


@definition("W-3", over="REGIONS")
def income_of_residents(m, r):
    """Income of all groups that live in a region."""
    return sum(m.group_income[g, s, r, k] for (g, k) in m.persons_at[r] for s in m.SOURCES)


@definition("Y-4", over="PERSONS", of="fiscal_contribution", fiscal_item="indirect_tax")
def indirect_tax_of_group(m, g, r, k):
    """Passed on to residents in proportion to their income."""
    mine = sum(m.group_income[g, s, r, k] for s in m.SOURCES)
    return mine * m.indirect_taxes[r] / m.income_of_residents[r]


# ----------------------------------------------------------------------------- visas and levies
@of_group("visas_and_levies", "STAYERS")
def charges_of_stayers(m, g, r, k):
    """Who does not move pays none."""
    return 0.0


def visas_of_new(m, o, d, k):
    """What newcomers pay for visas to the budget of the destination [10^9 USD]."""
    paid = m.paid[o, d, k] * income_of_new(m, o, d, k) * labour.new_migrants(m, o, d, k)
    return m.to_government[o, d, k] * paid


@definition("Y-7e", over="LEVIES_ON_EARNINGS", of="levied_on_established")
def earnings_levied_on_established(m, n, o, d, k):
    """What established migrants pay of a levy on wages."""
    return m.levy_size[n] * m.levy_on_old[n] * mover_income.established_gross(m, o, d, k)


@definition("Y-7h", over="LEVIES_ON_HEADS", of="levied_on_established")
def heads_levied_on_established(m, n, o, d, k):
    """What established migrants pay of a levy per head."""
    each = m.levy_size[n] * m.p_world * m.scale[o, d, k]
    return m.levy_on_old[n] * each * labour.established(m, o, d, k)


@definition("Y-7p", over="LEVIES_ON_PROPERTY", of="levied_on_established")
def property_levied_on_established(m, n, o, d, k):
    """A levy on property at home concerns new migrants alone."""
    return 0.0


def kept_by_budget(m, n):
    """Share of a levy that the budget of the destination gets, the credit deducted."""
    return m.levy_to_government[n] - m.levy_credit[n]


@of_group("visas_and_levies", "NEW_GROUPS", "new_migrants")
def charges_of_new(m, r, k):
    """Visas and levies that new migrants pay to the budget."""
    return sum(visas_of_new(m, o, r, k) for o in m.visa_payers_at[r, k]) + sum(
        kept_by_budget(m, n) * (m.levied[n, o, r, k] - m.levied_on_established[n, o, r, k])
        for (n, o) in m.levies_at[r, k]
    )


@of_group("visas_and_levies", "SETTLED_GROUPS", "established_migrants")
def charges_of_established(m, r, k):
    """Visas and levies that established migrants pay to the budget."""
    return sum(
        m.to_government[o, r, k] * m.visa_payment[o, r, k] - visas_of_new(m, o, r, k)
        for o in m.visa_payers_at[r, k]
    ) + sum(
        kept_by_budget(m, n) * m.levied_on_established[n, o, r, k] for (n, o) in m.levies_at[r, k]
    )


@of_group("visas_and_levies", "RETURNED_GROUPS", "returnees")
def charges_of_returnees(m, r, k):
    """Who is home again pays none."""
    return 0.0
