"""The raw tables on pay of an invented world: premia, earnings, figures that are cited."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from calibration.reconcile.s13_education import STATISTICS
from calibration.reconcile.s13_gulf import RATIO
from calibration.reconcile.s13_migrant_pay import NET, RAW, RICH, SAME_JOB
from calibration.reconcile.s13_migrant_pay import POORER as POORER_PLACES
from calibration.reconcile.s17_surveys import BY_GEOGRAPHY, INDEX, NAMED, SHARE
from tests.calibration.raw_world import OECD

NOT_IN_DOCQUIER = ["KOR", "RUS", "AFG", "HKG", "UZB", "BTN"]
SURVEYED = [code for code in OECD if code not in ("ISR", "KOR")]
"""Countries with surveys of earnings by education."""
POORER = ["BRA", "COL", "CRI"]
NO_RETURN = ["KOR", "AGO", "BTN", "UZB", "AFG", "ZWE"]
"""Countries without a return to education."""
LEVEL, BELOW, LOW_PART = 0.8, 0.7, 0.4
"""Surveys over calibrated premia; pay below upper secondary education over it; and how many of the
workers without tertiary education have no more."""
NATIONALS = {"BHR": 0.20, "KWT": 0.15, "OMN": 0.21, "QAT": 0.06, "SAU": 0.25}
SEGMENTED = {"BHR": 0.30, "KWT": 0.23, "QAT": 0.21, "SAU": 0.37}
WISHES = {
    **dict.fromkeys(BY_GEOGRAPHY.values(), 12.0),
    "European Union": 10.0,
    "WLD": 15.0,
    "NGA": 49.0,
    "LBR": 54.0,
}
"""Per cent of adults who would move."""
GAP = {"DEU": 20.0, "FRA": 19.0, "USA": 10.0, "CAN": 27.0, "ESP": 29.0}


def write_pay(folder: Path, truth: pd.DataFrame, rng: np.random.Generator) -> None:
    """Write the tables on pay."""
    _premiums(folder, truth, rng)
    _earnings(folder, truth)
    _cited(folder)


def save(folder: Path, name: str, table: pd.DataFrame, **constant: object) -> None:
    """One CSV file; constants become columns."""
    table.assign(**constant).to_csv(folder / f"{name}.csv", index=False)


def lines(figures: pd.Series, variable: str, year: int) -> pd.DataFrame:
    """One variable of one year as lines."""
    return pd.DataFrame(
        {"iso3": figures.index, "year": year, "variable": variable, "value": figures.to_numpy()}
    )


def _premiums(folder: Path, truth: pd.DataFrame, rng: np.random.Generator) -> None:
    """Pay of tertiary-educated workers over all others in three sources, by kind of survey."""
    premium = truth["premium"]
    main = truth.drop(NOT_IN_DOCQUIER)
    share = main["tertiary"] * np.exp(0.1 * rng.standard_normal(len(main)))
    calibrated = main["premium"] / LEVEL  # on another level than surveys
    table = pd.concat([lines(calibrated, "WR_data", 2010), lines(share, "Hr_data", 2010)])
    save(folder, "skill_location_2010", table, unit="-")
    over_others = BELOW * LOW_PART + 1 - LOW_PART  # pay of others over upper secondary
    oecd = 100 * premium[SURVEYED] * over_others
    table = lines(oecd, "earnings_tertiary_rel_uppersec", 2015)
    save(folder, "oecd_relative_earnings", table, unit="upper secondary=100")
    below = pd.Series(100 * BELOW, [*SURVEYED, *POORER])
    derived = lines(oecd * 1.1, "earnings_tertiary_rel_uppersec_derived", 2018)
    derived = [derived, lines(below, "earnings_below_rel_uppersec_derived", 2018)]
    save(folder, "oecd_relative_earnings_derived", pd.concat(derived), unit="upper secondary=100")
    here = premium.drop([*NO_RETURN])
    over_others = BELOW * 0.5 + 0.5  # half of those without tertiary have no secondary education
    rate = 25 * np.log(here * over_others)
    parts = [lines(rate, "return_tertiary", year) for year in (2005, 2010)]
    table = pd.concat([lines(rate + 50, "return_tertiary", 1995), *parts])
    save(folder, "returns_to_education", table, survey="HBS", unit="% per year")


def _earnings(folder: Path, truth: pd.DataFrame) -> None:
    """Pay of employees in a few countries, to compare with."""
    pay = (truth["gdp"] / truth["labour_force"] * 5e8 / 12)[["IND", "USA", "DEU"]]
    table = lines(pay, "earnings_month_ppp2021", 2020)
    save(folder, "ilo_earnings", table, unit="2021 PPP $ a month, employees")


def _cited(folder: Path) -> None:
    """Single figures as they are cited; what is from memory must not be used."""
    hourly, net = RAW, NET
    cited = {
        "fig_gulf": [(code, "share of nationals in employment", 100 * share, "2022Q4", "derived")
                     for code, share in NATIONALS.items()]
        + [("SAU", "share of nationals in employment", 44.0, "2013", "yes")]
        + [(code, RATIO, ratio, "2021", "derived") for code, ratio in SEGMENTED.items()]
        + [("ARE", RATIO, None, "", "not found"), ("OMN", RATIO, 0.9, "2021", "memory")],
        "fig_migrant_pay": [(code, net, gap, "2016-2019", "secondary") for code, gap in GAP.items()]
        + [("nine countries", net, 18.0, "2016-2019", "secondary"),
           ("nine countries", SAME_JOB, 5.0, "2016-2019", "secondary"),
           (RICH, hourly, 13.0, "about 2019", "secondary"),
           (POORER_PLACES, hourly, -17.0, "about 2019", "secondary"),
           ("ITA", hourly, 30.0, "about 2019", "secondary"),
           ("ITA", hourly, 27.0, "2015", "secondary")],
        "fig_education": [("CHN", STATISTICS[0], 22.0, "2021", "derived"),
                          ("CHN", STATISTICS[1], 18.0, "2017", "secondary"),
                          ("KEN", STATISTICS[0], 90.0, "2021", "memory")],
        "fig_gallup": [(place, SHARE, value, "2015-2017", "secondary")
                       for place, value in WISHES.items()]
        + [("CHN", SHARE, 90.0, "2015-2017", "memory"), ("CAN", SHARE, 90.0, "2023", "yes"),
           ("USA", NAMED, 21.0, "2015-2017", "secondary"), ("DEU", NAMED, 6.0, "2013-2016", "yes"),
           ("AUS", INDEX, 150.0, "2015-2017", "yes"), ("LBR", INDEX, -60.0, "2015-2017", "yes")],
    }  # fmt: skip
    for name, rows in cited.items():
        table = pd.DataFrame(rows, columns=["place", "figure", "value", "year", "read"])
        save(folder, name, table, unit="-", source="invented", address="-", position="-")
