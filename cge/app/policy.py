"""The policy that the form holds: from a query to a scenario and back.

The query of a page's address has one key per field, so that an address is a permalink.  A field is
written into a scenario file as it was typed; what is wrong with it is told by the reader of
scenario files, as on the command line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from cge.places import Problems
from cge.report.words import capital
from cge.scenario.load import parse, read_source
from cge.scenario.resolve import as_yaml
from cge.scenario.visa_clause import NEEDS, SIZES, TAKES
from cge.yaml_file import read_text, read_value

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.schema import Scenario
    from cge.yaml_file import Source

NAME = "policy"
"""What a scenario is called that was given no name."""
NONE = "none"
"""The instrument of a scenario without a visa clause."""
REVENUE, CLOSURE, PARAMETERS = "revenue.", "closure.", "parameters."
"""Beginnings of fields, one of each recipient, closure rule and parameter."""
OF_CLAUSE = {
    "size": "size",
    "measure": "measure",
    "fee": "fee",
    "supply.mean": "supply",
    "captured": "captured",
}
"""Fields of the visa clause that only some instruments take, and the key that they fill."""


@dataclass(frozen=True)
class Policy:
    """Values of the fields as they were typed, blank ones left out."""

    values: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Policy:
        """The policy of the fields of a form or a query."""
        return cls(tuple((name, text.strip()) for name, text in pairs if text.strip()))

    @classmethod
    def read(cls, query: str, benchmark: str) -> Policy:
        """The policy of an address, on this benchmark if the address names none."""
        found = cls.of(parse_qsl(query, errors="replace"))
        named = "benchmark" in found.names
        return found if named else cls((("benchmark", benchmark), *found.values))

    @property
    def query(self) -> str:
        """The query of its address."""
        return urlencode(self.values)

    def all(self, name: str) -> list[str]:
        """Everything that was chosen in a field."""
        return [text for key, text in self.values if key == name]

    def get(self, name: str, default: str = "") -> str:
        """What was typed into a field."""
        return next(iter(self.all(name)), default)

    @property
    def names(self) -> set[str]:
        """Fields that are filled in."""
        return {name for name, _ in self.values}

    @property
    def name(self) -> str:
        """Name of the scenario, of its files and in messages."""
        return self.get("name", NAME)

    @property
    def instrument(self) -> str:
        """What decides who may move."""
        return self.get("instrument", NONE)

    @property
    def unused(self) -> list[str]:
        """Fields that are filled in and that the instrument has no use for."""
        takes = taken(self.instrument)
        idle = [name for name, key in OF_CLAUSE.items() if name in self.names and key not in takes]
        if "revenue" not in takes and any(name.startswith(REVENUE) for name in self.names):
            idle.append("revenue")
        return idle

    def scenario(self, bench: xr.Dataset, benchmark: str) -> Scenario:
        """The scenario, checked against a benchmark and what that is called.

        Raises
        ------
        ScenarioError
            With every mistake, one per line: ``policy.yaml:line: key: found; allowed; nearest``.
        """
        source = self.source()
        problems, named = Problems(source.places), source.data["benchmark"]
        if named != benchmark:
            text = f"found {named!r}; this page solves on {benchmark!r}: cge explore {named}"
            problems.add(("benchmark",), text)
        if "base" in source.data:
            problems.add(("base",), "the form has no parent; write the values of it one by one")
        problems.raise_if_any()
        return parse(source, bench)

    def source(self) -> Source:
        """The file and what changes it, not checked yet.

        Raises
        ------
        ScenarioError
            If a field is no YAML, or a key of "other values" leads nowhere.
        """
        options = [line for line in self.get("set").splitlines() if line.strip()]
        return read_source(read_text(self.text(), f"{self.name}.yaml"), overrides=options)

    def text(self) -> str:
        """The scenario file that the fields make, before "other values" change it."""
        return as_yaml(self._written())

    def _written(self) -> dict[str, Any]:
        written: dict[str, Any] = {
            "name": self.name,
            "description": self.in_words(),
            "benchmark": self.get("benchmark"),
        }
        for section in (CLOSURE, PARAMETERS):
            if found := self._section(section):
                written[section.removesuffix(".")] = found
        if self.instrument != NONE:
            written["visas"] = [self._clause()]
        if self.get("cut"):
            cut = {key: self.all(key) for key in ("importer", "exporter") if self.all(key)}
            written["tariffs"] = [cut | {"cut": self._value("cut")}]
        return written

    def _clause(self) -> dict[str, Any]:
        """The visa clause, with the keys that its instrument takes."""
        takes = taken(self.instrument)
        chosen = {key: self.all(key) for key in ("to", "from", "skill")}
        clause: dict[str, Any] = {"name": "visa"} | {k: v for k, v in chosen.items() if v}
        clause["instrument"] = self.instrument
        if self.get("size") and "size" in takes:
            clause["size"] = {self.get("size_in", SIZES[0]): self._value("size")}
        if self.get("measure") and "measure" in takes:
            clause["measure"] = self.get("measure")
        if self.get("fee") and "fee" in takes:
            clause["fee"] = {self.get("fee_in", "share"): self._value("fee")}
        if self.get("supply.mean") and "supply" in takes:
            clause["supply"] = {"mean": self._value("supply.mean")}
        if self.get("captured") and "captured" in takes:
            clause["captured"] = self._value("captured")
        if "revenue" in takes and (shares := self._section(REVENUE)):
            clause["revenue"] = shares
        return clause

    def _section(self, start: str) -> dict[str, Any]:
        """Values of fields with one beginning."""
        names = [name for name, _ in self.values if name.startswith(start)]
        return {name.removeprefix(start): self._value(name) for name in names}

    def _value(self, name: str) -> Any:
        return read_value(self.get(name), f"the field {name}")

    def in_words(self) -> str:
        """One line on what it does."""
        said = []
        if self.instrument != NONE:
            what = [self.instrument]
            if self.get("size") and "size" in taken(self.instrument):
                what += [self.get("size"), self.get("size_in", SIZES[0])]
            who = f"{_listed(self.all('to'))} admit workers from {_listed(self.all('from'))}"
            said.append(f"{who}: {' '.join(what)}")
        if self.get("cut"):
            said.append(f"{_listed(self.all('importer'))} cut tariffs by {self.get('cut')}")
        return capital("; ".join(said).replace("_", " ") or "no policy, other values change")


def taken(instrument: str) -> tuple[str, ...]:
    """Keys of a visa clause that an instrument needs or may have."""
    return (*NEEDS.get(instrument, ()), *TAKES.get(instrument, ()))


def _listed(words: list[str]) -> str:
    return ", ".join(words) or "all"
