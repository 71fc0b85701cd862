"""Figures in two columns of about the same height, in their order within each."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cge.report.marks import Figure

FRAME = 150
"""Title, margins and the fold below a chart [px]."""
CLAIM, NOTE = (62, 25), (76, 19)
"""Letters on a line and height of a line [px] of a claim and of a note."""
MOST = 16
"""With more figures the columns are filled in turn."""

Place = tuple[int, "Figure"]
"""Which figure it is on a page of one column, from 1."""


def columns(figures: Sequence[Figure], height: Callable[[Figure], float]) -> list[list[Place]]:
    """Figures for the left and the right column; the first stands on the left.

    Parameters
    ----------
    figures
        In the order of a page of one column.
    height
        Of the chart of a figure [px].
    """
    places = list(enumerate(figures, start=1))
    sizes = [_size(figure, height(figure)) for figure in figures]
    left = _left(sizes)
    return [[p for p in places if p[0] in left], [p for p in places if p[0] not in left]]


def _size(figure: Figure, chart: float) -> float:
    texts = ((figure.claim, *CLAIM), (figure.note, *NOTE))
    return (
        chart + FRAME + sum(math.ceil(len(text) / letters) * line for text, letters, line in texts)
    )


def _left(sizes: Sequence[float]) -> set[int]:
    """Numbers of the figures on the left, so that the higher column is as low as can be."""
    if len(sizes) > MOST or not sizes:
        return set(range(1, len(sizes) + 1, 2))
    half, best, found = sum(sizes) / 2, math.inf, {1}
    for chosen in itertools.product((True, False), repeat=len(sizes) - 1):
        side = {1} | {n for n, taken in enumerate(chosen, start=2) if taken}
        gap = abs(sum(sizes[n - 1] for n in side) - half)
        if gap < best:
            best, found = gap, side
    return found
