"""The country database as one dataset: assembly, file, reading."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from calibration.vintage import vintage
from calibration.world import BASE_YEAR, SECTORS, SKILLS, countries
from cge.benchmark.schema import BELIEFS, TABLES, USES
from cge.benchmark.store import encoded
from cge.errors import DataError
from cge.files import write_bytes
from cge.paths import shipped
from cge.seal import NO_DATASET, open_sealed, sealed

FACTORS = ("capital", *SKILLS)

BOUNDS = ("low", "central", "high")
"""Least and largest of what sources say, and what the database uses."""

FILE = "world.nc"

EXTRA = {
    "gdp": (("region",), "10^9 USD", "GDP at market prices"),
    "gdp_ppp": (("region",), "10^9 international USD", "GDP at purchasing power parity"),
    "gni": (("region",), "10^9 USD", "GNI, Atlas method: for income classes only"),
    "labour_force": (("region",), "workers", "labour force"),
    "capital_stock": (("region",), "10^9 international USD", "capital stock"),
    "persons": (("origin", "destination"), "persons", "people by place of birth and of residence"),
    "wage": (("skill", "region"), "USD per worker and year", "pay of a native worker"),
    "premium": (("bound", "region"), "ratio", "pay of high over low skill, by what sources say"),
    "migrants_pay": (
        ("bound", "skill", "region"),
        "share of the pay of natives of the skill",
        "pay of established migrants, by what sources say",
    ),
    "tertiary_share": (
        ("bound", "region"),
        "share of native workers",
        "tertiary-educated, by what sources say",
    ),
    "free_movement": (("origin", "destination"), "boolean", "people move freely"),
    "foreign_ownership": (
        ("owner", "region"),
        "share",
        "share of the capital and resource income of region that belongs to residents of owner "
        "(columns sum to 1; the diagonal is what residents own)",
    ),
    "country": (("region",), "text", "name"),
    "geography": (("region",), "text", "part of the world"),
    "income_class": (("region",), "text", "World Bank income class"),
}
"""What the database holds beyond the tables of a benchmark, or before capital consumption."""


def assemble(arrays: dict[str, np.ndarray], frame: pd.DataFrame) -> xr.Dataset:
    """Put arrays in the order of the contract (or of ``EXTRA``) into a dataset."""
    codes = list(frame.index)
    coordinates = {
        "region": codes,
        "sector": list(SECTORS),
        "factor": list(FACTORS),
        "skill": list(SKILLS),
        "use": list(USES),
        "decile": list(range(1, 11)),
        "bound": list(BOUNDS),
        "belief": list(BELIEFS),
        "sector_in": list(SECTORS),
    } | dict.fromkeys(("origin", "destination", "exporter", "importer", "owner"), codes)
    variables = {}
    for name, values in arrays.items():
        dims, unit, text = describe(name)
        variables[name] = xr.DataArray(values, dims=dims, attrs={"units": unit, "long_name": text})
    dataset = xr.Dataset(variables)
    used = {dim: labels for dim, labels in coordinates.items() if dim in dataset.dims}
    return dataset.assign_coords(used)


def describe(name: str) -> tuple[tuple[str, ...], str, str]:
    """Dimensions, unit and one line of a variable."""
    if name in EXTRA:
        return EXTRA[name]
    return TABLES[name].dims, TABLES[name].unit, TABLES[name].long_name


def write(dataset: xr.Dataset, path: Path) -> None:
    """Write a compressed NetCDF file with its checksum, whole or not at all."""
    encoding: dict[str, dict[str, object]] = {
        str(name): {"zlib": True, "complevel": 9, "shuffle": True}
        for name, variable in dataset.data_vars.items()
        if variable.ndim and variable.dtype.kind in "fib"
    }
    write_bytes(sealed(encoded(dataset, encoding, path)), path)


def folder_of(year: int = BASE_YEAR, data: Path | None = None) -> Path:
    """Folder of a base year's database in a data folder, by default the shipped one.

    Raises
    ------
    UsageError
        If the recipe does not know the year.
    """
    return (shipped("data") if data is None else Path(data)) / vintage(year).folder


def read(folder: Path | None = None) -> xr.Dataset:
    """The country database of a folder, by default the committed one of the usual base year."""
    path = (folder or folder_of()) / FILE
    if not path.is_file():
        msg = (
            f"there is no country database in {path.parent}; make it: `cge build-data --raw DIR "
            f"--year YEAR` (that of {BASE_YEAR} is shipped)"
        )
        raise DataError(msg)
    return load(path)


def load(path: Path) -> xr.Dataset:
    """A file of the database, in memory.

    Raises
    ------
    DataError
        If it cannot be read, or its bytes are not those that were written.
    """
    try:
        return open_sealed(path)
    except NO_DATASET as error:
        msg = f"the country database {path} cannot be read: {error}"
        raise DataError(msg) from error


def country_names(codes: list[str]) -> list[str]:
    """Names of the regions of the database."""
    rests = {"ROW_rich": "Rest of the world, rich", "ROW_poor": "Rest of the world, poor"}
    return [rests.get(code) or str(countries()["name"][code]) for code in codes]
