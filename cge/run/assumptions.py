"""The parameters a result rests on, with the range and the source of each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.schema import Scenario


def assumptions(scenario: Scenario, bench: xr.Dataset) -> str:
    """JSON: what each parameter of behaviour is, its value in this scenario, range, source.

    ``{"esubnm": {"long_name", "value", "low", "high", "status", "source", "changed"}}``; a value by
    sector is ``{sector: value}``, infinity is the word ``"inf"``, and ``changed`` says that the
    scenario sets it.
    """
    given = scenario.parameters.model_dump()
    out = {}
    for name in given:
        if name not in bench:
            continue
        array, asked = bench[name], given[name]
        about: dict[str, Any] = {"long_name": array.attrs.get("long_name", "")}
        about["value"] = _plain(_values(array) if asked is None else asked)
        for key in ("low", "high", "status", "source"):
            if key in array.attrs:
                about[key] = _plain(array.attrs[key])
        out[name] = about | {"changed": asked is not None}
    return json.dumps(out)


def _values(array: xr.DataArray) -> Any:
    if array.ndim == 0:
        return float(array)
    (dim,) = array.dims
    return dict(zip(map(str, array[dim].values), map(float, array.values), strict=True))


def _plain(value: Any) -> Any:
    """Numbers as JSON knows them."""
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, np.ndarray):
        return [_plain(v) for v in value]
    if isinstance(value, str):
        return value
    return float(value) if np.isfinite(value) else "inf"
