"""The raw tables on people of an invented world: education, work, migrants, remittances."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tests.calibration.raw_pay import NOT_IN_DOCQUIER, lines, save, write_pay
from tests.calibration.raw_world import GULF, OECD, World, listed

REFUSED = "CHL"
"""A survey that counts hardly anybody as tertiary-educated, whatever else is known."""

NO_EDUCATION = ["JPN", "KOR"]
"""Destinations that tell how many foreign-born there are, but not their education."""

AREAS = {
    "north_america": "NOAM",
    "latin_america": "SCAC",
    "europe": "EURO",
    "sub_saharan_africa": "AFRI",
}
NOT_IN_BARRO_LEE = listed("AGO AZE BFA BLR BTN ETH GEO GIN LBN MDG NGA OMN VNM AFG UZB")
NOT_IN_IIASA = listed("AGO ALB ARE AZE DZA IRQ ISL ISR KWT LBN QAT SEN AFG UZB")
RECEIVED = 1.02
"""Receipts over the sum of the matrix."""
UNKNOWN = {"XNO": 0.05, "XSO": 0.01}
"""Migrants of unknown origin over those of a known one."""


def write_people(folder: Path, world: World, rng: np.random.Generator) -> None:
    """Write the tables on people."""
    truth = world.table
    _attainment(folder, truth, rng)
    write_pay(folder, truth, rng)
    _un(folder, truth)
    _oecd(folder, world, rng)
    _stocks(folder, world, rng)
    _costs(folder, world, rng)


def pairs(matrix: np.ndarray, codes: list[str], first: str, second: str) -> pd.DataFrame:
    """Positive cells of a matrix as lines."""
    rows, columns = np.nonzero(matrix > 0)
    labels = np.array(codes)
    return pd.DataFrame(
        {first: labels[rows], second: labels[columns], "value": matrix[rows, columns]}
    )


def _attainment(folder: Path, truth: pd.DataFrame, rng: np.random.Generator) -> None:
    """Tertiary education of adults in three sources that differ by noise."""
    share = truth["tertiary"]

    def noisy() -> pd.Series:
        return share * np.exp(0.1 * rng.standard_normal(len(share)))

    barro = 100 * noisy().drop(NOT_IN_BARRO_LEE)
    table = pd.concat([lines(barro / 2, "lhc", 2010), lines(barro, "lhc", 2015)])
    save(folder, "barrolee_2564", table, unit="% of pop")
    here = truth.drop(NOT_IN_IIASA)
    adults = 0.72 * here["population"]
    parts = []
    for year, more in ((2015, 0.0), (2030, 0.25)):
        high = adults * here["tertiary"] * (1 + 2 * more)
        low = adults * (1 - here["tertiary"]) * (1 + 0.6 * more)
        split = {"no_education": 0.2, "primary_education": 0.3, "secondary_education": 0.5}
        parts += [lines(low * part, name, year) for name, part in split.items()]
        parts += [lines(high, "tertiary_education", year)]
    percent = 100 * noisy().drop(NOT_IN_IIASA)
    for year in (2015, 2025):
        parts.append(lines(percent, "tertiary_education_for_those_aged_15+", year))
    save(folder, "iiasa2015_education", pd.concat(parts), unit="persons")


def _un(folder: Path, truth: pd.DataFrame) -> None:
    """Population on a path through the figure of 2021; no Channel Islands, no Kosovo."""
    people = truth["population"].drop(["CHI", "XKX"])
    early, late = people * 1.01**-6, people * 1.01**-1
    table = pd.concat([lines(early, "population", 2015), lines(late, "population", 2020)])
    odd = lines(pd.Series({"REU": 9e5, "VAT": 800.0}), "population", 2020)
    save(folder, "undesa_2020_totals", pd.concat([table, odd]), unit="persons")


def _area(truth: pd.DataFrame) -> np.ndarray:
    return truth["geography"].map(AREAS).fillna("ASIA").to_numpy()


def _oecd(folder: Path, world: World, rng: np.random.Generator) -> None:
    """Foreign- and native-born of OECD countries by education, work and place of birth."""
    truth, area = world.table, _area(world.table)
    people, work, over = [], [], []
    for code in OECD:
        j = truth.index.get_loc(code)
        born = {1: world.migrants[:, j].sum(), 0: truth.loc[code, "population"]}
        for name in sorted(set(area)):
            here = world.migrants[:, j] * (area == name)
            high = float((here * world.tertiary[:, j]).sum())
            people += _by_education(code, name, here.sum(), high)
        people.append((code, "UNK", 1, "25-64", "unknown", 50.0))
        people.append((code, "EURO", 0, "25-64", "high", 1e5))
        high = {1: float((world.migrants[:, j] * world.tertiary[:, j]).sum() / born[1])}
        high[0] = truth.loc[code, "tertiary"]
        if code == REFUSED:
            high = {0: 0.004, 1: 0.004}
        for foreign in (0, 1):
            adults = rng.uniform(0.65, 0.95) if foreign else 0.75
            adults *= born[foreign]
            parts = {"low": 0.4 * (1 - high[foreign]), "medium": 0.6 * (1 - high[foreign])}
            parts["high"] = high[foreign]
            if foreign and code in NO_EDUCATION:
                parts = {"unknown": 1.0}
            for edu, part in parts.items():
                active = 0.75 if edu == "high" else 0.62
                for status, rate in (
                    ("employed", 0.93 * active),
                    ("unemployed", 0.07 * active),
                    ("inactive", 1 - active),
                ):
                    work.append((code, foreign, edu, status, round(adults * part * rate)))
            work.append((code, foreign, "unknown", "unknown", 999))
            rate = 0.15 + 0.15 * foreign * rng.uniform(0, 1)
            for skilled, share in ((0, 1 - rate), (1, rate)):
                over.append((code, foreign, "high", 3, skilled, round(1e5 * share)))
            over.append((code, foreign, "low", 2, 99, 5e4))
            over.append((code, foreign, "high", 99, 99, 3e3))
    over = [line for line in over if line[0] not in ("KOR", "NZL", "TUR")]
    save(
        folder,
        "dioc2015_dest_edu",
        pd.DataFrame(people, columns=listed("dest region_of_birth foreign_born age edu value")),
        oecdb=0, year=2015, variable="population_by_birthplace", unit="persons",
    )  # fmt: skip
    save(
        folder,
        "dioc2015_lfs",
        pd.DataFrame(work, columns=listed("dest foreign_born edu lfs value")),
        year=2015, variable="labour_force_status", unit="persons",
    )  # fmt: skip
    save(
        folder,
        "dioc2015_overqual",
        pd.DataFrame(
            over, columns=listed("dest foreign_born edu skill_occ overqualified value")
        ),
        year=2015, variable="employed_by_occ_skill", unit="persons",
    )  # fmt: skip
    oecd = truth.index.isin(OECD)
    high = (world.migrants * world.tertiary)[:, oecd].sum(axis=1)
    total = world.migrants[:, oecd].sum(axis=1)
    found = []
    for code, here, share in zip(truth.index, total, high, strict=True):
        if code not in ("CHI", "PRK"):
            found += [line[:1] + line[2:] for line in _by_education(code, "", here, share)]
    found += [("USSR", 1, "25-64", "high", 9e5), ("UNK", 1, "25-64", "low", 9e5)]
    table = pd.DataFrame(found, columns=listed("origin foreign_born age edu value"))
    save(
        folder, "dioc2015_origin_edu", table,
        year=2015, variable="emigrants_in_OECD", unit="persons",
    )  # fmt: skip


def _by_education(code: str, area: str, people: float, high: float) -> list[tuple]:
    """Residents by age and education; children's education is not known."""
    low = people - high
    if code in NO_EDUCATION and area:
        return [(code, area, 1, "25-64", "unknown", round(people))]
    return [
        (code, area, 1, "0-14", "unknown", round(0.1 * people)),
        (code, area, 1, "0-14", "low", round(0.02 * people)),
        (code, area, 1, "25-64", "high", round(0.9 * high)),
        (code, area, 1, "25-64", "medium", round(0.5 * low)),
        (code, area, 1, "25-64", "low", round(0.3 * low)),
        (code, area, 1, "65+", "unknown", round(0.05 * people)),
    ]


def _stocks(folder: Path, world: World, rng: np.random.Generator) -> None:
    """Migrants by pair, some of unknown origin or destination; their skills in 2010."""
    codes = pd.Index(world.codes)
    table = pairs(world.migrants, world.codes, "origin", "dest")
    save(folder, "undesa_migstock_2020", table, year=2020, variable="stock", unit="persons")
    here = table.groupby("dest")["value"].sum()
    for name, part in UNKNOWN.items():
        more = pd.DataFrame({"origin": name, "dest": here.index, "value": (here * part).round()})
        gone = pd.DataFrame({"origin": ["IND", "MEX"], "dest": name, "value": [400.0, 300.0]})
        table = pd.concat([table, more, gone])
    table = pd.concat([table, pd.DataFrame([["XNO", "XSO", 30.0]], columns=list(table))])
    save(folder, "wb_migstock_2017", table, year=2017, variable="migrant_stock", unit="persons")
    there = ~codes.isin(NOT_IN_DOCQUIER)
    parts = []
    for skill, share in (("high", world.tertiary), ("low", 1 - world.tertiary)):
        number = 0.6 * world.migrants * share * np.outer(there, there)
        number *= np.exp(0.1 * rng.standard_normal(number.shape))
        natives = np.diag(world.table["population"] * there)
        parts.append(pairs((number + natives).round(), world.codes, "origin", "dest"))
        parts[-1]["skill"] = skill
    save(
        folder, "skill_bilateral_2010", pd.concat(parts),
        year=2010, variable="residents_25plus_by_birthplace", unit="persons",
    )  # fmt: skip


def _costs(folder: Path, world: World, rng: np.random.Generator) -> None:
    """Remittances by pair, and what sending costs on some corridors."""
    table = pairs(world.remittances, world.codes, "receiver", "sender")
    table = table[["sender", "receiver", "value"]]
    table = table[table["receiver"] != "YEM"]  # received, but nobody knows from whom
    for year in (2017, 2021):
        name = f"wb_remit_{year}"
        save(folder, name, table, year=year, variable="remittance", unit="million US$")
    got = pd.Series(RECEIVED * world.remittances.sum(axis=1), world.codes)
    got["BHR"] = 0.0  # no figure
    got = pd.concat([lines(got, "remittance_received", year) for year in (2017, 2021)])
    save(folder, "wb_remit_receipts", got, unit="million US$")
    senders = ["USA", "GBR", "FRA", "ZAF", "RUS", *GULF]
    receivers = ["MEX", "IND", "PHL", "NGA", "KEN", "HTI", "MAR", "ANT", "KSV"]
    found = []
    for sender in senders:
        for receiver in receivers:
            if rng.uniform() < 0.6 or sender == "USA":
                value = rng.uniform(2.0, 14.0)
                found += [(sender, receiver, year, value) for year in (2017, 2020)]
                found.append((sender, receiver, 2016, 90.0))
    for year in (2017, 2020):
        found.append(("ZAF", "AGO", year, 60.0))  # above what the code believes
        found.append(("SGP", "IDN", year, -0.4))  # a favourable rate of exchange
    table = pd.DataFrame(found, columns=["sender", "receiver", "year", "value"])
    save(folder, "rpw_cost", table, variable="ATCR.CORR", unit="% of amount sent")
