"""Step 13, education: tertiary-educated workers among natives, and what sources say of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.reconcile.s13_workers import labour_force_by_education
from calibration.sources.tidy import Tidy
from calibration.steps import Log, fill_by_class, first_of, require_finite

SHARE_SPAN = (0.01, 0.97)

STATISTICS = (
    "employed people with higher education",
    "workers with at least a three-year degree",
)
"""Cited figures of national labour statistics."""

MEASURED = 2015
"""Year of the surveys and of attainment, from which shares are carried to the base year."""

REFUSED = 3.0
"""A labour force survey this many standard deviations off all other sources is not believed."""

NORMAL = 1.4826
"""Standard deviations per median absolute deviation of a normal distribution."""


@dataclass(frozen=True)
class Education:
    """``share`` by region: ``low, central, high``; countries whose DIOC figures are ``refused``."""

    share: pd.DataFrame
    refused: list[str]


def native_share(raw: Tidy, frame: pd.DataFrame, log: Log) -> Education:
    """Share of tertiary-educated workers among natives at home.

    National labour statistics go first, then the labour force of DIOC 2015, then attainment.  Three
    sources of attainment (Barro-Lee, completed, ages 25-64; IIASA, 15+; Docquier and others 2010,
    25+) differ by a factor of three for some countries.  Each is brought to the level of the labour
    force surveys where both exist and counts by its precision there; the range is what all say.
    """
    index = frame.index
    attained = _attained(raw, frame, log)
    force = labour_force_by_education(raw, foreign_born=0)
    survey = (force["high"] / force.sum(axis=1)).reindex(index).clip(*SHARE_SPAN)
    odds = {name: _logit(values) for name, values in attained.items()}
    level = {name: (_logit(survey) - x).median() for name, x in odds.items()}
    spread = {name: _deviation(_logit(survey) - x - level[name]) for name, x in odds.items()}
    fitted = pd.DataFrame({name: x + level[name] for name, x in odds.items()})
    weight = fitted.notna() / pd.Series(spread) ** 2
    pooled = (fitted.fillna(0.0) * weight).sum(axis=1) / weight.sum(axis=1)
    single = index[(fitted.notna().sum(axis=1) == 1) & survey.isna()]
    log.flag("13", "education", single, "one source of attainment only")
    gap = _logit(survey) - pooled
    odd = index[(gap - gap.median()).abs() > REFUSED * _deviation(gap)]
    log.hear("13", "tertiary share refused", "DIOC 2015", survey[odd], used=False)
    log.flag("13", "education", odd, "labour force survey refused: far off all other sources")
    trend = _trend(raw, frame)
    carried = {name: _share(fitted[name] + trend) for name in fitted}
    sources = {
        "national labour statistics": statistics(raw),
        "DIOC 2015": _share(_logit(survey.drop(odd)) + trend),
        "attainment, pooled by precision": _share(pooled + trend),
        **{f"{name}, at the level of surveys": values for name, values in carried.items()},
    }
    result = first_of(log, "13", "tertiary share of native workers", sources, index)
    gaps = index[result["central"].isna()]
    log.flag("13", "education", gaps, "median of the income class")
    for column in result:
        result[column], _ = fill_by_class(result[column], frame["income_class"])
        result[column] = result[column].clip(*SHARE_SPAN)
    require_finite("13", tertiary_share=result)
    return Education(result, list(odd))


def statistics(raw: Tidy) -> pd.Series:
    """Tertiary share of workers in national labour statistics, nearest to the base year."""
    found = [raw.figures("fig_education", name, raw.year) / 100 for name in STATISTICS]
    near = [raw.figure_years("fig_education", name, raw.year) for name in STATISTICS]
    both = pd.concat(found).to_frame("value").assign(year=pd.concat(near))
    both["distance"] = (both["year"] - raw.year).abs()
    both = both.sort_values("distance", kind="stable")
    return both[~both.index.duplicated()]["value"]


def _attained(raw: Tidy, frame: pd.DataFrame, log: Log) -> dict[str, pd.Series]:
    """Tertiary attainment times relative participation by source."""
    iiasa = "tertiary_education_for_those_aged_15+"
    qog = raw.qog.reindex(frame.index)
    relative = qog["wdi_lfpedua"] / qog["wdi_lfpilo15"]
    relative, gaps = fill_by_class(relative, frame["income_class"])
    log.flag("13", "participation of the tertiary-educated", gaps, "median of the income class")
    sources = {
        "Barro-Lee 2015": raw.variable("barrolee_2564", "lhc", MEASURED) / 100,
        "IIASA 2015": raw.variable("iiasa2015_education", iiasa, MEASURED) / 100,
        "Docquier and others 2010": raw.variable("skill_location_2010", "Hr_data"),
    }
    return {
        name: log.clip(
            "13", f"tertiary share, {name}", values.reindex(frame.index) * relative, *SHARE_SPAN
        )
        for name, values in sources.items()
    }


def _trend(raw: Tidy, frame: pd.DataFrame) -> pd.Series:
    """Change of the log odds of tertiary education from 2015 to the base year (IIASA)."""
    iiasa = "tertiary_education_for_those_aged_15+"
    early, late = (
        _logit(raw.variable("iiasa2015_education", iiasa, y) / 100) for y in (2015, 2025)
    )
    change = ((late - early) * (raw.year - MEASURED) / 10).replace([np.inf, -np.inf], np.nan)
    return fill_by_class(change.reindex(frame.index), frame["income_class"])[0]


def _logit(share: pd.Series) -> pd.Series:
    return pd.Series(np.log(share / (1 - share)), share.index)


def _share(odds: pd.Series) -> pd.Series:
    return pd.Series(1 / (1 + np.exp(-odds)), odds.index)


def _deviation(values: pd.Series) -> float:
    """Standard deviation as the median absolute deviation tells it."""
    return float(NORMAL * (values - values.median()).abs().median())
