"""Sentences made from numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cge.report.sheet import GROUPS, MILLION, NOTHING, decimals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


PEOPLE = GROUPS | {
    "new_migrants": "those who move",
    "remaining_behind": "those remaining behind",
    "returnees": "those who return",
    "government": "public consumption",
}
"""Groups as subjects of a sentence."""
LABELS = {group: name.capitalize() for group, name in GROUPS.items()} | {
    "government": "Public consumption"
}
"""Groups as labels of a chart."""
THOUSANDS = 1e4
"""From here on a figure beside a bar is in thousands."""
SMALLEST = 1e-6
"""Smaller numbers are rounding."""
MINOR = 0.01
"""Parts smaller than this share of the largest are not worth words."""


def number(value: float, digits: int = 2) -> str:
    """Significant digits, thousands apart: 1,235, 458, 12.3, 0.56."""
    if math.isnan(value) or abs(value) < SMALLEST:
        return "0"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{abs(value):,.{places}f}"


def signed(value: float, digits: int = 2) -> str:
    """The same with its sign; a true minus."""
    text = number(value, digits)
    return text if text == "0" else f"{'−' if value < 0 else '+'}{text}"


def beside(values: Sequence[float]) -> list[str]:
    """Figures beside the bars of a chart: 42.9k, 371, 71.7, 1.01, 0.

    Where the largest is below 1, all have so many places that it has three digits.
    """
    fine = max((abs(v) for v in values if math.isfinite(v)), default=0.0) < 1
    places = decimals(values) if fine else 2
    return [_beside(value, places) for value in values]


def _beside(value: float, places: int) -> str:
    if math.isnan(value):
        return ""
    size, unit = abs(value), ""
    if size >= THOUSANDS:
        size, unit = size / 1e3, "k"
    text = f"{size:,.{0 if size >= 100 else 1 if size >= 10 else places}f}"
    if not text.strip("0."):
        return "0"
    return f"{'−' if value < 0 else ''}{text}{unit}"


def listed(parts: Sequence[str]) -> str:
    """``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def gains(pairs: Iterable[tuple[str, float]], up: str, down: str, unit: str) -> str:
    """``Gain: A 5 and B 3 bn USD. Lose: C 2 bn USD.``; nothing of what is too small to matter."""
    found = [(name, value) for name, value in pairs if abs(value) >= NOTHING]
    smallest = MINOR * max((abs(value) for _, value in found), default=0.0)
    said = []
    for word, sign in ((up, 1), (down, -1)):
        side = [(name, value) for name, value in found if sign * value >= smallest]
        side.sort(key=lambda pair: -abs(pair[1]))
        if side:
            parts = listed([f"{name} {number(value, 3)}" for name, value in side])
            said.append(f"{word}: {parts} {unit}.")
    return " ".join(said)


def counted(n: int, word: str, many: str | None = None) -> str:
    """``1 region``, ``3 regions``."""
    return f"{n} {word if n == 1 else many or word + 's'}"


def people(number_of: float) -> str:
    """``18.7 million``, ``48 thousand``, ``300``."""
    if number_of >= MILLION:
        return f"{number(number_of / MILLION, 3)} million"
    return f"{number(number_of / 1e3, 2)} thousand" if number_of >= 1e3 else f"{number_of:.0f}"


def capital(text: str) -> str:
    """The first letter large."""
    return text[:1].upper() + text[1:]
