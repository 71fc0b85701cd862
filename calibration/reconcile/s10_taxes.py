"""Step 10: tariffs by partner, product taxes by sector, income tax."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.sources.tidy import Tidy
from calibration.steps import Log, fill_by_class, require_finite
from calibration.world import DEFINITIONS, SECTORS
from cge.errors import DataError

EU = {
    *("AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GBR", "GRC"),
    *("HRV", "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK"),
    *("SVN", "SWE"),
}

TARIFF_YEARS = (2012, 2017)
"""Newest rate within these years, whatever the base year: no later table is at hand."""

RATE_CEILING = 0.30
"""No scaled rate exceeds this, nor four times the country's weighted mean."""

INCOME_TAX_CEILING = 0.6

RENT_CEILING = 0.4
"""At most this part of capital income is taken as oil rent."""


def free_trade(codes: list[str]) -> np.ndarray:
    """Pairs inside a free-trade area or a customs union, importer and exporter alike (boolean)."""
    place = {code: number for number, code in enumerate(codes)}
    free = np.zeros((len(codes), len(codes)), dtype=bool)
    table = pd.read_csv(DEFINITIONS / "free_trade.csv", keep_default_na=False)
    for name, inside, outside in table[["name", "members", "partners"]].to_numpy(str):
        members = _places(inside, place, name)
        partners = _places(outside, place, name) or members
        free[np.ix_(members, partners)] = True
        free[np.ix_(partners, members)] = True
    np.fill_diagonal(free, val=False)
    return free


def _places(text: str, place: dict[str, int], name: str) -> list[int]:
    unknown = [code for code in text.split() if code not in place]
    if unknown:
        msg = f"free_trade.csv, {name}: unknown countries {unknown}"
        raise DataError(msg)
    return [place[code] for code in text.split()]


def tariffs(raw: Tidy, frame: pd.DataFrame, flows: np.ndarray, log: Log) -> np.ndarray:
    """Ad valorem tariffs by sector, exporter, importer.

    Each importer's weighted mean on goods survives: rates are zero inside free-trade areas and
    scaled up outside, except in the EU, whose figure is the common external
    rate.  Services carry none.
    """
    mean = raw.wdi_latest("TM.TAX.MRCH.WM.AR.ZS", *TARIFF_YEARS).reindex(frame.index) / 100
    mean, gaps = fill_by_class(mean, frame["income_class"])
    log.flag("10", "tariff", gaps, "median weighted mean rate of the income class")
    goods = flows[:2].sum(axis=0)
    dutiable = ~free_trade(list(frame.index))
    outside = (goods * dutiable).sum(axis=0)
    scaled = mean * goods.sum(axis=0) / np.maximum(outside, 1e-12)
    rate = np.minimum(scaled, np.maximum(np.minimum(RATE_CEILING, 4 * mean), mean))
    rate = rate.where(~frame.index.isin(EU), mean)
    table = np.zeros_like(flows)
    table[:2] = dutiable * rate.to_numpy()[None, :] * (flows[:2] > 0)
    revenue = (table * flows).sum(axis=(0, 1))
    log.move("10", "weighted_mean_tariff", mean, pd.Series(revenue / goods.sum(0), frame.index))
    require_finite("10", tariff=table)
    return table


def product_taxes(
    frame: pd.DataFrame, shares: pd.DataFrame, revenue: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Value added and net product taxes (tariffs apart) by sector and region, 10^9 USD.

    GDP = value added + product taxes + tariff revenue; taxes follow value added.
    """
    gdp = frame["gdp"].to_numpy()
    total_tax = np.maximum(shares["product_tax"].to_numpy() * gdp, revenue)
    weights = shares[list(SECTORS)].to_numpy().T
    return weights * (gdp - total_tax), weights * (total_tax - revenue)


def oil_rent(raw: Tidy, frame: pd.DataFrame) -> np.ndarray:
    """Rent of oil by region, 10^9 USD; zero where the source has none.

    The cross-section's share of GDP, carried to the base year with all resource rents of the WDI.
    """
    rents = "NY.GDP.TOTL.RT.ZS"
    now = raw.wdi(rents).reindex(frame.index)
    then = raw.wdi(rents, raw.vintage.section_year).reindex(frame.index)
    carried = (now / then.where(then > 0)).fillna(1.0)
    share = raw.qog["wdi_oilrent"].reindex(frame.index).fillna(0.0) / 100
    return (share * carried * frame["gdp"]).to_numpy()


def income_tax(needed: np.ndarray, value_added: np.ndarray, rent: np.ndarray) -> np.ndarray:
    """Rates on factor income that finance public consumption (factor, region).

    Oil rent, which is capital income, pays first; one rate on all factor income pays the rest.
    Zero where product taxes and tariffs exceed public consumption (transfers are then positive).

    Parameters
    ----------
    needed : np.ndarray
        Public consumption less product taxes and tariffs, 10^9 USD.
    value_added : np.ndarray
        Income by (factor, region), capital first, 10^9 USD.
    rent : np.ndarray
        Oil rent, 10^9 USD.
    """
    needed = np.maximum(needed, 0.0)
    from_rent = np.minimum(needed, np.minimum(rent, RENT_CEILING * value_added[0]))
    rates = np.repeat(((needed - from_rent) / value_added.sum(axis=0))[None], len(value_added), 0)
    rates[0] += from_rent / value_added[0]
    if rates.max() > INCOME_TAX_CEILING:
        msg = f"step 10: income tax of {rates.max():.2f} in region number {rates.max(0).argmax()}"
        raise DataError(msg)
    return rates
