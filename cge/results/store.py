"""Result files: NetCDF-4, complete or not at all."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from cge.errors import DataError
from cge.files import write_bytes
from cge.paths import there
from cge.seal import NO_DATASET, open_sealed, sealed

REQUIRED = ("scenario", "benchmark_sha256")
"""Attributes without which a file is not one of our results."""
SCENARIOS = (".yaml", ".yml")


def write_result(result: xr.Dataset, path: Path) -> Path:
    """Write a result as compressed NetCDF-4.

    Raises
    ------
    DataError
        If it cannot be written; no part of it is left then.
    """
    return write_bytes(encoded(result), path)


def encoded(result: xr.Dataset) -> bytes:
    """A result as the bytes of its file: compressed NetCDF-4."""
    encoding = {
        str(name): {"zlib": True, "complevel": 4, "fletcher32": True}
        for name, array in result.data_vars.items()
        if array.dtype.kind in "fiu" and array.ndim
    }
    plain = result.drop_encoding()
    content = plain.to_netcdf(engine="netcdf4", format="NETCDF4", encoding=encoding)
    return sealed(content)


def open_result(path: str | Path) -> xr.Dataset:
    """Read a result file into memory.

    Raises
    ------
    DataError
        If it does not exist, is damaged, was changed since it was written, or is not a result of
        this package.
    """
    path = Path(path)
    if not (there(path) and path.is_file()):
        what = "a folder, not a result" if there(path) and path.is_dir() else "no such file"
        msg = f"{path}: {what}; results are written by `cge run SCENARIO --out FILE.nc`"
        raise DataError(msg)
    if path.suffix.lower() in SCENARIOS:
        msg = f"{path} is a scenario file, not a result; solve it first: cge run {path}"
        raise DataError(msg)
    if _is_benchmark(path):
        msg = (
            f"{path} is a benchmark, not a result of `cge run`; look at it with `cge check {path}`"
        )
        raise DataError(msg)
    try:
        result = open_sealed(path)
    except DataError as error:
        msg = f"{error}; solve the scenario again"
        raise DataError(msg) from error
    except NO_DATASET as error:
        reason = getattr(error, "strerror", None) or error
        msg = f"{path}: damaged or not NetCDF ({reason}); solve the scenario again"
        raise DataError(msg) from error
    missing = [name for name in REQUIRED if name not in result.attrs]
    if missing:
        msg = f"{path}: not a result of `cge run`: the attribute {missing[0]!r} is missing"
        raise DataError(msg)
    return result


def _is_benchmark(path: Path) -> bool:
    """Whether a file names the attribute of benchmarks and not that of results."""
    content = path.read_bytes()
    return b"schema_version" in content and b"benchmark_sha256" not in content
