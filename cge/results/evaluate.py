"""Cells of definitions as a Dataset: labels from their keys, dims from the registry of symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.model.workers import GROUPS
from cge.symbols import result_symbols

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from cge.model.definition import Definition
    from cge.solver.cells import Component
    from cge.solver.outcomes import Outcomes


def dataset(
    outcomes: Outcomes,
    v: np.ndarray,
    coords: xr.Dataset,
    suffix: str = "",
    names: Collection[str] | None = None,
) -> xr.Dataset:
    """Every definition that the registry knows as a result, and unknowns that are results as such.

    Parameters
    ----------
    outcomes
        Definitions of the model.
    v : numpy.ndarray (cells)
        What :meth:`Outcomes.at` has returned; with ``suffix="_base"`` what
        :meth:`Outcomes.benchmark` has, and the names are those of the values before.
    coords : xarray.Dataset
        The benchmark: labels of its dims, in their order.  Other dims have the labels of the keys
        of all definitions, in the order in which these are stated.
    names
        What is wanted, all if it is left out.

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
    dims = {name: known[name + suffix].dims.split() for name in parts}
    labels: dict[str, dict[str, None]] = {"group": dict.fromkeys(GROUPS)}
    for name, found in parts.items():
        component = outcomes.component(name)
        for n, dim in enumerate(_order(dims[name], found)):
            if dim not in coords.coords:
                labels.setdefault(dim, {}).update(dict.fromkeys(component.labels(n)))
    every = {dim: tuple(found) for dim, found in labels.items()}
    wanted = parts if names is None else [name for name in parts if name in names]
    return xr.Dataset(
        {
            name + suffix: labelled(
                outcomes.component(name), v, coords, dims[name], parts[name], every
            )
            for name in wanted
        }
    )


def labelled(
    component: Component,
    v: np.ndarray,
    coords: xr.Dataset,
    dims: Sequence[str],
    parts: Sequence[Definition] = (),
    other: Mapping[str, tuple[str, ...]] | None = None,
) -> xr.DataArray:
    """Cells of one component as an array with these dims; ``parts`` are its definitions.

    ``other``: labels of dims that the benchmark does not have, those of the cells if left out.
    """
    values = v[component.cells]
    order = _order(dims, parts)
    if not order:
        return xr.DataArray(float(values[0]))
    labels = {
        d: tuple(coords.get_index(d))
        if d in coords.coords
        else (other or {}).get(d) or component.labels(n)
        for n, d in enumerate(order)
    }
    elsewhere = parts[0].elsewhere if parts else np.nan
    out = np.full([len(labels[d]) for d in order], elsewhere)
    if component.keys:
        out[component.places(tuple(labels.values()))] = values
    coordinates = {d: list(found) for d, found in labels.items()}
    return xr.DataArray(out, coordinates, order).transpose(*dims)


def _order(dims: Sequence[str], parts: Sequence[Definition]) -> tuple[str, ...]:
    """Dims in the order of the index: labels of definitions come first; none for one number."""
    if not dims or list(dims) == ["-"]:
        return ()
    first = max((tuple(part.labels) for part in parts), key=len, default=())
    return first + tuple(d for d in dims if d not in first)
