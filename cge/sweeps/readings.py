"""What is kept of a draw: definitions by name, added up over the labels that are not asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xarray as xr

from cge.errors import UsageError
from cge.model.blocks import every_definition
from cge.nearest import allowed_names
from cge.results.evaluate import labelled
from cge.symbols import result_symbols

if TYPE_CHECKING:
    import numpy as np

    from cge.solver.outcomes import Outcomes

EVERY = "*"
_SELECTOR = re.compile(r"\s*(\w+)\s*(?:\[(.*)\])?\s*")
ADDS_UP = ("10^9 ", "workers", "persons")
"""Beginnings of units whose figures may be added over labels."""


@dataclass(frozen=True)
class Reading:
    """An outcome as it is asked for: ``welfare_ev[group=natives, region=USA]``."""

    text: str
    name: str
    labels: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, text: str) -> Reading:
        """Read a selector; ``dim=*`` keeps a dimension, a dimension left out is added up.

        Raises
        ------
        UsageError
            If it is no selector, names no result, or would add up what does not.
        """
        found = _SELECTOR.fullmatch(text)
        known = result_symbols()
        if not found or (found[2] and not all("=" in part for part in found[2].split(","))):
            msg = f"{text!r} is no outcome; write NAME or NAME[dim=label, dim=*]"
            raise UsageError(msg)
        name = found[1]
        results = sorted({one.cells for one in every_definition()} & set(known))
        if name not in results:
            msg = f"{name!r} is no outcome that has a definition; {allowed_names(name, results)}"
            raise UsageError(msg)
        pairs = [part.split("=", 1) for part in (found[2] or "").split(",") if part.strip()]
        labels = tuple((dim.strip(), label.strip()) for dim, label in pairs)
        dims = known[name].dims.replace("-", "").split()
        for dim, _ in labels:
            if dim not in dims:
                msg = f"{name} has no dimension {dim!r}; {allowed_names(dim, dims)}"
                raise UsageError(msg)
        left = [dim for dim in dims if dim not in dict(labels)]
        if left and not known[name].unit.startswith(ADDS_UP):
            msg = (
                f"{name} [{known[name].unit}] cannot be added up over {', '.join(left)}; name a "
                f"label of each, or keep it: {name}[{', '.join(f'{dim}=*' for dim in left)}]"
            )
            raise UsageError(msg)
        return cls(text, name, labels)

    @property
    def variable(self) -> str:
        """Name in the dataset of a sweep."""
        chosen = [label for _, label in self.labels if label != EVERY]
        return "_".join([self.name, *chosen])

    def of_solution(self, outcomes: Outcomes, v: np.ndarray, coords: xr.Dataset) -> xr.DataArray:
        """The figure at a point, with the dimensions that are kept.

        Raises
        ------
        UsageError
            If a label does not exist.
        """
        array = whole(self.name, outcomes, v, coords)
        for dim, label in self.labels:
            if label == EVERY:
                continue
            there = [str(x) for x in array[dim].values]
            if label not in there:
                msg = f"{self.text}: {label!r} is not a {dim}; {allowed_names(label, there)}"
                raise UsageError(msg)
            array = array.sel({dim: label}, drop=True)
        kept = [dim for dim, label in self.labels if label == EVERY]
        return array.sum([dim for dim in array.dims if dim not in kept])


def whole(name: str, outcomes: Outcomes, v: np.ndarray, coords: xr.Dataset) -> xr.DataArray:
    """All cells of a definition at a point, or of an unknown that is a result as such.

    Raises
    ------
    UsageError
        If the scenario does not have it.
    """
    parts = [one for one in outcomes.definitions if one.cells == name]
    if not parts and name not in outcomes.cells.components:
        msg = f"{name} is no definition of this scenario; choose another outcome"
        raise UsageError(msg)
    dims = result_symbols()[name].dims.split()
    return labelled(outcomes.component(name), v, coords, dims, parts)
