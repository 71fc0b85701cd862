"""Reading a benchmark: shipped under a name, from a NetCDF file, or from a folder of CSV tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cge.benchmark.complete import complete
from cge.benchmark.netcdf import read_netcdf
from cge.benchmark.problems import Problems
from cge.benchmark.schema import PARAMETERS, TABLES
from cge.benchmark.sets import read_sets
from cge.benchmark.shipped import available
from cge.benchmark.tables import (
    read_elasticities,
    read_table,
    require_cover,
    table_files,
)
from cge.errors import DataError
from cge.nearest import allowed_names
from cge.paths import there

if TYPE_CHECKING:
    import xarray as xr


def load_benchmark(name_or_path: str | Path) -> xr.Dataset:
    """Read a benchmark and complete it with the defaults of the contract.

    Parameters
    ----------
    name_or_path
        Name of a shipped benchmark, path of a NetCDF file, or path of a folder with ``sets.yaml``
        and CSV tables.

    Returns
    -------
    xr.Dataset
        Tables of :data:`cge.benchmark.schema.TABLES` [units in their attributes] and the sets, as
        described in docs/benchmark.md.  ``decile_share``, ``would_be_migrants`` and ``visa_price``
        are there only if they were given.  The attribute ``sha256`` identifies the contents.

    Raises
    ------
    DataError
        If it does not exist or has mistakes; all of them are told, each with file and line.
    """
    path = find(name_or_path)
    return _from_folder(path) if path.is_dir() else read_netcdf(path)


def find(name_or_path: str | Path) -> Path:
    """Path of a benchmark.

    Raises
    ------
    DataError
        If there is neither a shipped benchmark of that name nor such a path.
    """
    names = available()
    path = names.get(str(name_or_path), Path(name_or_path))
    if not there(path):
        msg = (
            f"no benchmark {str(name_or_path)!r}: neither a path nor the name of a shipped one.  "
            f"{allowed_names(str(name_or_path), names)}.  Or give a NetCDF file or a folder"
        )
        raise DataError(msg)
    return path


def _from_folder(folder: Path) -> xr.Dataset:
    problems = Problems(str(folder))
    if not (folder / "sets.yaml").is_file():
        problems.add(folder, "the folder has no sets.yaml, so it is not a benchmark")
        problems.raise_if_any()
    sets = read_sets(folder / "sets.yaml", problems)
    tables = [name for name in TABLES if name not in PARAMETERS]
    files = table_files(folder, [*tables, "elasticities"], problems)
    if sets is None:  # without sets no label can be judged
        raise problems.error()
    given: dict[str, xr.DataArray] = {}
    wrong: set[str] = set()
    for name in (name for name in tables if name in files):
        before = len(problems.found)
        given[name] = read_table(files[name], name, sets, problems)
        if len(problems.found) > before:  # its holes are the rows just complained about
            wrong.add(name)
    good = {name: array for name, array in given.items() if name not in wrong}
    require_cover(good, folder, sets, problems)
    if "elasticities" in files:
        given |= read_elasticities(files["elasticities"], sets, problems)
    return complete(given, sets, sets.free_pairs(), problems, str(folder))
