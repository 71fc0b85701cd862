"""The outcome that is asked for: a weighted sum of cells of a definition, and its value."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.errors import UsageError
from cge.nearest import allowed_names
from cge.sweeps.readings import EVERY, Reading, whole
from cge.symbols import result_symbols

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr

    from cge.solver.solution import Solution

HEADLINE = ("welfare_ev_world_ppp",)
"""What is explained if nothing is asked for."""
BEYOND = 2.0**40
"""Above all positions of cells, and no value that stands for a cell that does not exist."""


@dataclass(frozen=True)
class Outcome:
    """One number of an equilibrium."""

    name: str
    """As in ``welfare_ev[group=natives, region=USA]``."""
    unit: str
    value: float
    weights: dict[int, float]
    """By position of the cell."""


def outcomes_of(text: str, solution: Solution) -> list[Outcome]:
    """The outcomes that a selector names: one, or one for each label of every ``dim=*``.

    Parameters
    ----------
    text
        ``NAME``, ``NAME[dim=label, dim=*]`` or ``NAME[label, label]``, where each label belongs to
        the first dimension that has it and no label yet.  Dimensions left out are added up.

    Raises
    ------
    UsageError
        If there is no such outcome, or it has no such label; with the nearest name.
    """
    reading = Reading.of(_with_dims(text, solution))
    return [_outcome(one, solution) for one in _each(reading, solution)]


def check_name(text: str) -> None:
    """Refuse an outcome that no definition has, before anything is solved.

    Raises
    ------
    UsageError
        With the nearest name.
    """
    name, bracket, inside = text.partition("[")
    if bracket and "=" in inside:
        Reading.of(text)
    kept = ", ".join(f"{dim}={EVERY}" for dim in _dims(name.strip()))
    Reading.of(f"{name}[{kept}]" if bracket else name)


def _with_dims(text: str, solution: Solution) -> str:
    """The selector with the dimension of every label."""
    name, bracket, inside = text.partition("[")
    labels = [part.strip() for part in inside.rstrip().removesuffix("]").split(",")]
    if not bracket or any("=" in label for label in labels):
        return text
    bench = solution.model.bench
    array = whole(name.strip(), solution.outcomes, solution.after, bench)
    there = {str(dim): [str(x) for x in array[dim].values] for dim in array.dims}
    found: dict[str, str] = {}
    for label in labels:
        dim = next((d for d in there if d not in found and label in there[d]), None)
        if dim is None:
            known = [x for d in there if d not in found for x in there[d]]
            msg = f"{text}: {label!r} is no label of {name}; {allowed_names(label, known)}"
            raise UsageError(msg)
        found[dim] = label
    return f"{name}[{', '.join(f'{dim}={label}' for dim, label in found.items())}]"


def _dims(name: str) -> list[str]:
    symbol = result_symbols().get(name)
    return [] if symbol is None else symbol.dims.replace("-", "").split()


def _each(reading: Reading, solution: Solution) -> Iterator[Reading]:
    """A reading for every combination of labels of the dimensions that are kept."""
    array = whole(reading.name, solution.outcomes, solution.after, solution.model.bench)
    choices = [
        [(dim, str(x)) for x in array[dim].values] if label == EVERY else [(dim, label)]
        for dim, label in reading.labels
    ]
    for labels in itertools.product(*choices):
        inside = ", ".join(f"{dim}={label}" for dim, label in labels)
        text = f"{reading.name}[{inside}]" if inside else reading.name
        yield Reading(text, reading.name, labels)


def _outcome(reading: Reading, solution: Solution) -> Outcome:
    outcomes, bench = solution.outcomes, solution.model.bench
    value = float(reading.of_solution(outcomes, solution.after, bench))
    at: xr.DataArray = whole(reading.name, outcomes, BEYOND + np.arange(outcomes.cells.size), bench)
    places = at.sel(dict(reading.labels)).values.ravel() - BEYOND
    weights = {int(n): 1.0 for n in places[np.isfinite(places) & (places >= 0)]}
    if not weights:
        msg = f"{reading.text} does not exist in this scenario; choose other labels"
        raise UsageError(msg)
    return Outcome(reading.text, result_symbols()[reading.name].unit, value, weights)
