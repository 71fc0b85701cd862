"""What a design leaves open, as a programme takes it: instruments, conditions, bounds of prices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cge.designer.programme import Condition, Instrument

if TYPE_CHECKING:
    from collections.abc import Mapping

DIGITS = 12


@dataclass
class Choices:
    """What a design leaves open: instruments, conditions on them, and where they may start."""

    instruments: list[Instrument] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    shared_prices: list[int] = field(default_factory=list)
    """Cells of visa prices that one instrument sets for several corridors."""
    prices: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Bounds of the other visa prices, by cell."""


def fresh(name: str, ends: tuple[float, float], moves: Mapping[int, float]) -> Instrument:
    """An instrument that sets its cells."""
    return Instrument(name, ends[0], ends[1], moves, dict.fromkeys(moves, 0.0))


def short(value: float) -> float:
    """A number as it is written."""
    return round(float(value), DIGITS)
