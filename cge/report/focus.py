"""Everything about one region: before, after and the change, with names and units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cge.benchmark.countries import region_of
from cge.report.items import final
from cge.report.sheet import GROUPS, Sheet, full_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xarray as xr

    Row = tuple[str | float, ...]

PARTNERS = 8
"""Corridors and trading partners that are listed, those that change most."""
COLUMNS = ("", "unit", "before", "after", "change", "%")
BILLION = "10^9 USD"
TOTALS = (
    ("gdp", "GDP at market prices"),
    ("gni", "gross national income"),
    ("disposable_income", "disposable income of residents"),
    ("public_consumption", "public consumption, prices of before"),
    ("income_per_natural_ppp", "real income per person born there"),
)
BUDGET = ("government_revenue", "government_spending")


def focus(result: xr.Dataset, region: str) -> list[Sheet]:
    """Tables about one region: economy, wages, groups, budget, migrants, remittances, trade.

    Parameters
    ----------
    result : xarray.Dataset
        As :func:`cge.results.store.open_result` returns it; of a path, its last year.
    region : str
        Code or name.

    Raises
    ------
    UsageError
        If the result has no such region.
    """
    last, code = final(result), region_of(region, result)
    named = full_name(last, code)
    parts = (
        Sheet(f"{named}: economy", COLUMNS, tuple(_economy(last, code)), mixed=True),
        Sheet("Wages before tax, over consumer prices", COLUMNS, tuple(_wages(last, code))),
        _groups(last, code),
        Sheet("Public budget", COLUMNS, tuple(_budget(last, code))),
        _corridors(last, code, "destination", "origin", f"Migrants in {named}, by origin"),
        _corridors(last, code, "origin", "destination", f"Born in {named}, living abroad"),
        _money(last, code),
        _trade(last, code, "exporter", "importer", f"Exports of {named}"),
        _trade(last, code, "importer", "exporter", f"Imports of {named}"),
    )
    return [sheet for sheet in parts if sheet.rows]


def row(name: str, unit: str, before: float, after: float) -> Row:
    """A line of a table: before, after, change, percent (NaN where before is nothing)."""
    change = after - before
    share = 100 * change / abs(before) if abs(before) > 1e-9 and unit != "%" else math.nan
    return (name, unit, before, after, change, share)


def _economy(result: xr.Dataset, code: str) -> Iterator[Row]:
    for variable, name in TOTALS:
        if variable in result:
            unit = str(result[variable].attrs.get("units", ""))
            yield row(name, unit, *_pair(result, variable, region=code))
    if "gdp_real" in result:
        before = float(result.gdp_base.sel(region=code))
        yield row(
            "GDP at prices of before", BILLION, before, float(result.gdp_real.sel(region=code))
        )
    yield row("consumer prices", "index", 1.0, float(result.price_index.sel(region=code)))
    here = {"destination": code}
    for variable, unit in (("workers", "workers"), ("migrants", "persons")):
        pair = (float(result[n].sel(here).sum()) for n in (f"{variable}_base", variable))
        yield row(f"{unit} who live there", unit, *pair)
    returns = float(result.return_to_capital_pct.sel(region=code))
    yield ("real return to capital", "%", math.nan, math.nan, returns, math.nan)


def _wages(result: xr.Dataset, code: str) -> Iterator[Row]:
    for nativity in result.nativity.values.tolist():
        for skill in result.skill.values.tolist():
            at = {"destination": code, "nativity": nativity, "skill": skill}
            before, after = float(result.wage_base.sel(at)), float(result.real_wage.sel(at))
            if math.isfinite(before):
                yield row(f"{nativity}s, {skill} skill", "USD per worker", before, after)


def _groups(result: xr.Dataset, code: str) -> Sheet:
    rows: list[Row] = []
    for group, name in GROUPS.items():
        if group not in result["group"]:
            continue
        for skill in result.skill.values.tolist():
            at = {"group": group, "region": code, "skill": skill}
            gain, percent = (
                float(result.welfare_ev_ppp.sel(at)),
                float(result.welfare_ev_pct.sel(at)),
            )
            number = float(result.group_number.sel(at)) if group in result.group_number.group else 0
            if math.isfinite(gain) and (gain or number):
                rows.append((f"{name}, {skill}", number, gain, percent))
    columns = ("equivalent variation", "workers", "10^9 int. USD", "% of income before")
    return Sheet("Who gains and who loses", columns, tuple(rows), mixed=True)


def _budget(result: xr.Dataset, code: str) -> Iterator[Row]:
    for variable in BUDGET:
        total = [0.0, 0.0]
        for item in result["item"].values.tolist():
            before, after = _pair(result, variable, region=code, item=item)
            if math.isfinite(after) and (before or after):
                total = [total[0] + before, total[1] + after]
                yield row(item.replace("_", " "), BILLION, before, after)
        yield row(variable.replace("_", " "), BILLION, *total)


def _corridors(result: xr.Dataset, code: str, at: str, by: str, title: str) -> Sheet:
    """Migrants by partner and skill, those that change most, and the sum of all."""
    rows: list[Row] = []
    there = {at: code}
    for skill in result.skill.values.tolist():
        before, after = (a.sel(there).sel(skill=skill).drop_sel({by: code}).fillna(0.0)
                         for a in (result.migrants_base, result.migrants))  # fmt: skip
        rows.append(row(f"all, {skill}", "persons", float(before.sum()), float(after.sum())))
        rows += [
            row(f"{full_name(result, p)}, {skill}", "persons",
                float(before.sel({by: p})), float(after.sel({by: p})))
            for p in _most(after - before, by)
        ]  # fmt: skip
    return Sheet(title, COLUMNS, tuple(rows))


def _money(result: xr.Dataset, code: str) -> Sheet:
    rows: list[Row] = []
    for at, by, word in (("origin", "destination", "from"), ("destination", "origin", "to")):
        before, after = (a.sel({at: code}).fillna(0.0)
                         for a in (result.remittances_base, result.remittances))  # fmt: skip
        all_ = "received" if word == "from" else "sent, as received abroad"
        rows.append(row(all_, BILLION, float(before.sum()), float(after.sum())))
        rows += [
            row(f"  {word} {full_name(result, p)}", BILLION,
                float(before.sel({by: p})), float(after.sel({by: p})))
            for p in _most(after - before, by)
        ]  # fmt: skip
    return Sheet("Remittances", COLUMNS, tuple(rows))


def _trade(result: xr.Dataset, code: str, at: str, by: str, title: str) -> Sheet:
    """Trade by good and by partner at border prices; within a region of several countries too."""
    before, after = (a.sel({at: code}).fillna(0.0) for a in (result.trade_base, result.trade))
    rows = [row("all", BILLION, float(before.sum()), float(after.sum()))]
    for good in result.sector.values.tolist():
        pair = (float(a.sel(sector=good).sum()) for a in (before, after))
        rows.append(row(f"  {good}", BILLION, *pair))
    by_partner = [a.sum("sector") for a in (before, after)]
    for partner in _most(by_partner[1] - by_partner[0], by):
        pair = (float(a.sel({by: partner})) for a in by_partner)
        rows.append(row(f"  {_word(by)} {full_name(result, partner)}", BILLION, *pair))
    return Sheet(f"{title} at border prices", COLUMNS, tuple(rows))


def _word(by: str) -> str:
    return "to" if by == "importer" else "from"


def _most(change: xr.DataArray, by: str) -> Sequence[str]:
    """Partners whose figure changes most."""
    size = abs(change).to_series().sort_values(ascending=False, kind="stable")
    return [str(name) for name in size[size > 0].index[:PARTNERS]]


def _pair(result: xr.Dataset, variable: str, **at: str) -> tuple[float, float]:
    before, after = (float(result[name].sel(at)) for name in (f"{variable}_base", variable))
    return before, after
