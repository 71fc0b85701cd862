"""Step 4: exports and imports of goods and services of each region, adding up to the world."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.ras import ratio
from calibration.sources.tidy import Tidy, region_matrix
from calibration.steps import Log, fill_by_class, require_finite
from calibration.world import ROW_POOR, ROW_RICH, core, countries, regions

UNLIKE_2017 = ("RUS", "BLR", "UKR", "GUY")
"""Trade of 2023 is no guide to 2017 for these (sanctions, war, oil found since): their pairs come
from ITPD-E 2016 alone."""

SERVICES_SPAN = (0.1, 0.9)
"""Exports are at least and at most this part of a country's trade in services."""


def goods_prior(raw: Tidy) -> np.ndarray:
    """Bilateral goods trade before scaling, exporter by importer.

    Mean of ITPD-E 2016 and BACI 2023, both brought to the total of their common pairs; one of the
    two where the other lacks the pair's countries (Taiwan) or is no guide (``UNLIKE_2017``).
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
    excluded = np.isin(codes, UNLIKE_2017)
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

    Columns ``goods_exports, goods_imports, services_exports, services_imports``.
    """
    qog = raw.qog.reindex(frame.index)
    gdp = frame["gdp"]
    services_share, gaps = fill_by_class(qog["wdi_tradeserv"] / 100, frame["income_class"])
    log.flag("04", "services trade", gaps, "median share of the income class")
    services = services_share * gdp
    row = pd.Series(prior.sum(axis=1), index=frame.index)
    column = pd.Series(prior.sum(axis=0), index=frame.index)
    exports, imports = qog["wdi_export"] / 100 * gdp, qog["wdi_import"] / 100 * gdp
    known = exports.notna() & imports.notna()
    goods = (exports + imports - services)[known].clip(lower=0.05 * gdp[known])
    scale = goods.sum() / (row + column)[known].sum()
    log.flag("04", "trade", list(exports.index[~known]), "bilateral goods trade + services share")
    goods = goods.reindex(frame.index).fillna(scale * (row + column))
    goods_exports = goods * row / (row + column)
    exports = exports.fillna(goods_exports + services / 2)
    imports = imports.fillna(goods - goods_exports + services / 2)
    low, high = SERVICES_SPAN
    services_exports = (exports - goods_exports).clip(low * services, high * services)
    services_exports = services_exports.clip(upper=0.95 * exports)
    services_imports = (services - services_exports).clip(upper=0.95 * imports)
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


def _close_world(totals: pd.DataFrame) -> pd.DataFrame:
    """Bring world exports and imports to their geometric mean, the core before the rests."""
    result = totals.copy()
    for members in (core(), [ROW_RICH, ROW_POOR]):
        for kind in ("goods", "services"):
            sides = [f"{kind}_exports", f"{kind}_imports"]
            sums = result.loc[members, sides].sum()
            target = float(np.sqrt(sums.to_numpy().prod()))
            result.loc[members, sides] *= target / sums
    return result
