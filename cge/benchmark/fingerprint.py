"""What a benchmark holds, as one number: two with the same fingerprint are the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr


def fingerprint(bench: xr.Dataset) -> str:
    """SHA-256 of all variables and coordinates, whatever their order and storage."""
    digest = hashlib.sha256()
    digest.update(str(bench.attrs["remittance_sector"]).encode())
    for name in sorted(map(str, bench.variables)):
        values = bench[name].values
        digest.update(f"\n{name}{bench[name].dims}{values.shape}".encode())
        if values.dtype.kind in "OUST":
            digest.update("\0".join(map(str, values.ravel().tolist())).encode())
        else:
            digest.update(np.ascontiguousarray(values, dtype="<f8").tobytes())
    return digest.hexdigest()
