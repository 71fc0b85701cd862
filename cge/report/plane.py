"""The picture of a bargain: contours of each side's gain, the win-set, and points in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.report.palette import GAIN, LOSS
from cge.report.static import DRAW

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = (GAIN, LOSS)
LEVELS = 7
NEAR = 0.05
"""Part of the width in which names of points would overlap."""


@dataclass(frozen=True)
class Plane:
    """Gains of two sides over two instruments."""

    x: np.ndarray
    y: np.ndarray
    gains: np.ndarray
    """(side, x, y)."""
    names: tuple[str, str]
    axes: tuple[str, str]
    """What the instruments are, with units."""
    points: tuple[tuple[str, float, float, str], ...]
    """Name, x, y, mark of matplotlib."""


def _draw_plane(axes: Axes, mark: Plane) -> None:
    from matplotlib.lines import Line2D

    both = (mark.gains > 0).all(axis=0)
    if both.any():
        axes.contourf(mark.x, mark.y, both.T.astype(float), levels=[0.5, 1.5], colors=["#DDEFD9"])
    for colour, own in zip(COLOURS, mark.gains, strict=True):
        drawn = axes.contour(
            mark.x, mark.y, own.T, levels=LEVELS, colors=colour, linewidths=0.7, alpha=0.75
        )
        axes.clabel(drawn, fontsize=6, fmt="%.4g")
        if own.min() < 0 < own.max():
            axes.contour(mark.x, mark.y, own.T, levels=[0.0], colors=colour, linewidths=2.0)
    for (x, y), names in _told_at(mark).items():
        right, top = (at > (ends[0] + ends[-1]) / 2 for at, ends in ((x, mark.x), (y, mark.y)))
        axes.annotate(
            ", ".join(names), (x, y), xytext=(-6 if right else 6, -6 if top else 6),
            textcoords="offset points", fontsize=7.5, ha="right" if right else "left",
            va="top" if top else "bottom", zorder=6,
            bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.8},
        )  # fmt: skip
    for _, x, y, shape in mark.points:
        axes.plot(x, y, shape, color="#222222", markersize=6, clip_on=False, zorder=5)
    lines = [Line2D([], [], color=c, linewidth=1.5) for c in COLOURS]
    told = [*mark.names]
    if both.any():
        lines.append(Line2D([], [], color="#DDEFD9", linewidth=7))
        told.append("both gain")
    axes.legend(lines, told, frameon=False, fontsize=8, loc="lower center",
                bbox_to_anchor=(0.5, 1.0), ncols=len(told))  # fmt: skip
    axes.grid(visible=False)
    axes.set_xlabel(mark.axes[0])
    axes.set_ylabel(mark.axes[1])


def _told_at(mark: Plane) -> dict[tuple[float, float], list[str]]:
    """Names of the points by where they lie: several may lie at one place, or nearly."""
    found: dict[tuple[float, float], list[str]] = {}
    width, height = np.ptp(mark.x), np.ptp(mark.y)
    for name, x, y, _ in mark.points:
        near = (at for at in found
                if abs(at[0] - x) < NEAR * width and abs(at[1] - y) < NEAR * height)  # fmt: skip
        found.setdefault(next(near, (x, y)), []).append(name)
    return found


DRAW[Plane] = _draw_plane
