"""Countries of the database: codes, names, who belongs to the two rests of the world."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

SECTORS = ("agriculture", "industry", "services")
SKILLS = ("low", "high")
ROW_RICH, ROW_POOR = "ROW_rich", "ROW_poor"
BASE_YEAR = 2017

HIGH_INCOME_FLOOR, UPPER_MIDDLE_FLOOR, LOWER_MIDDLE_FLOOR = 12_375.0, 3_995.0, 1_025.0
"""GNI per head in USD above which the World Bank counts a country to a class (on 2018 GNI)."""

DEFINITIONS = Path(__file__).parent / "definitions"


@cache
def countries() -> pd.DataFrame:
    """All country codes with name, region of the database (own code or a rest) and geography."""
    table = pd.read_csv(DEFINITIONS / "countries.csv", keep_default_na=False).set_index("iso3")
    table["region"] = table["region"].where(table["region"] != "core", table.index)
    return table


def core() -> list[str]:
    """Codes of the 160 countries that stand alone, sorted."""
    table = countries()
    return sorted(table.index[table["region"] == table.index])


def regions() -> list[str]:
    """Regions of the database: the core countries and the two rests of the world."""
    return [*core(), ROW_RICH, ROW_POOR]


def income_class(gni_per_head: pd.Series) -> pd.Series:
    """World Bank income class of each region from its GNI per head in USD of 2018."""
    bounds = [
        float("-inf"),
        LOWER_MIDDLE_FLOOR,
        UPPER_MIDDLE_FLOOR,
        HIGH_INCOME_FLOOR,
        float("inf"),
    ]
    labels = ["low_income", "lower_middle_income", "upper_middle_income", "high_income"]
    return pd.cut(gni_per_head, bounds, labels=labels).astype(str)
