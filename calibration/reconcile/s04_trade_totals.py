"""Step 4: exports and imports of goods and services of each region, adding up to the world."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.sources.tidy import Tidy, region_matrix
from calibration.steps import Log, fill_by_class, require_finite
from calibration.world import ROW_POOR, ROW_RICH, core, countries, regions
from cge.benchmark.ras import ratio

UNLIKE_BASE = ("RUS", "BLR", "UKR", "GUY")
"""Trade of 2023 is no guide to the base year for these (sanctions, war, oil found since): their
pairs come from ITPD-E 2016 alone."""

CIF_OVER_FOB = 1.05
"""Merchandise imports are recorded with freight and insurance, which are services: an assumption of
the usual size."""

BELIEVED = 0.7
"""Total trade is at least this part of merchandise trade, which may hold re-exports; where it is
less (Sudan 2021), exchange rates of two sources differ."""

REST_SERVICES = 0.3
"""Services per unit of goods in the trade of the two rests of the world: an assumption near the
world's (5.5 tn per 17.4 in 2017)."""

LARGEST_PART = 0.95
"""Goods or services are at most this part of exports, of imports, and of both."""

SERVICES_SPAN = (0.1, 0.9)
"""Exports are at least and at most this part of a country's trade in services."""


def goods_prior(raw: Tidy) -> np.ndarray:
    """Bilateral goods trade before scaling, exporter by importer.

    Mean of ITPD-E 2016 and BACI 2023, both brought to the total of their common pairs; one of the
    two where the other lacks the pair's countries (Taiwan) or is no guide (``UNLIKE_BASE``).
    """
    codes = list(countries().index)
    own = pd.Series(codes, index=codes)
    itpd = raw.table("itpd_e_total_2014_2016")
    itpd = itpd[(itpd["year"] == 2016) & (itpd["origin"] != itpd["dest"])]
    first = region_matrix(itpd, "origin", "dest", own, codes)
    baci = raw.table("baci_2023_total")
    second = region_matrix(baci[baci["origin"] != baci["dest"]], "origin", "dest", own, codes)
    only_first = _covered(first)[:, None] & _covered(first)[None, :]
    only_second = _covered(second)[:, None] & _covered(second)[None, :]
    excluded = np.isin(codes, UNLIKE_BASE)
    only_second &= ~(excluded[:, None] | excluded[None, :])
    both = only_first & only_second
    second = second * first[both].sum() / second[both].sum()
    count = only_first.astype(int) + only_second.astype(int)
    pairs = ratio(first * only_first + second * only_second, count.astype(float)) * (count > 0)
    place = pd.Series(range(len(regions())), index=regions())
    to = place[countries()["region"]].to_numpy()
    matrix = np.zeros((len(place), len(place)))
    np.add.at(matrix, (to[:, None].repeat(len(to), 1), to[None, :].repeat(len(to), 0)), pairs)
    np.fill_diagonal(matrix, 0.0)
    return matrix


def _covered(matrix: np.ndarray) -> np.ndarray:
    return (matrix.sum(axis=0) > 0) & (matrix.sum(axis=1) > 0)


def trade_totals(raw: Tidy, frame: pd.DataFrame, prior: np.ndarray, log: Log) -> pd.DataFrame:
    """Exports and imports, goods and services, in 10^9 USD; world exports equal world imports.

    Totals are those of the national accounts of the base year.  Services trade is the balance of
    payments' sum, split so that its balance is what merchandise trade leaves of the total's.

    Columns ``goods_exports, goods_imports, services_exports, services_imports``.
    """
    exports, imports, merchandise = _totals(raw, frame, prior, log)
    services = _services(raw, frame, exports, imports, merchandise, log)
    unknown = frame.index[exports.isna()]
    log.flag("04", "trade", unknown, "merchandise and half of services trade")
    exports = exports.fillna(merchandise["exports"] + services / 2)
    imports = imports.fillna(merchandise["imports"] + services / 2)
    both = exports + imports
    floor = (0.05 * frame["gdp"]).clip(upper=LARGEST_PART * both)
    goods = log.clip("04", "goods trade", both - services, floor, LARGEST_PART * both)
    services = both - goods
    balance = (exports - imports) - (merchandise["exports"] - merchandise["imports"])
    low, high = SERVICES_SPAN
    services_exports = log.clip(
        "04", "services exports", (services + balance) / 2, low * services, high * services
    )
    services_exports = log.clip(
        "04", "services exports", services_exports, high=LARGEST_PART * exports
    )
    services_imports = services - services_exports
    services_imports = log.clip(
        "04", "services imports", services_imports, high=LARGEST_PART * imports
    )
    totals = pd.DataFrame(
        {
            "goods_exports": exports - services_exports,
            "goods_imports": imports - services_imports,
            "services_exports": services_exports,
            "services_imports": services_imports,
        }
    )
    balanced = _close_world(totals)
    require_finite("04", totals=balanced)
    for item in totals:
        log.move("04", item, totals[item], balanced[item])
    return balanced


def _totals(
    raw: Tidy, frame: pd.DataFrame, prior: np.ndarray, log: Log
) -> tuple[pd.Series, pd.Series, pd.DataFrame]:
    """Exports and imports of goods and services, and merchandise trade, 10^9 USD.

    The base year's own ratio to GDP, else the cross-section's of a near year.  A rest of the world
    trades in volume as the bilateral matrix says, and on balance as its members do.
    """
    index, gdp, qog = frame.index, frame["gdp"], raw.qog.reindex(frame.index)
    exports, imports = (
        (raw.wdi(name).reindex(index) / 100).fillna(qog[near] / 100) * gdp
        for name, near in (("NE.EXP.GNFS.ZS", "wdi_export"), ("NE.IMP.GNFS.ZS", "wdi_import"))
    )
    merchandise = pd.DataFrame(
        {
            "exports": raw.wdi("TX.VAL.MRCH.CD.WT").reindex(index) / 1e9,
            "imports": raw.wdi("TM.VAL.MRCH.CD.WT").reindex(index) / CIF_OVER_FOB / 1e9,
        }
    )
    lacking = merchandise.isna().any(axis=1)
    row, column = pd.Series(prior.sum(axis=1), index), pd.Series(prior.sum(axis=0), index)
    known = merchandise.loc[~lacking]
    scale = known.to_numpy().sum() / float((row + column)[~lacking].sum())
    merchandise = merchandise.fillna(pd.DataFrame({"exports": row, "imports": column}) * scale)
    odd = (exports + imports < BELIEVED * merchandise.sum(axis=1)) & exports.notna()
    log.flag("04", "trade", index[odd], "total below merchandise trade is not believed")
    exports, imports = exports.where(~odd), imports.where(~odd)
    for rest in (ROW_RICH, ROW_POOR):
        members = list(countries().index[countries()["region"] == rest])
        surplus = _surplus(raw, members)
        sides = merchandise.loc[rest].to_numpy(float) * (1 + REST_SERVICES)
        exports[rest], imports[rest] = _around(float(np.sqrt(sides.prod())), surplus)
        merchandise.loc[rest] = np.array([exports[rest], imports[rest]]) / (1 + REST_SERVICES)
    log.flag("04", "trade", [ROW_RICH, ROW_POOR], "bilateral volume, members' balance")
    return exports, imports, merchandise


def _surplus(raw: Tidy, members: list[str]) -> float:
    """Exports less imports of members with a figure, of merchandise where there is no other."""
    gdp = raw.wdi("NY.GDP.MKTP.CD").reindex(members) / 1e9
    total = (raw.wdi("NE.EXP.GNFS.ZS") - raw.wdi("NE.IMP.GNFS.ZS")).reindex(members) / 100 * gdp
    goods = raw.wdi("TX.VAL.MRCH.CD.WT") - raw.wdi("TM.VAL.MRCH.CD.WT") / CIF_OVER_FOB
    return float(total.fillna(goods.reindex(members) / 1e9).sum())


def _around(volume: float, surplus: float) -> tuple[float, float]:
    """Two sides with a geometric mean and a difference."""
    exports = (surplus + np.sqrt(surplus**2 + 4 * volume**2)) / 2
    return float(exports), float(exports - surplus)


def _services(
    raw: Tidy,
    frame: pd.DataFrame,
    exports: pd.Series,
    imports: pd.Series,
    merchandise: pd.DataFrame,
    log: Log,
) -> pd.Series:
    """Exports plus imports of services, 10^9 USD: balance of payments, else what goods leave."""
    gdp = frame["gdp"]
    share = raw.qog["wdi_tradeserv"].reindex(frame.index) / 100
    left = (exports - merchandise["exports"]).clip(lower=0.0)
    left = (left + (imports - merchandise["imports"]).clip(lower=0.0)) / gdp
    gaps = frame.index[share.isna() & (left > 0)].difference([ROW_RICH, ROW_POOR])
    log.flag("04", "services trade", gaps, "total less merchandise trade, at most the median")
    rests = [ROW_RICH, ROW_POOR]
    share[rests] = (REST_SERVICES * merchandise.sum(axis=1) / gdp)[rests]
    median = share.groupby(frame["income_class"]).transform("median")
    share = share.fillna(left.clip(upper=median)[gaps])
    share, unknown = fill_by_class(share, frame["income_class"])
    log.flag("04", "services trade", unknown, "median share of the income class")
    return share * gdp


def _close_world(totals: pd.DataFrame) -> pd.DataFrame:
    """Bring world exports and imports together; the two rests keep their figures.

    The exports of the core grow by the factor by which its imports shrink, or the other way.
    """
    result = totals.copy()
    inside, rests = core(), [ROW_RICH, ROW_POOR]
    for kind in ("goods", "services"):
        sides = [f"{kind}_exports", f"{kind}_imports"]
        out, into = result.loc[inside, sides].sum()
        surplus = float(result.loc[rests, sides[0]].sum() - result.loc[rests, sides[1]].sum())
        factor = (-surplus + np.sqrt(surplus**2 + 4 * out * into)) / (2 * out)
        result.loc[inside, sides[0]] *= factor
        result.loc[inside, sides[1]] /= factor
    return result
