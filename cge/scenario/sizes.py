"""How many workers a clause means: sizes in percent or workers, shared out over corridors.

Sizes are per destination region and skill; ``joint: true`` makes them one number.  ``bilateral``
gives the whole size to every corridor, ``proportional`` divides it by weights, ``mfn`` leaves the
division to those who want to come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.scenario.settings import Cap, Slots

if TYPE_CHECKING:
    from cge.scenario.people import People
    from cge.scenario.visa_clause import Size, VisaClause


def groups(clause: VisaClause, open_: np.ndarray, people: People) -> list[tuple[str, np.ndarray]]:
    """Sets of corridors that share one size, with the name of each: name, mask."""
    assert clause.size is not None
    if clause.size.joint:
        return [(clause.name, open_)]
    result = []
    if clause.instrument == "sponsorship":  # a resident sponsors whom he likes, of any skill
        return [
            (f"{clause.name} {people.regions[d]}", open_ & (np.arange(len(open_)) == d)[:, None])
            for d in np.flatnonzero(open_.any(axis=(0, 2)))
        ]
    for d, k in np.argwhere(open_.any(axis=0)):
        mask = np.zeros_like(open_)
        mask[:, d, k] = open_[:, d, k]
        result.append((f"{clause.name} {people.regions[d]} {people.skills[k]}", mask))
    return result


def each(size: Size, people: People) -> np.ndarray:
    """The size that every corridor has by itself (origin, destination, skill) [workers]."""
    shape = people.workers.shape
    if size.workers is not None:
        return np.full(shape, size.workers)
    if size.percent_of_current is not None:
        return size.percent_of_current / 100 * people.workers
    if size.percent_of_labour_force is not None:
        return np.broadcast_to(size.percent_of_labour_force / 100 * people.labour_force, shape)
    if size.percent_of_natives is not None:
        at_home = people.workers.diagonal().T  # (region, skill)
        return np.broadcast_to(size.percent_of_natives / 100 * at_home, shape)
    assert size.percent_of_population is not None
    parts = people.labour_force / people.labour_force.sum(axis=1, keepdims=True)
    residents = parts * people.population[:, None]
    return np.broadcast_to(size.percent_of_population / 100 * residents, shape)


def together(size: Size, mask: np.ndarray, people: People) -> float:
    """The size that one group of corridors has together [workers]."""
    sizes = each(size, people)
    if size.workers is not None:
        return size.workers
    if size.percent_of_current is not None:
        return float(sizes[mask].sum())
    return float(sizes[0][mask.any(axis=0)].sum())


def caps(clause: VisaClause, open_: np.ndarray, people: People) -> list[Cap]:
    """The quotas of a clause: one per group (mfn), else one per corridor."""
    if clause.allocation in (None, "mfn"):
        return [_cap(name, mask, clause, people) for name, mask in groups(clause, open_, people)]
    numbers = allocated(clause, open_, people)
    result = []
    for cell in people.cells(open_):
        corridor = people.corridor(cell)
        name = " ".join((clause.name, *corridor))
        today, limit = float(people.workers[cell]), float(numbers[cell])
        money = clause.priced_in == "usd"
        result.append(Cap(name, (corridor,), today=today, limit=limit, money=money))
    return result


def allocated(clause: VisaClause, open_: np.ndarray, people: People) -> np.ndarray:
    """Workers in each corridor after the clause, NaN elsewhere (origin, destination, skill)."""
    assert clause.size is not None
    numbers = np.full(people.workers.shape, np.nan)
    today = 0.0 if clause.measure == "total" else people.workers
    if clause.allocation == "bilateral":
        numbers[open_] = each(clause.size, people)[open_]
    else:
        weights = _weights(clause, people)
        for _, mask in groups(clause, open_, people):
            shares = weights[mask] / weights[mask].sum()
            numbers[mask] = together(clause.size, mask, people) * shares
    return numbers + today


def _weights(clause: VisaClause, people: People) -> np.ndarray:
    if clause.weights == "stock":
        return people.workers
    living_there = people.labour_force[:, None, :]
    return np.broadcast_to(living_there, people.workers.shape)


def _cap(name: str, mask: np.ndarray, clause: VisaClause, people: People) -> Cap:
    assert clause.size is not None
    corridors = tuple(people.corridor(cell) for cell in people.cells(mask))
    today = float(people.workers[mask].sum())
    size = together(clause.size, mask, people)
    if clause.supply is not None:
        slots = Slots(most=size, mean=clause.supply.mean, cost=clause.supply.cost)
        return Cap(name, corridors, today=today, limit=today, money=True, slots=slots)
    limit = size if clause.measure == "total" else today + size
    return Cap(name, corridors, today=today, limit=limit, money=clause.priced_in == "usd")
