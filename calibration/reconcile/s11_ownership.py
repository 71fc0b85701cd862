"""Step 11: capital owned abroad where more income leaves than trade and remittances explain."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.steps import Log, require_finite

OUTFLOW_CEILING = 0.10
"""Foreign saving below minus this part of GDP is booked as income of foreign owners of capital."""

FOREIGN_SHARE_CEILING = 0.8


def foreign_ownership(
    frame: pd.DataFrame, foreign_saving: np.ndarray, capital_income: np.ndarray, log: Log
) -> np.ndarray:
    """Shares (owner, region) of the net capital income of each region; columns add to one.

    Parameters
    ----------
    foreign_saving : np.ndarray
        Imports and transfers paid less exports and transfers received, 10^9 USD.
    capital_income : np.ndarray
        After income tax, 10^9 USD.

    Notes
    -----
    Owners abroad are the high-income countries without such an outflow, in proportion to GDP: no
    bilateral investment position covers the countries, so this is an assumption.
    """
    gdp = frame["gdp"].to_numpy()
    excess = np.maximum(-foreign_saving - OUTFLOW_CEILING * gdp, 0.0)
    share = np.minimum(excess / capital_income, FOREIGN_SHARE_CEILING)
    owner = np.where((frame["income_class"] == "high_income") & (excess == 0), gdp, 0.0)
    matrix = np.outer(owner / owner.sum(), share)
    matrix[np.arange(len(gdp)), np.arange(len(gdp))] += 1 - share
    flagged = frame.index[excess > 0]
    log.flag("11", "foreign-owned capital", flagged, "outflow above 10% of GDP; owners by GDP")
    before = pd.Series(foreign_saving / gdp, frame.index)
    log.move(
        "11",
        "foreign_saving_of_gdp_own",
        before,
        before + pd.Series(share * capital_income / gdp, frame.index),
    )
    require_finite("11", ownership=matrix)
    return matrix
