"""Writing a benchmark to NetCDF."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cge.benchmark.fingerprint import fingerprint
from cge.errors import DataError
from cge.files import write_bytes
from cge.seal import sealed

if TYPE_CHECKING:
    import xarray as xr


def write_benchmark(bench: xr.Dataset, path: str | Path) -> Path:
    """Write a benchmark as compressed NetCDF-4, complete or not at all.

    Parameters
    ----------
    bench
        As :func:`cge.benchmark.load_benchmark` returns it, which also reads it back unchanged.
    path
        File to write; its folder must exist.

    Raises
    ------
    DataError
        If the folder cannot be written to.
    """
    path = Path(path)
    if not path.parent.is_dir():
        msg = f"cannot write {path}: there is no folder {path.parent}; make it, or choose another"
        raise DataError(msg)
    bench = bench.assign_attrs(sha256=fingerprint(bench))  # of what is written, changed or not
    return write_bytes(sealed(encoded(bench, _encoding(bench), path)), path)


def encoded(data: xr.Dataset, encoding: dict[str, dict[str, Any]], path: Path) -> bytes:
    """A NetCDF-4 file as bytes, the same for the same data: in memory HDF5 would note the time.

    Raises
    ------
    DataError
        If there is no room for the draft; the message names ``path``, where it was to go.
    """
    try:
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "draft.nc"
            data.drop_encoding().to_netcdf(
                file, engine="netcdf4", format="NETCDF4", encoding=encoding
            )
            return file.read_bytes()
    except (OSError, RuntimeError) as error:  # the library does not tell what the system said
        msg = (
            f"cannot write {path}: {error} (disk full, or a limit on the size of files?); make room"
        )
        raise DataError(msg) from error


def _encoding(bench: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Compression of every array of numbers; no fill values, for nothing is missing."""
    packed = {"zlib": True, "complevel": 4, "shuffle": True, "fletcher32": True, "_FillValue": None}
    return {
        str(name): packed
        for name, array in bench.data_vars.items()
        if array.dtype.kind == "f" and array.ndim
    } | {
        str(name): {"_FillValue": None}
        for name, array in bench.data_vars.items()
        if array.dtype.kind == "f" and not array.ndim
    }
