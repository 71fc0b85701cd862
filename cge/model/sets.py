"""Sets of the model: which cells exist, and what is summed over what.

A variable exists on the cells that may be non-zero; nothing is fixed at zero, no tiny number stands
in for an absent flow.  Membership Sets are indexed Sets, so that rules can sum over them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyomo.environ as pyo
import xarray as xr

from cge.benchmark import accounts

Key = tuple[str, ...]


def positive_cells(array: xr.DataArray, *dims: str) -> list[Key]:
    """Labels of the cells above zero, in the order of ``dims``."""
    values = array.transpose(*dims).values
    labels = [array[d].values.tolist() for d in dims]
    return [
        tuple(labels[n][p] for n, p in enumerate(at)) for at in np.argwhere(values > 0).tolist()
    ]


def grouped(
    keys: Iterable[Key], by: tuple[int, ...], member: tuple[int, ...], over: Iterable[Any]
) -> dict[Any, list[Any]]:
    """Members per group; every element of ``over`` has a list, if only an empty one."""
    lists: dict[Any, list[Any]] = {key: [] for key in over}
    for key in keys:
        group, one = tuple(key[n] for n in by), tuple(key[n] for n in member)
        lists[group if len(group) > 1 else group[0]].append(one if len(one) > 1 else one[0])
    return lists


def self_at(keys: Iterable[Key], over: Iterable[Key]) -> dict[Key, list[str]]:
    """(i, r) -> [r] where the cell exists, else []: a term that is there or not."""
    there = set(keys)
    return {key: [key[-1]] if key in there else [] for key in over}


def declare_goods(
    m: pyo.ConcreteModel, bench: xr.Dataset, tech: xr.Dataset, *, differ: bool
) -> None:
    """Sets of production, trade and final demand.

    ``tech`` is the benchmark with the costs of idle sectors that may open; ``differ``: goods differ
    by origin, so that trade is bilateral.
    """
    regions = bench.region.values.tolist()
    m.REGIONS = pyo.Set(initialize=regions)
    m.SECTORS = pyo.Set(initialize=bench.sector.values.tolist())
    labour = tech.value_added.sel(factor=bench.skill.values).rename(factor="skill")
    nonlabour = tech.value_added.sel(factor=accounts.nonlabour_factors(bench))
    makes = positive_cells(accounts.output(tech), "sector", "region")
    composite = positive_cells(accounts.absorption(bench), "sector", "region")
    imports = positive_cells(differ * accounts.imports(bench), "sector", "region")
    has_va = positive_cells(tech.value_added.sum("factor"), "sector", "region")
    bundle = positive_cells(tech.intermediate.sum("sector_in"), "sector", "region")
    hires = positive_cells(labour.sum("skill"), "sector", "region")
    factor = positive_cells(nonlabour.sum("sector"), "factor", "region")
    skill = positive_cells(labour.sum("sector"), "skill", "region")
    home = positive_cells(accounts.home_sales(bench), "sector", "region")
    two = {"dimen": 2}
    for name, keys in {
        "MAKES": makes,
        "COMPOSITE": composite,
        "IMPORTS": imports,
        "VALUE_ADDED": has_va,
        "BUNDLE": bundle,
        "LABOUR": hires,
        "FACTOR": factor,
        "SKILL": skill,
        "CAPITAL": [key for key in factor if key[0] == "capital"],
    }.items():
        m.add_component(name, pyo.Set(initialize=keys, **two))
    factor_use = positive_cells(nonlabour, "factor", "sector", "region")
    skill_use = positive_cells(labour, "skill", "sector", "region")
    inputs = positive_cells(tech.intermediate, "sector_in", "sector", "region")
    trade = positive_cells(differ * bench.trade, "sector", "exporter", "importer")
    m.TRADE = pyo.Set(initialize=trade, dimen=3)
    for name, over, lists in [
        ("va_at", m.MAKES, self_at(has_va, makes)),
        ("bundle_at", m.MAKES, self_at(bundle, makes)),
        ("labour_at", m.VALUE_ADDED, self_at(hires, has_va)),
        (
            "home_at",
            m.SECTORS * m.REGIONS,
            self_at(home, [(i, r) for i in m.SECTORS for r in m.REGIONS]),
        ),
        ("imports_at", m.COMPOSITE, self_at(imports, composite)),
        ("inputs_of", m.BUNDLE, grouped(inputs, (1, 2), (0,), bundle)),
        ("users_of", m.COMPOSITE, grouped(inputs, (0, 2), (1,), composite)),
        ("factors_in", m.VALUE_ADDED, grouped(factor_use, (1, 2), (0,), has_va)),
        ("employers", m.FACTOR, grouped(factor_use, (0, 2), (1,), factor)),
        ("skills_in", m.LABOUR, grouped(skill_use, (1, 2), (0,), hires)),
        ("employers_of_skill", m.SKILL, grouped(skill_use, (0, 2), (1,), skill)),
        ("sources_of", m.IMPORTS, grouped(trade, (0, 2), (1,), imports)),
        ("markets_of", m.MAKES, grouped(trade, (0, 1), (2,), makes)),
        ("made_in", m.REGIONS, grouped(makes, (1,), (0,), regions)),
        ("factors_of", m.REGIONS, grouped(factor, (1,), (0,), regions)),
        ("skills_of", m.REGIONS, grouped(skill, (1,), (0,), regions)),
        ("makers_at", m.SECTORS, grouped(makes, (0,), (1,), m.SECTORS)),
        ("users_at", m.SECTORS, grouped(composite, (0,), (1,), m.SECTORS)),
    ]:
        m.add_component(name, pyo.Set(over, initialize=lists))
    for name, by, member in [("imports_of", (2,), (0, 1)), ("exports_of", (1,), (0, 2))]:
        m.add_component(
            name, pyo.Set(m.REGIONS, dimen=2, initialize=grouped(trade, by, member, regions))
        )
    _declare_final_demand(m, bench, regions, composite)


def _declare_final_demand(
    m: pyo.ConcreteModel, bench: xr.Dataset, regions: list[str], composite: list[Key]
) -> None:
    for use, goods, buyers, who in [
        ("household", "consumed", "consumer_of", None),
        ("government", "governed", "government_of", "GOVERNMENT"),
        ("investment", "invested", "investor_of", "INVESTMENT"),
    ]:
        cells = positive_cells(bench.final_demand.sel(use=use), "sector", "region")
        there = sorted({r for _, r in cells}, key=regions.index)
        m.add_component(goods, pyo.Set(m.REGIONS, initialize=grouped(cells, (1,), (0,), regions)))
        m.add_component(buyers, pyo.Set(m.COMPOSITE, initialize=self_at(cells, composite)))
        if who is not None:
            m.add_component(who, pyo.Set(initialize=there))
    spends = set(m.GOVERNMENT)
    m.government_at = pyo.Set(m.REGIONS, initialize={r: [r] * (r in spends) for r in regions})


def only(holdings: dict[Any, list[Key]], factors: list[str]) -> dict[Any, list[Key]]:
    """The holdings of some factors; every owner has a list, if only an empty one."""
    return {o: [(f, r) for f, r in mine if f in factors] for o, mine in holdings.items()}


def bought_through(
    corridors: Iterable[Key], sector: str, over: Iterable[Key]
) -> dict[Key, list[Key]]:
    """(origin, skill) of corridors whose movers buy ``sector`` where they live, by its market."""
    lists: dict[Key, list[Key]] = {key: [] for key in over}
    for o, d, k in corridors:
        lists[sector, d].append((o, k))
    return lists


def declare_people(m: pyo.ConcreteModel, bench: xr.Dataset, open_corridors: list[Key]) -> None:
    """Sets of migrants, remittances and claims; open corridors hold migrants now or may later."""
    regions = bench.region.values.tolist()
    skill = list(m.SKILL)
    with_migrants = {
        (k, d)
        for d, k in positive_cells(accounts.effective_migrants(bench), "destination", "skill")
    }
    m.CORRIDORS = pyo.Set(initialize=open_corridors, dimen=3)
    m.MIGRANT = pyo.Set(initialize=[key for key in skill if key in with_migrants], dimen=2)
    m.NATIVES_ONLY = pyo.Set(initialize=[key for key in skill if key not in with_migrants], dimen=2)
    m.migrants_at = pyo.Set(m.SKILL, initialize=self_at(with_migrants, skill))
    stayers = positive_cells(accounts.diagonal(bench.workers), "region", "skill")
    m.BORN = pyo.Set(initialize=stayers, dimen=2)
    first = [key for key in open_corridors if (key[2], key[1]) not in with_migrants]
    later = [key for key in open_corridors if (key[2], key[1]) in with_migrants]
    remit = accounts.remittances_sent(bench)
    pays = {(o, d) for o, d in positive_cells(remit, "origin", "destination")}
    paying = [key for key in open_corridors if key[:2] in pays]
    abroad = accounts.off_diagonal(bench.ownership)
    owns = set(positive_cells(abroad, "origin", "destination", "skill"))
    home = {
        (o, k) for o, k in positive_cells(accounts.diagonal(bench.ownership), "region", "skill")
    }
    owners = positive_cells(accounts.property_income(bench), "region")
    rich = {r for (r,) in owners}
    moving = [
        (o, d, k)
        for o, d, k in open_corridors
        if {o, d} <= rich and ((o, k) in home or (o, d, k) in owns)
    ]
    nonlabour = sorted({f for f, _ in m.FACTOR})
    held = positive_cells(bench.foreign_ownership, "owner", "region")
    factors = defaultdict(list)
    for f, r in m.FACTOR:
        factors[r].append(f)
    services = bench.attrs["remittance_sector"]
    through = bought_through(paying, services, m.COMPOSITE)
    m.OWNERS = pyo.Set(initialize=[r for (r,) in owners])
    holdings: dict[Any, list[Key]] = {
        o: [(f, r) for (w, r) in held if w == o for f in factors[r]] for (o,) in owners
    }
    for name, over, lists, width in [
        ("origins_of", m.MIGRANT, grouped(later, (2, 1), (0,), m.MIGRANT), 1),
        ("first_origins_of", m.SKILL, grouped(first, (2, 1), (0,), skill), 1),
        ("destinations_of", m.BORN, grouped(open_corridors, (0, 2), (1,), stayers), 1),
        ("born_in", m.REGIONS, grouped(stayers, (0,), (1,), regions), 1),
        ("arrivals", m.REGIONS, grouped(open_corridors, (1,), (0, 2), regions), 2),
        ("departures", m.REGIONS, grouped(open_corridors, (0,), (1, 2), regions), 2),
        ("remitters_to", m.REGIONS, grouped(paying, (0,), (1, 2), regions), 2),
        ("remitters_from", m.REGIONS, grouped(paying, (1,), (0, 2), regions), 2),
        ("owners_from", m.REGIONS, grouped(moving, (1,), (0, 2), regions), 2),
        ("owners_to", m.REGIONS, grouped(moving, (0,), (1, 2), regions), 2),
        ("senders_through", m.COMPOSITE, through, 2),
        ("owner_at", m.REGIONS, {r: [r] * (r in rich) for r in regions}, 1),
        ("holdings_of", m.OWNERS, holdings, 2),
        ("capital_of", m.OWNERS, only(holdings, ["capital"]), 2),
        ("resources_of", m.OWNERS, only(holdings, [f for f in nonlabour if f != "capital"]), 2),
    ]:
        m.add_component(name, pyo.Set(over, dimen=width, initialize=lists))
    m.remitting = pyo.Set(initialize=paying, dimen=3)
    m.claiming = pyo.Set(initialize=moving, dimen=3)
    m.NONLABOUR = pyo.Set(initialize=nonlabour)


def declare_regimes(
    m: pyo.ConcreteModel, choice: list[Key], arbitrage: list[Key], caps: dict[str, list[Key]]
) -> None:
    """Sets of corridors by what decides them."""
    m.CHOICE = pyo.Set(initialize=choice, dimen=3)
    m.ARBITRAGE = pyo.Set(initialize=arbitrage, dimen=3)
    m.CAPS = pyo.Set(initialize=list(caps))
    m.corridors_of = pyo.Set(m.CAPS, dimen=3, initialize=caps)
    m.DECIDES = pyo.Set(initialize=choice + arbitrage, dimen=3)
