"""Countries of the database: codes, names, who belongs to the two rests of the world."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd

SECTORS = ("agriculture", "industry", "services")
SKILLS = ("low", "high")
ROW_RICH, ROW_POOR = "ROW_rich", "ROW_poor"
BASE_YEAR = 2021
"""Base year unless a map or a command asks for another."""

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


def income_class(gni_per_head: pd.Series, floors: Sequence[float]) -> pd.Series:
    """World Bank income class of each region from its GNI per head in USD.

    ``floors``: GNI per head above which a country is of lower middle, upper middle, high income.
    """
    bounds = [float("-inf"), *floors, float("inf")]
    labels = ["low_income", "lower_middle_income", "upper_middle_income", "high_income"]
    return pd.cut(gni_per_head, bounds, labels=labels).astype(str)
