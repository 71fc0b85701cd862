"""Welfare (W-1 to W-5): equivalent variations of groups of persons, of government, of the world.

Preferences are homothetic over consumption and saving, so that the equivalent variation of a person
is real income less income before: e(P0, u1) - e(P0, u0) = y1 / (P1/P0) - y0 with P the price index
of consumption and saving together.  Nothing is linearised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from cge.model import labour, sets, shares
from cge.model.definition import definition

if TYPE_CHECKING:
    from cge.model.block import Context

USD = 1e9
"""USD per 10^9 USD."""
NO_INCOME = 1e-30
"""Keeps the percentage of a group without people and without income defined [10^9 USD]."""


def declare(c: Context) -> None:
    """Price levels, who counts public consumption, groups."""
    m, bench = c.m, c.bench
    shares.fill(m, "price_level", m.REGIONS, bench.price_level, "region")
    persons = (bench.workers * bench.persons_per_worker).sum("origin").rename(destination="region")
    shares.fill(m, "public_share", m.RESIDENTS, persons / persons.sum("skill"), "region", "skill")
    born = (bench.workers * bench.persons_per_worker).sum(["destination", "skill"])
    shares.fill(m, "persons_born", m.REGIONS, born.rename(origin="region"), "region")
    there = {
        "established_migrants": {(d, k) for _, d, k in m.SETTLED},
        "new_migrants": {(d, k) for _, d, k in m.GROWING},
        "returnees": {(o, k) for o, d, k in m.SHRINKING if (o, d, k) in m.SETTLED},
    }
    movers = [(g, *key) for g, found in there.items() for key in m.RESIDENTS if key in found]
    m.PERSONS = pyo.Set(initialize=list(m.STAYERS) + movers, dimen=3)
    served = [("government", *key) for key in m.RESIDENTS]
    m.GROUPS_SERVED = pyo.Set(initialize=list(m.PERSONS) + served, dimen=3)
    m.STAYER_INCOMES = pyo.Set(
        initialize=[(g, s, r, k) for g, r, k in m.STAYERS for s in m.SOURCES], dimen=4
    )
    m.RESIDENT_INCOMES = m.SOURCES * m.RESIDENTS
    m.NEW_INCOMES = m.SOURCES * m.CORRIDORS
    m.SOURCE_REGIONS = m.SOURCES * m.REGIONS
    settled = list(m.SETTLED)
    for name, by, member in [("settled_at", (1, 2), (0,)), ("settled_from", (0, 2), (1,))]:
        lists = sets.grouped(settled, by, member, m.RESIDENTS)
        m.add_component(name, pyo.Set(m.RESIDENTS, initialize=lists))
    groups = {r: [(g, k) for g, h, k in m.PERSONS if h == r] for r in m.REGIONS}
    stayers = {r: [(g, k) for g, h, k in m.STAYERS if h == r] for r in m.REGIONS}
    m.stayers_at = pyo.Set(m.REGIONS, dimen=2, initialize=stayers)
    m.persons_at = pyo.Set(m.REGIONS, dimen=2, initialize=groups)
    for name, by, member in [("corridors_from", (0,), (1, 2)), ("settled_of", (0,), (1, 2)),
                             ("settled_in", (1,), (0, 2))]:  # fmt: skip
        keys = settled if "settled" in name else list(m.CORRIDORS)
        lists = sets.grouped(keys, by, member, m.REGIONS)
        m.add_component(name, pyo.Set(m.REGIONS, dimen=2, initialize=lists))


# -------------------------------------------------------------------------------- prices
@definition("Y-5", over="REGIONS")
def log_price(m, r):
    """Log of the price index of consumption and saving together, relative to the benchmark.

    u = C^(1-s) S^s with saving S priced at the investment price, s the benchmark's share; what is
    lent abroad where nothing is invested is priced in world prices.
    """
    saved = sum(m.saving_base[h] * pyo.log(m.p_inv[h]) for h in m.invests_at[r])
    lent = sum(m.saving_base[h] * pyo.log(m.p_world) for h in m.lends_at[r])
    return (1 - m.saving_base[r]) * pyo.log(m.p_cons[r]) + saved + lent


@definition("Y-5", over="REGIONS")
def real_factor(m, r):
    """Utility per unit of income, relative to the benchmark."""
    return pyo.exp(-m.log_price[r])


# ------------------------------------------------------------------ incomes of groups (W-3)
@definition("W-3", over="STAYER_INCOMES", of="group_income", elsewhere=0.0)
def income_of_stayers(m, g, s, r, k):
    """Income of those who never left."""
    return m.home_income[s, r, k] * m.group_number[g, r, k]


@definition("W-3", over="STAYER_INCOMES", of="group_income_before", elsewhere=0.0)
def income_of_stayers_before(m, g, s, r, k):
    """What the same persons had at the benchmark."""
    return m.home_income_base[s, r, k] * m.group_number[g, r, k]


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


@definition("W-3", over="NEW_INCOMES")
def new_income_before(m, s, o, d, k):
    """What those who came through a corridor had at home."""
    return m.home_income_base[s, o, k] * m.scale[o, d, k] * labour.arrived(m, o, d, k)


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


# --------------------------------------------------------------------- public consumption
@definition("Y-4", over="REGIONS", before=True)
def public_consumption(m, r):
    """Public consumption at benchmark prices."""
    return sum(m.v_government[h] * m.gov[h] for h in m.government_at[r])


def more_public(m, r):
    """Public consumption beyond that of the benchmark."""
    return m.public_consumption[r] - m.public_consumption_base[r]


@definition("Y-3", over="REGIONS", before=True)
def disposable_income(m, r):
    """Disposable income of residents."""
    return m.v_disposable[r] * m.yd[r]


# --------------------------------------------------------------------- equivalent variations
@definition("W-1", over="PERSONS", of="welfare_ev")
def ev_of_persons(m, g, r, k):
    """Real income of a group less income before."""
    return sum(
        m.real_factor[r] * m.group_income[g, s, r, k] - m.group_income_before[g, s, r, k]
        for s in m.SOURCES
    )


@definition("W-1", over="RESIDENTS", of="welfare_ev", group="government")
def ev_of_government(m, r, k):
    """Public consumption, by the persons of each skill of the benchmark."""
    return more_public(m, r) * m.public_share[r, k]


@definition("W-2", over="PERSONS", of="welfare_ev_ppp")
def ev_of_persons_ppp(m, g, r, k):
    """Real income of a group less income before, at purchasing power."""
    return sum(
        m.real_factor[r] * m.group_income[g, s, r, k] / m.price_level[r]
        - m.group_income_before_ppp[g, s, r, k]
        for s in m.SOURCES
    )


@definition("W-2", over="RESIDENTS", of="welfare_ev_ppp", group="government")
def ev_of_government_ppp(m, r, k):
    """Public consumption at purchasing power."""
    return more_public(m, r) * m.public_share[r, k] / m.price_level[r]


@definition("W-1", over="GROUPS_SERVED")
def welfare_ev_pct(m, g, r, k):
    """Equivalent variation in percent of income before."""
    return 100 * m.welfare_ev[g, r, k] / (m.income_before[g, r, k] + NO_INCOME)


@definition("W-1", over="PERSONS", of="income_before")
def persons_income_before(m, g, r, k):
    """Income of the same persons at the benchmark, all sources."""
    return sum(m.group_income_before[g, s, r, k] for s in m.SOURCES)


@definition("W-1", over="RESIDENTS", of="income_before", group="government")
def public_before(m, r, k):
    """Public consumption of the benchmark."""
    return m.public_consumption_base[r] * m.public_share[r, k]


@definition("W-3", over="PERSONS")
def welfare_ev_without_remittances(m, g, r, k):
    """Equivalent variation without the change of remittances."""
    real = m.real_factor[r] * m.group_income[g, "remittances", r, k]
    return m.welfare_ev[g, r, k] - real + m.group_income_before[g, "remittances", r, k]


@definition("W-3", over="SOURCE_REGIONS")
def welfare_ev_by_source(m, s, r):
    """Real income of residents by source, after less before (memo)."""
    after = sum(m.group_income[g, s, r, k] for (g, k) in m.persons_at[r])
    return m.real_factor[r] * after - m.residents_income_base[s, r]


@definition("W-3", over="REGIONS")
def welfare_ev_by_residence(m, r):
    """Real income of the residents and public consumption, after less before."""
    return sum(m.welfare_ev_by_source[s, r] for s in m.SOURCES) + more_public(m, r)


# ---------------------------------------------------------------------------------- the world
@definition("W-5")
def welfare_ev_world(m):
    """Equivalent variation of the world."""
    persons = sum(m.welfare_ev[g, r, k] for (g, r, k) in m.PERSONS)
    return persons + sum(more_public(m, r) for r in m.REGIONS)


@definition("W-5")
def welfare_ev_world_ppp(m):
    """Equivalent variation of the world at purchasing power parity."""
    persons = sum(m.welfare_ev_ppp[g, r, k] for (g, r, k) in m.PERSONS)
    return persons + sum(more_public(m, r) / m.price_level[r] for r in m.REGIONS)


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
def welfare_ev_world_pct(m):
    """Equivalent variation of the world in percent of income and public consumption."""
    return 100 * m.welfare_ev_world / m.world_income_before


@definition("W-5")
def welfare_ev_world_ppp_pct(m):
    """Equivalent variation of the world at purchasing power, in percent."""
    return 100 * m.welfare_ev_world_ppp / m.world_income_before_ppp


# ----------------------------------------------------------------------------- adding up (W-5)
def charged_to_new(m, o, d, k):
    """Part of what added capital of o earns that new migrants in d carry along."""
    part = m.portable * m.su_stayers[o, d, k] * labour.arrived(m, o, d, k)
    return part * m.added_income[o] * m.ownership[o, o, k]


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
    """Disposable income less what added capital costs, deflated, less that of the benchmark."""
    income = m.disposable_income[r] - m.capital_charge[r]
    return m.real_factor[r] * income - m.disposable_income_base[r]


@definition("W-5")
def world_gain_by_residence(m):
    """The world by another road: disposable income of regions and public consumption."""
    return sum(m.real_gain_of_residents[r] + more_public(m, r) for r in m.REGIONS)


@definition("W-5")
def welfare_residual(m):
    """Persons and government less the world, as a share of world income."""
    return (m.welfare_ev_world - m.world_gain_by_residence) / m.world_income_before


# ------------------------------------------------------------------------- by country of birth
@definition("W-3", over="SETTLED", before=True)
def income_in_corridor(m, o, d, k):
    """Income of established migrants, all sources."""
    return sum(m.established_income[s, o, d, k] for s in m.SOURCES)


@definition("W-3", over="CORRIDORS")
def income_of_arrived(m, o, d, k):
    """Income of new migrants, all sources."""
    return sum(m.new_income[s, o, d, k] for s in m.SOURCES)


@definition("W-3", over="BORN", before=True)
def income_per_stayer(m, o, k):
    """Income per worker at home, all sources."""
    return sum(m.home_income[s, o, k] for s in m.SOURCES)


@definition("W-3", over="REGIONS")
def real_income_at_home(m, r):
    """Real income of those who never left and of those who returned."""
    stayed = sum(m.group_income[g, s, r, k] for (g, k) in m.stayers_at[r] for s in m.SOURCES)
    returned = sum(m.returnee_income[s, r, d, k] for (d, k) in m.settled_of[r] for s in m.SOURCES)
    return m.real_factor[r] * (stayed + returned)


@definition("W-3", over="REGIONS")
def income_per_natural(m, r):
    """Real income per person of those born in a region, wherever they live."""
    settled = sum(m.real_factor[d] * m.income_in_corridor[r, d, k] for (d, k) in m.settled_of[r])
    came = sum(m.real_factor[d] * m.income_of_arrived[r, d, k] for (d, k) in m.corridors_from[r])
    return USD * (m.real_income_at_home[r] + settled + came) / m.persons_born[r]


@definition("W-7", over="REGIONS")
def income_per_natural_ppp(m, r):
    """Real income per person of those born in a region, at purchasing power where they live."""
    settled = sum(
        m.real_factor[d] * m.income_in_corridor[r, d, k] / m.price_level[d]
        for (d, k) in m.settled_of[r]
    )
    came = sum(
        m.real_factor[d] * m.income_of_arrived[r, d, k] / m.price_level[d]
        for (d, k) in m.corridors_from[r]
    )
    home = m.real_income_at_home[r] / m.price_level[r]
    return USD * (home + settled + came) / m.persons_born[r]


@definition("W-3", over="REGIONS")
def welfare_ev_by_birth(m, r):
    """Equivalent variation of everybody born in a region, without public consumption."""
    home = sum(m.income_per_stayer_base[r, k] * m.natives[r, k] for k in m.born_in[r])
    away = sum(m.income_in_corridor_base[r, d, k] for (d, k) in m.settled_of[r])
    return m.income_per_natural[r] * m.persons_born[r] / USD - home - away
