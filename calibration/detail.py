"""Step 16: the country database in ten sectors, whose sums are those of the three broad ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from calibration import database
from calibration.reconcile.s16_shipments import shipments
from calibration.reconcile.s16_split import Costs, costs, uses
from calibration.reconcile.s16_structure import resource_rent, structure
from calibration.sectors import REMITTANCES, broad_of, groups, ten
from calibration.sources.tidy import Tidy
from calibration.steps import Log
from cge.benchmark.schema import TABLES
from cge.errors import DataError

FILE = "ten.nc"
ROUNDING = 1e-13
"""Largest gap between a cell and the sum of its parts, as part of the table's largest cell."""


def split(raw: Tidy, data: xr.Dataset, log: Log) -> xr.Dataset:
    """The tables by sector in ten sectors, 10^9 USD."""
    frame = pd.DataFrame(
        {"gdp": data["gdp"].values, "population": data["population"].values},
        pd.Index(data["region"].values.tolist(), name="region"),
    )
    rent = resource_rent(raw, frame)
    trade, tariff = _ordered(data, "trade"), _ordered(data, "tariff")
    known = structure(raw, frame, trade, log)
    flows = shipments(frame, known, trade)
    inputs = _ordered(data, "intermediate")
    broad = Costs(_ordered(data, "value_added"), _ordered(data, "output_tax"), inputs.sum(axis=0))
    made = costs(frame, known, broad, flows.sum(axis=2), rent, log)
    duties = tariff[broad_of()] * flows
    supply = made.output - flows.sum(axis=2) + (flows + duties).sum(axis=1)
    received, cost = _ordered(data, "remittances"), _ordered(data, "remittance_cost")
    services = (received * cost / (1 - cost)).sum(axis=0)
    supply[list(ten().index).index(REMITTANCES)] -= services
    final = _ordered(data, "final_demand")
    between, ends = uses(frame, known, made.intermediates, supply, inputs, final)
    log.flag("16", "labour and skill intensity of ten sectors", frame.index, "one list for all")
    log.flag("16", "tariffs of ten sectors", frame.index, "those of the broad sector")
    arrays = {
        "value_added": made.value_added,
        "intermediate": between,
        "output_tax": made.tax,
        "final_demand": ends,
        "trade": flows,
    }
    _require_same_sums(data, arrays)
    labels = list(ten().index)
    tables = {
        name: xr.DataArray(
            values,
            dims=TABLES[name].dims,
            attrs={"units": TABLES[name].unit, "long_name": TABLES[name].long_name},
        )
        for name, values in arrays.items()
    }
    coords = {dim: data[dim].values for dim in ("region", "factor", "use", "exporter", "importer")}
    result = xr.Dataset(tables, coords | {"sector": labels, "sector_in": labels})
    return result.assign_attrs(
        name="ten sectors", base_year=raw.year, remittance_sector=REMITTANCES
    )


def read(data: xr.Dataset, folder: Path) -> xr.Dataset:
    """The country database with its tables by sector in ten sectors.

    Parameters
    ----------
    data : xr.Dataset
        Database in three sectors.
    folder : Path
        Folder of the database.

    Raises
    ------
    DataError
        If the file of ten sectors is missing or of another base year.
    """
    if not (folder / FILE).is_file():
        msg = f"the database of ten sectors {folder / FILE} is missing; run `cge build-data`"
        raise DataError(msg)
    fine = database.load(folder / FILE)
    if fine.attrs["base_year"] != data.attrs["base_year"]:
        msg = f"{folder / FILE} is of {fine.attrs['base_year']}; run `cge build-data` again"
        raise DataError(msg)
    return join(data, fine)


def join(data: xr.Dataset, fine: xr.Dataset) -> xr.Dataset:
    """The database with the tables of ten sectors in place of those of three.

    Tariffs are those of the broad sector, which no source splits.
    """
    rest = data.drop_dims(["sector", "sector_in"])
    tariff = np.where(fine["trade"].values > 0, _ordered(data, "tariff")[broad_of()], 0.0)
    tables = fine.assign(tariff=(fine["trade"].dims, tariff))
    return rest.merge(tables).assign_attrs(data.attrs | {"remittance_sector": REMITTANCES})


def _ordered(data: xr.Dataset, name: str) -> np.ndarray:
    return np.asarray(data[name].transpose(*TABLES[name].dims).values)


def _require_same_sums(data: xr.Dataset, arrays: dict[str, np.ndarray]) -> None:
    """Raise if a cell of a broad sector is not the sum of its parts."""
    for name, values in arrays.items():
        total = values
        for axis, dim in enumerate(TABLES[name].dims):
            if dim in ("sector", "sector_in"):
                parts = [total.take(group, axis).sum(axis, keepdims=True) for group in groups()]
                total = np.concatenate(parts, axis)
        gap = float(np.abs(total - _ordered(data, name)).max())
        if gap > ROUNDING * float(np.abs(total).max()):
            msg = f"step 16: {name} of ten sectors misses that of three by {gap:.2e} 10^9 USD"
            raise DataError(msg)
