"""Figures of a benchmark that are asked for many times while a model is built: computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

import xarray as xr

Figure = Callable[[xr.Dataset], Any]

_known: ContextVar[dict[tuple[Figure, int], tuple[xr.Dataset, Any]] | None] = ContextVar(
    "known", default=None
)
"""By function and benchmark; None where benchmarks may be changed in between."""


@contextmanager
def unchanged() -> Iterator[None]:
    """While this lasts no benchmark is changed, and no figure of one is computed twice.

    Arrays must have the same labels in the same order to be added or multiplied, which saves the
    time to align them.
    """
    if _known.get() is not None:
        yield
        return
    token = _known.set({})
    try:
        with xr.set_options(arithmetic_join="exact"):
            yield
    finally:
        _known.reset(token)


def once(figure: Figure) -> Figure:
    """Remember what follows from a benchmark alone, within :func:`unchanged`."""

    @wraps(figure)
    def remembered(bench: xr.Dataset) -> Any:
        known = _known.get()
        if known is None:
            return figure(bench)
        key = (figure, id(bench))
        if key not in known:
            known[key] = (bench, figure(bench))  # the benchmark too, so that its id stays its own
        return known[key][1]

    return remembered
