"""Solutions with homogeneous goods, gaps of wages and special elasticities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.check import judge
from tests.economies import random_economy
from tests.model.audit.numbers import ISR
from tests.model.equilibrium import Equilibrium, equilibrium, meaning, solved
from tests.model.heckscher_ohlin import world

HOMOGENEOUS = {"trade": "homogeneous"}
IR = ("sector", "region")
TARIFF = np.array([[0.1, 0.2, 0.05], [0.15, 0.0, 0.1], [0.0, 0.0, 0.0]])
"""Of a region on a good (sector, region); nobody taxes trade in the last good."""
EXPORT_TAX = np.array([[0.06, 0.08, 0.0], [-0.03, 0.04, 0.06], [0.0, 0.0, 0.0]])
COST = np.array([[0.05, 0.12, 0.08], [0.07, 0.05, 0.1], [0.1, 0.06, 0.05]])
ORDER = ([0, 1, 2], [1, 2], [2, 0, 1])
"""Of each good: who sells it, and who buys; nobody ships the second good to or from r0."""


def one_way(
    seed: int, *, at_cost: tuple[int, ...] = (), tax: float = 1.0, **given: Any
) -> xr.Dataset:
    """A random economy whose trade is put in order: each good has one exporter.

    Final demand takes what trade leaves; foreign saving takes what this makes of the balances.
    Goods ``at_cost`` are shipped from region to region, the others go through a hub.
    """
    elasticities = {"esubva": [0.7, 1.0, 1.4]} | given
    before = random_economy(seed, sectors=3, zeros=False, remittances=False,
                            elasticities=elasticities)  # fmt: skip
    output = accounts.output(before).transpose(*IR).values
    trade, tariff, levied = (np.zeros((3, 3, 3)) for _ in range(3))
    for good, (seller, *buyers) in enumerate(ORDER):
        for n, buyer in enumerate(buyers):
            least = min(output[good, seller], output[good, buyer])
            trade[good, seller, buyer] = (0.15 - 0.05 * n) * least
    tariff[:], levied[:] = tax * TARIFF[:, None, :], tax * EXPORT_TAX[:, :, None]
    for good in at_cost:  # partners differ
        tariff[good] += 0.02 * COST
        levied[good] += 0.1 * COST
    abroad = 1 - np.eye(3)
    tables = {"trade": trade, "tariff": tariff * abroad, "export_tax": levied * abroad}
    if at_cost:
        cost = np.zeros((3, 3, 3))
        cost[list(at_cost)] = COST * abroad
        tables["trade_cost"] = cost
    after = before.assign({name: (ISR, table) for name, table in tables.items()})
    relative = xr.ones_like(accounts.output(after))
    relative.loc[{"sector": "s1", "region": "r0"}] = 1.1
    after["relative_price"] = relative
    change = accounts.absorption(after) - accounts.absorption(before)
    after["final_demand"] = before.final_demand * (1 + change / before.final_demand.sum("use"))
    judge(after).raise_if_errors()
    return after


def dearer(bench: xr.Dataset, cost: float, **scenario: Any) -> Equilibrium:
    """A scenario in which the ways to r2 that have a cost, or all where none has, cost more."""
    settings = meaning(bench, **scenario)
    before = bench.get("trade_cost", xr.zeros_like(bench.tariff))
    moved = (bench.importer == "r2") & ((before > 0) | (float(before.sum()) == 0))
    values = dict(settings.values) | {"trade_cost": before + cost * moved}
    return solved(bench, replace(settings, values=values))


def through_a_hub() -> Equilibrium:
    """Tariffs with revenue, taxes and subsidies on exports, productivity of factors and sectors.

    Taxes on output balance the budget, so that their rates change.
    """
    return equilibrium(
        one_way(3),
        closure=HOMOGENEOUS | {"fiscal": "product_tax"},
        tariffs=[{"importer": "r1", "sector": "s0", "set": 0.23},
                 {"importer": "r2", "sector": "s1", "set": 0.08}],
        productivity=[{"sector": "s0", "region": "r0", "scale": 1.03},
                      {"factor": "low", "region": "r1", "scale": 1.02},
                      {"factor": "capital", "region": "r0", "scale": 1.04}],
    )  # fmt: skip


def closed_and_shut_out() -> Equilibrium:
    """Sectors close down where others have become better; one tariff is prohibitive."""
    return equilibrium(
        one_way(3),
        closure=HOMOGENEOUS,
        tariffs=[{"importer": "r0", "sector": "s1", "set": 20.0}],
        productivity=[{"sector": "s1", "region": "r1", "scale": 1.5},
                      {"sector": "s2", "region": "r0", "scale": 1.2},
                      {"factor": "mid", "region": "r1", "scale": 1.3}],
    )  # fmt: skip


def idle_sector_opens() -> Equilibrium:
    """What did not pay at the benchmark does with better technology."""
    output = np.array([[0.0, 5000.0], [1000.0, 5000.0]])
    shares = np.array([[0.25, 0.75], [0.75, 0.25]])
    idle, bought = np.zeros((2, 2, 2)), np.zeros((2, 2, 2))
    idle[:, 0, 0], bought[:, 0, 0] = [0.25, 0.65], [0.05, 0.25]
    bench = world(output, shares, idle_value_added=idle, idle_intermediate=bought).bench
    return equilibrium(
        bench,
        closure=HOMOGENEOUS,
        productivity=[{"sector": "c", "region": "n", "scale": 1.5}],
    )


def shipped(at_cost: tuple[int, ...]) -> Equilibrium:
    """Trade from region to region: preferences for some partners, cheaper and dearer ways."""
    return dearer(
        one_way(3, at_cost=at_cost, tax=0.5),
        0.02,
        closure=HOMOGENEOUS,
        tariffs=[{"importer": "r1", "exporter": "r0", "sector": "s0", "set": 0.12},
                 {"importer": "r1", "exporter": "r2", "sector": "s0", "set": 0.0}],
        productivity=[{"sector": "s0", "region": "r2", "scale": 1.25},
                      {"sector": "s1", "region": "r1", "scale": 1.15},
                      {"factor": "low", "region": "r1", "scale": 1.1}],
    )  # fmt: skip


def gap_closed() -> Equilibrium:
    """Two skills, two senders and two receivers or so; a region outside."""
    bench = random_economy(5, regions=5, zeros=False, remittances=False)
    among = ["r0", "r1", "r2", "r3"]
    clause = {"name": "gap", "to": among, "from": among, "instrument": "close_gap", "share": 0.3}
    return equilibrium(bench, visas=[clause])


def elasticities(of_sectors: tuple[float, float], others: float, shock: float = 1.0) -> Equilibrium:
    """Goods that differ by origin: lower tariffs, dearer ways, more capital and skill."""
    here, there = of_sectors
    bench = random_economy(
        7,
        zeros=False,
        remittances=False,
        elasticities={"esubva": [here, there], "esubd": [there, here], "esubm": [here, there],
                      "esubsk": others or 1.7, "esubt": others, "esubint": others, "esubhh": others,
                      "esubgov": here, "esubinv": there},
    )  # fmt: skip
    return dearer(
        bench,
        0.1,
        tariffs=[{"importer": "all", "exporter": "all", "sector": "all", "cut": shock}],
        endowments=[{"factor": "capital", "region": "r1", "scale": 1 + 0.3 * shock}],
        productivity=[{"sector": "s0", "region": "r2", "scale": 1 + 0.2 * shock},
                      {"factor": "low", "region": "r0", "scale": 1 + 0.3 * shock},
                      {"factor": "capital", "region": "r2", "scale": 1 + 0.2 * shock}],
    )  # fmt: skip


GOODS: dict[str, Callable[[], Equilibrium]] = {
    "through a hub": cache(through_a_hub),
    "closed and shut out": cache(closed_and_shut_out),
    "an idle sector opens": cache(idle_sector_opens),
    "shipped at a cost": cache(partial(shipped, (0, 1, 2))),
    "some through a hub": cache(partial(shipped, (0, 1))),
    "a gap of wages closed": cache(gap_closed),
    "elasticities 0, 1 and 1": cache(partial(elasticities, (0.0, 1.0), 1.0)),
    "elasticities 1, 2 and 0": cache(partial(elasticities, (1.0, 2.0), 0.0, 0.5)),
}
