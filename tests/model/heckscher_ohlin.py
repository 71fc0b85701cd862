"""Heckscher-Ohlin economies: equal technologies, free trade, endowments inside the cone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from cge.benchmark.check import judge
from cge.benchmark.complete import complete
from cge.benchmark.problems import Problems
from cge.benchmark.schema import TABLES
from cge.benchmark.sets import Sets
from tests.model.equilibrium import Equilibrium, equilibrium

HOMOGENEOUS = {"trade": "homogeneous"}
VALUES = {"esubva": 1.0, "esubd": 4.0, "esubsk": 1.0, "migration_elasticity": np.inf}
VALUES |= {"esubnm": np.inf, "catch_up": 1.0}


@dataclass(frozen=True)
class World:
    """Cobb-Douglas cost shares (factor, sector), benchmark output (sector, region)."""

    shares: np.ndarray
    output: np.ndarray
    bench: xr.Dataset

    @property
    def endowment(self) -> np.ndarray:
        """(factor, region) at benchmark factor prices of 1."""
        return self.shares @ self.output

    @property
    def spending(self) -> np.ndarray:
        """Share of each good in everybody's spending."""
        return self.output.sum(axis=1) / self.output.sum()


def world(output: np.ndarray, shares: np.ndarray, **extra: np.ndarray | float) -> World:
    """An integrated equilibrium: all prices 1, trade is what is made less what is used.

    Factors are capital first, then labour of one skill (and resources in between).
    """
    output, shares = np.asarray(output, float), np.asarray(shares, float)
    goods, regions = output.shape
    spending = output.sum(axis=1) / output.sum()
    net = output - spending[:, None] * output.sum(axis=0)
    sold, bought = np.maximum(net, 0), np.maximum(-net, 0)
    trade = np.einsum("is,ir->isr", sold, bought) / np.maximum(sold.sum(1), 1e-300)[:, None, None]
    final = np.zeros((3, goods, regions))
    final[0] = output - net
    paid = shares[:, :, None] * output
    workers = np.diag(paid[-1].sum(axis=0))[:, :, None] * 1e6
    sets = Sets(
        name="world", description="Heckscher-Ohlin", base_year=1,
        regions={r: r for r in ("n", "s", "t")[:regions]},
        sectors={i: i for i in ("c", "m", "x")[:goods]},
        factors=["capital", "resources"][: len(shares) - 1], skills=["labour"],
        remittance_sector="c",
    )  # fmt: skip
    given = {"value_added": paid, "final_demand": final, "trade": trade, "workers": workers} | {
        name: np.broadcast_to(value, sets.full(TABLES[name].dims, 1.0).shape)
        for name, value in (VALUES | extra).items()
    }
    arrays = {
        name: xr.DataArray(values, sets.coords(TABLES[name].dims), TABLES[name].dims)
        for name, values in given.items()
    }
    bench = complete(arrays, sets, sets.free_pairs(), Problems("world"), "world")
    judge(bench).raise_if_errors()
    return World(shares, output, bench)


def random_world(seed: int, goods: int = 2, factors: int = 2, regions: int = 2) -> World:
    """Inside the cone; capital earns most of it in m, labour in c."""
    rng = np.random.default_rng(seed)
    labour = np.linspace(rng.uniform(0.6, 0.85), rng.uniform(0.15, 0.4), goods)
    others = rng.dirichlet(np.full(factors - 1, 3.0), goods).T * (1 - labour)
    output = rng.uniform(200, 1000, (goods, regions))
    return world(output, np.vstack([others, labour]))


def moved(world: World, factor: str, share: float) -> list[dict]:
    """Endowments when this share of a factor of s has gone to n: the world has what it had."""
    row = {"capital": 0, "labour": -1}[factor]
    n, s = world.endowment[row, :2]
    return [
        {"factor": factor, "region": "n", "scale": 1 + share * s / n},
        {"factor": factor, "region": "s", "scale": 1 - share},
    ]


def solved(world: World, **scenario: object) -> Equilibrium:
    closure = HOMOGENEOUS | scenario.pop("closure", {})
    return equilibrium(world.bench, closure=closure, **scenario)


def hat(e: Equilibrium, name: str) -> np.ndarray:
    """Ratios to the benchmark, in the order of the dims."""
    dims = {"qo": ("sector", "region"), "ph": ("sector", "region"), "net": ("sector", "region")}
    if name == "w":
        return e.v("pl", "skill", "region").values[0]
    if name == "r":
        return e.v("pf", "factor", "region").sel(factor="capital").values
    return e.v(name, *dims[name]).values


def unit_cost(e: Equilibrium, shares: np.ndarray) -> np.ndarray:
    """Cobb-Douglas costs (sector, region) from factor prices alone."""
    paid = e.v("pf", "factor", "region").values[:-1]
    prices = np.vstack([paid, e.v("pl", "skill", "region").values])
    return np.exp(np.einsum("fi,fr->ir", shares, np.log(prices)))
