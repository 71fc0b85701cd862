"""Trade in homogeneous goods: net exports of every region, prices, revenue at the border."""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.solver.solution import Solution

IR = ("sector", "region")
BILATERAL = ("sector", "exporter", "importer")

PRIVATE = ("border_tariff", "border_export_tax", "border_real")
"""Sums by region that other accounts need; not reported under these names."""


def net_trade(solution: Solution) -> xr.Dataset:
    """Net exports at border prices, prices, shipments where they are determinate.

    Goods exchanged at a hub have no bilateral trade; in a world of two regions it is known all the
    same, and reported.
    """
    bench = solution.model.bench
    gdp = accounts.gdp(bench)
    price = solution.array("ph", *IR) * solution.array("price_base", *IR)
    world = solution.array("pw", "sector")
    net = solution.array("net", *IR) * gdp
    rates = {t: solution.array(t, *BILATERAL) for t in ("link_tm", "link_tx", "link_tc")}
    arrived = solution.array("ship", *BILATERAL) * gdp.rename(region="importer")
    fob = price.rename(region="exporter") * (1 + rates["link_tx"])
    shipped = arrived * fob * (1 + rates["link_tc"])
    out = shipped.sum("importer").rename(exporter="region")
    into = shipped.sum("exporter").rename(importer="region")
    hub = world.notnull()
    value = xr.where(hub, net * world, out - into).where(net.notnull()).transpose(*IR)
    trade = shipped.where(~hub)
    if bench.sizes["region"] == 2:
        trade = xr.where(hub, _between_two(value.fillna(0.0)), trade)
    revenue = _revenue(solution, price, world, net, shipped, rates)
    tariff = xr.DataArray(solution.model.settings.values.get("tariff", bench.tariff))
    abroad = bench.exporter != bench.importer
    return xr.Dataset(
        {
            "net_trade": value,
            "market_price": solution.array("ph", *IR),
            "world_price": world.where(~world.sector.isin(solution.openness.untraded)),
            "indeterminate": _cells(net, solution.openness.cells),
            "trade": trade.transpose(*BILATERAL),
            "tariff": tariff.where(abroad).transpose(*BILATERAL),
            "tariff_base": bench.tariff.where(abroad),
            **revenue,
        }
    )


def _cells(like: xr.DataArray, cells: frozenset[tuple[str, str]]) -> xr.DataArray:
    """True in these cells (sector, region)."""
    found = xr.zeros_like(like, dtype=bool)
    for sector, region in cells:
        found.loc[{"sector": sector, "region": region}] = True
    return found


def _between_two(value: xr.DataArray) -> xr.DataArray:
    """Bilateral trade of two regions: what one sells the other buys."""
    sold = value.clip(min=0.0).rename(region="exporter")
    labels = value.region.values
    other = xr.DataArray(labels, {"importer": labels}, "importer")
    return sold.where(sold.exporter != other, 0.0)


def _revenue(
    solution: Solution,
    price: xr.DataArray,
    world: xr.DataArray,
    net: xr.DataArray,
    shipped: xr.DataArray,
    rates: dict[str, xr.DataArray],
) -> dict[str, xr.DataArray]:
    """Tariffs and export taxes by region; goods at the border at benchmark rates (real)."""
    tm, tx = (solution.array(t, *IR).fillna(0.0) for t in ("hub_tm", "hub_tx"))
    bought, sold = (-net).clip(min=0.0), net.clip(min=0.0)
    paid = rates["link_tm"] * shipped
    taxed = shipped * rates["link_tx"] / (1 + rates["link_tx"])
    return {
        "border_tariff": (tm * world * bought).fillna(0.0).sum("sector")
        + paid.sum(["sector", "exporter"]).rename(importer="region"),
        "border_export_tax": (tx * price * sold).fillna(0.0).sum("sector")
        + taxed.sum(["sector", "importer"]).rename(exporter="region"),
        "border_real": _real(solution, net.where(world.notnull()), shipped),
    }


def _real(solution: Solution, net: xr.DataArray, shipped: xr.DataArray) -> xr.DataArray:
    """Taxes on today's quantities at benchmark rates and prices (region) [10^9 USD]."""
    start = solution.array("price_base", *IR)
    now = start * solution.array("ph", *IR)
    then = {t: solution.array(t, *BILATERAL, base=True) for t in ("link_tm", "link_tx")}
    tx = solution.array("link_tx", *BILATERAL)
    units = shipped / (now.rename(region="exporter") * (1 + tx))
    sold = units * start.rename(region="exporter")
    levied = (sold * (1 + then["link_tx"]) * then["link_tm"]).sum(["sector", "exporter"])
    taxed = (sold * then["link_tx"]).sum(["sector", "importer"])
    hub = (net * (1 - start)).fillna(0.0).sum("sector")
    return hub + levied.rename(importer="region") + taxed.rename(exporter="region")
