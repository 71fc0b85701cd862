"""Figures that follow from benchmarks alone: computed once for each content.

A scenario of the same benchmark, a draw of a sweep, a page that solves again: all ask for the same
shares.  What is kept is kept by the content of the benchmark and not by the object, so that a
benchmark that is changed in memory has figures of its own.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from functools import wraps
from typing import Any, TypeVar

import xarray as xr

Figure = TypeVar("Figure", bound=Callable[..., Any])

KEPT = 8
"""Contents whose figures are kept at a time."""

_stores: OrderedDict[bytes, dict[Any, Any]] = OrderedDict()
"""Figures by content of the benchmark, the one that was asked for last at the end."""
_known: ContextVar[dict[int, tuple[xr.Dataset, bytes]] | None] = ContextVar("known", default=None)
"""Contents by object, which is kept too, so that its id stays its own; None where benchmarks may
be changed in between."""


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
    """Remember what follows from a benchmark, where :func:`unchanged` holds.

    After it a figure may take other datasets, and plain values that can be compared.
    """

    @wraps(figure)
    def remembered(*given: Any) -> Any:
        known = _known.get()
        if known is None:
            return figure(*given)
        first, *others = (
            _content_of(one, known) if isinstance(one, xr.Dataset) else one for one in given
        )
        store = _stores.pop(first, {})
        _stores[first] = store
        while len(_stores) > KEPT:
            _stores.popitem(last=False)
        key = (figure, *others)
        if key not in store:
            store[key] = deepcopy(figure(*given))  # a view of a benchmark would change with it
        return store[key]

    return remembered  # type: ignore[return-value]


def _content_of(bench: xr.Dataset, known: dict[int, tuple[xr.Dataset, bytes]]) -> bytes:
    if id(bench) not in known:
        known[id(bench)] = bench, _content(bench)
    return known[id(bench)][1]


def _content(bench: xr.Dataset) -> bytes:
    digest = hashlib.blake2b(repr(bench.attrs).encode())
    for name, variable in bench.variables.items():
        values = variable.values
        digest.update(f"\n{name}{variable.dims}{values.shape}{values.dtype}".encode())
        texts = values.dtype.kind not in "fciub"
        digest.update(repr(values.tolist()).encode() if texts else values.tobytes())
    return digest.digest()
