"""Trade in homogeneous goods: what is known without being a function of the equilibrium."""

from __future__ import annotations

import xarray as xr

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


def _cells(like: xr.DataArray, cells: frozenset[tuple[str, str]]) -> xr.DataArray:
    """True in these cells (sector, region)."""
    found = xr.zeros_like(like, dtype=bool)
    for sector, region in cells:
        found.loc[{"sector": sector, "region": region}] = True
    return found
