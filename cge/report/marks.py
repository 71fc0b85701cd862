"""What a figure is, whatever draws it: a claim, a mark with its numbers, the table behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cge.report.sheet import Sheet


@dataclass(frozen=True)
class Series:
    """Values of one colour."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Bars:
    """Horizontal bars from zero, first label on top; one series diverges in colour by sign."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    stacked: bool = False


@dataclass(frozen=True)
class Waterfall:
    """Steps that add up to a total, which is drawn last."""

    labels: tuple[str, ...]
    values: tuple[float, ...]
    total: str
    unit: str


@dataclass(frozen=True)
class Lines:
    """Values over years."""

    years: tuple[int, ...]
    series: tuple[Series, ...]
    unit: str


@dataclass(frozen=True)
class Flow:
    """People of one corridor: those there before and now, who came, who went."""

    origin: str
    destination: str
    stay: float
    come: float
    go: float


@dataclass(frozen=True)
class Flows:
    """Corridors from places of birth (left) to places of residence (right)."""

    flows: tuple[Flow, ...]
    unit: str


@dataclass(frozen=True)
class Area:
    """One region of a map."""

    code: str
    name: str
    value: float


@dataclass(frozen=True)
class World:
    """A map: outlines filled by value."""

    areas: tuple[Area, ...]
    outlines: dict[str, tuple[str, ...]]
    """Countries (codes of the outlines) by region."""
    unit: str


Mark = Bars | Waterfall | Lines | Flows | World


@dataclass(frozen=True)
class Figure:
    """One figure."""

    name: str
    title: str
    claim: str
    """What it says, in a sentence."""
    mark: Mark
    table: Sheet
    note: str = ""
    """How to read it."""
