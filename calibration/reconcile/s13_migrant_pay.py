"""Step 13, migrants' pay: efficiency of established migrants in units of natives of their skill."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.sources.tidy import Tidy
from calibration.steps import Log, first_of, require_finite

TABLE = "fig_migrant_pay"
NET = "pay gap of first-generation immigrants, net of human capital"
RAW = "mean hourly pay gap of migrants against nationals (positive: migrants earn less)"
SAME_JOB = "pay gap within the same job and employer"

RICH, NINE, POORER = (
    "high-income countries (33)",
    "nine countries",
    "low- and middle-income countries",
)
"""Places of the table that stand for groups of countries."""

ILO = "hourly pay gap, ILO 2020"
HERMANSEN = "pay gap net of education, Hermansen and others 2025"


def efficiency(raw: Tidy, frame: pd.DataFrame, premium: pd.Series, log: Log) -> np.ndarray:
    """Pay of established migrants over that of natives of the same skill.

    By (bound, skill, destination), bounds low, central and high.

    Low skill: one less the pay gap of the destination.  The gap net of education goes first, then
    the hourly gap of the ILO, then the ILO's mean for high-income countries; elsewhere migrants
    earn what natives do (the ILO finds that they earn more, being often posted there for high
    skill).  High skill: the larger of that gap and of what over-qualification costs.
    """
    own = _gaps(raw, frame, log)
    loss = _over_qualification(raw, frame, premium, log)
    poorer = frame["income_class"] != "high_income"
    loss = loss.where(loss.notna() | poorer, loss.median()).fillna(0.0)
    result = np.empty((3, 2, len(frame)))
    for bound, column in enumerate(("high", "central", "low")):  # a large gap is low efficiency
        gap = own[column].to_numpy()
        result[bound, 0] = 1 - gap
        result[bound, 1] = 1 - (gap if column == "low" else np.maximum(gap, loss))
    require_finite("13", migrants_pay=result)
    return result


def _gaps(raw: Tidy, frame: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Pay gap of migrants by destination: ``low, central, high``, shares of natives' pay."""
    net, hourly = raw.figures(TABLE, NET) / 100, raw.figures(TABLE, RAW) / 100
    same_job = float(raw.figures(TABLE, SAME_JOB)[NINE]) / 100
    rich = frame.index[frame["income_class"] == "high_income"]
    poorer = frame.index.difference(rich)
    sources = {
        HERMANSEN: net.drop(NINE),
        ILO: hourly.drop([RICH, POORER]),
        f"{ILO}, mean of high-income countries": pd.Series(hourly[RICH], rich),
        "no gap (assumption)": pd.Series(0.0, poorer),
    }
    result = first_of(log, "13", "migrants' pay gap", sources, frame.index)
    known = frame.index.intersection([*sources[HERMANSEN].index, *sources[ILO].index])
    log.flag("13", "migrants' pay", rich.difference(known), "mean gap of high-income countries")
    log.flag("13", "migrants' pay", poorer.difference(known), "assumed equal to natives' pay")
    high = pd.Series(float(net[NINE]), rich).reindex(frame.index).fillna(float(hourly[RICH]))
    low = pd.Series(same_job, rich).reindex(frame.index).fillna(float(hourly[POORER]))
    result["high"] = np.maximum(result["high"], high)
    result["low"] = np.minimum(result["low"], low)
    return result


def _over_qualification(raw: Tidy, frame: pd.DataFrame, premium: pd.Series, log: Log) -> pd.Series:
    """Pay that migrants of high skill lose in jobs that need none, share; NaN without a source.

    Gap in over-qualification between foreign-born and natives (DIOC 2015) times the pay lost.
    """
    data = raw.table("dioc2015_overqual")
    data = data[(data["edu"] == "high") & data["overqualified"].isin([0, 1])]
    table = data.pivot_table(
        index=["dest", "foreign_born"], columns="overqualified", values="value", aggfunc="sum"
    ).fillna(0.0)
    rate = (table[1] / table.sum(axis=1)).unstack("foreign_born")
    gap = log.clip("13", "over-qualification gap", rate[1] - rate[0], low=0.0)
    log.flag("13", "over-qualification", frame.index.difference(gap.index), "none, or OECD median")
    return gap.reindex(frame.index) * (1 - 1 / premium)
