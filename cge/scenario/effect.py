"""Clauses that change nothing, and clauses that others undo: one mechanism for all of them.

A clause is left out and the scenario is read again.  If its substance stays, the clause has no
effect; if the clause would have one without its neighbours of the same list, they undo it.  The
schema says what a clause is, so that a new kind of clause is looked at without a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from cge.errors import ScenarioError
from cge.places import dotted
from cge.scenario.kinds import Section
from cge.scenario.schema import OF_YEARS, Scenario
from cge.scenario.select import DIMS
from cge.scenario.settings import Settings
from cge.scenario.substance import Substance, substance

if TYPE_CHECKING:
    from cge.places import Key, Problems

Reading = Callable[[Scenario], Settings]
"""What a scenario means on the benchmark at hand."""

SHOWN = 6
"""Labels that a message lists."""
PLACES = {
    "by": ("region", "importer", "origin"),
    "to": ("destination", "exporter", "region"),
    "from": ("origin", "region"),
    "payer": ("destination",),
    "recipient": ("origin",),
}
"""Dims in which labels of a selector can show an effect, where its name is not that of the dim."""
REASONS = {
    "tariffs": "nothing is traded there, or the rate is so already",
    "remittances.matching": "nobody there receives anything, or the rate is 0",
    "remittances.shares": "nobody sends anything there, or the share is so already",
    "remittances.costs": "every cost of sending there is below it already",
    "remittances.cost": "every cost of sending is below it already",
    "levies": "nobody pays it: give applies_to: all, or let newcomers in",
    "transfers": "nothing is paid, or everybody pays himself",
    "eligibility": "nobody is concerned: give applies_to: all, or let newcomers in",
    "visas": "it states what holds today",
    "closure.others": "the clauses name every corridor that has migrants",
    "parameters": "it is so already, or no equation of this scenario uses it",
}
"""Why a clause may change nothing, by its section."""


@dataclass(frozen=True)
class Part:
    """One clause or one value of a scenario, and the scenario without it."""

    key: Key
    clause: object
    without: Scenario
    alone: Scenario | None = None
    """Without the other clauses of the list, where they could undo it."""


def parts(scenario: Scenario) -> Iterator[Part]:
    """Every clause of every list, every closure, parameter and value that was given."""
    for name in type(scenario).model_fields:
        value = getattr(scenario, name)

        def put(new: object, name: str = name) -> Scenario:
            return scenario.model_copy(update={name: new})

        yield from _in_list((name,), value, put)
        if isinstance(value, Section):
            yield from _in_section((name,), value, put)


def _in_section(key: Key, section: Section, put: Callable[[object], Scenario]) -> Iterator[Part]:
    for name in type(section).model_fields:
        value, default = getattr(section, name), type(section).model_fields[name].default

        def put_in(new: object, name: str = name) -> Scenario:
            return put(section.model_copy(update={name: new}))

        yield from _in_list((*key, name), value, put_in)
        given = name in section.model_fields_set and value != default
        if given and not isinstance(value, tuple) and name not in OF_YEARS:
            yield Part((*key, name), value, put_in(default))


def _in_list(key: Key, value: object, put: Callable[[object], Scenario]) -> Iterator[Part]:
    """Clauses of a list; those with names exclude each other or add up, and undo nothing."""
    if not isinstance(value, tuple) or not all(isinstance(clause, Section) for clause in value):
        return
    replace = len(value) > 1 and "name" not in type(value[0]).model_fields
    for n, clause in enumerate(value):
        rest = value[:n] + value[n + 1 :]
        yield Part((*key, n), clause, put(rest), put((clause,)) if replace else None)


def without_effect(
    scenario: Scenario, settings: Settings, bench: xr.Dataset, read: Reading, problems: Problems
) -> list[str]:
    """Cautions on clauses and values that change nothing; clauses that others undo are problems.

    Parameters
    ----------
    scenario, settings
        The scenario and what it means on the benchmark.
    read
        What a scenario means on the benchmark; raises ``ScenarioError`` where it means nothing.
    """

    def meaning(of: Scenario) -> Substance | None:
        try:
            return substance(read(of), bench)
        except ScenarioError:
            return None  # other clauses refer to what is left out: it is needed

    whole = substance(settings, bench)
    cautions = []
    for part in parts(scenario):
        rest = meaning(part.without)
        if rest is None:
            continue
        does = changed(whole, rest)
        lost = {} if part.alone is None else _lost(part, does, scenario, meaning)
        if lost and not does:
            others = dotted(part.key[:-1])
            problems.add(
                part.key,
                f"other clauses of {others!r} undo all that it says{_shown(lost)}; allowed: one "
                "clause that speaks last: take this one out, or use 'except' in the other",
            )
        elif not does:
            cautions.append(problems.located(part.key, f"changes nothing: {_reason(part.key)}"))
        else:
            if lost:
                text = f"is replaced by other clauses{_shown(lost)}"
                cautions.append(problems.located(part.key, text))
            idle = _idle_labels(part.clause, does)
            if idle:
                text = f"changes nothing {', '.join(idle)}: {_reason(part.key)}"
                cautions.append(problems.located(part.key, text))
    return cautions


def _lost(
    part: Part,
    does: dict[str, xr.DataArray],
    scenario: Scenario,
    meaning: Callable[[Scenario], Substance | None],
) -> dict[str, xr.DataArray]:
    """Where a clause would do something by itself and does nothing beside the others."""
    assert part.alone is not None
    alone, nothing = meaning(part.alone), meaning(_without_list(scenario, part.key[:-1]))
    if alone is None or nothing is None:
        return {}
    could = changed(alone, nothing)
    lost = {name: cells & ~does[name] if name in does else cells for name, cells in could.items()}
    return {name: cells for name, cells in lost.items() if bool(cells.any())}


def _without_list(scenario: Scenario, key: Key) -> Scenario:
    if len(key) == 1:
        return scenario.model_copy(update={str(key[0]): ()})
    section = getattr(scenario, str(key[0]))
    return scenario.model_copy(update={str(key[0]): section.model_copy(update={str(key[1]): ()})})


def _reason(key: Key) -> str:
    names = [str(part) for part in key if isinstance(part, str)]
    return REASONS.get(".".join(names), REASONS.get(names[0], "it states what holds already"))


def _shown(cells: dict[str, xr.DataArray]) -> str:
    """Labels of the cells, by the dim that tells them apart best."""
    mask = next(iter(cells.values()))
    if not mask.dims:
        return ""
    where = np.argwhere(mask.values)
    texts = [
        " ".join(str(mask[dim].values[at]) for dim, at in zip(mask.dims, cell, strict=True))
        for cell in where[:SHOWN]
    ]
    more = f" and {len(where) - SHOWN} more" if len(where) > SHOWN else ""
    return f" in {', '.join(texts)}{more}"


def _idle_labels(clause: object, does: dict[str, xr.DataArray]) -> list[str]:
    """Labels that a clause names one by one and in which it changes nothing."""
    if not isinstance(clause, Section) or any(not cells.dims for cells in does.values()):
        return []
    idle = []
    written = clause.model_dump(by_alias=True, exclude_unset=True)
    for key in DIMS.keys() & written.keys():
        words: Any = written[key]
        dims = PLACES.get(key, (key, DIMS[key]))
        seen, known = _labels(does, dims)
        idle += [f"{key} {word}" for word in words if word in known and word not in seen]
    return sorted(idle)


def _labels(does: dict[str, xr.DataArray], dims: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """Labels with an effect, and all labels, of the first of some dims that every array has."""
    seen: set[str] = set()
    known: set[str] = set()
    for cells in does.values():
        dim = next((dim for dim in dims if dim in cells.dims), None)
        if dim is None:
            return set(), set()
        hit = cells.any([other for other in cells.dims if other != dim])
        seen |= set(map(str, hit[dim].values[hit.values]))
        known |= set(map(str, hit[dim].values))
    return seen, known


def changed(one: Substance, other: Substance) -> dict[str, xr.DataArray]:
    """Where two substances differ, by name: arrays of bool, of no dims for plain values."""
    found = {}
    for name in sorted({*one, *other}):
        a, b = one.get(name), other.get(name)
        if _identical(a, b):
            continue
        if isinstance(a, xr.DataArray) or isinstance(b, xr.DataArray):
            differs = _differs(a, b)
        else:
            differs = xr.DataArray(a != b)
        if bool(differs.any()):
            found[name] = differs
    return found


def _identical(a: object, b: object) -> bool:
    """Equal cell by cell: most of what two substances hold, and told without aligning labels."""
    if a is b:
        return True
    if not isinstance(a, xr.DataArray) or not isinstance(b, xr.DataArray):
        return False
    return a.dims == b.dims and a.shape == b.shape and bool((a.values == b.values).all())


def _differs(a: xr.DataArray | None, b: xr.DataArray | None) -> xr.DataArray:
    """Cells that differ by more than rounding; what one side lacks differs where it is not 0."""
    if a is None or b is None:
        one = a if b is None else b
        assert one is not None
        return xr.ones_like(one, dtype=bool) if one.dtype.kind in "UO" else one.fillna(1.0) != 0
    a, b = xr.broadcast(a, b)
    if a.dtype.kind in "UOb":
        return a != b
    return a.copy(data=~np.isclose(a.values, b.values, rtol=1e-12, atol=0.0, equal_nan=True))
