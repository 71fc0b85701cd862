"""The scenario in which a design's instruments exist, and the scenario of what is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cge.places import Problems
from cge.scenario.load import find_scenario, load_scenario, with_parents
from cge.scenario.schema import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cge.designer.schema import Design

NIL = 1e-9
"""Shares and rates below this are left out of a scenario."""


def parent(design: Design) -> dict[str, Any]:
    """What the base of a design says, its own parents merged.

    Raises
    ------
    ScenarioError
        If it is a path of years: a treaty is of one period.
    """
    place = design.places.get(("base",))
    beside = Path(place.file).parent if place is not None and place.line else None
    scenario = load_scenario(find_scenario(design.base, beside))
    if scenario.years is not None:
        problems = Problems(design.places)
        problems.add(("base",), f"{design.base} is a path of years; allowed: one period")
        problems.raise_if_any()
    return {key: value for key, value in scenario.as_written().items() if key != "base"}


def with_instruments(design: Design) -> Scenario:
    """The base with every instrument of the design, at no particular value."""
    data = parent(design) | {"name": design.name, "description": design.description}
    visas, levies = list(data.get("visas", ())), list(data.get("levies", ()))
    places = {((), "admissions"): ("visas", len(visas)), ((), "levies"): ("levies", len(levies))}
    visas += [
        {
            "name": one.name,
            "to": [*one.to],
            "from": [*one.origins],
            "skill": [*one.skill],
            "instrument": "fee",
            "fee": {"share": 0.0},
            "captured": 1.0,
            "revenue": start_of_shares(one.revenue),
        }
        for one in design.admissions
    ]
    levies += [levy(one.model_dump(by_alias=True, exclude_none=True), max(one.rate[1], NIL))
               for one in design.levies]  # fmt: skip
    scenario = Scenario.model_validate(with_parents(data | {"visas": visas, "levies": levies}))
    scenario.places.clear()
    scenario.places[()] = design.places[()]
    for key, place in design.places.items():
        for (_, section), (name, first) in places.items():
            if len(key) > 1 and key[0] == section:
                scenario.places[name, first + int(key[1]), *key[2:]] = place
    return scenario


def levy(clause: Mapping[str, Any], rate: float) -> dict[str, Any]:
    """A levy clause of a scenario at a rate."""
    lists = ("to", "from", "skill")
    return {name: [*value] if name in lists else value for name, value in clause.items()} | {
        "rate": rate
    }


def start_of_shares(revenue: Mapping[Any, tuple[float, float]]) -> dict[Any, float]:
    """Shares within their bounds that add up to 1, all at one part of the way up."""
    low = sum(ends[0] for ends in revenue.values())
    high = sum(ends[1] for ends in revenue.values())
    part = (1 - low) / (high - low) if high > low else 0.0
    return {name: ends[0] + part * (ends[1] - ends[0]) for name, ends in revenue.items()}


@dataclass(frozen=True)
class Treaty:
    """What is chosen, as clauses of a scenario."""

    clauses: Mapping[str, list[dict[str, Any]]]
    """By section of the scenario."""

    def scenario(self, design: Design) -> dict[str, Any]:
        """The scenario file: the base and the treaty."""
        data = parent(design)
        for name, chosen in self.clauses.items():
            clauses = [*data.get(name, ()), *chosen]
            if clauses:
                data[name] = clauses
        sources = ["chosen by cge design", *design.sources]
        own = {"name": design.name, "description": design.description or f"Treaty {design.name}"}
        if design.benchmark is not None:
            own["benchmark"] = design.benchmark
        return (
            own
            | {key: value for key, value in data.items() if key not in own}
            | {"sources": sources}
        )
