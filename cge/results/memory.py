"""Results ask for the same arrays again and again: each is computed once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import xarray as xr


def remembered(compute: Callable[..., xr.DataArray]) -> Callable[..., xr.DataArray]:
    """Keep what a function or method of an object with a ``memory`` returns, by its keywords.

    Other positional arguments must follow from the object.
    """

    @wraps(compute)
    def recalled(owner: Any, *arguments: Any, **kind: bool) -> xr.DataArray:
        key = (compute.__qualname__, *sorted(kind.items()))
        if key not in owner.memory:
            owner.memory[key] = compute(owner, *arguments, **kind)
        return owner.memory[key]

    return recalled
