"""Trade in homogeneous goods: what is data, and revenue at the border."""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.solver.solution import Solution

IR = ("sector", "region")
BILATERAL = ("sector", "exporter", "importer")


def data(solution: Solution) -> xr.Dataset:
    """What is known of the equilibrium without being a function of it.

    Which output and trade are one of many patterns; tariffs, by partner where nothing is shipped
    too; no world price of a good that nobody trades.
    """
    bench = solution.model.bench
    tariff = xr.DataArray(solution.model.settings.values.get("tariff", bench.tariff))
    abroad = bench.exporter != bench.importer
    world = solution.array("pw", "sector")
    return xr.Dataset(
        {
            "indeterminate": _cells(solution.array("net", *IR), solution.openness.cells),
            "world_price": world.where(~world.sector.isin(solution.openness.untraded)),
            "tariff": tariff.where(abroad).transpose(*BILATERAL),
            "tariff_base": bench.tariff.where(abroad),
        }
    )


def border_revenue(solution: Solution) -> xr.Dataset:
    """Tariffs and export taxes by region (region) [10^9 USD]."""
    gdp = accounts.gdp(solution.model.bench)
    price = solution.array("ph", *IR) * solution.array("price_base", *IR)
    world = solution.array("pw", "sector")
    net = solution.array("net", *IR) * gdp
    rates = {t: solution.array(t, *BILATERAL) for t in ("link_tm", "link_tx", "link_tc")}
    arrived = solution.array("ship", *BILATERAL) * gdp.rename(region="importer")
    fob = price.rename(region="exporter") * (1 + rates["link_tx"])
    shipped = arrived * fob * (1 + rates["link_tc"])
    tm, tx = (solution.array(t, *IR).fillna(0.0) for t in ("hub_tm", "hub_tx"))
    bought, sold = (-net).clip(min=0.0), net.clip(min=0.0)
    paid = rates["link_tm"] * shipped
    taxed = shipped * rates["link_tx"] / (1 + rates["link_tx"])
    return xr.Dataset(
        {
            "border_tariff": (tm * world * bought).fillna(0.0).sum("sector")
            + paid.sum(["sector", "exporter"]).rename(importer="region"),
            "border_export_tax": (tx * price * sold).fillna(0.0).sum("sector")
            + taxed.sum(["sector", "importer"]).rename(exporter="region"),
        }
    )


def _cells(like: xr.DataArray, cells: frozenset[tuple[str, str]]) -> xr.DataArray:
    """True in these cells (sector, region)."""
    found = xr.zeros_like(like, dtype=bool)
    for sector, region in cells:
        found.loc[{"sector": sector, "region": region}] = True
    return found
