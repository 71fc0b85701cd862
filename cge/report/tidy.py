"""Variables of a result as long tables: one row per cell, labels, value, unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import cge
from cge.errors import UsageError
from cge.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import xarray as xr

WORLD = "World"
PLACES = ("region", "destination", "importer", "origin", "exporter")
"""Dimensions that hold a place, in the order in which one becomes the region of IAMC."""
MISSING = ("NA", "N/A", "NAN", "NULL", "NONE", "<NA>", "#N/A")
"""Words in capitals that programs for IAMC tables read as no value."""
IAMC = ("model", "scenario", "region", "variable", "unit", "year", "value")


def chosen(result: xr.Dataset, names: Sequence[str] | None) -> list[str]:
    """Names of variables to export, all of them when none is asked for.

    Raises
    ------
    UsageError
        If the result does not have one of them.
    """
    known = [str(name) for name in result.data_vars]
    for name in names or ():
        if name not in known:
            msg = f"{name!r} is not a variable of this result{nearest(name, known)}"
            raise UsageError(msg)
    return list(dict.fromkeys(names)) if names else sorted(known)


def is_text(array: xr.DataArray) -> bool:
    """Whether a variable holds words, not numbers."""
    return array.dtype.kind not in "biuf"


def table(array: xr.DataArray) -> pd.DataFrame:
    """One variable: a column per dimension, then ``value``; cells that do not exist are left out.

    Numbers are float64 and truth is 1 or 0, whatever the type in the file; words stay words.
    """
    dims = [str(dim) for dim in array.dims]
    plain = array.drop_vars([c for c in array.coords if c not in dims])
    values = plain.values.astype(str if is_text(plain) else float)
    if not dims:
        return pd.DataFrame({"value": [values.item()]})
    index = pd.MultiIndex.from_product([plain[dim].values for dim in dims], names=dims)
    return pd.Series(values.ravel(), index=index, name="value").dropna().reset_index()


def long(result: xr.Dataset, names: Iterable[str]) -> pd.DataFrame:
    """All variables in one table: ``variable``, every dimension in use, ``value``, ``text``, unit.

    Words stand in ``text`` and numbers in ``value``, so that each column has one type; dimensions
    that a variable does not have are empty.
    """
    parts, dims = [], dict[str, None]()
    for name in names:
        array = result[name]
        part = table(array)
        dims |= dict.fromkeys(map(str, array.dims))
        if is_text(array):
            part = part.rename(columns={"value": "text"})
        parts.append(part.assign(variable=name, unit=unit_of(array)))
    every = pd.concat(parts, ignore_index=True)
    for column in (*dims, "value", "text"):
        if column not in every:
            every[column] = np.nan if column == "value" else None
    every = every[["variable", *dims, "value", "text", "unit"]]
    texts = [column for column in every.columns if column not in ("value", "year")]
    return every.astype(dict.fromkeys(texts, "string"))


def contents(result: xr.Dataset, names: Iterable[str]) -> pd.DataFrame:
    """What the variables are: ``variable, long_name, unit, equation, dimensions, rows``."""
    rows = []
    for name in names:
        array = result[name]
        rows.append(
            {
                "variable": name,
                "long_name": array.attrs.get("long_name", ""),
                "unit": unit_of(array),
                "equation": array.attrs.get("equation", ""),
                "dimensions": " ".join(map(str, array.dims)),
                "rows": len(table(array)),
            }
        )
    return pd.DataFrame(rows)


def iamc(result: xr.Dataset, names: Iterable[str], *, year: int) -> pd.DataFrame:
    """Numbers in the long format of the Integrated Assessment Modeling Consortium.

    The place is the region; what else a cell is labelled by follows the name of the variable after
    bars: ``welfare_ev|natives|low``, ``workers|from MEX|low`` in the region where they live.

    Parameters
    ----------
    year : int
        Of results that have no years of their own.
    """
    parts = []
    written = _places(result)
    for name in names:
        array = result[name]
        if is_text(array):
            continue
        frame = table(array)
        place = next((dim for dim in PLACES if dim in frame), None)
        label = pd.Series(name, index=frame.index, dtype="object")
        for dim in frame.columns.drop("value"):
            if dim not in (place, "year"):
                prefix = "from " if dim in ("origin", "exporter") else ""
                label = label + "|" + prefix + frame[dim].astype(str)
        parts.append(
            pd.DataFrame(
                {
                    "model": f"cge {result.attrs.get('package_version', cge.__version__)}",
                    "scenario": str(result.attrs["scenario_name"]),
                    "region": frame[place].astype(str).replace(written) if place else WORLD,
                    "variable": label,
                    "unit": unit_of(array),
                    "year": frame.get("year", year),
                    "value": frame["value"],
                }
            )
        )
    if not parts:
        return pd.DataFrame(columns=list(IAMC))
    return pd.concat(parts, ignore_index=True)[list(IAMC)]


def _places(result: xr.Dataset) -> dict[str, str]:
    """Full names of regions whose code other programs read as a missing value: NA is Namibia."""
    if "region" not in result.coords:
        return {}
    codes = result["region"].values.astype(str)
    names = result["region_name"].values.astype(str) if "region_name" in result else codes
    return {
        code: f"region {code}" if name.upper() in MISSING else name
        for code, name in zip(codes.tolist(), names.tolist(), strict=True)
        if code.upper() in MISSING
    }


def unit_of(array: xr.DataArray) -> str:
    """Unit of a variable."""
    return str(array.attrs.get("units", ""))
