"""Step 13, skills: tertiary-educated workers among natives and migrants of every corridor."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.reconcile.s08_bilateral import CEPII_CODES, SEATS
from calibration.reconcile.s13_education import SHARE_SPAN
from calibration.reconcile.s13_families import areas
from calibration.reconcile.s13_workers import GULF, People, labour_force_by_education, members_of
from calibration.sources.tidy import Tidy, region_matrix
from calibration.steps import Log, require_finite
from calibration.world import countries
from cge.benchmark.ras import ratio

SELECTION_SHARE = 0.5
"""Part of the selection estimated on OECD corridors that holds at other destinations, which choose
less by skill: an assumption; none at all in the Gulf, which recruits for manual work."""

ROUNDS = 200
"""Rounds of fitting; the margins contradict each other slightly, the corridor totals end exact."""

AT_LEAST, AT_MOST = "tertiary share of adults: at least", "tertiary share of adults: at most"


def migrant_share(
    raw: Tidy,
    frame: pd.DataFrame,
    people: People,
    native: pd.Series,
    refused: list[str],
    log: Log,
) -> np.ndarray:
    """Share of tertiary-educated workers in every corridor (origin, destination).

    OECD destinations: education by corridor of 2010 fitted to DIOC 2015 (origin, and destination by
    world region) and the stocks of 2017, then times relative participation.  Others: natives' share
    at the origin plus part of the selection estimated on the OECD corridors.
    """
    regions = list(frame.index)
    force = labour_force_by_education(raw, foreign_born=1)
    oecd = [regions.index(code) for code in force.index]
    fitted = _fit_oecd(raw, frame, people, oecd, refused)
    relative = _relative_participation(raw, force)[[regions[d] for d in oecd]].to_numpy()
    high = fitted * relative[None, :]
    observed = high / (high + 1 - fitted)
    shift = _selection(raw, frame, people.migrants[:, oecd], observed, native, oecd)
    gulf = frame.index.isin(members_of(GULF))
    shift = np.where(gulf[None, :], 0.0, SELECTION_SHARE * shift)
    odds = (native / (1 - native)).to_numpy()[:, None] * np.exp(shift)
    share = odds / (1 + odds)
    share[:, oecd] = observed
    share = log.clip_pairs("13", "tertiary share of migrants", share, SHARE_SPAN, frame.index)
    _refugees(raw, share, regions, log)
    others = [code for number, code in enumerate(regions) if number not in oecd]
    log.flag("13", "immigrants' education", others, "education at origin, part of OECD selection")
    require_finite("13", share=share)
    return share


def _refugees(raw: Tidy, share: np.ndarray, regions: list[str], log: Log) -> None:
    """Put the cited share of corridors of refugees, whom the margins of DIOC 2015 do not know.

    The geometric mean of two bounds; other people of the same corridor keep their share.
    """
    low = raw.figures("fig_education", AT_LEAST) / 100
    high = raw.figures("fig_education", AT_MOST) / 100
    stock = raw.stock()
    for corridor in low.index.intersection(high.index):
        origin, destination = str(corridor).split("->")
        region = str(countries()["region"][origin])
        o, d = regions.index(region), regions.index(destination)
        here = stock[stock["dest"] == destination]
        own = here.loc[here["origin"] == origin, "value"].sum()
        all_of = here.loc[here["origin"].map(countries()["region"]) == region, "value"].sum()
        part, cited = own / all_of, float(np.sqrt(low[corridor] * high[corridor]))
        source = f"refugees from {origin}: between two cited bounds"
        log.flag("13", "immigrants' education", [destination], source)
        for name, value in (("at least", low), ("at most", high)):
            heard = pd.Series({destination: value[corridor]})
            log.hear("13", f"tertiary share from {origin}, {name}", "cited", heard, used=True)
        share[o, d] = part * cited + (1 - part) * share[o, d]


def _relative_participation(raw: Tidy, force: pd.DataFrame) -> pd.Series:
    """Participation of tertiary-educated over other foreign-born aged 15+ by OECD destination."""
    data = raw.table("dioc2015_lfs")
    data = data[(data["foreign_born"] == 1) & (data["lfs"] != "unknown")]
    people = data.pivot_table(index="dest", columns="edu", values="value", aggfunc="sum")
    other = (force["low"] + force["medium"]) / (people["low"] + people["medium"])
    relative = force["high"] / people["high"] / other
    return relative.fillna(relative.median())  # Japan and Korea report no education


def _fit_oecd(
    raw: Tidy, frame: pd.DataFrame, people: People, oecd: list[int], refused: list[str]
) -> np.ndarray:
    """Tertiary share among migrants 15+ by origin and OECD destination.

    Destinations that report no education to DIOC 2015 (Japan, Korea), or one that is ``refused``
    (Chile), keep the prior.
    """
    regions = list(frame.index)
    by_origin = _origin_share(raw, regions)
    prior = _prior_share(raw, regions, oecd, by_origin)
    by_area = _area_share(raw, [regions[number] for number in oecd])
    area = areas(regions)
    fit = ~np.isnan(next(iter(by_area.values())))
    fit &= ~np.isin([regions[number] for number in oecd], refused)
    stock = people.migrants[:, oecd][:, fit]
    cells = stock * np.stack([prior[:, fit], 1 - prior[:, fit]])
    wanted = stock.sum(axis=1) * np.stack([by_origin, 1 - by_origin])
    for _ in range(ROUNDS):
        cells = cells * ratio(wanted, cells.sum(axis=2))[:, :, None]
        for name, shares in by_area.items():
            rows = area == name
            here = stock[rows].sum(axis=0) * np.stack([shares[fit], 1 - shares[fit]])
            cells[:, rows] *= ratio(here, cells[:, rows].sum(axis=1))[:, None]
        cells = cells * ratio(stock, cells.sum(axis=0))[None]
    result = prior.copy()
    result[:, fit] = np.where(stock > 0, cells[0] / np.maximum(stock, 1e-12), prior[:, fit])
    return result


def _prior_share(
    raw: Tidy, regions: list[str], oecd: list[int], by_origin: np.ndarray
) -> np.ndarray:
    """Tertiary share by corridor in 2010; the origin's mean where the source has nobody."""
    table = raw.table("skill_bilateral_2010")
    region_of = countries()["region"]
    high, low = (
        region_matrix(table[table["skill"] == skill], "origin", "dest", region_of, regions)[:, oecd]
        for skill in ("high", "low")
    )
    share = np.where(high + low > 0, high / np.maximum(high + low, 1e-9), by_origin[:, None])
    return np.clip(share, *SHARE_SPAN)


def _origin_share(raw: Tidy, regions: list[str]) -> np.ndarray:
    data = raw.table("dioc2015_origin_edu")
    data = data[(data["foreign_born"] == 1) & (data["age"] != "0-14") & (data["edu"] != "unknown")]
    data = data.assign(region=data["origin"].map(countries()["region"])).dropna(subset="region")
    table = data.pivot_table(index="region", columns="edu", values="value", aggfunc="sum")
    share = (table["high"] / table.sum(axis=1)).reindex(regions).clip(*SHARE_SPAN)
    require_finite("13", emigrants_education=share)
    return share.to_numpy()


def _area_share(raw: Tidy, destinations: list[str]) -> dict[str, np.ndarray]:
    """Tertiary share by world region of birth and destination.

    The destination's mean fills gaps; NaN where it reports no education at all (Japan).
    """
    data = raw.table("dioc2015_dest_edu")
    data = data[(data["foreign_born"] == 1) & (data["age"] != "0-14") & (data["edu"] != "unknown")]
    table = data.pivot_table(
        index=["region_of_birth", "dest"], columns="edu", values="value", aggfunc="sum"
    ).fillna(0.0)
    total = table.groupby("dest").sum()
    mean = total["high"] / total.sum(axis=1)
    share = (table["high"] / table.sum(axis=1)).unstack("dest")
    return {
        str(name): row.fillna(mean).reindex(destinations).clip(*SHARE_SPAN).to_numpy()
        for name, row in share.iterrows()
        if name != "UNK"
    }


def _selection(
    raw: Tidy,
    frame: pd.DataFrame,
    stock: np.ndarray,
    observed: np.ndarray,
    native: pd.Series,
    oecd: list[int],
) -> np.ndarray:
    """Log odds of tertiary education of migrants over natives of the origin, predicted everywhere.

    Least squares on OECD corridors of 1000 people or more, weighted by the root of the stock, on
    log distance, a common border and log relative income.
    """
    factors = _factors(raw, frame)
    base = np.log((native / (1 - native)).to_numpy())
    clipped = np.clip(observed, *SHARE_SPAN)
    response = np.log(clipped / (1 - clipped)) - base[:, None]
    use = stock >= 1000
    weight = np.sqrt(stock[use])
    design = factors[:, :, oecd][:, use].T
    solution = np.linalg.lstsq(
        np.sqrt(weight)[:, None] * design, np.sqrt(weight) * response[use], rcond=None
    )[0]
    return np.clip(np.tensordot(solution, factors, axes=1), -0.5, 3.0)


def _factors(raw: Tidy, frame: pd.DataFrame) -> np.ndarray:
    """Constant, log distance, border, log relative income by origin and destination."""
    data = raw.table("cepii_geodist")
    names = [CEPII_CODES.get(code, SEATS.get(code, (code,))[0]) for code in frame.index]
    pairs = data.set_index(["origin", "dest"])
    distance = pairs["dist"].unstack().loc[names, names].to_numpy()
    border = pairs["contig"].unstack().loc[names, names].to_numpy()
    income = np.log((frame["gdp_ppp"] / frame["population"]).to_numpy())
    relative = income[None, :] - income[:, None]
    return np.stack([np.ones_like(distance), np.log(distance), border, relative])
