"""The folder of raw tables in which a producer would publish an invented world.

Columns, names of variables, units, odd codes and gaps are those that ``calibration`` reads; figures
come from ``raw_world``.  Rows that must not be read (other years, aggregates) hold ``DECOY``.
"""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd

from tests.calibration.raw_pay import save
from tests.calibration.raw_people import pairs, write_people
from tests.calibration.raw_wdi import (
    DECOY,
    GAPS,
    NO_PLACE,
    NOT_IN_BACI,
    NOT_IN_ITPD,
    NOT_IN_PWT,
    NOT_IN_QOG,
    melt,
    write_wdi,
)
from tests.calibration.raw_wiod import write_wiod
from tests.calibration.raw_world import SEED, World, draw

EXTRACTING = ("SAU", "KWT", "QAT", "NGA", "RUS", "NOR")
"""Half of what they export beside food is fuel."""


def write_raw(folder: Path, seed: int = SEED) -> World:
    """Write all raw tables of the world of a seed; the world itself, to compare with."""
    world = draw(seed)
    rng = np.random.default_rng(seed + 1)
    folder.mkdir(parents=True, exist_ok=True)
    write_wdi(folder, world, rng)
    _qog(folder, world, rng)
    _pwt(folder, world)
    _goods(folder, world, rng)
    _geography(folder, world)
    write_wiod(folder, world, rng)
    _deciles(folder, world, rng)
    write_people(folder, world, rng)
    return world


def _qog(folder: Path, world: World, rng: np.random.Generator) -> None:
    """The cross-sections: that of 2021 has nothing of Sudan, that of 2020 has."""
    truth = world.table
    n, gdp = len(truth), truth["gdp"]
    level = _price_levels(world)
    exports = truth["goods_exports"] + truth["services_exports"]
    imports = truth["goods_imports"] + truth["services_imports"]
    wide = pd.DataFrame(
        {
            "pwt_shhc": truth["consumption"] * truth["level"] / level["consumption"],
            "pwt_sgcf": truth["investment"] * truth["level"] / level["investment"],
            "pwt_gc": truth["government"] * truth["level"] / level["government"],
            "pwt_plhc": level["consumption"],
            "pwt_plcf": level["investment"],
            "pwt_plgc": level["government"],
            "wdi_tradeserv": 100 * (truth["services_exports"] + truth["services_imports"]) / gdp,
            "wdi_export": 100 * exports / gdp,
            "wdi_import": 100 * imports / gdp,
            "wdi_gdpagr": 100 * truth["agriculture"],
            "wdi_gdpind": 100 * truth["industry"],
            "wdi_svapgdp": 100 * truth["services"],
            "wdi_oilrent": 100 * truth["oil"],
            "wdi_lfpedua": rng.uniform(70, 85, n),
            "wdi_lfpilo15": rng.uniform(55, 68, n),
            "wdi_unemp": DECOY,
        },
        index=truth.index,
    )
    for name in set(GAPS) & set(wide):
        wide.loc[GAPS[name], name] = np.nan
    table = melt(wide.drop(NOT_IN_QOG))
    for year in (2018, 2020):
        save(folder, f"qog_cs{year}", table, year=year, unit="see codebook")
    save(folder, "qog_cs2021", table[table["iso3"] != "SDN"], year=2021, unit="see codebook")


def _price_levels(world: World) -> pd.DataFrame:
    """Goods for investment are dearer where people are poor, the state's services cheaper."""
    level = world.table["level"]
    return pd.DataFrame({"consumption": level, "investment": level**0.7, "government": level**1.2})


def _pwt(folder: Path, world: World) -> None:
    truth = world.table
    wide = pd.DataFrame(
        {
            "cgdpo": truth["ppp"] * 1e3,
            "pl_gdpo": truth["level"],
            "pop": truth["population"] / 1e6,
            "emp": truth["labour_force"] / 1e6,
            "cn": truth["capital"] * 1e3,
            "labsh": truth["labour_share"],
            "delta": truth["depreciation"],
        }
    ).drop(NOT_IN_PWT)
    for name in set(GAPS) & set(wide):
        wide.loc[GAPS[name], name] = np.nan
    now = melt(wide)
    levels = now[now["variable"] == "pl_gdpo"].assign(year=2018)
    past = now.assign(year=2016, value=DECOY)
    other = now[now["variable"] != "pl_gdpo"].assign(year=2018, value=DECOY)
    table = pd.concat([past, now.assign(year=2017), levels, other, now.assign(year=2019)])
    shares = now[now["variable"] == "pop"].assign(year=2017, variable="csh_r", value=-0.02)
    save(folder, "pwt1001", pd.concat([table, shares]), unit="-")


def _goods(folder: Path, world: World, rng: np.random.Generator) -> None:
    """Two sources of trade by pair that differ by noise, and exports by kind of good."""
    codes = pd.Index(world.codes)
    for name, missing, unit, year in (
        ("baci_2023_total", NOT_IN_BACI, 1e6 * 1.3, 2023),
        ("itpd_e_total_2014_2016", NOT_IN_ITPD, 1e3, 2016),
    ):
        there = ~codes.isin(missing)
        flows = world.goods * np.exp(0.2 * rng.standard_normal(world.goods.shape))
        if year == 2023:
            flows[codes.get_loc("GUY")] *= 40.0  # oil found since
        else:
            flows[np.diag_indices(len(codes))] = 5 * world.goods.sum(axis=1)  # sales at home
        table = pairs(flows * np.outer(there, there) * unit, list(codes), "origin", "dest")
        table = table.assign(year=year)
        odd = table.head(300).assign(year=2015, value=DECOY)
        unknown = table.head(5).assign(origin="COK", value=DECOY)
        table = pd.concat([table, odd, unknown]) if year == 2016 else table
        save(folder, name, table, variable="trade", unit="US$")
    food = pd.Series(np.clip(rng.uniform(0.03, 0.4, len(codes)), 0, 1), codes)
    fuel = (0.5 * (1 - food)).where(codes.isin(EXTRACTING), 0.1 * (1 - food))
    parts = pd.DataFrame(
        {
            "hs01_24_agrifood": food,
            "hs25_27_mining_fuels": fuel,
            "hs28_97_manufactures": 1 - food - fuel,
        }
    )
    table = melt(parts.drop([*GAPS["food"], "TWN", "XKX"]))
    save(folder, "hs_export_shares_2017", table, year=2017, unit="share")


def _geography(folder: Path, world: World) -> None:
    """CEPII: Serbia still carries the code of Yugoslavia; not every small place is there."""
    codes = pd.Index(world.codes)
    here = np.flatnonzero(~codes.isin(NO_PLACE))
    names = codes[here].to_numpy()
    names = np.where(names == "SRB", "YUG", names)
    rows, columns = np.meshgrid(here, here, indexing="ij")
    distance = world.distance[rows, columns].ravel()
    language = (rows * 7 + columns * 7) % 11 == 0
    table = pd.DataFrame(
        {
            "origin": np.repeat(names, len(names)),
            "dest": np.tile(names, len(names)),
            "contig": ((distance < 900) & (rows != columns).ravel()).astype(float),
            "comlang_off": language.ravel().astype(float),
            "colony": ((rows + columns) % 29 == 0).ravel().astype(float),
            "dist": distance.round(3),
        }
    )
    save(folder, "cepii_geodist", table)


def _deciles(folder: Path, world: World, rng: np.random.Generator) -> None:
    """Shares of the tenths of a lognormal distribution, by survey; the nearest to 2017 counts."""
    normal = NormalDist()
    lines = []
    for code in world.table.index.difference([*GAPS["deciles"], "HKG", "TWN", "CUB", "XKX"]):
        spread = rng.uniform(0.5, 1.0)
        points = [normal.inv_cdf(k / 10) - spread for k in range(1, 10)]
        lorenz = np.array([0.0, *(normal.cdf(point) for point in points), 1.0])
        name = world.table.loc[code, "name"]
        near = {"KEN": 2015, "ARG": 2019}.get(code, 2021)
        for k, share in enumerate(np.diff(lorenz) * 100, start=1):
            lines += [
                (code, name, near, f"decile{k}_share", share),
                (code, name, 2002, f"decile{k}_share", 10.0),
            ]
    table = pd.DataFrame(lines, columns=["iso3", "entity", "year", "variable", "value"])
    for place in ("rural", "urban"):  # large countries are there in parts, too: flat ones here
        parts = table[(table["iso3"] == "CHN") & (table["entity"] == "China")]
        table = pd.concat([table, parts.assign(entity=f"China - {place}", value=10.0)])
    table.loc[table["iso3"] == "ARG", "entity"] = "Argentina - urban"  # and nothing else
    save(folder, "pip_deciles", table, unit="%")
