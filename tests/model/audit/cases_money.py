"""Solutions with public finance, labour, externalities and years."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.check import judge
from cge.scenario.settings import Growth
from tests.economies import random_economy, with_worn_capital
from tests.model.audit.cases_goods import one_way
from tests.model.equilibrium import Equilibrium, equilibrium, everywhere, meaning, solved
from tests.results.test_adding_up import with_claims_of_migrants

PART_FOR_MIGRANTS = [
    {"share": 0.6, "applies_to": "all"},
    {"to": "r0", "skill": "low", "share": 0.2},
]
ELASTICITIES: dict[str, Any] = {
    "esubt": 0.6, "esubint": 0.4, "esubhh": 1.3, "esubgov": 0.5, "esubinv": 0.7, "esubnm": 8.0,
    "esubm": [4.0, 6.0],
}  # fmt: skip
VINTAGES = {"esubvin": 7.0, "recent_share": 0.3}


def economy(seed: int, **switches: Any) -> xr.Dataset:
    """Migrants own property, skills receive benefits by weight, regions pay each other."""
    options = {"nonlabour": 2, "domestic_trade": True, "elasticities": ELASTICITIES} | switches
    bench = with_claims_of_migrants(random_economy(seed, zeros=False, **options))
    bench = with_worn_capital(bench)
    weight = bench.benefit_weight.copy()
    weight.loc[{"skill": "low"}] = 2.5
    paid = 0.002 * (1 + np.arange(9.0).reshape(3, 3)) * (1 - np.eye(3)) * float(bench.trade.sum())
    given = bench.other_transfers.transpose("origin", "destination")
    bench = bench.assign(
        benefit_weight=weight,
        benefits=0.04 * accounts.gdp(bench),
        other_transfers=given.copy(data=paid),
    )
    judge(bench).raise_if_errors()
    return bench


def arrivals(bench: xr.Dataset, percent: float = 25.0) -> dict[str, Any]:
    """More workers in every corridor."""
    return everywhere(bench, instrument="stock", size={"percent_of_current": percent})


def usd(bench: xr.Dataset, share: float) -> float:
    """An amount in USD: a share of the lowest wage."""
    return share * 1e9 * float(accounts.native_wage(bench).min())


@cache
def income_tax() -> Equilibrium:
    """Rates of income tax balance; capital is mobile; sponsors host, some come without papers."""
    bench = economy(3)
    sponsors = {
        "name": "sponsors", "to": "r0", "instrument": "sponsorship",
        "size": {"percent_of_current": 40}, "revenue": {"sponsors": 0.7, "origin_government": 0.3},
        "supply": {"mean": usd(bench, 0.3), "cost": usd(bench, 0.05)},
    }  # fmt: skip
    more = {"name": "more", "to": "r1", "instrument": "stock", "size": {"percent_of_current": 30}}
    return equilibrium(
        bench,
        closure={"fiscal": "income_tax", "capital": "mobile"},
        parameters=VINTAGES | {"numeraire": 1.5},
        visas=[sponsors, more],
        eligibility=PART_FOR_MIGRANTS,
        irregular=[{"name": "border", "to": "r2", "share": 0.1, "price": 0.3, "raised_to": 0.35,
                    "discount": 0.2}],
        endowments=[{"factor": ["capital", "low"], "region": "r1", "scale": 1.2}],
        remittances={"cost": 0.04, "matching": [{"by": "r1", "rate": 0.4}]},
    )  # fmt: skip


@cache
def product_tax() -> Equilibrium:
    """Rates of tax on output balance; capital is steady; people make regions productive."""
    bench = economy(4, skills=3)
    return equilibrium(
        bench,
        closure={"fiscal": "product_tax", "capital": "steady"},
        parameters={"brain_drain": 0.1, "density": 0.05, "congestion": 0.4},
        visas=[arrivals(bench)],
        eligibility=PART_FOR_MIGRANTS,
        linkage=[{"grants": "tariff_cut", "by": ["r1", "r2"], "to": "r0", "for": "all",
                  "switch": 0.5}],
    )  # fmt: skip


@cache
def transfers() -> Equilibrium:
    """Benefits balance; people return and leave their property; money of one region."""
    bench = economy(5)
    return equilibrium(
        bench,
        closure={"fiscal": "transfers", "ownership": "residence", "numeraire": "r1"},
        parameters={"numeraire": 0.8},
        visas=[
            {"name": "out", "to": "r0", "instrument": "stock", "size": {"percent_of_current": -30}},
            {"name": "in", "to": "r1", "instrument": "stock", "size": {"percent_of_current": 30}},
            {"name": "go", "to": "r2", "instrument": "price", "price": 0.05},
        ],
        eligibility=PART_FOR_MIGRANTS,
    )


@cache
def public_consumption() -> Equilibrium:
    """Public consumption balances; factors, trade costs and income taxes change."""
    bench = economy(6)
    settings = meaning(
        bench,
        closure={"fiscal": "public_consumption"},
        parameters={"congestion": 0.5},
        visas=[arrivals(bench)],
        eligibility=PART_FOR_MIGRANTS,
        tariffs=[{"importer": "r1", "exporter": "all", "sector": "all", "cut": 0.5}],
        endowments=[{"factor": ["capital", "resources", "mid"], "region": "r0", "scale": 1.1}],
        productivity=[
            {"sector": "s0", "region": "r0", "scale": 1.1},
            {"factor": ["capital", "low"], "region": "r2", "scale": 1.3},
        ],
    )
    more = {
        "trade_cost": 0.04 * xr.ones_like(bench.trade).where(bench.exporter == "r1", 0.0),
        "income_tax": bench.income_tax + 0.02,
        "capital_stock": 1.0 + 0.1 * (bench.region != "r1"),
    }
    return solved(bench, replace(settings, values={**settings.values, **more}))


@cache
def first_migrants() -> Equilibrium:
    """Corridors into r0 open: for one skill nobody worked there who was born elsewhere.

    In r1 migrants of that skill live, and do not work: some who come without papers will.
    """
    bench = economy(3, foreign_ownership=False, remittances=False)
    empty = (bench.destination == "r0") & (bench.origin != "r0")
    empty = empty & ((bench.skill == "mid") | (bench.origin == "r2"))
    idle = (bench.skill == "mid") & (bench.destination == "r1") & (bench.origin != "r1")
    stay = bench.workers.where(~empty, 0.0)
    home = (bench.workers - stay).sum("destination")
    workers = stay + home.where(bench.origin == bench.destination, 0.0)
    owned = bench.ownership.where(~empty, 0.0)
    heads = (workers * bench.persons_per_worker).sum(["origin", "skill"])
    bench = bench.assign(
        workers=workers.transpose(*bench.workers.dims),
        ownership=owned / owned.sum(["origin", "skill"]),
        population=heads.rename(destination="region"),
        efficiency=bench.efficiency.where(~idle, 0.0),
    )
    judge(bench).raise_if_errors()
    way = {"name": "way", "to": "r1", "share": 0.1, "price": 0.3, "discount": 0.2}
    settings = meaning(bench, parameters=VINTAGES, eligibility=PART_FOR_MIGRANTS, irregular=[way])
    come, size = empty & (bench.origin == "r1"), 0.02 * home
    change = {
        "regime": settings.regime.where(~empty, "price").where(~come, "stock"),
        "stock": settings.stock.where(~come, size),
        "seed": (0.5 * size).where(empty & ~come, 0.0),
        "visa_price": settings.visa_price.where(~empty, 0.2),
        "visa_price_target": settings.visa_price_target.where(~empty, 0.1),
    }
    return solved(bench, replace(settings, **change))


@cache
def jobless() -> Equilibrium:
    """Floors in r0, a wage curve in r1; who is out of work has benefits; r0 keeps people out."""
    bench = economy(8)
    return equilibrium(
        bench,
        visas=[arrivals(bench, 60.0)],
        wages=[
            {"region": "r0", "skill": "low", "floor": 1.02, "benefit": 0.4},
            {"region": "r0", "skill": "mid", "floor": 1.03, "benefit": 0.3},
            {"region": "r1", "curve": {"unemployment": 0.08, "elasticity": 0.2}, "benefit": 0.5},
        ],
        enforcement=[{"to": "r0", "share": 0.1, "saving": 0.4}],
        eligibility=PART_FOR_MIGRANTS,
    )


@cache
def growth() -> Equilibrium:
    """A baseline from one year to the next."""
    bench = economy(7)
    people = 1.0 + 0.02 * (bench.labour_growth.copy(data=np.arange(6.0).reshape(2, 3)) - 2)
    people = people.transpose("skill", "region")
    level = bench.price_level
    step = Growth(
        people=people,
        capital=level.copy(data=[1.02, 1.05, 0.99]),
        heads=level.copy(data=[1.01, 1.04, 0.98]),
        workers=level.copy(data=[1.015, 1.03, 0.985]),
        productivity=1.01,
        world=1.02,
    )
    parameters = {"congestion": 0.5}
    return solved(bench, meaning(bench, parameters=parameters, change={"growth": step}))


@cache
def homogeneous() -> Equilibrium:
    """Goods are the same wherever they are made; tariffs are paid at the border."""
    return equilibrium(
        one_way(3),
        closure={"fiscal": "income_tax", "trade": "homogeneous"},
        endowments=[{"factor": "capital", "region": "r1", "scale": 1.1}],
    )


MONEY: dict[str, Callable[[], Equilibrium]] = {
    "income_tax": income_tax,
    "product_tax": product_tax,
    "transfers": transfers,
    "public_consumption": public_consumption,
    "first_migrants": first_migrants,
    "jobless": jobless,
    "growth": growth,
    "homogeneous": homogeneous,
}
