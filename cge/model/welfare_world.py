"""Welfare of the world (W-5): persons and government, and the same by another road.

Every measure of :mod:`cge.model.welfare` adds up on its own.  From disposable incomes alone, with
dG public consumption beyond that of the benchmark at its prices:

* ``income_change``: sum over regions of YD/pi - YD0 + dG;
* ``welfare_ev_ppp``: the same, each region's over its price level;
* ``welfare_ev``: that of ``income_change``, with the incomes of movers at the price level of where
  they lived before (``price_level_of_place``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model import labour
from cge.model.definition import definition
from cge.model.income import part_of_new
from cge.model.welfare import more_public

if TYPE_CHECKING:
    from cge.model.block import Context


def declare(_: Context) -> None:
    """Nothing: groups and prices are those of :mod:`cge.model.welfare`."""


# ---------------------------------------------------------------------------------- the world
@definition("W-5")
def welfare_ev_world_ppp(m):
    """Equivalent variation of the world at purchasing power parity."""
    persons = sum(m.welfare_ev_ppp[g, r, k] for (g, r, k) in m.PERSONS)
    return persons + sum(more_public(m, r) / m.price_level[r] for r in m.REGIONS)


@definition("W-5")
def welfare_ev_world(m):
    """Equivalent variation of the world at the prices of where each lived before."""
    persons = sum(m.welfare_ev[g, r, k] for (g, r, k) in m.PERSONS)
    return persons + sum(more_public(m, r) for r in m.REGIONS)


@definition("W-5")
def income_change_world(m):
    """Change of real income and public consumption of the world at exchange rates."""
    persons = sum(m.income_change[g, r, k] for (g, r, k) in m.PERSONS)
    return persons + sum(more_public(m, r) for r in m.REGIONS)


def income_and_public_before(m, r):
    """Disposable income and public consumption of the benchmark."""
    return m.disposable_income_base[r] + m.public_consumption_base[r]


@definition("W-5")
def world_income_before(m):
    """Income of all persons and public consumption of the benchmark."""
    return sum(income_and_public_before(m, r) for r in m.REGIONS)


@definition("W-5")
def world_income_before_ppp(m):
    """Income of all persons and public consumption of the benchmark, at purchasing power."""
    return sum(income_and_public_before(m, r) / m.price_level[r] for r in m.REGIONS)


@definition("W-5")
def welfare_ev_world_ppp_pct(m):
    """Equivalent variation of the world at purchasing power, in percent."""
    return 100 * m.welfare_ev_world_ppp / m.world_income_before_ppp


@definition("W-5")
def welfare_ev_world_pct(m):
    """Equivalent variation of the world in percent of income and public consumption."""
    return 100 * m.welfare_ev_world / m.world_income_before


@definition("W-5")
def income_change_world_pct(m):
    """Change of income of the world at exchange rates, in percent."""
    return 100 * m.income_change_world / m.world_income_before


# ----------------------------------------------------------------------------- adding up (W-5)
def charged_to_new(m, o, d, k):
    """Part of what added capital of o earns that new migrants in d carry along."""
    return m.portable * part_of_new(m, o, d, k) * m.added_income[o] * m.ownership[o, o, k]


def charged_to_returned(m, o, d, k):
    """Part of what added capital of d earns that those who went home to o keep."""
    part = m.portable * labour.returned(m, o, d, k)
    return part * m.added_income[d] * m.ownership[o, d, k]


@definition("K-4", over="REGIONS")
def capital_charge(m, r):
    """Income of the capital that saving has added, a cost of those who saved."""
    return (
        m.added_income[r]
        + sum(
            charged_to_new(m, o, r, k) - charged_to_returned(m, o, r, k)
            for (o, k) in m.owners_from[r]
        )
        + sum(
            charged_to_returned(m, r, d, k) - charged_to_new(m, r, d, k)
            for (d, k) in m.owners_to[r]
        )
    )


@definition("W-5", over="REGIONS")
def real_gain_of_residents(m, r):
    """Disposable income less what added capital costs, deflated, and public consumption.

    Less those of the benchmark, at exchange rates.
    """
    income = m.real_factor[r] * (m.disposable_income[r] - m.capital_charge[r])
    return income - m.disposable_income_base[r] + more_public(m, r)


@definition("W-5", over="REGIONS")
def price_level_of_place(m, r):
    """Real income of movers at the price level of where they lived, less that at the one here."""
    return sum(
        m.real_factor[r] * (m.group_income_former[g, s, r, k] - m.group_income[g, s, r, k])
        for (g, k) in m.persons_at[r]
        for s in m.SOURCES
    )


@definition("W-5")
def welfare_residual_ppp(m):
    """Persons and government less the regions, at purchasing power, share of world income."""
    regions = sum(m.real_gain_of_residents[r] / m.price_level[r] for r in m.REGIONS)
    return (m.welfare_ev_world_ppp - regions) / m.world_income_before_ppp


@definition("W-5")
def welfare_residual(m):
    """The same at the prices of where each lived before."""
    regions = sum(m.real_gain_of_residents[r] + m.price_level_of_place[r] for r in m.REGIONS)
    return (m.welfare_ev_world - regions) / m.world_income_before


@definition("W-5")
def income_change_residual(m):
    """The same at exchange rates."""
    regions = sum(m.real_gain_of_residents[r] for r in m.REGIONS)
    return (m.income_change_world - regions) / m.world_income_before
