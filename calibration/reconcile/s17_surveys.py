"""Step 17: who would move and where to, by surveys: shares of origins and of destinations.

Gallup World Poll asks adults whether they would like to move for good if they could, and where to.
It counts a wish of people who have not moved.  Its percentages of the rounds of 2013 to 2017 give
the pattern, published totals the level (:data:`TOTALS`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from calibration.sources.tidy import Tidy
from calibration.steps import Log, require_finite
from calibration.world import DEFINITIONS, countries
from cge.errors import DataError

ROUND = 2015
"""First year of the round (2015 to 2017) whose percentages are taken where there are several."""
FIRST_ROUND, LAST_ROUND = 2013, 2017
"""First years of the rounds whose figures of single countries are taken."""
TOTALS = {"low": 400e6, "central": 750e6, "high": 900e6}
"""Adults of the world who would move and have not, by belief [persons].

Low: Docquier, Machado and Sekkat (2015, Scandinavian Journal of Economics 117), from Gallup 2007 to
2009.  Central: Gallup 2015 to 2017, near the mean of the seven rounds of 2007 to 2023 (747).  High:
Gallup 2021 and 2023.
"""

SHARE = "share of adults who would move permanently"
NAMED = "share of potential migrants naming it as desired destination"
INDEX = "Potential Net Migration Index"

BY_GEOGRAPHY = {
    "sub_saharan_africa": "Sub-Saharan Africa",
    "latin_america": "Latin America and Caribbean",
    "middle_east_north_africa": "Middle East and North Africa",
    "north_america": "Northern America",
    "europe": "non-EU Europe",
    "central_asia_caucasus": "Commonwealth of Independent States",
}
"""The survey's regions; what is left is Asia and the Pacific, whose share no page tells."""
EAST = ("BLR", "MDA", "RUS", "UKR")
"""European members of the Commonwealth of Independent States in the survey's regions."""
EUROPE = "European Economic Area and Switzerland"
NOT_IN_UNION = ("CHE", "ISL", "NOR")
ASIA = "Asia and Pacific"
REST = "rest of the world"


def survey_region(codes: list[str]) -> pd.Series:
    """Region of the survey by country."""
    areas = pd.read_csv(DEFINITIONS / "free_movement.csv").set_index("name")
    union = set(str(areas.loc[EUROPE, "members"]).split()) - set(NOT_IN_UNION)
    known = countries()["geography"]

    def of(code: str) -> str:
        if code in union:
            return "European Union"
        if code in EAST:
            return BY_GEOGRAPHY["central_asia_caucasus"]
        return BY_GEOGRAPHY.get(known[code], ASIA) if code in known.index else REST

    return pd.Series({code: of(code) for code in codes})


def adults(raw: Tidy, frame: pd.DataFrame) -> pd.Series:
    """Residents of 15 years and more [persons]."""
    young = raw.wdi("SP.POP.0014.TO.ZS").reindex(frame.index) / 100
    mean = (young * frame["population"]).sum() / frame["population"][young.notna()].sum()
    return frame["population"] * (1 - young.fillna(mean))


def _of_countries(raw: Tidy, figure: str, frame: pd.DataFrame) -> pd.Series:
    """A published percentage by country, as a share; NaN where no round near has one."""
    years = raw.figure_years("fig_gallup", figure, ROUND)
    values = raw.figures("fig_gallup", figure, ROUND) / 100
    return values[years.between(FIRST_ROUND, LAST_ROUND)].reindex(frame.index)


def willing(raw: Tidy, frame: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Share of adults who would move, by country and belief.

    That of the country, else of its region; Asia and the Pacific have what is left of the share of
    the world.  A net index of -x% says that at least x% would leave.  The odds of all countries
    rise or fall together until the total is the belief's.
    """
    people = adults(raw, frame)
    shares = raw.figures("fig_gallup", SHARE, ROUND) / 100
    own = _of_countries(raw, SHARE, frame)
    leave = -_of_countries(raw, INDEX, frame)
    own = own.mask(leave > own, leave)
    region = survey_region(list(frame.index))
    share = own.fillna(region.map(shares)).mask(region == REST, shares["WLD"])
    asia = share.isna()
    left = shares["WLD"] * people.sum() - (share * people).sum()
    if not left > 0:
        msg = (
            f"fig_gallup.csv: {shares['WLD']:.0%} of the world would move, but its regions without "
            f"{ASIA} make more of it already; correct {SHARE!r}"
        )
        raise DataError(msg)
    share = share.fillna(left / people[asia].sum())
    log.flag("17", "would move", frame.index[own.isna()], "share of the region of the survey")
    require_finite("17", would_move=share)
    return pd.DataFrame({name: _shifted(share, people, total) for name, total in TOTALS.items()})


def _shifted(share: pd.Series, people: pd.Series, total: float) -> pd.Series:
    """Shares with their odds times one number, so that the world's total holds."""
    odds = share / (1 - share)

    def at(log_factor: float) -> pd.Series:
        return 1 / (1 + np.exp(-log_factor) / odds)

    found = brentq(lambda x: float((at(x) * people).sum() - total), -5.0, 5.0, xtol=1e-14)
    return at(float(found)).round(9)


def named(raw: Tidy, frame: pd.DataFrame, share: pd.Series) -> pd.Series:
    """Part of those who would move who name a destination; NaN where none is published.

    A positive net index (those who would come less those who would leave, over adults) tells more
    digits than the printed per cent and is taken first.
    """
    people = adults(raw, frame)
    index = _of_countries(raw, INDEX, frame)
    come = (index + share) * people / TOTALS["central"]
    told = _of_countries(raw, NAMED, frame)
    return come.where(index > 0, told)
