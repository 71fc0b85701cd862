"""Base years: which edition of each table stands for a year."""

from __future__ import annotations

from dataclasses import dataclass

from cge.errors import UsageError

NEWEST_PWT = 2019
"""Last year of the Penn World Table 10.01."""


@dataclass(frozen=True)
class Vintage:
    """Tables of one base year.

    ``folder``: where the database lies in the data folder.
    ``sections``: cross-sections of QoG, a later one fills gaps of the first; ``section_year`` is
    the year of their World Bank figures, ``shares_year`` that of their Penn World Table shares.
    ``stock``: pairs of migrants, of ``stock_year``; ``remittances``: pairs of remittances.
    ``floors``: GNI per head in USD (Atlas) above which the World Bank counts a country as lower
    middle, upper middle, high income in the base year.
    """

    year: int
    folder: str
    sections: tuple[str, ...]
    section_year: int
    shares_year: int
    stock: str
    stock_year: int
    remittances: str
    floors: tuple[float, float, float]

    @property
    def pwt_year(self) -> int:
        """Year of the Penn World Table that stands for the base year."""
        return min(self.year, NEWEST_PWT)


VINTAGES = {
    2017: Vintage(
        year=2017,
        folder="countries_2017",
        sections=("qog_cs2018",),
        section_year=2018,
        shares_year=2018,
        stock="wb_migstock_2017",
        stock_year=2017,
        remittances="wb_remit_2017",
        floors=(995.0, 3_895.0, 12_055.0),
    ),
    2021: Vintage(
        year=2021,
        folder="countries",
        sections=("qog_cs2021", "qog_cs2020"),
        section_year=2021,
        shares_year=2019,
        stock="undesa_migstock_2020",
        stock_year=2020,
        remittances="wb_remit_2021",
        floors=(1_085.0, 4_255.0, 13_205.0),
    ),
}


def vintage(year: int) -> Vintage:
    """The tables of a base year; UsageError tells the years there are."""
    if year not in VINTAGES:
        years = ", ".join(str(known) for known in VINTAGES)
        msg = f"no base year {year}; the recipe knows {years}"
        raise UsageError(msg)
    return VINTAGES[year]


def other_tables(year: int) -> set[str]:
    """Tables that only other base years read."""
    own = _tables(vintage(year))
    return set().union(*(_tables(v) for v in VINTAGES.values())) - own


def _tables(edition: Vintage) -> set[str]:
    return {*edition.sections, edition.stock, edition.remittances}
