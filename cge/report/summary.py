"""What a result says: a sentence, a few lines, and tables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cge.report import by_year, tables
from cge.report.budgets import balance
from cge.report.headline import cautions, headline, hints, lead, who
from cge.report.select import show
from cge.report.sheet import NOTHING
from cge.report.words import capital, listed, signed

if TYPE_CHECKING:
    import xarray as xr

    from cge.report.sheet import Sheet

NAMED = 3
"""Regions named on either side."""


@dataclass(frozen=True)
class Summary:
    """The headline of one result."""

    name: str
    title: str
    sentence: str
    lines: tuple[str, ...]
    """Who gains and loses, where, and wages: one line each."""
    hints: tuple[str, ...]
    """What the reader should know first."""
    closure: str
    """Who balances the budgets."""
    figures: dict[str, float]
    """Headline figures by name, units in the names."""
    sheets: tuple[Sheet, ...] = field(default_factory=tuple)
    cautions: tuple[str, ...] = ()


def summarise(result: xr.Dataset) -> Summary:
    """The headline sentence, figures and tables of a result.

    Parameters
    ----------
    result : xarray.Dataset
        As :func:`cge.results.store.open_result` returns it.
    """
    if "year" in result.dims:
        return _path(result)
    figures = headline(result)
    told = (tables.groups, tables.from_choice, tables.regions, tables.wages, tables.quotas,
            tables.responses, tables.inequality, tables.fiscal, tables.channels)  # fmt: skip
    sheets = [tables.world(figures), *(table(result) for table in told)]
    sheets += [_asked(result, item) for item in items_asked(result)]
    return Summary(
        name=str(result.attrs["scenario_name"]),
        title=str(result.attrs["title"]),
        sentence=lead(result),
        lines=tuple(filter(None, (who(result), _where(result), _pay(result)))),
        hints=hints(result),
        closure=balance(result),
        figures=figures,
        sheets=tuple(sheet for sheet in sheets if sheet.rows),
        cautions=cautions(result),
    )


def _path(result: xr.Dataset) -> Summary:
    """The last year, with a line for every year and the discounted gain before it."""
    whole = summarise(by_year.of_year(result, -1))
    low, high = str(result.skill.values[0]), str(result.skill.values[-1])
    title = "Year by year, against the baseline of the same year (wages of high-income regions)"
    sheet = Sheet(title, by_year.COLUMNS, tuple(by_year.rows(result, (low, high))))
    figures = whole.figures | {
        "world_ev_ppp_discounted_bn": float(result.welfare_ev_world_ppp_discounted),
        "world_ev_ppp_discounted_percent": float(result.welfare_ev_world_ppp_discounted_pct),
        "world_ev_discounted_bn_usd": float(result.welfare_ev_world_discounted),
        "world_ev_discounted_percent": float(result.welfare_ev_world_discounted_pct),
    }
    return replace(
        whole,
        sentence=f"{by_year.sentence(result)} {whole.sentence}",
        closure=balance(result),
        figures=figures,
        sheets=(sheet, *whole.sheets),
    )


def items_asked(result: xr.Dataset) -> list[str]:
    """Results that the scenario asks for, those that there are: ``wage region=DEU``."""
    items = [item.strip() for item in str(result.attrs["report"]).split(", ") if item.strip()]
    there = [item for item in items if item.split()[0] in result.data_vars]
    return [item for item in there if result[item.split()[0]].dtype.kind in "fiu"]


def _asked(result: xr.Dataset, item: str) -> Sheet:
    """The cells that an item selects; the largest where it selects none."""
    name, *selection = item.split()
    if selection:
        return show(result, name, selection, change=True)
    return tables.largest(result, name)


def _where(result: xr.Dataset) -> str:
    """Regions where those who do not move gain and lose most."""
    rows = tables.regions(result).rows
    sides = {
        "Those who do not move gain most in": [r for r in rows if float(r[1]) > 0][:NAMED],
        "lose most in": [r for r in rows if float(r[1]) < 0][::-1][:NAMED],
    }
    said = [
        f"{words} {listed([f'{row[0]} ({signed(float(row[1]))}%)' for row in side])}"
        for words, side in sides.items()
        if side
    ]
    return f"{capital(', '.join(said))}." if said else ""


def _pay(result: xr.Dataset) -> str:
    """Mean real wages of natives of high-income regions."""
    rows = tables.wages(result).rows
    if all(abs(float(row[1])) < NOTHING for row in rows):
        return ""
    means = listed([f"{row[0]} skill {signed(float(row[1]))}%" for row in rows])
    return f"Real wages of natives in high-income regions: {means}."
