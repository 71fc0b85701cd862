"""A sweep, planned: every draw that will be solved, and where it stands."""

from __future__ import annotations

import hashlib
import itertools
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.errors import UsageError
from cge.report.headline import MEASURES
from cge.sweeps.design import Design, correlations, design
from cge.sweeps.inputs import ALL, ERRORS, Drawn, Levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

    from cge.sweeps.ranges import Range
    from cge.yaml_file import Source

CENTRE, SAMPLE = "centre", "sample"
MOST_DRAWS = 1_000_000
DEFAULT_OUTCOMES = (
    *MEASURES.values(),
    *(f"{name}[group=*]" for name in list(MEASURES)[:2]),
    "group_number[group=new_migrants]",
)
"""The world by every measure, groups by the lead and at market rates, and how many come."""


@dataclass(frozen=True)
class Draw:
    """One scenario of a sweep."""

    number: int
    condition: int
    """Which combination of listed values."""
    part: str
    """``centre`` of the condition, or ``sample``."""
    values: dict[str, Any]
    """What differs from the scenario, by dotted key; ``scenario`` and ``benchmark`` too."""
    point: int = -1
    """Row of the design."""


@dataclass(frozen=True)
class Plan:
    """All that a process needs to solve any draw; it can be sent to another machine."""

    name: str
    sources: dict[str, Source]
    """Scenarios by name, parents merged; the first is that of draws that name none."""
    benchmark: str | xr.Dataset
    levels: tuple[Levels, ...]
    drawn: tuple[Drawn, ...]
    outcomes: tuple[str, ...] = DEFAULT_OUTCOMES
    kind: str = "lhs"
    draws: int = 0
    seed: int = 1
    correlated: tuple[tuple[str, str, float], ...] = ()
    ranges: dict[str, Range] = field(default_factory=dict)
    """Ranges of the error of data."""
    fingerprints: dict[str, str] = field(default_factory=dict)
    """sha256 of the benchmarks, and of the code."""
    carried: dict[str, xr.Dataset] = field(default_factory=dict)
    """Benchmarks by name, for machines that do not have their files."""

    @cached_property
    def design(self) -> Design | None:
        """Points of the drawn inputs; None if there are none."""
        if not self.drawn:
            return None
        matrix = correlations([one.key for one in self.drawn], self.correlated)
        return design(self.kind, len(self.drawn), self.draws, self.seed, matrix)

    def rows(self) -> list[Draw]:
        """Every draw; of each combination of listed values first its centre.

        Raises
        ------
        UsageError
            If there are more than a disk should hold.
        """
        points = self.design
        size = 0 if points is None else len(points.points)
        listed = [[(one.key, value) for value in one.values] for one in self.levels]
        count = int(np.prod([len(values) for values in listed], dtype=float)) * (size + 1)
        if count > MOST_DRAWS:
            msg = f"the sweep has {count:,} draws; at most {MOST_DRAWS:,}"
            raise UsageError(msg)
        found: list[Draw] = []
        for condition, chosen in enumerate(itertools.product(*listed)):
            fixed = dict(chosen)
            found.append(Draw(len(found), condition, CENTRE, fixed))
            for n in range(size):
                assert points is not None
                values = {
                    one.key: one.at(float(points.points[n, j]), self.kind)
                    for j, one in enumerate(self.drawn)
                }
                found.append(Draw(len(found), condition, SAMPLE, fixed | values, n))
        return found

    @cached_property
    def identity(self) -> str:
        """What decides the results: sweeps with the same identity have the same draws."""
        content = {
            "scenarios": {name: source.data for name, source in self.sources.items()},
            "benchmark": self.benchmark if isinstance(self.benchmark, str) else "given",
            "levels": [(one.key, one.values) for one in self.levels],
            "drawn": [(one.key, None if one.range is None else one.range.lines(), str(one.range))
                      for one in self.drawn],
            "outcomes": self.outcomes,
            "design": [self.kind, self.draws, self.seed, self.correlated],
            "ranges": {name: str(one) for name, one in sorted(self.ranges.items())},
            "fingerprints": self.fingerprints,
        }  # fmt: skip
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def structural(draw: Draw) -> tuple[tuple[str, str], ...]:
    """Values of a draw that are no numbers: they may change the structure of the model."""
    return tuple((key, repr(v)) for key, v in draw.values.items() if not is_number(v))


def is_number(value: Any) -> bool:
    """Whether a value is a number, or numbers by sector."""
    if isinstance(value, dict):
        return all(is_number(one) for one in value.values())
    return isinstance(value, int | float) and not isinstance(value, bool)


def check_keys(levels: Sequence[Levels], drawn: Sequence[Drawn]) -> None:
    """Refuse a key that is given twice.

    Raises
    ------
    UsageError
        If one is.
    """
    keys = [one.key for one in levels] + [one.key for one in drawn]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        msg = f"{twice[0]} is varied twice; give it once"
        raise UsageError(msg)
    if not keys:
        msg = f"the sweep varies nothing; name keys, {ALL}, or {ERRORS}"
        raise UsageError(msg)
