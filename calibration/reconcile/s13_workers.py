"""Step 13: people by place of birth and of residence, and how many of them work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.reconcile.s13_families import families
from calibration.sources.layout import UNKNOWN_ORIGIN
from calibration.sources.tidy import Tidy, region_matrix
from calibration.steps import Log, require_finite
from calibration.world import DEFINITIONS, countries
from cge.benchmark.ras import ratio

PARTICIPATION_CEILING = 0.62
"""Workers per migrant, children and the old included, are at most this where no survey counts."""

NATIVE_FLOOR = 0.08
"""Natives are at least this part of a labour force where no source counts them."""

GULF = "Gulf Cooperation Council"
GULF_PARTICIPATION = 0.95
"""Workers per migrant in the Gulf, where most hold a work permit, are at most this."""

DROP_WORKERS = 10.0
"""Corridors with fewer workers are left out; their people join the destination's others."""


@dataclass(frozen=True)
class People:
    """Migrants by origin and destination, and the natives beside them.

    ``migrants`` persons (origin, destination; zero diagonal); ``inside`` persons who moved inside
    a rest of the world; ``participation`` workers per migrant (origin, destination);
    ``native_workers`` and ``native_persons`` by region.
    """

    migrants: np.ndarray
    inside: np.ndarray
    participation: np.ndarray
    native_workers: np.ndarray
    native_persons: np.ndarray


def members_of(area: str) -> list[str]:
    """Countries of a free-movement area."""
    table = pd.read_csv(DEFINITIONS / "free_movement.csv").set_index("name")
    return str(table.loc[area, "members"]).split()


def people(raw: Tidy, frame: pd.DataFrame, log: Log) -> People:
    """Stock of the base year, with nobody left out.

    Migrants of unknown origin are spread over the destination's known ones, the few of unknown
    destination over all corridors.
    """
    regions = list(frame.index)
    stock = raw.stock()
    region_of = countries()["region"]
    known = region_matrix(stock, "origin", "dest", region_of, regions)
    unknown = stock[stock["origin"].isin(UNKNOWN_ORIGIN)].assign(
        region=lambda table: table["dest"].map(region_of)
    )
    extra = unknown.groupby("region")["value"].sum().reindex(regions).fillna(0.0).to_numpy()
    persons = known * ratio(known.sum(axis=0) + extra, known.sum(axis=0))
    nowhere = stock.loc[stock["dest"].isin(UNKNOWN_ORIGIN), "value"].sum()
    persons = persons * (1 + nowhere / persons.sum())
    log.move(
        "13",
        "immigrants",
        pd.Series(known.sum(axis=0), regions),
        pd.Series(persons.sum(axis=0), regions),
    )
    empty = frame.index[persons.sum(axis=0) == 0]
    log.flag("13", "immigrants", empty, "none in the stock")
    inside = np.diag(persons).copy()
    np.fill_diagonal(persons, 0.0)
    mean = _participation(raw, frame, persons.sum(axis=0), log)
    persons = _drop_small(persons, mean)
    held = frame.index.isin(members_of(GULF))
    ceiling = (1 - NATIVE_FLOOR) * frame["labour_force"].to_numpy()
    participation = families(raw, frame, persons, mean, held, ceiling, log)
    natives = frame["population"].to_numpy() - persons.sum(axis=0)
    workers = frame["labour_force"].to_numpy() - (participation * persons).sum(axis=0)
    require_finite("13", persons=persons, participation=participation)
    return People(persons, inside, participation, workers, natives)


def _participation(raw: Tidy, frame: pd.DataFrame, immigrants: np.ndarray, log: Log) -> np.ndarray:
    """Workers per migrant of each destination.

    OECD: foreign-born labour force over foreign-born residents (DIOC 2015); Gulf: what leaves
    nationals their share of employment; elsewhere the labour force over the population, at most
    the ceiling.  Outside the Gulf natives keep their floor.
    """
    rate = frame["labour_force"] / frame["population"]
    force = labour_force_by_education(raw, foreign_born=1).sum(axis=1)
    born = raw.table("dioc2015_dest_edu")
    residents = born[born["foreign_born"] == 1].groupby("dest")["value"].sum()
    observed = (force[force > 0] / residents).reindex(frame.index).dropna()
    item = "migrants' participation"
    rate = log.clip("13", item, rate, high=PARTICIPATION_CEILING)
    rate.update(observed)
    gulf = members_of(GULF)
    elsewhere = frame.index.difference([*observed.index, *gulf])
    log.flag("13", "migrants' participation", elsewhere, "labour force / population of the country")
    ceiling = (1 - NATIVE_FLOOR) * frame["labour_force"] / np.maximum(immigrants, 1.0)
    log.flag("13", item, frame.index[rate > ceiling], "natives kept at 8% of the labour force")
    rate = log.clip("13", f"{item}, natives' floor", rate, high=ceiling)
    here = (frame["labour_force"] / np.maximum(immigrants, 1.0))[gulf]
    nationals = raw.figures("fig_gulf", "share of nationals in employment", raw.year) / 100
    nationals = nationals.reindex(gulf)
    require_finite("13", nationals_share_of_work=nationals)
    log.hear("13", "nationals' share of workers", "national statistics", nationals, used=True)
    rate[gulf] = log.clip("13", item, (1 - nationals[gulf]) * here, high=GULF_PARTICIPATION)
    return rate.to_numpy()


def labour_force_by_education(raw: Tidy, *, foreign_born: int) -> pd.DataFrame:
    """Labour force (persons) in OECD destinations by education: columns low, medium, high."""
    data = raw.table("dioc2015_lfs")
    data = data[
        (data["foreign_born"] == foreign_born) & data["lfs"].isin(["employed", "unemployed"])
    ]
    table = data.pivot_table(index="dest", columns="edu", values="value", aggfunc="sum")
    return table[["low", "medium", "high"]].fillna(0.0)


def _drop_small(persons: np.ndarray, participation: np.ndarray) -> np.ndarray:
    """Leave out tiny corridors and keep each destination's total."""
    kept = np.where(persons * participation[None, :] >= DROP_WORKERS, persons, 0.0)
    return kept * ratio(persons.sum(axis=0), kept.sum(axis=0))[None, :]
