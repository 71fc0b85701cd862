"""Step 13, families: workers per migrant of every corridor, from the ages of migrants."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.sources.tidy import Tidy
from calibration.steps import Log, require_finite
from calibration.world import countries
from cge.benchmark.ras import ratio

DEVIATIONS = 3.0
"""Workers per migrant this many deviations (as the median absolute one tells them) off the median
of OECD destinations are brought to that bound: the stock of an old resettlement is no family."""

NORMAL = 1.4826

ROUNDS = 50

HELD_CEILING = 0.98
"""Workers per migrant of a corridor where the destination's mean is held are at most this."""

WORKING = ("15-24", "25-64")
"""Ages that work in the sense of DIOC."""

ASIA = {"ROW_rich", "ROW_poor"}
"""DIOC counts Turkey and Cyprus to Europe (Germany's totals fit only so), Central Asia to Asia."""
OCEANIA = {"AUS", "NZL", "FJI"}
NORTH_AFRICA = {"DZA", "EGY", "MAR", "TUN", "DJI"}


def families(
    raw: Tidy,
    frame: pd.DataFrame,
    persons: np.ndarray,
    mean: np.ndarray,
    held: np.ndarray,
    ceiling: np.ndarray,
    log: Log,
) -> np.ndarray:
    """Workers per migrant (origin, destination), the destination's mean as ages differ from it.

    Corridors differ as the share of working age does: by world region of birth in OECD
    destinations, by country of birth among all emigrants to the OECD (DIOC 2015).  Corridors out of
    the ordinary are brought to its bound.

    Parameters
    ----------
    persons : np.ndarray
        Migrants (origin, destination).
    mean : np.ndarray
        Workers per migrant by destination.
    held : np.ndarray
        Destinations whose mean must hold: nationals' share of work is known there.
    ceiling : np.ndarray
        Migrant workers that a destination can have at most.
    """
    wanted = mean[None, :] * _relative(raw, frame)
    surveyed = frame.index.isin(raw.table("dioc2015_lfs")["dest"].unique())
    low, high = ordinary(pd.Series(mean[surveyed]))
    there = np.where(persons > 0, wanted, mean[None, :])
    inside = log.clip_pairs("13", "workers per migrant", there, (low, high), frame.index)
    total = persons.sum(axis=0)
    result = np.where(held, wanted, inside)
    for _ in range(ROUNDS):
        fixed = result * ratio(total * mean, (result * persons).sum(axis=0))[None, :]
        result = np.where(held, np.minimum(fixed, HELD_CEILING), result)
    now = (result * persons).sum(axis=0)
    result = result * np.where(held, 1.0, np.minimum(1.0, ratio(ceiling, now)))[None, :]
    after = pd.Series(ratio((result * persons).sum(axis=0), total), frame.index)
    log.move("13", "workers_per_migrant_share", pd.Series(mean, frame.index), after)
    require_finite("13", participation=result)
    return result


def ordinary(values: pd.Series) -> tuple[float, float]:
    """Bounds of what is ordinary: the median times or over three deviations of the logarithm."""
    logs = np.log(values[values > 0])
    width = DEVIATIONS * NORMAL * (logs - logs.median()).abs().median()
    return float(np.exp(logs.median() - width)), float(np.exp(logs.median() + width))


def areas(regions: list[str]) -> np.ndarray:
    """World region of birth in the sense of DIOC by region of the database."""
    geography = countries()["geography"]
    return np.array([_area(code, str(geography.get(code, ""))) for code in regions])


def _area(code: str, geography: str) -> str:
    if code in OCEANIA:
        return "OCEA"
    if code in NORTH_AFRICA or geography == "sub_saharan_africa":
        return "AFRI"
    if code in ASIA:
        return "ASIA"
    names = {"north_america": "NOAM", "latin_america": "SCAC", "europe": "EURO"}
    return names.get(geography, "ASIA")


def _relative(raw: Tidy, frame: pd.DataFrame) -> np.ndarray:
    """Share of working age in a corridor over the destination's mean (origin, destination)."""
    regions = list(frame.index)
    area = areas(regions)
    by_area = _working(raw.table("dioc2015_dest_edu"), ["dest", "region_of_birth"])
    mean = _working(raw.table("dioc2015_dest_edu"), ["dest"])
    result = np.ones((len(regions), len(regions)))
    for d, code in enumerate(regions):
        if code in mean.index:
            own = by_area[code].reindex(area) / mean[code]
            result[:, d] = own.fillna(1.0).to_numpy()
    data = raw.table("dioc2015_origin_edu")
    data = data.assign(region=data["origin"].map(countries()["region"]))
    own = _working(data, ["region"]).reindex(regions)
    group = own.groupby(area).transform("median")
    return result * (own / group).fillna(1.0).to_numpy()[:, None]


def _working(data: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Share of working age among the foreign-born of known age."""
    data = data[(data["foreign_born"] == 1) & (data["age"] != "unknown")]
    table = data.pivot_table(index=keys, columns="age", values="value", aggfunc="sum").fillna(0.0)
    return table.reindex(columns=list(WORKING)).sum(axis=1) / table.sum(axis=1)
