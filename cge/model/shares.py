"""Parameters of the model: benchmark shares, benchmark values and live rates.

Names: ``th_`` cost and budget shares, ``su_`` shares of use or supply, ``v_`` benchmark values
[10^9 USD].  Everything is derived from the benchmark by :mod:`cge.benchmark.accounts`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo
import xarray as xr


def fill(m: pyo.ConcreteModel, name: str, over: Any, array: xr.DataArray, *dims: str) -> None:
    """Declare an indexed Param from the cells of an array, dims in the order of the index.

    Raises
    ------
    ValueError
        If a cell that the model uses is not finite.
    """
    keys = list(over)
    index = {d: {label: n for n, label in enumerate(array[d].values.tolist())} for d in dims}
    values = array.transpose(*dims).values
    rows = [key if isinstance(key, tuple) else (key,) for key in keys]
    at = tuple(np.array([index[d][row[n]] for row in rows], dtype=int) for n, d in enumerate(dims))
    cells = values[at]
    if not np.isfinite(cells).all():
        bad = keys[int(np.flatnonzero(~np.isfinite(cells))[0])]
        msg = f"parameter {name} is not a finite number at {bad}"
        raise ValueError(msg)
    param = pyo.Param(over, within=pyo.Any)
    m.add_component(name, param)
    # Pyomo's own initialisation checks cell by cell what has been checked here: half a second.
    param._data.update(zip(keys, cells.tolist(), strict=True))


def live(m: pyo.ConcreteModel, name: str, over: Any, start: Any = 0.0) -> None:
    """Declare a Param that the shock moves: ``start`` at the benchmark, zero in cells not named."""
    m.add_component(
        name, pyo.Param(over, initialize=start, default=0.0, within=pyo.Any, mutable=True)
    )


def ratio(part: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    """Part / whole, NaN where there is no whole (cells that the model does not have)."""
    return part / whole.where(whole != 0)
