"""Where in a file each value stands, and the list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cge.errors import ScenarioError
from cge.nearest import listing, nearest

Key = tuple[str | int, ...]
"""The way to a value from the top of the file: ``("visas", 0, "to", 1)``."""


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file, or an option of the command line (line 0)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


NOWHERE: Mapping[Key, Place] = MappingProxyType({(): Place("scenario")})
"""Places of a scenario that was made in Python and not read from a file."""


def dotted(key: Key) -> str:
    """``visas.0.to`` for ``("visas", 0, "to")``."""
    return ".".join(str(part) for part in key)


@dataclass
class Problems:
    """Collects located messages, to raise them together."""

    places: Mapping[Key, Place] = field(default_factory=lambda: NOWHERE)
    found: list[tuple[Place, str]] = field(default_factory=list)

    def place(self, key: Key) -> Place:
        """The line of a value, or of the nearest value that holds it."""
        while key and key not in self.places:
            key = key[:-1]
        return self.places.get(key, Place("scenario"))

    def located(self, key: Key, message: str) -> str:
        """A remark on the value at ``key`` that is no mistake."""
        return f"{dotted(key)} ({self.place(key)}): {message}"

    def add(self, key: Key, message: str) -> None:
        """Record what is wrong with the value at ``key``."""
        text = f"{dotted(key)}: {message}" if key else message
        entry = (self.place(key), text)
        if entry not in self.found:
            self.found.append(entry)

    def unknown(
        self,
        key: Key,
        name: object,
        kind: str,
        allowed: Iterable[str],
        synonyms: Mapping[str, str] = MappingProxyType({}),
        known_as: str = "",
    ) -> None:
        """Record a name that is none of those allowed; ``known_as`` tells what it is instead."""
        if known_as:
            self.add(key, f"{name!r} is not a {kind}: {known_as}")
            return
        names = list(allowed)
        hint = nearest(name, names, synonyms)
        self.add(key, f"{name!r} is not a {kind}; allowed: {listing(names)}{hint}")

    def raise_if_any(self) -> None:
        """Raise everything found, in the order of the file.

        Raises
        ------
        ScenarioError
            If anything was recorded.
        """
        if self.found:
            ordered = sorted(self.found, key=lambda entry: entry[0])
            raise ScenarioError("\n".join(f"{place}: {text}" for place, text in ordered))
