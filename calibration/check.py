"""Checks of the country database and of every aggregation of it, beyond those of the contract."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.errors import DataError

BALANCE = 1e-9
"""Largest gap of an account, relative to the region's GDP."""

SAVING_CEILING = 0.8
HOME_FLOOR = 0.01
SENT_CEILING = 0.4
"""At most this part of a corridor's disposable pay is sent home, cost included."""


def with_defaults(data: xr.Dataset) -> xr.Dataset:
    """The database with the contract's tables it does not need to store.

    Its accounts are gross: capital consumption is taken out where countries are joined.
    """
    absent = {"export_tax": data["tariff"], "capital_consumption": data["population"]}
    return data.assign({n: xr.zeros_like(a) for n, a in absent.items() if n not in data})


def require_sound(data: xr.Dataset, what: str) -> None:
    """Raise DataError, naming every identity or bound that fails and where."""
    data = with_defaults(data)
    gdp = accounts.gdp(data)
    problems = [f"{name} holds NaN" for name in data if _has_nan(data[name])]
    gap = abs(accounts.absorption(data) - accounts.uses(data)).max("sector") / gdp
    if float(gap.max()) > BALANCE:
        problems.append(f"uses and supply differ by {float(gap.max()):.2e} of GDP in {_worst(gap)}")
    world = float(abs(accounts.foreign_saving(data).sum()) / gdp.sum())
    if world > BALANCE:
        problems.append(f"foreign saving of the world is {world:.2e} of GDP")
    home = (accounts.home_sales(data) / accounts.output(data)).min("sector")
    saving = accounts.saving(data)
    bounds = {
        f"home sales below {HOME_FLOOR:.0%} of output": home < HOME_FLOOR,
        "negative saving": saving < 0,
        f"saving above {SAVING_CEILING:.0%} of disposable income": saving
        > SAVING_CEILING * accounts.disposable_income(data),
        "no natives of a skill": accounts.diagonal(data["workers"]).min("skill") <= 0,
    }
    for text, wrong in bounds.items():
        if bool(wrong.any()):
            problems.append(f"{text} in {', '.join(wrong['region'].values[wrong.values])}")
    for name in ("value_added", "intermediate", "final_demand", "trade", "workers", "remittances"):
        if float(data[name].min()) < 0:
            problems.append(f"{name} has negative cells")
    sent = float(sent_share(data).max())
    if sent > SENT_CEILING + BALANCE:
        problems.append(f"remittances reach {sent:.3f} of a corridor's disposable pay")
    if problems:
        msg = f"{what} is not sound: " + "; ".join(problems)
        raise DataError(msg)


def earnings(data: xr.Dataset) -> xr.DataArray:
    """Pay before tax by (origin, destination, skill), 10^9 USD; the diagonal is natives'."""
    wage = accounts.native_wage(data).rename(region="destination")
    return data["workers"] * data["efficiency"] * wage


def sent_share(data: xr.Dataset) -> xr.DataArray:
    """Remittances sent over disposable pay by corridor (origin, destination)."""
    rate = data["income_tax"].sel(factor=data["skill"].values)
    rate = rate.rename(factor="skill", region="destination")
    pay = (earnings(data) * (1 - rate)).sum("skill")
    sent = accounts.remittances_sent(data)
    return xr.where(sent > 0, sent / pay.where(pay > 0, 1e-300), 0.0)


def _has_nan(array: xr.DataArray) -> bool:
    return array.dtype.kind == "f" and bool(np.isnan(array.values).any())


def _worst(gap: xr.DataArray) -> str:
    return str(gap["region"].values[int(np.argmax(gap.values))])
