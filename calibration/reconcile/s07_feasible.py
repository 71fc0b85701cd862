"""Step 7: trade that output and saving can carry, before anything is balanced."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.sources.tidy import Tidy
from calibration.steps import Log, require_finite
from calibration.world import ROW_POOR, ROW_RICH, SECTORS
from cge.errors import DataError

EXPORT_CEILING = 0.8
"""Exports are at most this part of a sector's output; what is recorded above is re-exports."""

IMPORT_FLOOR = 0.2
"""Stripping re-exports leaves at least this part of recorded imports."""

SAVING_FLOOR = 0.02
"""National saving is at least this part of GDP (investment less foreign saving)."""

INVESTMENT_CEILING = 0.35
"""Investment is raised to this part of GDP at most before a trade deficit is cut."""

CONSUMPTION_FLOOR = 0.30
"""Household consumption is at least this part of GDP; the other two uses give way."""

PART_LEFT = 0.5
"""What a floor under consumption must leave of investment and public consumption, else the trade
figures are wrong."""

MEMBERS_FOR_COMPOSITION = {ROW_RICH: "HKG", ROW_POOR: "VEN"}


def primary_food_share(raw: Tidy, frame: pd.DataFrame, log: Log) -> pd.Series:
    """Agriculture's part in goods exports: HS chapters 1-24 less what is processed (industry here).

    The part of chapters 1-24 that agriculture itself ships is WIOD's own of 2011, elsewhere the
    median of WIOD's countries that are not of high income.
    """
    food = raw.variable("hs_export_shares_2017", "hs01_24_agrifood").rename(
        {code: region for region, code in MEMBERS_FOR_COMPOSITION.items()}
    )
    flows = raw.table("wiod2013_2011_4sec")
    flows = flows[(flows["origin"] != flows["dest"]) & flows["sector"].isin(["AGR", "MIN", "MAN"])]
    sums = flows.pivot_table(index="origin", columns="sector", values="value", aggfunc="sum")
    sums = sums.drop(["ROW", "TWN"])
    shipped = sums["AGR"] / sums.sum(axis=1)
    primary = (shipped / food.reindex(sums.index)).dropna().clip(0.02, 0.9)
    poorer = primary[frame["income_class"].reindex(primary.index) != "high_income"]
    outside = [code for code in frame.index if code not in primary.index]
    log.flag(
        "07", "agricultural exports", outside, "processed share of food exports of WIOD donors"
    )
    result = food.reindex(frame.index) * primary.reindex(frame.index).fillna(poorer.median())
    gaps = result.index[result.isna()]
    log.flag("07", "agricultural exports", gaps, "WIOD 2011 share in goods exports")
    return result.fillna(shipped.reindex(frame.index))


def feasible_trade(
    frame: pd.DataFrame,
    shares: pd.DataFrame,
    totals: pd.DataFrame,
    primary: pd.Series,
    output: np.ndarray,
    net_remittances: pd.Series,
    log: Log,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Strip re-exports, make saving and consumption feasible, close the world again.

    Parameters
    ----------
    output : np.ndarray
        Sector by region, 10^9 USD.
    net_remittances : pd.Series
        Received less sent, 10^9 USD.

    Returns
    -------
    trade : pd.DataFrame
        Exports by sector, imports of ``goods`` and ``services``, 10^9 USD.
    demand : pd.DataFrame
        ``investment, government`` and the ``consumption`` that closes GDP, 10^9 USD.
    """
    trade = _strip_reexports(totals, primary, pd.DataFrame(output.T, frame.index, list(SECTORS)))
    for item in trade:
        log.move("07", item, _named(totals, primary)[item], trade[item])
    demand, trade = _feasible_saving(frame["gdp"], shares, trade, net_remittances)
    for item in ("consumption", "investment", "government"):
        log.move("07", item, shares[item] * frame["gdp"], demand[item])
    require_finite("07", trade=trade, demand=demand)
    return trade, demand


def _named(totals: pd.DataFrame, primary: pd.Series) -> pd.DataFrame:
    agriculture = totals["goods_exports"] * primary
    return pd.DataFrame(
        {
            "agriculture": agriculture,
            "industry": totals["goods_exports"] - agriculture,
            "services": totals["services_exports"],
            "goods_imports": totals["goods_imports"],
            "services_imports": totals["services_imports"],
        }
    )


def _strip_reexports(
    totals: pd.DataFrame, primary: pd.Series, output: pd.DataFrame
) -> pd.DataFrame:
    """Cap exports and take the same from imports; food above the cap goes to industry."""
    trade = _named(totals, primary)
    ceiling = EXPORT_CEILING * output
    processed = (trade["agriculture"] - ceiling["agriculture"]).clip(lower=0.0)
    trade["agriculture"] -= processed
    trade["industry"] += processed
    for sector, imports in (("industry", "goods_imports"), ("services", "services_imports")):
        excess = (trade[sector] - ceiling[sector]).clip(lower=0.0)
        trade[sector] -= excess
        trade[imports] = np.maximum(trade[imports] - excess, IMPORT_FLOOR * trade[imports])
    return _close(trade)


def _close(trade: pd.DataFrame) -> pd.DataFrame:
    """Scale world imports to world exports, goods and services apart."""
    result = trade.copy()
    goods = trade["agriculture"].sum() + trade["industry"].sum()
    result["goods_imports"] *= goods / trade["goods_imports"].sum()
    result["services_imports"] *= trade["services"].sum() / trade["services_imports"].sum()
    return result


def _feasible_saving(
    gdp: pd.Series, shares: pd.DataFrame, trade: pd.DataFrame, net_remittances: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Raise investment, then cut imports, until saving is positive; C closes GDP."""
    investment = shares["investment"] * gdp
    for _ in range(50):  # closing the world after a cut moves the others by little
        deficit = _deficit(trade)
        short = (SAVING_FLOOR * gdp - (investment - deficit + net_remittances)).clip(lower=0.0)
        room = (INVESTMENT_CEILING * gdp - investment).clip(lower=0.0)
        investment = investment + np.minimum(short, room)
        cut = short - np.minimum(short, room)
        imports = trade["goods_imports"] + trade["services_imports"]
        factor = 1 - np.minimum(cut / imports, 1 - IMPORT_FLOOR)
        trade = trade.assign(
            goods_imports=trade["goods_imports"] * factor,
            services_imports=trade["services_imports"] * factor,
        )
        trade = _close(trade)
        if cut.max() < 1e-9:
            break
    government = shares["government"] * gdp
    consumption = gdp + _deficit(trade) - investment - government
    short = (CONSUMPTION_FLOOR * gdp - consumption).clip(lower=0.0)
    part = 1 - short / (investment + government)
    if part.min() < PART_LEFT:
        msg = f"step 07: trade of {part.idxmin()} leaves too little for demand at home"
        raise DataError(msg)
    demand = pd.DataFrame(
        {
            "investment": investment * part,
            "government": government * part,
            "consumption": consumption + short,
        }
    )
    return demand, trade


def _deficit(trade: pd.DataFrame) -> pd.Series:
    """Imports less exports, 10^9 USD."""
    imports = trade["goods_imports"] + trade["services_imports"]
    return imports - trade[list(SECTORS)].sum(axis=1)
