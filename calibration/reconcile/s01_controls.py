"""Steps 1 and 2: controls that never move, and the two rests of the world."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.sources.tidy import Tidy
from calibration.steps import Log, require_finite
from calibration.world import BASE_YEAR, ROW_POOR, ROW_RICH, core, countries, income_class
from cge.errors import DataError

WORLD_GDP_NOTE = "residual: world GDP of the WDI less the core and ROW_rich"


def controls(raw: Tidy, log: Log) -> pd.DataFrame:
    """GDP, people and price levels of the 162 regions.

    Returns
    -------
    pd.DataFrame
        By region: ``gdp`` and ``gdp_ppp`` (10^9 USD, 10^9 international USD, 2017), ``population``,
        ``labour_force`` (persons), ``gni`` (10^9 USD, Atlas 2018, for income classes only),
        ``income_class``, ``price_level``.
    """
    known = _all_countries(raw)
    inside = known.loc[core()]
    rich = known.loc[_members(ROW_RICH)]
    poor = known.loc[_members(ROW_POOR)]
    residual = _world_gdp(raw) - inside["gdp"].sum() - rich["gdp"].sum()
    if residual <= 0:
        msg = f"wdi.csv: GDP of WLD leaves {residual:.6g} bn USD to {ROW_POOR}; correct the figures"
        raise DataError(msg)
    rests = pd.DataFrame(
        {ROW_RICH: _pool(rich, rich["gdp"].sum()), ROW_POOR: _pool(poor, residual)}
    ).T
    frame = pd.concat([inside, rests]).rename_axis("region")
    log.flag("02", "gdp", [ROW_POOR], WORLD_GDP_NOTE)
    for item in ("gdp_ppp", "labour_force"):
        log.flag("02", item, [ROW_RICH, ROW_POOR], "covered members' ratio to GDP or people")
    log.flag("01", "gdp_ppp", ["YEM"], "Penn World Table instead of WDI")
    log.flag("01", "gni", frame.index[frame["gni"].isna()], "GDP instead")
    frame["gni"] = frame["gni"].fillna(frame["gdp"])
    frame["income_class"] = income_class(frame["gni"] * 1e9 / frame["population"])
    frame["price_level"] = frame["gdp"] / frame["gdp_ppp"]
    require_finite("01", frame=frame.drop(columns="income_class"))
    return frame


def _world_gdp(raw: Tidy) -> float:
    """GDP of the world in the WDI, 10^9 USD."""
    world = raw.table("wdi")
    world = world[(world["iso3"] == "WLD") & (world["year"] == BASE_YEAR)]
    figure = world.loc[world["variable"] == "NY.GDP.MKTP.CD", "value"]
    if figure.empty:
        msg = f"wdi.csv holds no NY.GDP.MKTP.CD of WLD (the world) in {BASE_YEAR}; add the line"
        raise DataError(msg)
    return float(figure.iloc[0]) / 1e9


def _members(region: str) -> list[str]:
    table = countries()
    return list(table.index[table["region"] == region])


def _all_countries(raw: Tidy) -> pd.DataFrame:
    """Figures of every code, NaN where nothing is known."""
    codes = list(countries().index)
    pwt, qog = raw.pwt.reindex(codes), raw.qog.reindex(codes)
    gdp = raw.wdi_latest("NY.GDP.MKTP.CD", BASE_YEAR, BASE_YEAR).reindex(codes) / 1e9
    outside = ["TWN", "HKG", "MAC"]
    gdp = gdp.fillna((pwt["cgdpo"] * pwt["pl_gdpo"] / 1e3).loc[outside].reindex(codes))
    population = qog["wdi_pop"] / (1 + qog["wdi_popgr"] / 100)
    population = population.fillna(pwt["pop"] * 1e6).fillna(_un_population(raw).reindex(codes))
    serbia = _un_population(raw)["SRB"] - population["SRB"]
    population["XKX"] = serbia  # the UN counts Kosovo with Serbia, the World Bank does not
    ppp = qog["wdi_gdppppcon2017"] / (1 + qog["wdi_gdpgr"] / 100) / 1e9
    ppp = ppp.fillna((pwt["cgdpo"] / 1e3).loc[[*outside, "YEM"]].reindex(codes))
    return pd.DataFrame(
        {
            "gdp": gdp,
            "gdp_ppp": ppp,
            "population": population,
            "labour_force": raw.wdi_latest("SL.TLF.TOTL.IN", BASE_YEAR, BASE_YEAR)
            .reindex(codes)
            .fillna(pwt["emp"].loc[["TWN"]].reindex(codes) * 1e6),
            "gni": qog["wdi_gniatlcur"] / 1e9,
        }
    )


def _un_population(raw: Tidy) -> pd.Series:
    """UN population of 2017, on the line between 2015 and 2020."""
    early = raw.variable("undesa_2020_totals", "population", 2015)
    late = raw.variable("undesa_2020_totals", "population", 2020)
    return early * (late / early) ** 0.4


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
