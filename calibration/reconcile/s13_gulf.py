"""Step 13, the Gulf: pay is segmented by nativity, labour's share is that of oil states."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.reconcile.s13_workers import GULF, members_of
from calibration.sources.tidy import Tidy
from calibration.steps import Log

RATIO = "ratio of pay, non-nationals to nationals"


def segmented(
    raw: Tidy,
    frame: pd.DataFrame,
    premium: pd.Series,
    workers: np.ndarray,
    pay: np.ndarray,
    log: Log,
) -> None:
    """Set the pay of migrants in the Gulf so that their mean pay over nationals' holds.

    One factor for both skills.  States without a figure take the mean of their neighbours; the
    range is that of all Gulf states.

    Parameters
    ----------
    workers : np.ndarray
        By (origin, destination, skill).
    pay : np.ndarray
        Migrants' pay over natives' of the skill (bound, skill, destination), changed in place.
    """
    states = members_of(GULF)
    known = raw.figures("fig_gulf", RATIO, raw.year).reindex(states)
    log.hear("13", "migrants' pay over nationals'", "national statistics", known, used=True)
    log.flag("13", "migrants' pay", list(known.index[known.isna()]), "mean of Gulf neighbours")
    citizens = frame.index.isin(states)
    for code, ratio in zip(states, known.fillna(known.mean()), strict=True):
        d = frame.index.get_loc(code)
        wage = np.array([1.0, premium[code]])
        nationals, migrants = workers[d, d], workers[~citizens, d].sum(axis=0)
        mean = (nationals @ wage / nationals.sum()) / (migrants @ wage / migrants.sum())
        pay[:, :, d] = np.array([known.min(), ratio, known.max()])[:, None] * mean


def labour_share(share: pd.Series, log: Log) -> pd.Series:
    """Fill the gaps of Gulf states with the mean of their neighbours."""
    states = members_of(GULF)
    gaps = [code for code in states if np.isnan(share[code])]
    log.flag("13", "labour share", gaps, "mean of Gulf neighbours")
    result = share.copy()
    result[gaps] = share[states].mean()
    return result
