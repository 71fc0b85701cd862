"""What is out of the ordinary in the database: named at every build, mended only by a source."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from calibration.check import earnings
from calibration.reconcile.s13_families import DEVIATIONS, NORMAL
from cge.benchmark import accounts

PAIR_WORKERS = 1000.0
"""Corridors with fewer workers are not reported."""


def outliers(data: xr.Dataset) -> pd.DataFrame:
    """Figures more than three deviations (as the median absolute one tells them) off the median.

    Returns
    -------
    pd.DataFrame
        ``region, item, value, median, deviations``, by item and size.
    """
    found = [_far(item, values) for item, values in _measures(data).items()]
    return pd.concat(found, ignore_index=True)


def _measures(data: xr.Dataset) -> dict[str, pd.Series]:
    """What is watched, by region; corridors are named ``origin->destination``."""
    value = data["value_added"].sum("sector")
    labour = value.sel(factor=data["skill"].values).sum("factor")
    capital = value.sel(factor="capital", drop=True)
    workers = data["workers"].sum("skill")
    here = accounts.diagonal(workers)
    paid = accounts.diagonal(earnings(data).sum("skill")) / here
    per_worker = data["gdp"] / data["labour_force"]
    stock = data["capital_stock"] * data["price_level"]
    trade = data["trade"].sum("sector")
    exports = trade.sum("importer").rename(exporter="region")
    imports = trade.sum("exporter").rename(importer="region")
    return {
        "persons per worker, natives": _series(accounts.diagonal(data["persons"]) / here),
        "persons per worker, corridors": _pairs(data["persons"] / workers, workers),
        "natives' pay over GDP per worker": _series(paid / per_worker),
        "migrants' pay over natives'": _series(_migrants_pay(data) / paid),
        "labour share of value added": _series(labour / value.sum("factor")),
        "trade balance over GDP": _series((exports - imports) / data["gdp"]),
        "return to capital": _series(capital / stock),
    }


def _migrants_pay(data: xr.Dataset) -> xr.DataArray:
    """Mean pay of migrants by region, 10^9 USD."""
    workers, pay = data["workers"].sum("skill"), earnings(data).sum("skill")
    people = workers.sum("origin").rename(destination="region") - accounts.diagonal(workers)
    paid = pay.sum("origin").rename(destination="region") - accounts.diagonal(pay)
    return paid / people.where(people > 0)


def _series(values: xr.DataArray) -> pd.Series:
    return values.to_series().dropna()


def _pairs(values: xr.DataArray, workers: xr.DataArray) -> pd.Series:
    """Corridors with people, natives apart."""
    table = values.where(workers >= PAIR_WORKERS).to_series().dropna()
    origin, destination = (table.index.get_level_values(name) for name in ("origin", "destination"))
    table.index = pd.Index([f"{o}->{d}" for o, d in zip(origin, destination, strict=True)])
    return table[np.asarray(origin != destination)]


def _far(item: str, values: pd.Series) -> pd.DataFrame:
    median = float(values.median())
    scale = NORMAL * float((values - median).abs().median())
    gap = (values - median) / scale
    far = gap[gap.abs() > DEVIATIONS].sort_values(key=abs, ascending=False, kind="stable")
    table = {"region": far.index, "item": item, "value": values[far.index], "median": median}
    return pd.DataFrame(table | {"deviations": far.to_numpy()}).reset_index(drop=True)
