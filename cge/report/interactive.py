"""Marks as plotly figures: plain dictionaries, so that a page carries JSON and nothing else.

What users wrote (names of regions and scenarios) is escaped: plotly reads some HTML in labels.
Colours of text, grid and background come from the style sheet of the page, light or dark.
"""

from __future__ import annotations

import html
import math
import textwrap
from typing import TYPE_CHECKING, Any

from cge.report.marks import Bars, Flows, Lines, Mark, Waterfall
from cge.report.palette import BEFORE, GAIN, LOSS, SERIES, TOTAL
from cge.report.words import beside

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW, HEAD = 26, 84
"""Height of a bar, of what surrounds the bars [px]."""
WIDE = 24
"""Characters of a label on one line."""
LETTER = 0.04
"""Room for a letter of the figure beside a bar, share of the axis."""
CLEAR = "rgba(0,0,0,0)"
NOTHING = "\u200b"
"""A character that nobody sees."""


def draw(mark: Mark) -> dict[str, Any]:
    """``{"data", "layout"}`` of a mark; maps are drawn by the page itself."""
    if isinstance(mark, Bars):
        return _bars(mark)
    if isinstance(mark, Waterfall):
        return _waterfall(mark)
    if isinstance(mark, Lines):
        return _lines(mark)
    if isinstance(mark, Flows):
        return _flows(mark)
    msg = f"{type(mark).__name__} is not drawn by plotly"
    raise TypeError(msg)


def labels(texts: Sequence[str]) -> list[str]:
    """Labels of an axis, all different: plotly adds up what stands under one label."""
    seen: dict[str, int] = {}
    out = []
    for text in map(label, texts):
        again = seen.get(text, 0)
        seen[text] = again + 1
        out.append(text + NOTHING * again)
    return out


def label(text: str) -> str:
    """A label: escaped, on two lines where it is long."""
    lines = textwrap.wrap(text, WIDE, max_lines=2, placeholder=" ...")
    return "<br>".join(html.escape(line, quote=False) for line in lines) or " "


def _bars(mark: Bars) -> dict[str, Any]:
    names = labels(mark.labels)
    several = len(mark.series) > 1
    data = []
    every = [value for series in mark.series for value in series.values]
    texts = beside(every)
    for n, series in enumerate(mark.series):
        colour: Any = SERIES[n % len(SERIES)]
        if not several:
            colour = [LOSS if value < 0 else GAIN for value in series.values]
        shown = [None if math.isnan(value) else value for value in series.values]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": html.escape(series.name, quote=False),
                "y": names,
                "x": shown,
                "text": texts[n * len(names) : (n + 1) * len(names)],
                "textposition": "none" if mark.stacked else "outside",
                "cliponaxis": False,
                "marker": {"color": colour},
                "hovertemplate": "%{y}: %{x:,.3~g} " + html.escape(mark.unit) + "<extra></extra>",
            }
        )
    rows = len(names) * (1 if mark.stacked else len(mark.series)) * (1.0 if several else 1.15)
    layout = _layout(mark.unit, ROW * rows * (0.86 if several else 1.0) + HEAD)
    layout |= {
        "barmode": "relative" if mark.stacked else "group",
        "bargap": 0.28,
        "showlegend": several,
    }
    layout["yaxis"] |= {"autorange": "reversed"}
    layout["xaxis"] |= {"range": _range(every, texts, [value for value in every if value < 0])}
    if mark.stacked:
        del layout["xaxis"]["range"]
    return {"data": data, "layout": layout}


def _waterfall(mark: Waterfall) -> dict[str, Any]:
    names = labels((*mark.labels, mark.total))
    total = math.fsum(mark.values)
    levels = [0.0]
    for value in mark.values:
        levels.append(levels[-1] + value)
    line = {"color": CLEAR}
    texts = beside([*mark.values, total])
    data = {
        "type": "waterfall",
        "orientation": "h",
        "y": names,
        "x": [*mark.values, total],
        "measure": ["relative"] * len(mark.values) + ["total"],
        "text": texts,
        "textposition": "outside",
        "cliponaxis": False,
        "increasing": {"marker": {"color": GAIN, "line": line}},
        "decreasing": {"marker": {"color": LOSS, "line": line}},
        "totals": {"marker": {"color": TOTAL, "line": line}},
        "connector": {"line": {"color": BEFORE, "width": 1}},
        "hovertemplate": "%{y}: %{delta:,.3~g} " + html.escape(mark.unit) + "<extra></extra>",
    }
    layout = _layout(mark.unit, ROW * 1.3 * len(names) + HEAD)
    layout |= {"showlegend": False}
    layout["yaxis"] |= {"autorange": "reversed"}
    steps = zip((*levels[1:], total), (*mark.values, total), strict=True)
    down = [level for level, value in steps if value < 0]
    layout["xaxis"] |= {"range": _range(levels, texts, down)}
    return {"data": [data], "layout": layout}


def _lines(mark: Lines) -> dict[str, Any]:
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": html.escape(series.name, quote=False),
            "x": list(mark.years),
            "y": [None if math.isnan(value) else value for value in series.values],
            "line": {"color": SERIES[n % len(SERIES)], "width": 2.5},
            "hovertemplate": "%{x}: %{y:,.3~g} " + html.escape(mark.unit),
        }
        for n, series in enumerate(mark.series)
    ]
    layout = _layout("", 340) | {"showlegend": True}
    layout["yaxis"] |= {
        "title": {"text": html.escape(mark.unit), "font": {"size": 13}},
        "zeroline": True,
    }
    layout["xaxis"] |= {"zeroline": False, "tickformat": "d"}
    return {"data": data, "layout": layout}


def _flows(mark: Flows) -> dict[str, Any]:
    origins = list(dict.fromkeys(flow.origin for flow in mark.flows))
    destinations = list(dict.fromkeys(flow.destination for flow in mark.flows))
    links: dict[str, list[Any]] = {
        "source": [],
        "target": [],
        "value": [],
        "color": [],
        "label": [],
    }
    for flow in mark.flows:
        for value, colour, word in (
            (flow.stay, "rgba(128,128,128,0.45)", "before and after"),
            (flow.come, _see_through(GAIN), "come"),
            (flow.go, _see_through(LOSS), "go"),
        ):
            if value > 0:
                links["source"].append(origins.index(flow.origin))
                links["target"].append(len(origins) + destinations.index(flow.destination))
                links["value"].append(value)
                links["color"].append(colour)
                links["label"].append(word)
    unit = html.escape(mark.unit)
    data = {
        "type": "sankey",
        "arrangement": "fixed",
        "valueformat": ",.3~g",
        "node": {
            "label": [html.escape(name, quote=False) for name in (*origins, *destinations)],
            "color": TOTAL,
            "line": {"width": 0},
            "pad": 12,
            "thickness": 10,
            "hovertemplate": "%{label}: %{value} " + unit + "<extra></extra>",
        },
        "link": links
        | {
            "hovertemplate": "%{source.label} to %{target.label}, %{label}: %{value} "
            + unit
            + "<extra></extra>"
        },
    }
    layout = _layout("", 34 * max(len(origins), len(destinations), 5) + 60)
    layout["margin"] = {"l": 4, "r": 4, "t": 12, "b": 12}
    return {"data": [data], "layout": layout}


def _layout(unit: str, height: float) -> dict[str, Any]:
    axis = {"automargin": True, "fixedrange": True}
    return {
        "height": round(height),
        "margin": {"l": 8, "r": 14, "t": 10, "b": 10},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": "inherit", "size": 13},
        "dragmode": False,
        "hoverlabel": {"bgcolor": "#222222", "font": {"color": "#FFFFFF"}},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "traceorder": "normal",
        },
        "xaxis": axis
        | {
            "title": {"text": html.escape(unit), "standoff": 8, "font": {"size": 13}},
            "zeroline": True,
            "zerolinewidth": 1.5,
            "nticks": 6,
            "separatethousands": True,
        },
        "yaxis": axis
        | {
            "zeroline": False,
            "showgrid": bool(not unit),
            "ticks": "outside",
            "ticklen": 6,
            "tickcolor": CLEAR,
        },
    }


def _range(levels: Sequence[float], texts: Sequence[str], down: Sequence[float]) -> list[float]:
    """From the least to the largest level, zero within, with room for the figures beside.

    ``down``: levels at which bars end that go down, with their figures on the left.
    """
    known = [value for value in levels if not math.isnan(value)] or [0.0]
    low, high = min(0.0, *known), max(0.0, *known)
    room = LETTER * max(map(len, texts), default=0) * (high - low or 1.0)
    return [min([low, *(level - room for level in down)]), high + room if high > 0 else 0.0]


def _see_through(colour: str) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.75)"
