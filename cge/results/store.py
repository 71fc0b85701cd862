"""Result files: NetCDF-4, complete or not at all."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import xarray as xr

from cge.errors import DataError

REQUIRED = ("scenario", "benchmark_sha256")
"""Attributes without which a file is not one of our results."""
DRAFT_SUFFIX = ".part"
ABANDONED = 600.0
"""Seconds after which a draft is nobody's: writing one takes a few."""


def write_bytes(content: bytes | memoryview, path: Path) -> Path:
    """Write a file under a temporary name beside it, then rename: whole, or not there.

    Raises
    ------
    DataError
        If the folder or the disk refuses, with the reason and what to do.
    """
    draft: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(DRAFT_SUFFIX, f".{path.name}.", path.parent)
        draft = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        draft.replace(path)
        remove_drafts(path, ABANDONED)
    except OSError as error:
        raise DataError(_refused(path, error)) from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
    return path


def check_writable(folder: Path) -> None:
    """Find out before hours of solving whether results can be written.

    Raises
    ------
    DataError
        If the folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DataError(_refused(folder, error)) from error


def remove_drafts(path: Path, older: float = 0.0) -> None:
    """Remove what a process that was killed left of ``path``, if untouched for so many seconds."""
    for draft in path.parent.glob(f".{path.name}.*{DRAFT_SUFFIX}"):
        with suppress(OSError):  # another run may finish it, or remove it, at this moment
            if time.time() - draft.stat().st_mtime >= older:
                draft.unlink()


def write_result(result: xr.Dataset, path: Path) -> Path:
    """Write a result as compressed NetCDF-4.

    Raises
    ------
    DataError
        If it cannot be written; no part of it is left then.
    """
    encoding = {
        str(name): {"zlib": True, "complevel": 4, "fletcher32": True}
        for name, array in result.data_vars.items()
        if array.dtype.kind in "fiu" and array.ndim
    }
    plain = result.drop_encoding()
    content = plain.to_netcdf(engine="netcdf4", format="NETCDF4", encoding=encoding)
    return write_bytes(content, path)


def open_result(path: str | Path) -> xr.Dataset:
    """Read a result file into memory.

    Raises
    ------
    DataError
        If it does not exist, is damaged, or is not a result of this package.
    """
    path = Path(path)
    if not path.is_file():
        msg = f"{path}: no such file; results are written by `cge run SCENARIO --out {path}`"
        raise DataError(msg)
    try:
        with xr.open_dataset(path, engine="netcdf4") as file:
            result = file.load()
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        msg = f"{path}: damaged or not NetCDF ({reason}); solve the scenario again"
        raise DataError(msg) from error
    missing = [name for name in REQUIRED if name not in result.attrs]
    if missing:
        msg = f"{path}: not a result of `cge run`: the attribute {missing[0]!r} is missing"
        raise DataError(msg)
    return result


def _refused(path: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"cannot write {path}: {reason}; nothing is left of it; choose another place with --out"
