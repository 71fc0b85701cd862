"""Step 14: capital stock, income deciles and free-movement areas."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.sources.tidy import Tidy
from calibration.steps import Log, fill_by_class, require_finite
from calibration.world import DEFINITIONS


def capital_stock(raw: Tidy, frame: pd.DataFrame, log: Log) -> np.ndarray:
    """Capital stock by region at purchasing power parity, 10^9 international USD."""
    ratio = raw.pwt["cn"].reindex(frame.index) / 1e3 / frame["gdp_ppp"]
    ratio, gaps = fill_by_class(ratio, frame["income_class"])
    log.flag("14", "capital stock", gaps, "median capital over GDP of the income class")
    require_finite("14", ratio=ratio)
    return (ratio * frame["gdp_ppp"]).to_numpy()


def deciles(raw: Tidy, frame: pd.DataFrame, log: Log) -> np.ndarray:
    """Share of income of each tenth of the people (decile, region).

    Of the survey nearest to the base year.
    A survey of the whole nation goes before those of its villages or towns alone, which stand in
    the table beside it.
    """
    data = raw.table("pip_deciles")
    part = data["entity"].str.contains(" - ", regex=False)
    data = data.assign(part=part, distance=(data["year"] - raw.year).abs())
    best = data.sort_values(["part", "distance", "year"]).drop_duplicates("iso3")
    data = data.merge(best[["iso3", "entity", "year"]])
    in_part = sorted(set(best["iso3"][best["part"]]) & set(frame.index))
    log.flag("14", "deciles", in_part, "survey of a part of the nation")
    table = data.pivot_table(index="iso3", columns="variable", values="value") / 100
    table = table[[f"decile{n}_share" for n in range(1, 11)]].reindex(frame.index)
    gaps = table.index[table.isna().any(axis=1)]
    log.flag("14", "deciles", gaps, "mean of the income class")
    means = table.groupby(frame["income_class"]).transform("mean")
    table = table.fillna(means)
    table = table.div(table.sum(axis=1), axis=0)
    require_finite("14", deciles=table)
    return table.to_numpy().T


def free_movement(raw: Tidy, frame: pd.DataFrame) -> np.ndarray:
    """Pairs of countries among which people move freely in the base year.

    By (origin, destination), boolean.
    """
    place = {code: number for number, code in enumerate(frame.index)}
    free = np.zeros((len(place), len(place)), dtype=bool)
    table = pd.read_csv(DEFINITIONS / "free_movement.csv")
    in_force = (table["first"] <= raw.year) & (raw.year <= table["last"])
    for members in table.loc[in_force, "members"]:
        numbers = [place[code] for code in members.split()]
        free[np.ix_(numbers, numbers)] = True
    np.fill_diagonal(free, val=False)
    return free
