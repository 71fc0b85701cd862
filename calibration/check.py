"""Checks of a database or benchmark in the tables of the contract."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.errors import DataError

BALANCE = 1e-9
"""Largest gap of an account, relative to the region's GDP."""

SAVING_CEILING = 0.8
SENT_CEILING = 0.4 + 1e-9


def accounts(data: xr.Dataset) -> xr.Dataset:
    """Aggregates by region in 10^9 USD that the identities and the model are about.

    ``gdp, output, home_sales, uses_gap, cost, foreign_saving, saving, disposable, income_gap``.
    """
    trade = data["trade"]
    exports = trade.rename(exporter="region").sum("importer")
    imports = trade.rename(importer="region").sum("exporter")
    duty = (trade * data["tariff"]).rename(importer="region").sum("exporter")
    added = data["value_added"].sum("factor")
    output = added + data["intermediate"].sum("sector_in") + data["output_tax"]
    cost = data["remittances"] * data["remittance_cost"] / (1 - data["remittance_cost"])
    services = cost.sum("origin").rename(destination="region")
    bought = services * (data["sector"] == data.attrs["remittance_sector"])
    home = output - exports
    supply = home + imports + duty
    needs = data["intermediate"].sum("sector").rename(sector_in="sector")
    needs = needs + data["final_demand"].sum("use") + bought
    abroad = data["remittances"] + data["other_transfers"]
    received = abroad.sum("destination").rename(origin="region")
    paid = abroad.sum("origin").rename(destination="region")
    net = data["value_added"] * (1 - data["income_tax"])
    capital = net.isel(factor=0, drop=True).sum("sector")
    owned = data["foreign_ownership"] * capital
    from_abroad = owned.sum("region").rename(owner="region") - capital
    foreign_saving = (imports - exports).sum("sector") + paid - received - from_abroad
    taxes = (data["value_added"] * data["income_tax"]).sum(("factor", "sector"))
    public = data["final_demand"].sel(use="government", drop=True).sum("sector")
    revenue = taxes + data["output_tax"].sum("sector") + duty.sum("sector")
    disposable = (
        net.sum(("factor", "sector")) + from_abroad + revenue - public + received - paid - services
    )
    consumption = data["final_demand"].sel(use="household", drop=True).sum("sector")
    saving = data["final_demand"].sel(use="investment", drop=True).sum("sector") - foreign_saving
    return xr.Dataset(
        {
            "gdp": added.sum("sector") + data["output_tax"].sum("sector") + duty.sum("sector"),
            "output": output,
            "home_sales": home,
            "uses_gap": supply - needs,
            "foreign_saving": foreign_saving,
            "disposable": disposable,
            "saving": saving,
            "income_gap": disposable - consumption - saving,
        }
    )


def require_sound(data: xr.Dataset, what: str) -> None:
    """Raise DataError, naming every identity or bound that fails and the worst region."""
    book = accounts(data)
    gdp = book["gdp"]
    problems = [f"{name} holds NaN" for name in data if _has_nan(data[name])]
    for name in ("uses_gap", "income_gap"):
        gap = abs(book[name]) / gdp
        if float(gap.max()) > BALANCE:
            problems.append(f"{name} is {float(gap.max()):.2e} of GDP in {_worst(gap)}")
    world = float(abs(book["foreign_saving"].sum()) / gdp.sum())
    if world > BALANCE:
        problems.append(f"foreign saving of the world is {world:.2e} of GDP")
    shares = {
        "home sales below 1% of output": (book["home_sales"] / book["output"]).min("sector") < 0.01,
        "negative household saving": book["saving"] < 0,
        f"saving above {SAVING_CEILING} of disposable income": book["saving"]
        > SAVING_CEILING * book["disposable"],
        "no natives of a skill": _natives(data) <= 0,
    }
    for text, wrong in shares.items():
        if bool(wrong.any()):
            problems.append(f"{text} in {', '.join(wrong['region'].values[wrong.values])}")
    for name in ("value_added", "intermediate", "final_demand", "trade", "workers", "remittances"):
        if float(data[name].min()) < 0:
            problems.append(f"{name} has negative cells")
    sent = sent_share(data)
    if float(sent.max()) > SENT_CEILING:
        problems.append(f"remittances reach {float(sent.max()):.3f} of a corridor's disposable pay")
    if problems:
        msg = f"{what} is not sound: " + "; ".join(problems)
        raise DataError(msg)


def sent_share(data: xr.Dataset) -> xr.DataArray:
    """Remittances sent over disposable pay by corridor; infinite where nobody earns."""
    pay = earnings(data) * (1 - _pay_tax(data))
    sent = data["remittances"] / (1 - data["remittance_cost"])
    pay = pay.sum("skill")
    return xr.where(sent > 0, sent / pay.where(pay > 0, 1e-300), 0.0)


def native_wage(data: xr.Dataset) -> xr.DataArray:
    """Pay of a native worker (destination, skill), 10^9 USD."""
    added = data["value_added"].sum("sector").sel(factor=data["skill"].values)
    added = added.rename(factor="skill", region="destination")
    units = (data["workers"] * data["efficiency"]).sum("origin")
    return added / units


def earnings(data: xr.Dataset) -> xr.DataArray:
    """Pay before tax by (origin, destination, skill), 10^9 USD; the diagonal is natives'."""
    return data["workers"] * data["efficiency"] * native_wage(data)


def _pay_tax(data: xr.Dataset) -> xr.DataArray:
    return (
        data["income_tax"]
        .sel(factor=data["skill"].values)
        .rename(factor="skill", region="destination")
    )


def _natives(data: xr.Dataset) -> xr.DataArray:
    index = xr.DataArray(np.arange(data.sizes["origin"]), dims="region")
    natives = data["workers"].isel(origin=index, destination=index)
    return natives.min("skill").drop_vars(("origin", "destination")).assign_coords(
        region=data["region"]
    )


def _has_nan(array: xr.DataArray) -> bool:
    return array.dtype.kind == "f" and bool(np.isnan(array.values).any())


def _worst(gap: xr.DataArray) -> str:
    worst = gap.max([dim for dim in gap.dims if dim != "region"])
    return str(worst["region"].values[int(np.argmax(worst.values))])
