"""Parameters of the model: benchmark shares, benchmark values and live rates.

Names: ``th_`` cost and budget shares, ``su_`` shares of use or supply, ``v_`` benchmark values
[10^9 USD].  Everything is derived from the benchmark by :mod:`cge.benchmark.accounts`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from cge.model.declare import Declared, Param, index


def fill(m: Declared, name: str, over: Any, array: xr.DataArray, *dims: str) -> None:
    """Declare an indexed Param from the cells of an array, dims in the order of the index.

    Raises
    ------
    ValueError
        If a cell that the model uses is not finite.
    """
    cells = index(over)
    labels = tuple(tuple(array.get_index(d)) for d in dims)
    values = array.transpose(*dims).values[cells.places(labels)].astype(float)
    if not np.isfinite(values).all():
        bad = list(cells)[int(np.flatnonzero(~np.isfinite(values))[0])]
        msg = f"parameter {name} is not a finite number at {bad}"
        raise ValueError(msg)
    m.add_component(name, Param(cells, initialize=values))


def live(m: Declared, name: str, over: Any, start: Any = 0.0) -> None:
    """Declare a Param that the shock moves: ``start`` at the benchmark, zero in cells not named."""
    m.add_component(name, Param(over, initialize=start, default=0.0, mutable=True))


def ratio(part: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    """Part / whole, NaN where there is no whole (cells that the model does not have)."""
    return part / whole.where(whole != 0)
