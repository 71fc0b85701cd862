"""Scenarios made of a base and parts that several governments add: one for each profile."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cge.places import Problems, dotted
from cge.scenario.kinds import shortened
from cge.scenario.load import OWN, find_scenario, read_source
from cge.yaml_file import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cge.places import Key, Place


def base_of(name: str, places: Mapping[Key, Place]) -> Source:
    """The scenario below all parts: a shipped one, or a file beside the one that names it."""
    place = places.get(("base",))
    beside = Path(place.file).parent if place is not None and place.line else None
    source = read_source(find_scenario(name, beside))
    source.raise_if_faulty()
    data = {key: value for key, value in source.data.items() if key not in OWN}
    return Source(data, source.places)


def union(base: Source, name: str, parts: Iterable[tuple[Key, Mapping[str, Any]]],
          places: Mapping[Key, Place]) -> Source:  # fmt: skip
    """A base with parts added, each known by its key in the file it stands in.

    Lists of clauses are put one after the other, mappings are joined key by key; a single value
    replaces that of the base.

    Raises
    ------
    ScenarioError
        If two parts give one key different values.
    """
    made = _Union(base, places)
    for key, part in parts:
        made.add(part, made.data, key, ())
    made.problems.raise_if_any()
    made.data["name"] = name
    made.places[()] = places[()]
    return Source(made.data, made.places)


class _Union:
    def __init__(self, base: Source, written: Mapping[Key, Place]) -> None:
        self.data = deepcopy(base.data)
        self.places = dict(base.places)
        self.problems = Problems(written)
        self._written = written
        self._given: set[Key] = set()

    def add(self, part: Mapping[str, Any], into: dict[str, Any], key: Key, own: Key) -> None:
        """Put a part, written at ``key``, where ``own`` stands in the scenario."""
        for name, value in part.items():
            at, here = (*key, name), (*own, name)
            if isinstance(value, dict) and isinstance(into.setdefault(name, {}), dict):
                self.add(value, into[name], at, here)
            elif isinstance(value, list) and isinstance(into.get(name, []), list):
                have = into.setdefault(name, [])
                for n, entry in enumerate(value):
                    self._place((*at, n), (*here, len(have)))
                    have.append(deepcopy(entry))
            else:
                if here in self._given and into[name] != value:
                    told = f"{shortened(into[name])} of another player and {shortened(value)}"
                    self.problems.add(at, f"{dotted(here)} is given twice: {told}")
                self._given.add(here)
                into[name] = deepcopy(value)
                self._place(at, here)

    def _place(self, written: Key, own: Key) -> None:
        for key, place in self._written.items():
            if key[: len(written)] == written:
                self.places[(*own, *key[len(written) :])] = place
