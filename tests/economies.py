"""Random economies that balance by construction, for replication and accounting tests.

Flows are drawn forward: output, then shipments, then what is left at home; final demand is what
nobody else uses, and investment is chosen so that households save a positive part of their income.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import numpy as np
import xarray as xr
from hypothesis import strategies as st

from cge.benchmark import accounts
from cge.benchmark.check import judge
from cge.benchmark.complete import complete
from cge.benchmark.once import unchanged
from cge.benchmark.problems import Problems
from cge.benchmark.schema import TABLES
from cge.benchmark.sets import Sets

ELASTICITIES: dict[str, float] = {
    "esubva": 0.8,
    "esubd": 2.5,
    "esubsk": 1.7,
    "esubnm": 20.0,
    "migration_elasticity": 0.7,
}


def random_economy(
    seed: int = 0,
    *,
    regions: int = 3,
    sectors: int = 2,
    skills: int = 2,
    nonlabour: int = 1,
    trade: bool = True,
    domestic_trade: bool = False,
    intermediates: bool = True,
    taxes: bool = True,
    government: bool = True,
    investment: bool = True,
    foreign_ownership: bool = True,
    migrants: bool = True,
    remittances: bool = True,
    free_movement: bool = False,
    zeros: bool = True,
    border_taxes: bool = True,
    elasticities: dict[str, Any] | None = None,
) -> xr.Dataset:
    """Balanced benchmark that :func:`cge.benchmark.judge` accepts.

    Parameters
    ----------
    seed
        The same seed and switches give the same economy.
    regions, sectors, skills, nonlabour
        Sizes; ``nonlabour`` counts capital and resources (0 to 2).
    trade, domestic_trade
        Trade among regions; trade inside the first region, which is then an aggregated one.
    taxes
        Output, income and export taxes (subsidies among them) and tariffs.
    zeros
        Some factors are not used in some sectors, some goods are not traded or invested.
    border_taxes
        Tariffs and export taxes among the taxes: goods that are the same wherever they are made
        take none where they go both ways.
    free_movement
        The first two regions admit each other's people (needs three regions or more).
    elasticities
        Values by parameter, numbers or one per sector, over :data:`ELASTICITIES`.
    """
    given = locals()
    given["elasticities"] = json.dumps(ELASTICITIES | (elasticities or {}))
    return _balanced(**given).copy(deep=True)  # a test may change it


@lru_cache(maxsize=64)
def _balanced(*, elasticities: str, **given: Any) -> xr.Dataset:
    """The economy of these switches; many tests ask for the same one."""
    switches = given | {"rng": None}
    several = switches["regions"] > 1
    for name in ("trade", "migrants", "foreign_ownership"):
        switches[name] = switches[name] and several
    sets = _sets(switches)
    for attempt in range(12):
        switches["rng"] = np.random.default_rng(switches["seed"])
        tables = _goods(switches, openness=0.4 * 0.6**attempt)
        tables |= _people(switches, tables)
        tables |= {
            name: sets.full(TABLES[name].dims, 1.0).values * np.asarray(value, dtype=float)
            for name, value in json.loads(elasticities).items()
        }
        bench = _close(tables, sets, switches)
        if bench is not None and _sound(bench):
            return bench
    msg = f"no balanced economy with {switches}"
    raise AssertionError(msg)


@unchanged()
def _sound(bench: xr.Dataset) -> bool:
    return not judge(bench).errors


@st.composite
def economies(draw: st.DrawFn, **fixed: Any) -> xr.Dataset:
    """Random economies of all shapes; keywords of :func:`random_economy` fix some switches."""
    drawn: dict[str, Any] = {
        "seed": draw(st.integers(0, 10_000)),
        "regions": draw(st.integers(1, 4)),
        "sectors": draw(st.integers(1, 3)),
        "skills": draw(st.integers(1, 3)),
        "nonlabour": draw(st.integers(0, 2)),
    }
    switches = (
        "trade",
        "domestic_trade",
        "intermediates",
        "taxes",
        "government",
        "investment",
        "foreign_ownership",
        "migrants",
        "remittances",
        "free_movement",
        "zeros",
    )
    drawn |= {name: draw(st.booleans()) for name in switches}
    return random_economy(**(drawn | fixed))


def _sets(switches: dict[str, Any]) -> Sets:
    regions = [f"r{n}" for n in range(switches["regions"])]
    sectors = [f"s{n}" for n in range(switches["sectors"])]
    half = max(1, len(regions) // 2)
    groups = {"rich": regions[:half], "poor": regions[half:]} if len(regions) > 1 else {}
    open_area = switches["free_movement"] and len(regions) > 2
    return Sets(
        name="random",
        description=f"random economy, seed {switches['seed']}",
        base_year=2017,
        regions={code: f"Region {code}" for code in regions},
        sectors={code: f"Sector {code}" for code in sectors},
        factors=["capital", "resources"][: switches["nonlabour"]],
        skills=["low", "mid", "high"][: switches["skills"]],
        groups=groups,
        free_movement={"union": regions[:2]} if open_area else {},
        remittance_sector=sectors[-1],
    )


def _goods(switches: dict[str, Any], openness: float) -> dict[str, np.ndarray]:
    """Production and trade; ``final_demand`` is the supply nobody else uses, all of it consumed."""
    rng = switches["rng"]
    s, r, f = switches["sectors"], switches["regions"], switches["nonlabour"] + switches["skills"]
    taxed = 1.0 if switches["taxes"] else 0.0

    def some(*shape: int) -> np.ndarray:
        """Ones; with ``zeros``, three of ten are 0."""
        return np.where(switches["zeros"] & (rng.random(shape) < 0.3), 0.0, 1.0)

    output = 1000 * rng.lognormal(0, 0.7, (s, r))
    output_tax = taxed * rng.uniform(-0.05, 0.15, (s, r)) * output

    traded = some(s, r, r) * (1 - np.eye(r)) * switches["trade"]
    traded[0] = (1 - np.eye(r)) * switches["trade"]  # every region takes part in one market
    if switches["domestic_trade"]:
        traded[:, 0, 0] = 1.0
    trade = openness * rng.uniform(0.3, 1, (s, r, r)) / r * traded * output[:, :, None]
    export_tax = taxed * rng.uniform(-0.05, 0.1, (s, r, r)) * traded
    tariff = taxed * rng.uniform(0, 0.3, (s, r, r)) * traded
    if not switches["border_taxes"]:
        export_tax, tariff = np.zeros_like(trade), np.zeros_like(trade)
    imports = (trade * (1 + export_tax) * (1 + tariff)).sum(axis=1)
    supply = output - trade.sum(axis=2) + imports

    inputs = np.zeros((s, s, r))
    if switches["intermediates"]:
        inputs = rng.uniform(0.1, 1, (s, s, r)) * some(s, s, r) * output[None] * supply[:, None]
        bought = (inputs.sum(axis=0) / (output - output_tax)).max(axis=0)
        sold = (inputs.sum(axis=1) / supply).max(axis=0)
        inputs *= 0.5 / np.maximum(np.maximum(bought, sold), 1e-300)

    used = some(f, s, r).astype(bool)
    for n in range(max(f, s)):
        used[n % f, n % s] = True
    weights = rng.uniform(0.2, 1, (f, s, r)) * used
    paid = output - output_tax - inputs.sum(axis=0)
    final = np.zeros((3, s, r))
    final[0] = supply - inputs.sum(axis=1)
    return {
        "value_added": paid * weights / weights.sum(axis=0),
        "intermediate": inputs,
        "output_tax": output_tax,
        "final_demand": final,
        "trade": trade,
        "tariff": tariff,
        "export_tax": export_tax,
        "income_tax": taxed * rng.uniform(0, 0.4, (f, r)),
    }


def _people(switches: dict[str, Any], goods: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Workers, what migrants earn and send, who owns what abroad."""
    rng, r, k = switches["rng"], switches["regions"], switches["skills"]
    abroad = 1 - np.eye(r)
    natives = rng.uniform(1e6, 1e8, (r, k))
    corridors = rng.random((r, r)) > 0.4 if switches["zeros"] else np.ones((r, r))
    corridors[-1, 0] = 1.0
    corridors = corridors * abroad * switches["migrants"]
    share = rng.uniform(0.002, 0.05, (r, r, k)) * corridors[:, :, None]
    workers = share * natives[:, None, :] + np.eye(r)[:, :, None] * natives[:, None, :]
    efficiency = np.where(corridors[:, :, None] > 0, rng.uniform(0.5, 1, (r, r, k)), 1.0)

    skilled = goods["value_added"][-k:].sum(axis=1)  # (skill, region)
    units = (workers * efficiency).sum(axis=0)  # (destination, skill)
    wage = skilled.T / units
    net = (workers * efficiency * wage * (1 - goods["income_tax"][-k:].T)).sum(axis=2) * abroad
    cost = rng.uniform(0, 0.15, (r, r)) * corridors
    sent = rng.uniform(0, 0.3, (r, r)) * net * switches["remittances"]
    services = (sent * cost).sum(axis=0)
    room = 0.5 * goods["final_demand"][0, -1]
    sent *= np.minimum(1, room / np.maximum(services, 1e-300))
    owned = rng.uniform(0, 0.1, (r, r)) * abroad * switches["foreign_ownership"]
    goods["final_demand"][0, -1] -= (sent * cost).sum(axis=0)
    return {
        "workers": workers,
        "efficiency": efficiency,
        "persons_per_worker": rng.uniform(1.2, 3, (r, r)),
        "remittances": sent * (1 - cost),
        "remittance_cost": cost,
        "foreign_ownership": owned + np.diag(1 - owned.sum(axis=0)),
        "price_level": rng.uniform(0.3, 1.1, r),
    } | ({"would_be_migrants": np.array(1.0 * share.sum() * 1e8)} if switches["migrants"] else {})


def _close(given: dict[str, np.ndarray], sets: Sets, switches: dict[str, Any]) -> xr.Dataset | None:
    """Split final demand so that income is spent; None if there is too little of it."""
    rng = switches["rng"]
    gap = accounts.foreign_saving(_assemble(given, sets)).values
    if not switches["investment"]:
        surplus, deficit = np.maximum(-gap, 0), np.maximum(gap, 0)
        given["other_transfers"] = np.outer(deficit, surplus) / max(surplus.sum(), 1e-300)
        gap = 0 * gap
    final = given["final_demand"]
    goods = final[0].copy()
    demand = goods.sum(axis=0)
    least = np.maximum(gap, 0) / demand
    if least.max() > 0.4:
        return None
    saved = least + rng.uniform(0.05, 0.3, len(demand)) if switches["investment"] else 0 * demand
    public = rng.uniform(0.05, 0.25, len(demand)) * switches["government"]
    for use, share in ((1, public), (2, saved)):
        weight = rng.uniform(0.5, 1.5, goods.shape)
        if switches["zeros"] and len(weight) > 1:
            weight[use % len(weight)] = 0.0
        tilted = share * weight * demand / (goods * weight).sum(axis=0)
        final[use] = np.where(tilted.max(axis=0) < 0.45, tilted, share) * goods
    final[0] -= final[1] + final[2]
    return _assemble(given, sets)


def with_worn_capital(bench: xr.Dataset, part: float = 0.5) -> xr.Dataset:
    """The same economy, which sets part of its capital income aside for capital that wears out.

    As much as residents save and own at home allows; owners abroad receive what they did.
    """
    home = bench.foreign_ownership.owner == bench.foreign_ownership.region
    flows = bench.foreign_ownership * accounts.net_property_paid(bench)
    capital = accounts.net_factor_income(bench).sel(factor="capital", drop=True)
    own = flows.where(home, 0.0).sum("owner")
    room = np.minimum(np.minimum(accounts.saving(bench), own), capital)
    worn = part * room.where(accounts.spending(bench, "investment") > 0, 0.0).transpose("region")
    left = flows - worn.where(home, 0.0)
    shares = (left / left.sum("owner")).transpose(*bench.foreign_ownership.dims)
    return bench.assign(capital_consumption=worn, foreign_ownership=shares)


def _assemble(given: dict[str, np.ndarray], sets: Sets) -> xr.Dataset:
    arrays = {
        name: xr.DataArray(values, sets.coords(TABLES[name].dims), TABLES[name].dims)
        for name, values in given.items()
    }
    return complete(arrays, sets, sets.free_pairs(), Problems("random"), "random")
