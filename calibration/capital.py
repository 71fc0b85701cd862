"""Consumption of fixed capital by country: what capital income replaces before anybody has it.

Depreciation is the rate of the Penn World Table times its capital stock, at the price level of the
country.  As it stands it takes more than all saving in many countries, and all capital income in
some, so that it is bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

MOST = 0.95
"""Part of gross saving, and of the capital income that residents keep at home, that replaces worn
capital at most (assumption): net saving and net income stay above zero."""
BOUNDS = ("saving", "capital income of residents")


def wanted(data: xr.Dataset) -> xr.DataArray:
    """Rate of depreciation times the capital stock (region) [10^9 USD]."""
    return data["depreciation"] * data["capital_stock"] * data["price_level"]


def capital_paid(data: xr.Dataset) -> xr.DataArray:
    """Income after tax of the capital of each region by owner (owner, region) [10^9 USD]."""
    income = data["value_added"].sum("sector") * (1 - data["income_tax"])
    return data["foreign_ownership"] * income.sel(factor="capital", drop=True)


def gross_saving(data: xr.Dataset) -> xr.DataArray:
    """Investment that residents finance, capital consumption included (region) [10^9 USD]."""
    invested = data["final_demand"].sel(use="investment", drop=True).sum("sector")
    trade = data["trade"].sum("sector")
    abroad = data["remittances"] + data["other_transfers"]  # received by origin
    flows = capital_paid(data)
    received = (
        trade.sum("importer").rename(exporter="region")
        + abroad.sum("destination").rename(origin="region")
        + flows.sum("region").rename(owner="region")
    )
    paid = (
        trade.sum("exporter").rename(importer="region")
        + abroad.sum("origin").rename(destination="region")
        + flows.sum("owner")
    )
    return invested + received - paid


def limits(data: xr.Dataset) -> dict[str, xr.DataArray]:
    """Largest capital consumption by the words of :data:`BOUNDS` (region) [10^9 USD]."""
    flows = capital_paid(data)
    home = flows.where(flows.owner == flows.region, 0.0).sum("owner")
    return dict(zip(BOUNDS, (MOST * gross_saving(data).clip(min=0.0), MOST * home), strict=True))


def capital_consumption(data: xr.Dataset) -> xr.DataArray:
    """Capital consumption, bounded (region) [10^9 USD]."""
    want, most = wanted(data), _least(limits(data))
    return want.where(want < most, most)


def bounded(data: xr.Dataset) -> dict[str, list[str]]:
    """Countries where a bound decides, by its words."""
    limit, want = limits(data), wanted(data)
    least = _least(limit)
    return {
        word: data["region"].values[((most <= least) & (most < want)).values].tolist()
        for word, most in limit.items()
    }


def net_owners(data: xr.Dataset) -> xr.DataArray:
    """Income of owners, what replaces worn capital deducted (owner, region) [10^9 USD].

    Owners abroad receive what they did; residents pay for all that wears out at home.
    """
    flows = capital_paid(data)
    return flows - capital_consumption(data).where(flows.owner == flows.region, 0.0)


def _least(limit: Mapping[str, xr.DataArray]) -> xr.DataArray:
    first, second = limit.values()
    return first.where(first < second, second)
