"""Files that are proved whole: NetCDF with a checksum of every byte behind it.

The library that reads NetCDF can run for ever on a damaged file, and its own checksums cover the
numbers and not the attributes.  So the SHA-256 of the whole file is written behind its end, where
other programs do not look, and is compared before the library sees anything.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import xarray as xr

from cge.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

MARK = b"\ncge sha256 "
LENGTH = len(MARK) + 64
NO_DATASET = (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError)
"""What xarray and the library of NetCDF raise at a file that they cannot decode."""


def sealed(content: bytes | memoryview) -> bytes:
    """The content with its checksum behind it."""
    whole = bytes(content)
    return whole + MARK + hashlib.sha256(whole).hexdigest().encode()


def open_sealed(path: Path, *, needed: bool = True) -> xr.Dataset:
    """Read a NetCDF file into memory.

    Parameters
    ----------
    path
        The file.
    needed
        Whether a file without a checksum, as other programs write it, is refused.

    Raises
    ------
    DataError
        If the checksum does not fit, or is missing where it is needed.
    OSError and others
        If the file is no NetCDF: those of :data:`NO_DATASET`.
    """
    content = path.read_bytes()
    body, seal = content[:-LENGTH], content[-LENGTH:]
    if seal.startswith(MARK):
        if sealed(body) != content:
            msg = f"{path}: damaged: its bytes are not those that were written (checksum)"
            raise DataError(msg)
    elif needed:
        msg = (
            f"{path}: damaged or not NetCDF as `cge` writes it: the checksum at its end is missing "
            "(cut short, or changed by another program)"
        )
        raise DataError(msg)
    with xr.open_dataset(path, engine="netcdf4") as opened:
        return opened.load()
