"""Figures of others, and what to say of the model's own figure beside them.

``published.csv`` is the one place where a published figure stands, with its source and where it was
read.  A figure is a value or a range; ``expect`` is the verdict that the model must reach:

``agrees``
    Inputs are public in full: own and published value differ by the tolerance at most.
``same sign and order``
    Inputs or the base year differ: same sign, and within a factor of three.
``differs``
    The two models ask different questions; ``why`` says how.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("published.csv")
AGREES, ORDER, DIFFERS = "agrees", "same sign and order", "differs"
VERDICTS = (AGREES, ORDER, DIFFERS)
"""From best to worst."""
FACTOR = 3.0
"""Ratio within which two figures are of one order."""


@dataclass(frozen=True)
class Published:
    """A figure of others."""

    case: str
    figure: str
    unit: str
    low: float
    high: float
    """Equal to ``low`` where one value was published."""
    tolerance: float
    """Distance from the published value that counts as agreement, in the unit of the figure."""
    expect: str
    why: str
    """Reason of the difference, wherever full agreement is not expected."""
    source: str
    read_in: str

    @property
    def printed(self) -> str:
        """The value or range, with the digits that were printed."""
        if self.low == self.high:
            return f"{self.low:.8g}"
        if math.isinf(self.high):
            return f"more than {self.low:.8g}"
        return f"{self.low:.8g} to {self.high:.8g}"


@dataclass(frozen=True)
class Figure:
    """A published figure and the model's own."""

    published: Published
    own: float

    @property
    def gap(self) -> float:
        """Own value less the nearest published one."""
        nearest = min(max(self.own, self.published.low), self.published.high)
        return self.own - nearest

    @property
    def verdict(self) -> str:
        """One of :data:`VERDICTS`."""
        if abs(self.gap) <= self.published.tolerance:
            return AGREES
        nearest = self.own - self.gap
        if self.own * nearest > 0 and 1 / FACTOR <= self.own / nearest <= FACTOR:
            return ORDER
        return DIFFERS

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is what it should be, or better."""
        return VERDICTS.index(self.verdict) <= VERDICTS.index(self.published.expect)


@lru_cache(maxsize=1)
def published() -> tuple[Published, ...]:
    """Every published figure."""
    with FILE.open(newline="", encoding="utf-8") as stream:
        return tuple(_read(row) for row in csv.DictReader(stream))


def _read(row: dict[str, Any]) -> Published:
    return Published(**(row | {n: float(row[n]) for n in ("low", "high", "tolerance")}))
