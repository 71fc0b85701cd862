"""Step 13, skill premium: pay of tertiary-educated workers over that of all others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.reconcile.s13_workers import labour_force_by_education
from calibration.sources.tidy import Tidy
from calibration.steps import Log, fill_by_class, first_of, require_finite

PREMIUM_SPAN = (1.2, 3.5)
"""Central premia are brought into this span: surveys of earnings know none outside it."""

YEARS_TERTIARY = 4
"""Years between upper secondary and tertiary education, over which a return a year adds up."""

OLDEST_RETURN = 2000
"""Returns of surveys before this year say nothing about the base year."""

BELOW_UPPER_SECONDARY = 0.75
"""Pay of workers below upper secondary education over that of upper secondary where no source has
it: the OECD mean (Education at a Glance: 0.77 about 2008, 0.82 in 2022)."""


def premium(raw: Tidy, frame: pd.DataFrame, refused: list[str], log: Log) -> pd.DataFrame:
    """Premium by region: ``low, central, high``; education of ``refused`` countries is not used.

    Earnings surveys (OECD) go first, then returns to education of household surveys, then the
    calibrated wage ratio of Docquier and others, brought to the level of the surveys where both
    exist.  The range is what all sources say.
    """
    index = frame.index
    surveys = {
        "OECD relative earnings 2015": _over_others(
            raw,
            refused,
            raw.variable("oecd_relative_earnings", "earnings_tertiary_rel_uppersec") / 100,
        ),
        "OECD bands of earnings 2018": _over_others(
            raw,
            refused,
            raw.variable("oecd_relative_earnings_derived", "earnings_tertiary_rel_uppersec_derived")
            / 100,
        ),
        "returns to education (Mincer)": _returns(raw, frame),
    }
    calibrated = raw.variable("skill_location_2010", "WR_data")
    seen = pd.DataFrame(surveys).bfill(axis=1).iloc[:, 0].reindex(index)
    level = float((seen / calibrated).reindex(index).median())
    scaled = f"Docquier and others 2010 times {level:.2f} (median of the surveys over it)"
    result = first_of(log, "13", "skill premium", surveys | {scaled: calibrated * level}, index)
    unscaled = calibrated.reindex(index)  # in the range alone: a paper's table is not published
    result["low"] = result["low"].where(~(unscaled < result["low"]), unscaled)
    result["high"] = result["high"].where(~(unscaled > result["high"]), unscaled)
    outside = index[seen.isna() & result["central"].notna()]
    log.flag("13", "skill premium", outside, "Docquier and others 2010, at the level of surveys")
    for column in result:
        median = result[column].groupby(frame["income_class"]).transform("median")
        result[column] = result[column].fillna(median)
    gaps = index[seen.isna() & ~index.isin(outside)]
    log.flag("13", "skill premium", gaps, "median of the income class")
    result["central"] = log.clip("13", "skill premium", result["central"], *PREMIUM_SPAN)
    result["low"] = result[["low", "central"]].min(axis=1)
    result["high"] = result[["high", "central"]].max(axis=1)
    require_finite("13", premium=result)
    return result


def _over_others(raw: Tidy, refused: list[str], tertiary: pd.Series) -> pd.Series:
    """Tertiary pay over that of all other workers, from pay relative to upper secondary.

    Others are weighted by the natives' labour force by education (DIOC 2015, else the OECD mean).
    """
    below = raw.variable("oecd_relative_earnings_derived", "earnings_below_rel_uppersec_derived")
    pay = (below / 100).reindex(tertiary.index).fillna(BELOW_UPPER_SECONDARY)
    force = labour_force_by_education(raw, foreign_born=0).drop(refused)
    share = force["low"] / (force["low"] + force["medium"])
    share = share.reindex(tertiary.index).fillna(share.median())
    return tertiary / (share * pay + 1 - share)


def _returns(raw: Tidy, frame: pd.DataFrame) -> pd.Series:
    """Premium that the returns of household surveys imply.

    Four years of the return to tertiary education give its pay over upper secondary education.
    Workers below that earn what the earnings surveys of countries not of high income say: returns
    to school measure employees alone, who are few among the less educated of poor countries.
    """
    tertiary = np.exp(YEARS_TERTIARY * _median_return(raw) / 100)
    below = raw.variable("oecd_relative_earnings_derived", "earnings_below_rel_uppersec_derived")
    surveyed = frame["income_class"].reindex(below.index)
    pay = float((below / 100)[surveyed.notna() & (surveyed != "high_income")].median())
    people = pd.DataFrame(
        {
            level: raw.variable("iiasa2015_education", f"{level}_education", 2015)
            for level in ("no", "primary", "secondary")
        }
    )
    share = ((people["no"] + people["primary"]) / people.sum(axis=1)).reindex(frame.index)
    share, _ = fill_by_class(share, frame["income_class"])
    return tertiary.reindex(frame.index) / (share * pay + 1 - share)


def _median_return(raw: Tidy) -> pd.Series:
    """Return to tertiary education in percent a year, median of the surveys since 2000."""
    data = raw.table("returns_to_education")
    recent = data["year"] >= OLDEST_RETURN
    data = data[(data["variable"] == "return_tertiary") & recent]
    return data.groupby("iso3")["value"].median()
