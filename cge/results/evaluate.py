"""Cells of definitions as a Dataset: labels from their keys, dims from the registry of symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.model.workers import GROUPS
from cge.symbols import result_symbols

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cge.model.definition import Definition
    from cge.solver.cells import Component
    from cge.solver.outcomes import Outcomes


def dataset(outcomes: Outcomes, v: np.ndarray, coords: xr.Dataset, suffix: str = "") -> xr.Dataset:
    """Every definition that the registry knows as a result, and unknowns that are results as such.

    Parameters
    ----------
    outcomes
        Definitions of the model.
    v : numpy.ndarray (cells)
        What :meth:`Outcomes.at` has returned; with ``suffix="_base"`` what
        :meth:`Outcomes.benchmark` has, and the names are those of the values before.
    coords : xarray.Dataset
        The benchmark: labels of its dims, in their order.  Other dims have the labels of the keys,
        in the order in which definitions are stated.

    Returns
    -------
    xarray.Dataset
        NaN, or ``elsewhere`` of the definition, where a cell does not exist.
    """
    known = result_symbols()
    parts: dict[str, list[Definition]] = {}
    for one in outcomes.definitions:
        if one.cells + suffix in known:
            parts.setdefault(one.cells, []).append(one)
    for name in outcomes.cells.components:
        if name + suffix in known and known[name + suffix].kind == "result":
            parts.setdefault(name, parts.get(name.removesuffix("_base"), []))
    arrays = {
        name + suffix: labelled(
            outcomes.component(name), v, coords, known[name + suffix].dims.split(), found
        )
        for name, found in parts.items()
    }
    return _aligned(arrays)


def _aligned(arrays: dict[str, xr.DataArray]) -> xr.Dataset:
    """One Dataset: dims that are not those of the benchmark have the labels of all arrays."""
    labels: dict[str, dict[str, None]] = {"group": dict.fromkeys(GROUPS)}
    for array in arrays.values():
        for dim in array.dims:
            labels.setdefault(str(dim), {}).update(dict.fromkeys(array[dim].values.tolist()))
    every = {dim: list(names) for dim, names in labels.items()}

    def complete(array: xr.DataArray) -> xr.DataArray:
        other = [dim for dim in array.dims if array[dim].values.tolist() != every[str(dim)]]
        return array.reindex({dim: every[str(dim)] for dim in other}) if other else array

    return xr.Dataset({name: complete(array) for name, array in arrays.items()})


def labelled(
    component: Component,
    v: np.ndarray,
    coords: xr.Dataset,
    dims: Sequence[str],
    parts: Sequence[Definition] = (),
) -> xr.DataArray:
    """Cells of one component as an array with these dims; ``parts`` are its definitions."""
    values = v[component.cells]
    if not dims or list(dims) == ["-"]:
        return xr.DataArray(float(values[0]))
    first = max((tuple(part.labels) for part in parts), key=len, default=())
    order = first + tuple(d for d in dims if d not in first)
    keys = [key if isinstance(key, tuple) else (key,) for key in component.keys]
    labels = {
        d: coords[d].values.tolist() if d in coords.coords else _labels(keys, n)
        for n, d in enumerate(order)
    }
    elsewhere = parts[0].elsewhere if parts else np.nan
    out = np.full([len(labels[d]) for d in order], elsewhere)
    place = [{label: n for n, label in enumerate(labels[d])} for d in order]
    if keys:
        out[tuple(np.array([p[key[n]] for key in keys]) for n, p in enumerate(place))] = values
    return xr.DataArray(out, labels, order).transpose(*dims)


def _labels(keys: Iterable[tuple[str, ...]], n: int) -> list[str]:
    return list(dict.fromkeys(key[n] for key in keys))
