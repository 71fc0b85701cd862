"""What groups receive from the budget and cost it, and what is left of it (Y-4).

The other side of :mod:`cge.model.fiscal_incidence`: transfers, public consumption by head,
contributions per worker, and the part of the budget that belongs to no resident.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model import government, household_income, income, irregular, labour, mover_income
from cge.model.definition import Definition, definition
from cge.model.fiscal_incidence import NOBODY, of_group
from cge.units import BILLION

if TYPE_CHECKING:
    from cge.model.block import Context


# ------------------------------------------------------------------------------------ transfers
@of_group("transfers", "STAYERS")
def transfers_to_stayers(m, g, r, k):
    """Lump sums and benefits of natives."""
    return -household_income.home_transfers(m, r, k) * m.group_number[g, r, k]


@of_group("transfers", "SETTLED_GROUPS", "established_migrants")
def transfers_to_established(m, r, k):
    """Those of established migrants, by eligibility."""
    return -sum(mover_income.established_transfers(m, o, r, k) for o in m.settled_at[r, k])


@of_group("transfers", "NEW_GROUPS", "new_migrants")
def transfers_to_new(m, r, k):
    """Those of new migrants, by eligibility."""
    return -sum(mover_income.new_transfers(m, o, r, k) for o in m.came_to[r, k])


@of_group("transfers", "RETURNED_GROUPS", "returnees")
def transfers_to_returnees(m, r, k):
    """Those of natives."""
    each = household_income.home_transfers(m, r, k)
    return -each * m.group_number["returnees", r, k]


# --------------------------------------------------------------------------- public consumption
@definition("Y-4g", over="REGIONS")
def cost_of_head(m, r):
    """What one more person adds to public consumption: his part of what is rival."""
    each = sum(
        m.v_government[h] * m.p_gov[h] * government.service_scale(m, h) for h in m.government_at[r]
    )
    return m.congestion * each / m.persons_base[r]


def returned_persons(m, o, d, k):
    """Persons who went home, families included."""
    return m.family[o, d, k] * m.scale[o, d, k] * labour.returned(m, o, d, k)


def settled_persons(m, o, d, k):
    """Persons who were there at the benchmark and still are."""
    return m.family[o, d, k] * m.scale[o, d, k] * labour.established(m, o, d, k)


def arrived_persons(m, o, d, k):
    """Persons who came, families included."""
    return m.family[o, d, k] * m.scale[o, d, k] * labour.arrived(m, o, d, k)


def persons_who_stayed(m, r, k):
    """Persons who never left."""
    return m.migrants[r, r, k] - sum(returned_persons(m, r, d, k) for d in m.left_from[r, k])


@of_group("public_goods", "STAYERS")
def public_goods_of_stayers(m, g, r, k):
    """What natives cost who never left."""
    return -m.cost_of_head[r] * persons_who_stayed(m, r, k)


@of_group("public_goods", "SETTLED_GROUPS", "established_migrants")
def public_goods_of_established(m, r, k):
    """What established migrants cost."""
    return -m.cost_of_head[r] * sum(settled_persons(m, o, r, k) for o in m.settled_at[r, k])


@of_group("public_goods", "NEW_GROUPS", "new_migrants")
def public_goods_of_new(m, r, k):
    """What new migrants cost."""
    return -m.cost_of_head[r] * sum(arrived_persons(m, o, r, k) for o in m.came_to[r, k])


@of_group("public_goods", "RETURNED_GROUPS", "returnees")
def public_goods_of_returnees(m, r, k):
    """What those cost who went home."""
    return -m.cost_of_head[r] * sum(returned_persons(m, r, d, k) for d in m.left_from[r, k])


# ----------------------------------------------------------------------------------- the balance
@definition("Y-4", over="PERSONS")
def fiscal_contribution_per_worker(m, g, r, k):
    """Net fiscal contribution per worker of a group."""
    net = sum(m.fiscal_contribution[i, g, r, k] for i in m.FISCAL_ITEMS)
    return BILLION * net / (m.group_number[g, r, k] + NOBODY)


def taxes_on_wages(m, r):
    """What the budget receives from wages."""
    taxed = sum(government.wage_tax(m, k, r) for k in m.skills_of[r])
    return taxed - sum(irregular.untaxed(m, o, r, k) for (o, k) in m.irregular_in[r])


def taxes_on_property(m, r):
    """What it receives from capital and resources."""
    return sum(government.factor_tax(m, f, r) for f in m.factors_of[r])


def transfers_paid(m, r):
    """Lump sums and benefits, as spending."""
    return -income.public_transfers(m, r)


TOTALS = {
    "labour_tax": taxes_on_wages,
    "property_tax": taxes_on_property,
    "indirect_tax": lambda m, r: m.indirect_taxes[r],
    "visas_and_levies": government.movers_money,
    "transfers": transfers_paid,
    "public_goods": lambda m, r: -government.public_consumption(m, r),
}
"""The budget by the components of a contribution."""


def rest_of(item: str) -> Definition:
    """Part of one component that belongs to no resident [10^9 USD]."""
    total = TOTALS[item]

    def rest(m, r):
        """What the budget has less what groups pay, receive and cost."""
        return total(m, r) - sum(m.fiscal_contribution[item, g, r, k] for (g, k) in m.persons_at[r])

    rest.__name__ = f"{item}_not_attributed"
    return definition("Y-4", "REGIONS", "fiscal_not_attributed", fiscal_item=item)(rest)


rest_of_labour_tax = rest_of("labour_tax")
rest_of_property_tax = rest_of("property_tax")
rest_of_indirect_tax = rest_of("indirect_tax")
rest_of_visas_and_levies = rest_of("visas_and_levies")
rest_of_transfers = rest_of("transfers")
rest_of_public_goods = rest_of("public_goods")


@definition("Y-4", over="REGIONS")
def budget_residual(m, r):
    """Revenue less spending, as a share of benchmark GDP: a check."""
    received = government.taxes(m, r) + government.movers_money(m, r)
    return (received + transfers_paid(m, r) - government.public_consumption(m, r)) / m.v_gdp[r]


def declare(_: Context) -> None:
    """Nothing: groups and items are those of :mod:`cge.model.fiscal_incidence`."""
