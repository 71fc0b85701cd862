"""How the figures of one country came about, from the committed files alone."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from calibration import database
from calibration.sources.producers import who_made
from calibration.world import countries
from cge.errors import DataError, UsageError

CORRIDORS = 5
"""Largest corridors in either direction that are shown."""


def explain(iso3: str, folder: Path | None = None) -> str:
    """Headline figures, what sources say, corridors, steps, clips, imputations, what is odd.

    Raises
    ------
    UsageError
        If no country has this code; the nearest are named.
    DataError
        If a file of the database is missing.
    """
    folder = folder or database.folder_of()
    code = _region_of(iso3)
    data = database.read(folder)
    tables = _tables(folder)
    headline = tables["countries"].set_index("region").loc[code]
    lines = [f"{code} {headline['name']}, {headline['income_class'].replace('_', ' ')}"]
    if code != iso3:
        lines.append(f"{iso3} ({countries()['name'][iso3]}) is part of {code}")
    lines += [f"  {name}: {show(value)}" for name, value in headline.items() if name != "name"]
    own = {name: table[table["region"] == code] for name, table in tables.items()}
    lines += _evidence(own["evidence"])
    lines += _corridors(data, code)
    lines.append("steps (before -> after):")
    lines += [
        f"  {row.step} {row.item}: {show(row.before)} -> {show(row.after)}"
        for row in own["steps"].sort_values("step", kind="stable").itertuples()
    ]
    lines.append("brought to a bound (before -> after):")
    lines += [
        f"  {row.step} {row.item}: {show(row.before)} -> {show(row.after)}"
        for row in own["clips"].itertuples()
    ] or ["  nothing"]
    lines.append("out of the ordinary (median of all regions):")
    lines += [
        f"  {row.item}: {show(row.value)} ({show(row.median)})"
        for row in own["outliers"].itertuples()
    ] or ["  nothing"]
    lines.append("imputed:")
    lines += [
        f"  {row.step} {row.item}: {row.how}"
        for row in own["imputations"].sort_values("step", kind="stable").itertuples()
    ] or ["  nothing"]
    return "\n".join(lines)


def _tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables beside the database by name, text as it is."""
    names = ("countries", "steps", "imputations", "clips", "evidence", "outliers")
    if lacking := [f"{name}.csv" for name in names if not (folder / f"{name}.csv").is_file()]:
        msg = f"{folder} lacks {', '.join(lacking)}; run `cge build-data --raw DIR`"
        raise DataError(msg)
    return {
        name: pd.read_csv(
            folder / f"{name}.csv", keep_default_na=False, na_values=[""], dtype={"step": str}
        )
        for name in names
    }


def _evidence(rows: pd.DataFrame) -> list[str]:
    """What each source says of an item; the one in use is marked."""
    lines = ["sources (* in use):"]
    for item, part in rows.groupby("item", sort=False):
        lines.append(f"  {item}:")
        ordered = part.sort_values("used", ascending=False, kind="stable")
        lines += [
            f"    {'*' if row.used else ' '} {show(row.value)} {row.source}"
            for row in ordered.itertuples()
        ]
    return lines


def _corridors(data: xr.Dataset, code: str) -> list[str]:
    """The largest corridors in either direction, their people, education and pay."""
    lines = [f"corridors ({who_made(data)['workers']}):"]
    for here, there in (("destination", "origin"), ("origin", "destination")):
        part = data.sel({here: code})
        persons = part["persons"].to_series().drop(code).nlargest(CORRIDORS)
        for partner, people in persons[persons > 0].items():
            cell = part.sel({there: partner})
            workers = cell["workers"].values
            pay = (cell["efficiency"].values * workers).sum() / workers.sum()
            way = f"{partner} -> {code}" if there == "origin" else f"{code} -> {partner}"
            lines.append(
                f"  {way}: {show(people)} persons, {show(people / workers.sum())} per worker, "
                f"{workers[1] / workers.sum():.0%} tertiary, "
                f"paid {pay:.2f} of natives of their skill"
            )
    return lines


def _region_of(code: str) -> str:
    table = countries()
    if code in set(table["region"]):
        return code
    if code in table.index:
        return str(table.loc[code, "region"])
    names = {str(name).lower(): key for key, name in table["name"].items()}
    near = get_close_matches(code.upper(), list(table.index), n=3)
    near += [names[n] for n in get_close_matches(code.lower(), list(names), n=3)]
    msg = f"no country {code!r}" + (f"; did you mean {', '.join(near)}?" if near else "")
    raise UsageError(msg)


def show(value: object) -> str:
    """A figure as a person reads it."""
    if isinstance(value, str):
        return value
    number = float(value)  # type: ignore[arg-type]
    if np.isnan(number):
        return "none"
    return f"{number:,.0f}" if abs(number) >= 1e4 else f"{number:.4g}"
