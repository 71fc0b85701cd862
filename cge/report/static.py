"""Figures for print: svg, pdf or png by matplotlib, the numbers beside as csv."""

from __future__ import annotations

import csv
import io
import math
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.errors import UsageError
from cge.files import write_bytes
from cge.report import outlines, svg_map
from cge.report.figures import one
from cge.report.marks import Bars, Figure, Flows, Lines, Waterfall, World
from cge.report.palette import BEFORE, CLASSES, GAIN, LOSS, SERIES, TOTAL
from cge.report.words import beside

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr
    from matplotlib.axes import Axes

FORMATS = (".svg", ".pdf", ".png")
UNDATED: Any = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}
"""Metadata without which a figure drawn twice is the same file."""
WIDTH, SHORTEST = 7.2, 1.9
"""Width, and height of what is drawn at the least [inches]."""
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "x",
    "axes.axisbelow": True,
    "grid.color": "#E6E8EB",
    "ytick.left": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "cge",
}


def write_figure(result: xr.Dataset, name: str, path: Path) -> list[Path]:
    """Write a figure, and its numbers beside it with the suffix ``.csv``.

    Raises
    ------
    UsageError
        If there is no such figure, nothing to show, or the suffix is neither svg nor png.
    DataError
        If a file cannot be written.
    """
    if path.suffix not in FORMATS:
        msg = f"cannot draw {path}: a figure ends in {', '.join(FORMATS)}"
        raise UsageError(msg)
    figure = one(result, name)
    drawn = write_bytes(draw(figure, source_of(result), path.suffix[1:]), path)
    return [drawn, write_bytes(as_csv(figure), path.with_suffix(".csv"))]


def picture(result: xr.Dataset, name: str, kind: str = "png") -> bytes:
    """A figure as the bytes of a png or svg file, for notebooks.

    Raises
    ------
    UsageError
        If there is no such figure, or nothing to show.
    """
    return draw(one(result, name), source_of(result), kind)


def source_of(result: xr.Dataset) -> str:
    """What a figure was made from: scenario, benchmark, version, commit."""
    attrs = result.attrs
    made = f"cge {attrs.get('package_version', '')} {str(attrs.get('git_commit', ''))[:8]}"
    bench = f"benchmark {attrs['benchmark']} {str(attrs['benchmark_sha256'])[:8]}"
    return f"{attrs['scenario_name']}, {bench}, {made}"


def as_csv(figure: Figure) -> bytes:
    """The table behind a figure."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(figure.table.columns)
    for row in figure.table.rows:
        writer.writerow(["" if _nan(cell) else cell for cell in row])
    return text.getvalue().encode()


def draw(figure: Figure, source: str, kind: str) -> bytes:
    """A figure as svg or png: title, claim, mark, and the source below."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    mark = figure.mark
    claim = textwrap.wrap(figure.claim, 96)
    top, bottom = 0.38 + 0.16 * len(claim), 0.22
    height = max(_height(mark), SHORTEST) + top + bottom
    with mpl.rc_context(STYLE):
        room = (0, bottom / height, 1, 1 - (top + bottom) / height)
        canvas = Canvas(figsize=(WIDTH, height), layout=ConstrainedLayoutEngine(rect=room))
        FigureCanvasAgg(canvas)
        DRAW[type(mark)](canvas.add_subplot(), mark)
        left: dict[str, Any] = {"x": 0.012, "ha": "left", "va": "top"}
        canvas.text(y=1 - 0.08 / height, s=_plain(figure.title), size=12, weight="bold", **left)
        canvas.text(y=1 - 0.32 / height, s=_plain("\n".join(claim)), size=9, **left)
        canvas.text(y=0.16 / height, s=_plain(source), size=6.5, color="#525A63", **left)
        stream = io.BytesIO()
        about = UNDATED[kind]
        canvas.savefig(stream, format=kind, dpi=200, metadata=about)
    return stream.getvalue()


def _height(mark: Any) -> float:
    """Inches of the mark itself."""
    if isinstance(mark, Bars):
        rows = len(mark.labels) * (1 if mark.stacked else 0.4 + 0.6 * len(mark.series))
        return 0.95 + 0.22 * rows
    if isinstance(mark, Waterfall):
        return 0.75 + 0.27 * (len(mark.labels) + 1)
    if isinstance(mark, Flows):
        places = [{flow.origin for flow in mark.flows}, {flow.destination for flow in mark.flows}]
        return 0.8 + 0.3 * max(map(len, places))
    return 3.9


def _bars(axes: Axes, mark: Bars) -> None:
    places = np.arange(len(mark.labels))
    several = len(mark.series) > 1
    thick = 0.72 / (1 if mark.stacked else len(mark.series))
    below, above = np.zeros(len(places)), np.zeros(len(places))
    texts = beside([value for series in mark.series for value in series.values])
    for n, series in enumerate(mark.series):
        values = np.nan_to_num(np.array(series.values, dtype=float))
        colour: Any = SERIES[n % len(SERIES)]
        if not several:
            colour = [LOSS if value < 0 else GAIN for value in values]
        if mark.stacked:
            start = np.where(values < 0, below, above)
            axes.barh(places, values, thick, left=start, color=colour, label=_plain(series.name))
            below, above = below + values.clip(max=0), above + values.clip(min=0)
            continue
        offset = (n - (len(mark.series) - 1) / 2) * thick
        drawn = axes.barh(places + offset, values, thick, color=colour, label=_plain(series.name))
        words = texts[n * len(values) : (n + 1) * len(values)]
        axes.bar_label(drawn, words, padding=2, fontsize=7.5)
    _frame(axes, mark.labels, mark.unit)
    if several:
        axes.legend(
            frameon=False, fontsize=8, ncols=4, loc="lower left", bbox_to_anchor=(0, 0.99),
        )  # fmt: skip


def _waterfall(axes: Axes, mark: Waterfall) -> None:
    total = math.fsum(mark.values)
    starts = [0.0, *np.cumsum(mark.values)[:-1], 0.0]
    values = [*mark.values, total]
    colours = [*(LOSS if value < 0 else GAIN for value in mark.values), TOTAL]
    drawn = axes.barh(range(len(values)), values, 0.72, left=starts, color=colours)
    axes.bar_label(drawn, beside(values), padding=2, fontsize=7.5)
    _frame(axes, (*mark.labels, mark.total), mark.unit)


def _lines(axes: Axes, mark: Lines) -> None:
    for n, series in enumerate(mark.series):
        axes.plot(
            mark.years, series.values, color=SERIES[n % len(SERIES)], label=_plain(series.name)
        )
    axes.axhline(0.0, color="#525A63", linewidth=0.8)
    axes.set_ylabel(_plain(mark.unit))
    axes.legend(frameon=False, fontsize=8)


def _flows(axes: Axes, mark: Flows) -> None:
    """Ribbons from origins to destinations, thick as the corridor is large."""
    sizes = [flow.stay + flow.come + flow.go for flow in mark.flows]
    gap = 0.03 * sum(sizes)
    sides: list[dict[str, float]] = []
    for x, align, names in (
        (0.0, "right", [flow.origin for flow in mark.flows]),
        (1.0, "left", [flow.destination for flow in mark.flows]),
    ):
        top, level = {}, 0.0
        for name in dict.fromkeys(names):
            size = sum(s for s, other in zip(sizes, names, strict=True) if other == name)
            top[name] = level
            words = axes.text(
                x + (0.015 if x else -0.015), level - size / 2,
                "\n".join(textwrap.wrap(_plain(name), 24)), ha=align, va="center", fontsize=8,
            )  # fmt: skip
            words.set_in_layout(False)  # the axes leave room for them
            level -= size + gap
        sides.append(top)
    left, right = sides
    for flow in mark.flows:
        for value, colour in ((flow.stay, BEFORE), (flow.come, GAIN), (flow.go, LOSS)):
            if value > 0:
                _ribbon(axes, left[flow.origin], right[flow.destination], value, colour)
                left[flow.origin] -= value
                right[flow.destination] -= value
    axes.set_xlim(-0.45, 1.45)
    axes.autoscale(axis="y")
    axes.set_axis_off()


def _ribbon(axes: Axes, start: float, end: float, size: float, colour: str) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Line

    corners = [
        (0, start), (0.5, start), (0.5, end), (1, end),
        (1, end - size), (0.5, end - size), (0.5, start - size), (0, start - size), (0, start),
    ]  # fmt: skip
    codes = [Line.MOVETO, *[Line.CURVE4] * 3, Line.LINETO, *[Line.CURVE4] * 3, Line.CLOSEPOLY]
    axes.add_patch(PathPatch(Line(corners, codes), facecolor=colour, alpha=0.75, linewidth=0))


def _world(axes: Axes, mark: World) -> None:
    from matplotlib.collections import PolyCollection
    from matplotlib.patches import Patch

    classes = svg_map.classes([area.value for area in mark.areas])
    covered = set()
    for area in mark.areas:
        members = mark.outlines.get(area.code, ())
        covered |= set(members)
        rings = [ring for country in members for ring in outlines.countries()[country]]
        colour = CLASSES[classes.of(area.value)]
        axes.add_collection(
            PolyCollection(rings, facecolor=colour, edgecolor="white", linewidth=0.25)
        )
    rest = [r for c, rings in outlines.countries().items() if c not in covered for r in rings]
    axes.add_collection(PolyCollection(rest, facecolor="none", edgecolor=BEFORE, linewidth=0.4))
    axes.autoscale()
    axes.set_aspect("equal")
    axes.set_axis_off()
    keys = [Patch(color=c, label=w) for c, w in zip(CLASSES, classes.words(), strict=True)]
    axes.legend(
        handles=keys, frameon=False, fontsize=7, ncols=4, loc="upper center",
        bbox_to_anchor=(0.5, 0.04), title=_plain(mark.unit), title_fontsize=8,
    )  # fmt: skip


def _frame(axes: Axes, labels: tuple[str, ...], unit: str) -> None:
    axes.set_yticks(range(len(labels)), [_plain(label) for label in labels])
    axes.invert_yaxis()
    axes.axvline(0.0, color="#525A63", linewidth=0.9)
    axes.set_xlabel(_plain(unit))
    axes.margins(x=0.12)


def _plain(text: str) -> str:
    """Text without the dollar signs that start formulas."""
    return text.replace("$", r"\$")


def _nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


DRAW: dict[type, Any] = {
    Bars: _bars,
    Waterfall: _waterfall,
    Lines: _lines,
    Flows: _flows,
    World: _world,
}
