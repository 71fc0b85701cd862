"""Steps 1 and 2: controls that never move, and the two rests of the world."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.sources.tidy import Tidy
from calibration.steps import Log, require_finite
from calibration.world import ROW_POOR, ROW_RICH, core, countries, income_class
from cge.errors import DataError

GDP, PPP = "NY.GDP.MKTP.CD", "NY.GDP.MKTP.PP.CD"

WORLD_GDP_NOTE = "residual: world GDP of the WDI less the core and ROW_rich"


def controls(raw: Tidy, log: Log) -> pd.DataFrame:
    """GDP, people and price levels of the 162 regions.

    Returns
    -------
    pd.DataFrame
        By region: ``gdp`` and ``gdp_ppp`` (10^9 USD, 10^9 international USD), ``population``,
        ``labour_force`` (persons), ``gni`` (10^9 USD, Atlas, for income classes only),
        ``income_class``, ``price_level``.
    """
    known = _all_countries(raw, log)
    inside = known.loc[core()]
    rich = known.loc[_members(ROW_RICH)]
    poor = known.loc[_members(ROW_POOR)]
    residual = raw.wdi_world(GDP) / 1e9 - inside["gdp"].sum() - rich["gdp"].sum()
    if residual <= 0:
        msg = f"wdi_2026.csv: GDP of WLD leaves {residual:.6g} bn USD to {ROW_POOR}; correct it"
        raise DataError(msg)
    rests = pd.DataFrame(
        {ROW_RICH: _pool(rich, rich["gdp"].sum()), ROW_POOR: _pool(poor, residual)}
    ).T
    frame = pd.concat([inside, rests]).rename_axis("region")
    log.flag("02", "gdp", [ROW_POOR], WORLD_GDP_NOTE)
    for item in ("gdp_ppp", "labour_force"):
        log.flag("02", item, [ROW_RICH, ROW_POOR], "covered members' ratio to GDP or people")
    log.flag("01", "gni", frame.index[frame["gni"].isna()], "GDP instead")
    frame["gni"] = frame["gni"].fillna(frame["gdp"])
    frame["income_class"] = income_class(
        frame["gni"] * 1e9 / frame["population"], raw.vintage.floors
    )
    frame["price_level"] = frame["gdp"] / frame["gdp_ppp"]
    require_finite("01", frame=frame.drop(columns="income_class"))
    return frame


def _members(region: str) -> list[str]:
    table = countries()
    return list(table.index[table["region"] == region])


def _all_countries(raw: Tidy, log: Log) -> pd.DataFrame:
    """Figures of every code, NaN where nothing is known."""
    codes = list(countries().index)
    gdp = raw.wdi(GDP).reindex(codes) / 1e9
    old = _newest_gdp(raw).reindex(core())
    late = [code for code in core() if np.isnan(gdp[code])]
    log.flag("01", "gdp", late, "newest figure of the WDI before the base year")
    gdp = gdp.fillna(old) if late else gdp
    gdp["TWN"] = _taiwan(raw)
    log.flag("01", "gdp", [ROW_RICH], "Taiwan: Penn World Table, carried on with world GDP")
    level = raw.pwt["pl_gdpo"].reindex(codes)
    ppp = raw.wdi(PPP).reindex(codes) / 1e9
    by_table = [code for code in (*core(), "TWN") if np.isnan(ppp[code])]
    log.flag("01", "gdp_ppp", [c for c in by_table if c in core()], "Penn World Table's prices")
    ppp[by_table] = (gdp / level)[by_table]
    own = raw.wdi(PPP).reindex(core()) / 1e9
    item = "GDP at purchasing power parity, 10^9 international USD"
    log.hear("01", item, "WDI of 2026 (ICP 2021)", own, used=True)
    table = (raw.pwt["cgdpo"] / 1e3).reindex(core())
    year = raw.vintage.pwt_year
    log.hear("01", item, f"Penn World Table {year}, 2017 prices", table, used=False)
    population = raw.wdi("SP.POP.TOTL").reindex(codes)
    population = population.fillna(_un_population(raw).reindex(codes))
    return pd.DataFrame(
        {
            "gdp": gdp,
            "gdp_ppp": ppp,
            "population": population,
            "labour_force": raw.wdi("SL.TLF.TOTL.IN")
            .reindex(codes)
            .fillna(raw.pwt["emp"].loc[["TWN"]].reindex(codes) * 1e6),
            "gni": raw.wdi("NY.GNP.ATLS.CD").reindex(codes) / 1e9,
        }
    )


def _newest_gdp(raw: Tidy) -> pd.Series:
    """Newest GDP of each country in the WDI up to the base year, 10^9 USD."""
    data = raw.table("wdi_2026")
    data = data[(data["variable"] == GDP) & (data["year"] <= raw.year)]
    data = data.sort_values("year").drop_duplicates("iso3", keep="last")
    return data.set_index("iso3")["value"].astype(float) / 1e9


def _taiwan(raw: Tidy) -> float:
    """GDP of Taiwan, which the World Bank does not count, 10^9 USD."""
    year = raw.vintage.pwt_year
    nominal = raw.pwt["cgdpo"] * raw.pwt["pl_gdpo"] / 1e3
    return float(nominal["TWN"]) * raw.wdi_world(GDP) / raw.wdi_world(GDP, year)


def _un_population(raw: Tidy) -> pd.Series:
    """UN population of the base year, by the growth from 2015 to 2020."""
    early = raw.variable("undesa_2020_totals", "population", 2015)
    late = raw.variable("undesa_2020_totals", "population", 2020)
    return early * (late / early) ** ((raw.year - 2015) / 5)


def _pool(members: pd.DataFrame, gdp: float) -> dict[str, float]:
    """One rest of the world from its members; gaps take the ratio of the covered members."""
    both = members.dropna(subset=["gdp", "gdp_ppp"])
    people = members["population"].sum()
    working = members.dropna(subset=["labour_force", "population"])
    participation = working["labour_force"].sum() / working["population"].sum()
    return {
        "gdp": gdp,
        "gdp_ppp": gdp * both["gdp_ppp"].sum() / both["gdp"].sum(),
        "population": people,
        "labour_force": participation * people,
        "gni": np.nan,
    }
