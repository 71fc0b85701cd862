"""A benchmark whose cells were changed, balanced again: steps 7 to 12 of the reconciliation.

* Output is what it costs, at the rate of the output tax of before.
* Shipments of each good are fitted (RAS) to what each region sells and buys of it in all, as
  before.  Where output does not carry that, a region sells the share it sold, or 80%, and the
  others buy less in proportion.
* Intermediates and final demand of each region are fitted (RAS) to the supply of each good, to what
  sectors pay for inputs, and to public consumption and investment; households take what is left.
  Where they could not save, investment is more.
* Capital wears out in proportion to what it earns.
* What migrants' pay cannot bear of remittances is a transfer that no wage accounts for.
* The population is workers times persons per worker; claims that follow from wages follow them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.ras import ras, ratio
from cge.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_EXPORTS = 0.8
"""Exports are at most this part of a sector's output, or the part they were."""
LARGEST_SHARE = 0.4
"""Migrants send at most this part of their pay after tax, or the part they sent."""
SMALLEST_SAVING = 0.02
"""Households save at least this part of their income, or the part they saved."""
PRECISION = 1e-12
ROUNDING = 1e-9


def rebalanced(bench: xr.Dataset, changed: Mapping[str, xr.DataArray]) -> xr.Dataset:
    """A balanced benchmark with cells as near to changed ones as its accounts allow.

    Parameters
    ----------
    bench
        Balanced.
    changed
        New values of tables: ``value_added, intermediate, final_demand, trade, workers,
        remittances, efficiency, price_level``; zeros stay zeros.

    Raises
    ------
    DataError
        If nothing is left for households of a region, or no table has the margins.
    """
    new = bench
    for name, array in changed.items():
        new = _replace(new, name, array)
    new = _replace(new, "output_tax", _output_tax(bench, new))
    new = _replace(new, "trade", _trade(bench, new))
    new = _replace(new, "population", _persons(new))
    new = _bearable_remittances(bench, new)
    new = _replace(new, "capital_consumption", _worn(bench, new))
    new = _uses(new, _consumption(bench, new))
    if float(abs(bench.ownership - accounts.ownership(bench)).max()) <= ROUNDING:
        new = _replace(new, "ownership", accounts.ownership(new))
    return new


def _replace(bench: xr.Dataset, name: str, values: xr.DataArray) -> xr.Dataset:
    ordered = values.transpose(*bench[name].dims).assign_attrs(bench[name].attrs)
    return bench.assign({name: ordered})


def _persons(bench: xr.Dataset) -> xr.DataArray:
    persons = (bench.workers * bench.persons_per_worker).sum(["origin", "skill"])
    return persons.rename(destination="region")


def _output_tax(bench: xr.Dataset, new: xr.Dataset) -> xr.DataArray:
    """Tax on production at the rates of before (sector, region) [10^9 USD]."""
    made = accounts.output(bench)
    cost, cost_before = (accounts.output(one) - one.output_tax for one in (new, bench))
    rate = bench.output_tax / cost_before.where(cost_before != 0, 1.0)
    return (rate * cost).where(made != 0, 0.0)


def _trade(bench: xr.Dataset, new: xr.Dataset) -> xr.DataArray:
    """Shipments fitted to margins (sector, exporter, importer) [10^9 USD]."""
    made, made_before = accounts.output(new), accounts.output(bench)
    sold = accounts.exports(bench)
    share = np.maximum(sold / made_before.where(made_before > 0, 1.0), LARGEST_EXPORTS)
    exports = np.minimum(sold, share * made).transpose("sector", "region").values
    imports = bench.trade.sum("exporter").transpose("sector", "importer").values
    prior = new.trade.transpose("sector", "exporter", "importer")
    goods = zip(bench.sector.values, prior.values, exports, imports, strict=True)
    fitted = [_fitted(f"trade in {good}", *about) for good, *about in goods]
    return prior.copy(data=np.array(fitted))


def _fitted(what: str, prior: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Shipments of one good; what regions buy in all follows what they sell."""
    if not rows.sum() > 0:
        return np.zeros_like(prior)
    return ras(prior, rows, columns * (rows.sum() / columns.sum()), what=what, tolerance=PRECISION)


def _consumption(bench: xr.Dataset, new: xr.Dataset) -> xr.DataArray:
    """The most that households can consume (region) [10^9 USD]."""
    rate = accounts.saving(bench) / accounts.disposable_income(bench)
    return accounts.disposable_income(new) * (1 - np.minimum(rate, SMALLEST_SAVING))


def _uses(bench: xr.Dataset, most: xr.DataArray) -> xr.Dataset:
    """Intermediates and final demand fitted to supply and to what sectors and uses spend."""
    services = accounts.remittance_services(bench).transpose("sector", "region")
    supply = accounts.absorption(bench).transpose("sector", "region").values - services.values
    intermediate = bench.intermediate.transpose("sector_in", "sector", "region")
    final_demand = bench.final_demand.transpose("use", "sector", "region")
    inputs, final = intermediate.values.copy(), final_demand.values.copy()
    uses = bench.use.values.tolist()
    household, investment = uses.index("household"), uses.index("investment")
    ceiling = most.transpose("region").values
    size = inputs.shape[1]
    for r, region in enumerate(bench.region.values):
        prior = np.concatenate([inputs[:, :, r], final[:, :, r].T], axis=1)
        columns = prior.sum(axis=0)
        left = columns[size + household] + supply[:, r].sum() - columns.sum()
        if min(left, ceiling[r]) <= 0:
            msg = f"nothing is left for households of {region}; narrow the ranges of its accounts"
            raise DataError(msg)
        columns[size + household] = min(left, ceiling[r])
        columns[size + investment] += left - columns[size + household]
        prior = prior * ratio(columns, prior.sum(axis=0))
        table = ras(prior, supply[:, r], columns, what=f"uses in {region}", tolerance=PRECISION)
        inputs[:, :, r], final[:, :, r] = table[:, :size], table[:, size:].T
        final[household, :, r] += supply[:, r] - table.sum(axis=1)
    found = _replace(bench, "intermediate", intermediate.copy(data=inputs))
    return _replace(found, "final_demand", final_demand.copy(data=final))


def _worn(bench: xr.Dataset, new: xr.Dataset) -> xr.DataArray:
    """Capital consumption in proportion to the income of capital (region) [10^9 USD]."""
    if "capital" not in bench.factor:
        return bench.capital_consumption
    income, before = (
        accounts.factor_income(b).sel(factor="capital", drop=True) for b in (new, bench)
    )
    return bench.capital_consumption * (income / before)


def _bearable_remittances(bench: xr.Dataset, new: xr.Dataset) -> xr.Dataset:
    """Remittances that pay can bear; the excess is a transfer."""
    share, before = (accounts.remittance_share(b).max("skill") for b in (new, bench))
    bearable = np.maximum(before, LARGEST_SHARE)
    part = xr.where(share > bearable, bearable / share.where(share > 0, 1.0), 1.0)
    kept = new.remittances * part
    excess = new.remittances - kept
    new = _replace(new, "other_transfers", new.other_transfers + excess)
    return _replace(new, "remittances", kept)
