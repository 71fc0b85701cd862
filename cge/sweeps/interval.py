"""How sure we are: centre, interval, probability of a loss and drivers of every outcome."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.report.intervals import LEVEL, Interval, sheet
from cge.report.sheet import NOTHING, Sheet
from cge.sweeps.drivers import FEWEST, drivers
from cge.sweeps.plan import CENTRE, SAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr


def intervals(found: xr.Dataset, condition: int = 0) -> list[Interval]:
    """Interval of every outcome and label of one combination of listed values."""
    here = found.isel(draw=np.flatnonzero(found.condition.values == condition))
    return [one for one in _intervals(here) if one is not None]


def _intervals(here: xr.Dataset) -> Iterator[Interval | None]:
    sample = here.isel(draw=np.flatnonzero(here.part.values == SAMPLE))
    centre = here.isel(draw=np.flatnonzero(here.part.values == CENTRE))
    for name, array in outcomes(here):
        values = array.isel(draw=np.flatnonzero(here.part.values == SAMPLE)).values
        central = array.isel(draw=np.flatnonzero(here.part.values == CENTRE)).values
        # rows of Saltelli's design share coordinates, but each is a draw of the joint distribution
        solved = values[np.isfinite(values)]
        if len(solved) < FEWEST or centre.sizes["draw"] == 0:
            yield None
            continue
        low, high = np.quantile(solved, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        known = drivers(sample, values)
        yield Interval(
            name,
            str(array.attrs.get("units", "")),
            float(central[0]),
            float(low),
            float(high),
            float((solved < -NOTHING).mean()),
            known.first,
            known.total,
            len(solved),
            known.how,
        )


def outcomes(found: xr.Dataset) -> Iterator[tuple[str, xr.DataArray]]:
    """Every outcome by draw, one for each label."""
    for name in json.loads(found.attrs["outcomes"]):
        array = found[name]
        others = [dim for dim in array.dims if dim != "draw"]
        if not others:
            yield str(name), array
            continue
        stacked = array.stack(label=others)
        for n, label in enumerate(stacked["label"].values):
            words = label if isinstance(label, tuple) else (label,)
            one = stacked.isel(label=n, drop=True)
            if one.notnull().any() and (abs(one) > NOTHING).any():
                yield f"{name}[{', '.join(map(str, words))}]", one.assign_attrs(array.attrs)


def sheets(found: xr.Dataset) -> list[Sheet]:
    """A table of intervals where enough was drawn, else one of all draws."""
    conditions = np.unique(found.condition.values).astype(int).tolist()
    known = [(intervals(found, n), _condition(found, n)) for n in conditions]
    return [sheet(one, words) for one, words in known if one] or [_listed(found)]


def _condition(found: xr.Dataset, condition: int) -> str:
    at = int(np.flatnonzero(found.condition.values == condition)[0])
    keys = json.loads(found.attrs["levels"])
    return ", ".join(f"{_short(key)} {found[key].values[at]}" for key in keys if key in found)


def _listed(found: xr.Dataset) -> Sheet:
    """One row for each combination of listed values; the lead by group beside the world."""
    keys = [key for key in json.loads(found.attrs["levels"]) if key in found.coords]
    figures = list(outcomes(found))
    lead = next((name.partition("[")[0] for name, _ in figures if "[" in name), "")
    figures = [(n, a) for n, a in figures if "[" not in n or n.startswith(f"{lead}[")]
    rows: list[tuple[str | float, ...]] = []
    for n in range(found.sizes["draw"]):
        words = [f"{n} ({found.part.values[n]})", *(_as_word(found[k].values[n]) for k in keys)]
        rows.append((*words, *(float(array.values[n]) for _, array in figures)))
    heads = [name.partition("[")[2].removesuffix("]") or name for name, _ in figures]
    columns = tuple(word.replace("_", " ") for word in ("draw", *map(_short, keys), *heads))
    return Sheet(f"{found.attrs['title']}; groups: {lead}", columns, tuple(rows))


def matters(found: xr.Dataset) -> str:
    """Which listed choice moves the lead most, in a sentence; empty with less than two choices.

    By how far the averages over all other choices lie apart.
    """
    keys = [key for key in json.loads(found.attrs["levels"]) if key in found.coords]
    name, array = next(outcomes(found))
    whole = array.isel(draw=np.flatnonzero(found.part.values == CENTRE))
    spread: dict[str, float] = {}
    for key in keys:
        means = whole.groupby(whole[key]).mean()
        if means.size > 1:
            spread[key] = float(means.max() - means.min())
    if len(spread) < 2:
        return ""
    ranked = sorted(spread.items(), key=lambda one: -one[1])
    units = array.attrs.get("units", "")
    first, *others = [f"{_short(key)} by {size:,.3g} {units}" for key, size in ranked]
    return f"{name} hangs most on {first}, on average over all else; then {', '.join(others)}."


def _as_word(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _short(key: str) -> str:
    return key.rsplit(".", 1)[-1]
