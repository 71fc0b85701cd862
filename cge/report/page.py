"""The report: one self-contained page over one or several results, readable offline."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import cge
from cge.benchmark.countries import region_of
from cge.files import write_bytes
from cge.report import assumptions, by_year, interactive, intervals, outlines, side_by_side, svg_map
from cge.report.columns import columns
from cge.report.figures import figures
from cge.report.focus import focus
from cge.report.headline import FEWEST_TOLD, cautions, headline, hints, lead, who
from cge.report.items import final
from cge.report.marks import World
from cge.report.palette import CLASSES
from cge.report.region_table import group_table, region_table
from cge.report.sheet import MILLION, full_name
from cge.report.why import tree
from cge.report.words import number, people, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

    from cge.analysis.answers import Answer
    from cge.report.marks import Figure
    from cge.report.sheet import Sheet

TEMPLATES = Path(__file__).parent / "template"
PROVENANCE = (
    "benchmark",
    "benchmark_sha256",
    "scenario_sha256",
    "code_sha256",
    "package_version",
    "git_commit",
    "solver",
    "status",
    "steps",
    "iterations",
    "residual",
    "walras",
    "numeraire",
    "created",
    "wall_time",
)
"""Attributes of a result that its page shows."""


@dataclass(frozen=True)
class Tile:
    """A headline number."""

    value: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Section:
    """One scenario on the page."""

    id: str
    name: str
    title: str
    lead: str
    who: str
    result: xr.Dataset = field(repr=False)
    figures: list[Figure] = field(repr=False)
    answers: tuple[Answer, ...] = ()
    """Numbers of the result that are explained."""
    region: str = ""
    """The region in focus."""

    @property
    def shown(self) -> str:
        """Its name in words."""
        return in_words(self.name)

    @property
    def trees(self) -> list[Any]:
        """Explained numbers, step by step."""
        return tree(list(self.answers))

    @property
    def tiles(self) -> list[Tile]:
        """Numbers to remember."""
        return tiles(headline(self.result))

    @property
    def focus(self) -> list[Sheet]:
        """All about the region in focus."""
        return focus(self.result, self.region) if self.region else []

    @property
    def focus_name(self) -> str:
        """Its full name."""
        return full_name(self.result, region_of(self.region, self.result))

    @property
    def hints(self) -> tuple[str, ...]:
        """What the reader should know first."""
        return hints(self.result)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What limits the result."""
        return cautions(self.result)

    @property
    def interval(self) -> Sheet | None:
        """How sure the figures are, if draws were solved."""
        known = intervals.of_result(self.result)
        return intervals.sheet(known) if known else None

    @property
    def remarks(self) -> list[str]:
        """The same in words."""
        return intervals.remarks(intervals.of_result(self.result))

    @property
    def sources(self) -> list[str]:
        """Where the scenario comes from."""
        return [line for line in str(self.result.attrs["sources"]).splitlines() if line]

    @property
    def provenance(self) -> dict[str, Any]:
        """How the result came about."""
        attrs = self.result.attrs
        found = {key: attrs[key] for key in PROVENANCE if key in attrs}
        return found | {"persons + government − world": float(self.result.welfare_residual_ppp)}


def why_page(result: xr.Dataset, answers: Sequence[Answer], path: Path) -> Path:
    """Write the page of one result with explained numbers on it.

    Raises
    ------
    DataError
        If it cannot be written.
    """
    return write_bytes(page([result], answers=[answers]).encode(), path)


def write_page(
    results: Sequence[xr.Dataset],
    path: Path,
    names: Sequence[str] | None = None,
    answers: Sequence[Sequence[Answer]] = (),
    region: str | None = None,
) -> Path:
    """Write the page (:func:`page`).

    Raises
    ------
    DataError
        If it cannot be written.
    """
    return write_bytes(page(results, names, answers, region).encode(), path)


def page(
    results: Sequence[xr.Dataset],
    names: Sequence[str] | None = None,
    answers: Sequence[Sequence[Answer]] = (),
    region: str | None = None,
) -> str:
    """The page as HTML: scenarios side by side where there are several, then one by one.

    Parameters
    ----------
    names : sequence of str, optional
        What to call the results; the names of their scenarios when left out, numbered where one
        scenario was solved in several ways.
    answers : sequence, optional
        Explained numbers of every result.
    region : str, optional
        Code or name of a region about which everything is told.

    Raises
    ------
    UsageError
        If a result has no such region.
    """
    return render("page.html.j2", results, names, answers, region=region or "")


def render(
    template: str,
    results: Sequence[xr.Dataset],
    names: Sequence[str] | None = None,
    answers: Sequence[Sequence[Answer]] = (),
    folders: Sequence[Path] = (),
    region: str = "",
    **more: Any,
) -> str:
    """Results by a template, of ``folders`` or of the report, that also knows ``more``."""
    called = names or numbered([str(result.attrs["scenario_name"]) for result in results])
    pairs = zip(called, results, strict=True)
    explained = [tuple(one) for one in answers] or [()] * len(results)
    sections = [
        _section(n, name, result, explained[n - 1], region)
        for n, (name, result) in enumerate(pairs, start=1)
    ]
    labels = [section.shown for section in sections]
    ends = [section.result for section in sections]
    several = len(sections) > 1
    overview = _overview(sections, labels) if several else []
    drawn = {f"{s.id}-{f.name}": f for s in sections for f in s.figures}
    drawn |= {f"all-{f.name}": f for f in overview}
    charts = {key: interactive.draw(f.mark) for key, f in drawn.items() if not _is_map(f)}
    environment = _environment(folders)
    environment.globals["height"] = lambda key: charts[key]["layout"]["height"]
    environment.globals["columns"] = lambda figures, id: columns(
        figures, lambda figure: charts[f"{id}-{figure.name}"]["layout"]["height"]
    )
    return environment.get_template(template).render(
        sections=sections,
        overview=overview,
        groups=side_by_side.groups(labels, ends) if several else None,
        charts=_json(charts),
        outlines=_outlines(sections),
        box=svg_map.view_box() if any(_is_map(f) for f in drawn.values()) else "",
        drawn=bool(charts),
        plotly=lambda: Markup(plotly_script()),
        version=cge.__version__,
        **more,
    )


def tiles(figures_: dict[str, float]) -> list[Tile]:
    """World gain in the measures of welfare, change of income, movers, remittances."""
    moved = figures_["movers_million_workers"] - figures_["returning_million_workers"]
    told = moved if abs(moved) * MILLION >= FEWEST_TOLD else 0.0
    out = [
        Tile(
            f"{signed(figures_['world_ev_ppp_bn'], 3)} bn",
            f"int. USD a year, {signed(figures_['world_ev_ppp_percent'])}%",
            "the world, at purchasing power",
        ),
        Tile(
            f"{signed(figures_['world_ev_bn_usd'], 3)} bn",
            f"USD a year, {signed(figures_['world_ev_percent'])}%",
            "the world, at prices of where each lived before",
        ),
        Tile(
            f"{signed(figures_['world_income_change_bn_usd'], 3)} bn",
            f"USD a year, {signed(figures_['world_income_change_percent'])}%",
            "incomes at exchange rates, not welfare",
        ),
        Tile(
            ("−" if told < 0 else "+") + people(MILLION * abs(told)),
            "workers",
            "living abroad, change",
        ),
        Tile(
            f"{signed(figures_['remittances_change_bn_usd'], 3)} bn",
            "USD a year",
            "change of remittances",
        ),
    ]
    return [tile for tile in out if tile.value.strip("+−0. bn")]


def _overview(sections: Sequence[Section], labels: list[str]) -> list[Figure]:
    """Scenarios in one chart each: the world, groups, regions, wages, remittances."""
    made = [{figure.name: figure for figure in s.figures} for s in sections]
    found = [
        side_by_side.compared(name, column, labels, made)
        for name, column in side_by_side.COMPARED.items()
    ]
    world = side_by_side.world(labels, [s.result for s in sections])
    return [world, *(figure for figure in found if figure is not None)]


def in_words(name: str) -> str:
    """``quota 3pct`` for ``quota_3pct``."""
    return name.replace("_", " ")


def numbered(names: Sequence[str]) -> list[str]:
    """Names that are all different: ``a``, ``a (2)``."""
    found = [f"{name} ({names[:n].count(name) + 1})" for n, name in enumerate(names)]
    return [
        name if name not in names[:n] else other
        for n, (name, other) in enumerate(zip(names, found, strict=True))
    ]


def _section(
    n: int, name: str, result: xr.Dataset, answers: tuple[Answer, ...], region: str
) -> Section:
    title = str(result.attrs["title"])
    last = final(result)
    said = f"{by_year.sentence(result)} {lead(last)}" if "year" in result.dims else lead(last)
    return Section(f"s{n}", name, title, said, who(last), last, figures(result), answers, region)


def _is_map(figure: Figure) -> bool:
    return isinstance(figure.mark, World)


def _outlines(sections: Sequence[Section]) -> dict[str, str]:
    """Shapes of the map, each once: regions of the benchmarks, and what none covers."""
    shapes: dict[tuple[str, ...], str] = {}
    covered: set[str] = set()
    for section in sections:
        for figure in section.figures:
            if isinstance(figure.mark, World):
                for countries in figure.mark.outlines.values():
                    covered |= set(countries)
                    shapes.setdefault(countries, _shape_id(countries))
    if not shapes:
        return {}
    rest = tuple(sorted(set(outlines.countries()) - covered))
    found = {key: svg_map.svg_path(countries) for countries, key in shapes.items()}
    return found | ({"rest": svg_map.svg_path(rest)} if rest else {})


def _shape_id(countries: Sequence[str]) -> str:
    return "m" + "".join(countries)


def _environment(folders: Sequence[Path]) -> Environment:
    loader = FileSystemLoader([*folders, TEMPLATES])
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"shape": _shape_id, "cells": _cells}
    environment.globals |= {
        "is_map": _is_map,
        "classes": svg_map.classes,
        "map_title": svg_map.title,
        "palette": CLASSES,
        "region_table": region_table,
        "group_table": group_table,
        "closure": assumptions.closure,
        "parameters": assumptions.parameters,
        "number": number,
        "include_raw": lambda name: Markup(loader.get_source(environment, name)[0]),
    }
    return environment


def _cells(sheet: Sheet) -> list[list[tuple[str, str | float]]]:
    """Rows of a table, each cell in words with a true minus, and its value."""
    return [
        [
            (text if isinstance(cell, str) else _figure(text), cell)
            for text, cell in zip(words, row, strict=True)
        ]
        for words, row in zip(sheet.texts(), sheet.rows, strict=True)
    ]


def _figure(text: str) -> str:
    """A true minus; what is rounded to nothing is 0."""
    return text.replace("-", "−", 1) if text.strip("-0.,") or not text else "0"


def _json(content: Any) -> Markup:
    """JSON that cannot end the script it stands in."""
    text = json.dumps(content, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def plotly_script() -> str:
    """The script of plotly, from its wheel: the page asks no server for anything."""
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())
