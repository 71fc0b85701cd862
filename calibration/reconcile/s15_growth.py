"""Step 15: growth of the labour force by skill, depreciation of capital: for paths of years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.sources.tidy import Tidy
from calibration.steps import Log, fill_by_class, require_finite
from calibration.world import SKILLS

FIRST, LAST = 2015, 2030
LEVELS = {
    "low": ("no_education", "primary_education", "secondary_education"),
    "high": ("tertiary_education",),
}
"""Education of people aged 15 and over that counts to a skill."""
FASTEST = 0.08
"""Growth a year above which a small first number makes the rate (ceiling)."""


def labour_growth(raw: Tidy, frame: pd.DataFrame, log: Log) -> np.ndarray:
    """Mean growth a year of people aged 15 and over by skill, 2015 to 2030 (skill, region).

    Projections of the Wittgenstein Centre, medium variant: migration included.
    """
    rows = []
    for skill in SKILLS:
        number = {
            year: sum(raw.variable("iiasa2015_education", level, year) for level in LEVELS[skill])
            for year in (FIRST, LAST)
        }
        rate = (number[LAST] / number[FIRST]) ** (1 / (LAST - FIRST)) - 1
        rate = rate.replace([np.inf, -np.inf], np.nan).clip(upper=FASTEST).reindex(frame.index)
        rate, gaps = fill_by_class(rate, frame["income_class"])
        log.flag("15", f"growth of the {skill} skilled", gaps, "median of the income class")
        require_finite("15", rate=rate)
        rows.append(rate.to_numpy())
    return np.array(rows)


def depreciation(raw: Tidy, frame: pd.DataFrame, log: Log) -> np.ndarray:
    """Average depreciation rate of the capital stock (region) [a year]."""
    rate, gaps = fill_by_class(raw.pwt["delta"].reindex(frame.index), frame["income_class"])
    log.flag("15", "depreciation", gaps, "median of the income class")
    require_finite("15", rate=rate)
    return rate.to_numpy()
