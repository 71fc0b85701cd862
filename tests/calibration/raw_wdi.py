"""The raw tables of the World Bank of an invented world, and who has no figure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from calibration.reconcile.s04_trade_totals import CIF_OVER_FOB
from tests.calibration.raw_pay import save
from tests.calibration.raw_people import UNKNOWN
from tests.calibration.raw_world import World, listed

DECOY = 123456.0
"""A figure no step may use."""

EU = listed(
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GBR GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL "
    "PRT ROU SVK SVN SWE"
)
EU_TARIFF, TARIFF = 2.5, (1.0, 11.0)

NO_GDP = ["VEN", "PRK", "ERI", "SSD", "TWN", "AIA", "GIB", "MSR", "VGB", "MAF"]
NOT_IN_QOG = listed("ABW AIA ASM BMU CHI CUW CYM GIB GRL GUM HKG IMN MAC MAF MNP MSR PRI XKX")
NOT_IN_PWT = ["AFG", "AND", "ASM", "CHI", "CUB", "GIB", "PRI", "XKX"]
NOT_IN_BACI = ["TWN", "PRI", "CUB", "XKX", "CHI"]
NOT_IN_ITPD = ["HKG", "MAC", "XKX", "CHI", "PRI"]
NO_PLACE = listed("ASM CHI CUW GUM IMN LIE MAF MCO MNE SSD SXM VIR XKX")
UNKNOWN_PART = sum(UNKNOWN.values())
GAPS = {
    "NY.GDP.MKTP.PP.CD": ["YEM"],
    "NY.GNP.ATLS.CD": ["SDN"],
    "NE.EXP.GNFS.ZS": ["GUY", "MWI"],
    "NE.IMP.GNFS.ZS": ["GUY", "MWI"],
    "NE.GDI.TOTL.ZS": ["GUY"],
    "wdi_tradeserv": ["MWI", "TCD", "TKM"],
    "wdi_export": ["GUY", "MWI"],
    "wdi_import": ["GUY", "MWI"],
    "wdi_gdpagr": ["UZB"],
    "wdi_lfpedua": ["AGO", "AUS", "CHN", "YEM"],
    "pwt_gc": ["BTN"],
    "cn": ["GUY"],
    "delta": ["GUY"],
    "labsh": ["ALB", "ARE", "BGD", "VNM"],
    "tariff": ["GNQ", "IRN", "LUX"],
    "deciles": ["BHR", "GUY", "NZL"],
    "food": ["ROU"],
}
"""Countries without a figure, by variable."""


def write_wdi(folder: Path, world: World, rng: np.random.Generator) -> None:
    """Tariffs of an old edition; the new one has all else of both base years."""
    truth = world.table
    rate = pd.Series(rng.uniform(*TARIFF, len(truth)).round(2), truth.index)
    rate[EU] = EU_TARIFF
    wide = pd.DataFrame({"TM.TAX.MRCH.WM.AR.ZS": rate.drop(GAPS["tariff"])}, index=truth.index)
    base = melt(wide).assign(year=2017, is_aggregate=0)
    older = base["iso3"].isin(["ARG", "KEN"])
    base.loc[older, "year"] = 2014  # the newest figure of these two
    past = base[~older].assign(year=2011, value=DECOY)
    save(folder, "wdi", pd.concat([base, past]), unit="-")
    table = pd.concat([_of_year(world, year) for year in (2017, 2018, 2021)])
    late = (table["iso3"] == "YEM") & (table["variable"] == "NY.GDP.MKTP.CD")
    table = table[~(late & (table["year"] == 2021))]  # Yemen's accounts end before
    past = table[table["year"] == 2017].assign(year=2016, value=DECOY)
    save(folder, "wdi_2026", pd.concat([table, past, _stock_totals(world), _sums(world)]), unit="-")


def _of_year(world: World, year: int) -> pd.DataFrame:
    """Figures of one year, alike in all: the world stands still."""
    truth, gdp = world.table, world.table["gdp"]
    exports = truth["goods_exports"] + truth["services_exports"]
    imports = truth["goods_imports"] + truth["services_imports"]
    small = truth.index[truth["population"] < 5e4].union(["TWN"])
    wide = pd.DataFrame(
        {
            "NY.GDP.MKTP.CD": (gdp * 1e9).drop(NO_GDP),
            "NY.GDP.MKTP.PP.CD": (truth["ppp"] * 1e9).drop(NO_GDP),
            "NY.GNP.ATLS.CD": truth["gni"] * 1e9,
            "SP.POP.TOTL": truth["population"].drop(["TWN", "CHI", "AIA", "MSR"]),
            "SP.POP.0014.TO.ZS": (50 - 4 * np.log(truth["gdp"] / truth["population"] * 1e9)).clip(
                10, 45
            ),
            "SL.TLF.TOTL.IN": truth["labour_force"].drop([*small, "XKX"]),
            "NE.EXP.GNFS.ZS": 100 * exports / gdp,
            "NE.IMP.GNFS.ZS": 100 * imports / gdp,
            "NE.GDI.TOTL.ZS": 100 * truth["investment"],
            "NV.AGR.TOTL.ZS": 100 * truth["agriculture"],
            "NV.IND.TOTL.ZS": 100 * truth["industry"],
            "NY.GDP.TOTL.RT.ZS": 100 * truth["oil"],
            "NV.MNF.TECH.ZS.UN": 20 + 40 * truth["industry"],
            "TX.VAL.MRCH.CD.WT": truth["goods_exports"] * 1e9,
            "TM.VAL.MRCH.CD.WT": truth["goods_imports"] * CIF_OVER_FOB * 1e9,
            "BX.TRF.PWKR.CD.DT": world.remittances.sum(axis=1) * 1e6,
        },
        index=truth.index,
    )
    for name in set(GAPS) & set(wide):
        wide.loc[GAPS[name], name] = np.nan
    wide.loc["SDN", ["NE.EXP.GNFS.ZS", "NE.IMP.GNFS.ZS"]] *= 0.2  # a rate of exchange gone wrong
    wide.loc["TZA", "NE.GDI.TOTL.ZS"] = -3.0
    wide.loc[GAPS["wdi_gdpagr"], "NV.AGR.TOTL.ZS"] = np.nan
    wide.loc[["TWN", "PRI"], ["NE.EXP.GNFS.ZS", "TX.VAL.MRCH.CD.WT"]] = np.nan
    return melt(wide).assign(year=year, is_aggregate=0)


def _sums(world: World) -> pd.DataFrame:
    """GDP of the world, of 2019 too, from which Taiwan's is carried on, and of rich countries."""
    total = world.table["gdp"].sum() * 1e9
    lines = [("WLD", year, total) for year in (2017, 2019, 2021)] + [("HIC", 2021, DECOY)]
    table = pd.DataFrame(lines, columns=["iso3", "year", "value"])
    return table.assign(variable="NY.GDP.MKTP.CD", is_aggregate=1)


def _stock_totals(world: World) -> pd.DataFrame:
    """Migrants by destination, unknown origins included: 2% more in 2021 than in 2020."""
    total = pd.Series(world.migrants.sum(axis=0) * (1 + UNKNOWN_PART), world.codes)
    total = total[total > 0]
    parts = [
        pd.DataFrame({"iso3": total.index, "year": year, "value": (factor * total).to_numpy()})
        for year, factor in ((2015, 0.90), (2020, 1.0), (2024, 1.08))
    ]
    return pd.concat(parts).assign(variable="SM.POP.TOTL", is_aggregate=0)


def melt(wide: pd.DataFrame) -> pd.DataFrame:
    """Countries by variables as lines; a gap is a line left out."""
    table = wide.rename_axis("iso3").reset_index().melt("iso3").dropna(subset="value")
    return table.reset_index(drop=True)
