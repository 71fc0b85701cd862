"""Incomes of groups of persons by source, after and before (W-3) [10^9 USD].

``before`` is what the same persons had at the benchmark, wherever they lived.  ``former`` is the
income after, valued at the price level of where they lived before (W-2): of those who moved it is
their income times the price level there over that of here, of all others their income.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model import income, labour, sets, shares
from cge.model.claims import PROPERTY
from cge.model.declare import Param, Set
from cge.model.definition import definition

if TYPE_CHECKING:
    from cge.model.block import Context


def declare(c: Context) -> None:
    """Price levels; groups that the scenario lets exist, and who belongs to them."""
    m = c.m
    shares.fill(m, "price_level", m.REGIONS, c.bench.price_level, "region")
    owned = {s: float(s in PROPERTY) for s in m.SOURCES}
    m.is_property = Param(m.SOURCES, initialize=owned)
    there = {
        "established_migrants": {(d, k) for _, d, k in m.SETTLED},
        "new_migrants": {(d, k) for _, d, k in m.GROWING},
        "returnees": {(o, k) for o, d, k in m.SHRINKING if (o, d, k) in m.SETTLED},
    }
    movers = [(g, *key) for g, found in there.items() for key in m.RESIDENTS if key in found]
    m.PERSONS = Set(initialize=list(m.STAYERS) + movers, dimen=3)
    incomes = [(g, s, r, k) for g, r, k in m.STAYERS for s in m.SOURCES]
    m.STAYER_INCOMES = Set(initialize=incomes, dimen=4)
    m.RESIDENT_INCOMES = m.SOURCES * m.RESIDENTS
    m.NEW_INCOMES = m.SOURCES * m.CORRIDORS
    m.SOURCE_REGIONS = m.SOURCES * m.REGIONS
    settled = list(m.SETTLED)
    came = sets.grouped(settled, (1, 2), (0,), m.RESIDENTS)
    left = sets.grouped(settled, (0, 2), (1,), m.RESIDENTS)
    m.settled_at = Set(m.RESIDENTS, initialize=came)
    m.settled_from = Set(m.RESIDENTS, initialize=left)
    m.settled_in = Set(
        m.REGIONS, dimen=2, initialize=sets.grouped(settled, (1,), (0, 2), m.REGIONS)
    )


@definition("W-3", over="STAYER_INCOMES", of="group_income", elsewhere=0.0)
def income_of_stayers(m, g, s, r, k):
    """Income of those who never left: they own more than the mean of those who were at home."""
    owned = 1 + m.is_property[s] * (m.own_part[r, k] - 1)
    return m.home_income[s, r, k] * m.group_number[g, r, k] * owned


@definition("W-2", over="STAYER_INCOMES", of="group_income_former", elsewhere=0.0)
def former_income_of_stayers(m, g, s, r, k):
    """Income of those who live where they lived."""
    return m.group_income[g, s, r, k]


@definition("W-3", over="STAYER_INCOMES", of="group_income_before", elsewhere=0.0)
def income_of_stayers_before(m, g, s, r, k):
    """What the same persons had at the benchmark."""
    owned = 1 + m.is_property[s] * (income.wealth_of_stayer(m, r, k) - 1)
    return m.home_income_base[s, r, k] * m.group_number[g, r, k] * owned


@definition("W-2", over="STAYER_INCOMES", of="group_income_before_ppp", elsewhere=0.0)
def income_of_stayers_before_ppp(m, g, s, r, k):
    """The income before at purchasing power."""
    return income_of_stayers_before(m, g, s, r, k) / m.price_level[r]


@definition(
    "W-3", over="RESIDENT_INCOMES", of="group_income", elsewhere=0.0, group="established_migrants"
)
def income_of_established(m, s, r, k):
    """Income of migrants who stayed where they were."""
    return sum(m.established_income[s, o, r, k] for o in m.settled_at[r, k])


@definition(
    "W-2",
    over="RESIDENT_INCOMES",
    of="group_income_former",
    elsewhere=0.0,
    group="established_migrants",
)
def former_income_of_established(m, s, r, k):
    """Income of those who live where they lived."""
    return m.group_income["established_migrants", s, r, k]


def before_of_established(m, s, o, d, k):
    """What those who are still in a corridor had there."""
    return m.established_income_base[s, o, d, k] * labour.established(m, o, d, k)


@definition(
    "W-3",
    over="RESIDENT_INCOMES",
    of="group_income_before",
    elsewhere=0.0,
    group="established_migrants",
)
def income_of_established_before(m, s, r, k):
    """What the same persons had at the benchmark."""
    return sum(before_of_established(m, s, o, r, k) for o in m.settled_at[r, k])


@definition(
    "W-2",
    over="RESIDENT_INCOMES",
    of="group_income_before_ppp",
    elsewhere=0.0,
    group="established_migrants",
)
def income_of_established_before_ppp(m, s, r, k):
    """The income before at the purchasing power of where they live."""
    return income_of_established_before(m, s, r, k) / m.price_level[r]


@definition("W-3", over="RESIDENT_INCOMES", of="group_income", elsewhere=0.0, group="new_migrants")
def income_of_new(m, s, r, k):
    """Income of those who arrived."""
    return sum(m.new_income[s, o, r, k] for o in m.came_to[r, k])


@definition(
    "W-2", over="RESIDENT_INCOMES", of="group_income_former", elsewhere=0.0, group="new_migrants"
)
def former_income_of_new(m, s, r, k):
    """Income of those who arrived, at the price level of home."""
    return sum(
        m.new_income[s, o, r, k] * m.price_level[o] / m.price_level[r] for o in m.came_to[r, k]
    )


@definition("W-3", over="NEW_INCOMES")
def new_income_before(m, s, o, d, k):
    """What those who came through a corridor had at home: they owned less than the mean."""
    owned = 1 + m.is_property[s] * (income.wealth_of_mover(m, o, k) - 1)
    return m.home_income_base[s, o, k] * m.scale[o, d, k] * labour.arrived(m, o, d, k) * owned


@definition(
    "W-3", over="RESIDENT_INCOMES", of="group_income_before", elsewhere=0.0, group="new_migrants"
)
def income_of_new_before(m, s, r, k):
    """What the same persons had at home."""
    return sum(m.new_income_before[s, o, r, k] for o in m.came_to[r, k])


@definition(
    "W-2",
    over="RESIDENT_INCOMES",
    of="group_income_before_ppp",
    elsewhere=0.0,
    group="new_migrants",
)
def income_of_new_before_ppp(m, s, r, k):
    """The income before at the purchasing power of home."""
    return sum(m.new_income_before[s, o, r, k] / m.price_level[o] for o in m.came_to[r, k])


@definition("W-3", over="RESIDENT_INCOMES", of="group_income", elsewhere=0.0, group="returnees")
def income_of_returnees(m, s, r, k):
    """Income of those who went home to r."""
    return sum(m.returnee_income[s, r, d, k] for d in m.settled_from[r, k])


@definition(
    "W-2", over="RESIDENT_INCOMES", of="group_income_former", elsewhere=0.0, group="returnees"
)
def former_income_of_returnees(m, s, r, k):
    """Income of those who went home to r, at the price level of where they lived abroad."""
    return sum(
        m.returnee_income[s, r, d, k] * m.price_level[d] / m.price_level[r]
        for d in m.settled_from[r, k]
    )


def before_of_returned(m, s, o, d, k):
    """What those who left a corridor had there."""
    return m.established_income_base[s, o, d, k] * labour.returned(m, o, d, k)


@definition(
    "W-3", over="RESIDENT_INCOMES", of="group_income_before", elsewhere=0.0, group="returnees"
)
def income_of_returnees_before(m, s, r, k):
    """What the same persons had abroad."""
    return sum(before_of_returned(m, s, r, d, k) for d in m.settled_from[r, k])


@definition(
    "W-2", over="RESIDENT_INCOMES", of="group_income_before_ppp", elsewhere=0.0, group="returnees"
)
def income_of_returnees_before_ppp(m, s, r, k):
    """The income before at the purchasing power of where they lived."""
    return sum(before_of_returned(m, s, r, d, k) / m.price_level[d] for d in m.settled_from[r, k])


@definition("W-3", over="SOURCE_REGIONS")
def residents_income_base(m, s, r):
    """Income of all residents at the benchmark."""
    home = sum(m.home_income_base[s, r, k] * m.natives[r, k] for k in m.born_in[r])
    return home + sum(m.established_income_base[s, o, r, k] for (o, k) in m.settled_in[r])
