"""Whether a region can live from its production after a fall of productivity.

Hawkins and Simon (1949): where goods use up more of their inputs than is made of them, no prices
cover costs.  A region that trades can buy the inputs; what then decides is whether its goods, at
wages and rents of zero, are still cheap enough to employ those who live there.  Value added and
inputs are used in fixed proportions here (esubt 0, esubint 0); where they replace each other, low
wages always find work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cge.benchmark import accounts

ROUNDS = 5000
SETTLED = 1e-12
HIGHEST = 1e6
"""Price, relative to the benchmark, above which a good finds no buyer; below the inverse it costs
nothing."""


@dataclass(frozen=True)
class Region:
    """One region among others whose wages do not move; all arrays run over its goods."""

    inputs: np.ndarray
    """Goods used up by one unit of output at benchmark prices (good, sector)."""
    value_added: np.ndarray
    """Benchmark value added of each sector [10^9 USD]."""
    output: np.ndarray
    home: np.ndarray
    """Share of home goods in the composite."""
    home_sales: np.ndarray
    absorption: np.ndarray
    exports: np.ndarray
    """Benchmark sales to each other region (sector, importer) [10^9 USD]."""
    abroad: np.ndarray
    """Share of the region's goods in the imports of each importer (sector, importer)."""
    imported: np.ndarray
    """Share of imports in the composite of each importer (sector, importer)."""
    esubd: np.ndarray
    esubm: np.ndarray

    def radius(self, productivity: np.ndarray) -> float:
        """Spectral radius of its input requirements; below 1 goods reproduce themselves."""
        return float(abs(np.linalg.eigvals(self.inputs / productivity)).max())

    def composite(self, price: np.ndarray) -> np.ndarray:
        """Price of the goods that it uses, where imports cost what they did."""
        pair = zip(self.home, price, self.esubd, strict=True)
        return np.array([_ces(h, p, s) for h, p, s in pair])

    def price_at_zero_wages(self, productivity: np.ndarray) -> np.ndarray:
        """Lowest prices that cover the cost of inputs alone (sector)."""
        price = np.ones_like(self.output)
        for _ in range(ROUNDS):
            after = self.composite(price) @ self.inputs / productivity
            after = after.clip(1 / HIGHEST, HIGHEST)
            if np.allclose(after, price, rtol=SETTLED, atol=0):
                break
            price = after
        return price

    def employed_at_zero_wages(self, productivity: np.ndarray) -> float:
        """Value added that buyers at home and abroad ask for at these prices, over what there is.

        Demand of other regions is that of the benchmark.
        """
        price = self.price_at_zero_wages(productivity)
        if price.min() <= 1 / HIGHEST:
            return np.inf  # goods that cost nothing find any number of buyers
        sold = (self.exports * self._export_demand(price)).sum(axis=1)
        taste = (self.composite(price) / price) ** self.esubd
        needed = self.inputs * (self.home_sales * taste / self.absorption)[:, None] / productivity
        quantity = np.linalg.solve(np.eye(len(price)) - needed, sold)
        if not (quantity >= 0).all():
            return np.inf  # home demand alone supports any output
        used = quantity / self.output / productivity
        return float((self.value_added * used).sum() / self.value_added.sum())

    def _export_demand(self, price: np.ndarray) -> np.ndarray:
        """Purchases of each importer, relative to the benchmark (sector, importer)."""
        ratio = np.empty_like(self.exports)
        for i, p in enumerate(price):
            for d in range(ratio.shape[1]):
                bundle = _ces(self.abroad[i, d], p, self.esubm[i])
                good = _ces(self.imported[i, d], bundle, self.esubd[i])
                ratio[i, d] = (good / bundle) ** self.esubd[i] * (bundle / p) ** self.esubm[i]
        return ratio


def _ces(share: float, price: float, sigma: float) -> float:
    """Price of a composite of one good and of others whose price stays 1."""
    if share >= 1 or sigma == 1:
        return float(price**share)
    return float((share * price ** (1 - sigma) + 1 - share) ** (1 / (1 - sigma)))


def region(bench: xr.Dataset, values: Mapping[str, xr.DataArray | float], name: str) -> Region:
    """The production of a region at the benchmark, elasticities of the scenario."""

    def array(table: xr.DataArray, *dims: str) -> np.ndarray:
        return table.transpose(*dims).values.astype(float)

    def elasticity(table: str) -> np.ndarray:
        given = xr.DataArray(values.get(table, bench[table]))
        return array(given * xr.ones_like(bench.esubva), "sector")

    here = {"region": name}
    output = array(accounts.output(bench).sel(here), "sector")
    inputs = array(bench.intermediate.sel(here), "sector_in", "sector")
    value_added = array(bench.value_added.sum("factor").sel(here), "sector")
    cost = value_added + inputs.sum(axis=0)
    sales = array(accounts.home_sales(bench).sel(here), "sector")
    absorption = array(accounts.absorption(bench).sel(here), "sector")
    others = bench.region.values[bench.region.values != name]
    shipped = array(bench.trade.sel(exporter=name, importer=others), "sector", "importer")
    paid = accounts.border_value(bench) * (1 + bench.tariff)
    mine = array(paid.sel(exporter=name, importer=others), "sector", "importer")
    imports = array(accounts.imports(bench).sel(region=others), "sector", "region")
    used = array(accounts.absorption(bench).sel(region=others), "sector", "region")
    return Region(
        inputs=_ratio(inputs, cost[None]),
        value_added=value_added,
        output=np.where(output > 0, output, 1.0),
        home=_ratio(sales, absorption),
        home_sales=sales,
        absorption=np.where(absorption > 0, absorption, 1.0),
        exports=shipped,
        abroad=_ratio(mine, imports),
        imported=_ratio(imports, used),
        esubd=elasticity("esubd"),
        esubm=elasticity("esubm"),
    )


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    whole = np.broadcast_to(whole, part.shape)
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
