"""A map as shapes: outlines drawn once, coloured anew for every scenario."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cge.report import outlines
from cge.report.marks import World
from cge.report.palette import CLASSES
from cge.report.words import signed

NEUTRAL = len(CLASSES) // 2
STEPS = (0.01, 0.1, 1.0)
"""Borders between classes, as shares of the last border."""
COVERED = 0.9
"""Share of regions whose value lies inside the last border."""


@dataclass(frozen=True)
class Classes:
    """Seven classes, symmetric around zero."""

    borders: tuple[float, float, float]
    """Positive borders, smallest first."""

    def of(self, value: float) -> int:
        """0 (largest losses) to 6 (largest gains)."""
        step = sum(abs(value) >= border for border in self.borders)
        return NEUTRAL + (step if value > 0 else -step)

    def words(self) -> list[str]:
        """What each class holds, from losses to gains."""
        a, b, c = (f"{border:,g}" for border in self.borders)
        down = [f"below −{c}", f"−{c} to −{b}", f"−{b} to −{a}"]
        return [*down, f"−{a} to {a}", f"{a} to {b}", f"{b} to {c}", f"above {c}"]


def classes(values: list[float]) -> Classes:
    """Round borders that suit the values."""
    known = [abs(value) for value in values if not math.isnan(value)]
    last = float(np.quantile(known, COVERED)) if known else 1.0
    first, second, third = (_round(step * last) for step in STEPS)
    return Classes((first, second, third))


def _round(value: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return float(min((1, 2, 5, 10), key=lambda n: abs(n - value / power)) * power)


def title(mark: World, code: str) -> str:
    """What a region shows."""
    (area,) = [area for area in mark.areas if area.code == code]
    if math.isnan(area.value):
        return f"{area.name}: no one who does not move"
    return f"{area.name}: {signed(area.value, 3)} {mark.unit}"


WIDTH, MARGIN = 1000.0, 4.0


def svg_path(countries: tuple[str, ...]) -> str:
    """The outline of countries as SVG path data, in a frame WIDTH units wide."""
    parts = []
    for country in countries:
        for ring in outlines.countries()[country]:
            xy = _frame(ring)
            parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in xy) + "Z")
    return "".join(parts)


def view_box() -> str:
    """Frame of the map."""
    return f"0 0 {WIDTH:g} {_scale()[1]:.0f}"


def _frame(points: np.ndarray) -> np.ndarray:
    (low, high), (scale, _) = _bounds(), _scale()
    x = MARGIN + (points[:, 0] - low[0]) * scale
    y = MARGIN + (high[1] - points[:, 1]) * scale
    return np.stack([x, y], axis=-1)


def _scale() -> tuple[float, float]:
    """Units per radius of the earth, and height of the frame."""
    low, high = _bounds()
    scale = (WIDTH - 2 * MARGIN) / (high[0] - low[0])
    return scale, (high[1] - low[1]) * scale + 2 * MARGIN


@lru_cache(maxsize=1)
def _bounds() -> tuple[np.ndarray, np.ndarray]:
    rings = [ring for rings in outlines.countries().values() for ring in rings]
    points = np.concatenate(rings)
    return points.min(0), points.max(0)
