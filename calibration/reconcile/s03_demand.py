"""Step 3: nominal shares of consumption, investment and public consumption in GDP."""

from __future__ import annotations

import pandas as pd

from calibration.sources.tidy import Tidy
from calibration.steps import Log, fill_by_class, require_finite

LEAST_INVESTMENT = 0.05
"""A recorded share of investment in GDP below this is not believed (Djibouti: negative)."""


def demand_shares(raw: Tidy, frame: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Shares of C, I, G in GDP at current prices (the shares of the Penn World Table are at PPP).

    Investment is the WDI's of the base year; the others, and its gaps, are the Penn World Table's:
    each PPP share times the price level of its component over the price level of output; columns
    ``consumption, investment, government``, by region.  They need not add to one with trade.
    """
    qog = raw.qog.reindex(frame.index)
    level = raw.variable("pwt1001", "pl_gdpo", raw.vintage.shares_year).reindex(frame.index)
    shares = pd.DataFrame(
        {
            "consumption": qog["pwt_shhc"] * qog["pwt_plhc"] / level,
            "investment": qog["pwt_sgcf"] * qog["pwt_plcf"] / level,
            "government": qog["pwt_gc"] * qog["pwt_plgc"] / level,
        }
    )
    own = raw.wdi("NE.GDI.TOTL.ZS").reindex(frame.index) / 100
    log.flag(
        "03", "investment", frame.index[~(own > LEAST_INVESTMENT)], "Penn World Table, another year"
    )
    shares["investment"] = own.where(own > LEAST_INVESTMENT).fillna(shares["investment"])
    for item in shares:
        shares[item], gaps = fill_by_class(shares[item], frame["income_class"])
        log.flag("03", item, gaps, "median share of the income class")
    require_finite("03", shares=shares)
    return shares
