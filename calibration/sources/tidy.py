"""The folder of raw tables: long CSV files that all carry ``variable`` and ``value`` columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.sources.layout import LAYOUTS, read
from calibration.vintage import Vintage, other_tables, vintage
from calibration.world import BASE_YEAR, DEFINITIONS
from cge.errors import DataError

HOSTS = (
    *("AUT", "BEL", "BGR", "CHE", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GBR"),
    *("GRC", "HRV", "HUN", "IRL", "ISL", "ITA", "LTU", "LUX", "LVA", "MDA", "MLT", "NLD", "NOR"),
    *("POL", "PRT", "ROU", "SVK", "SVN", "SWE"),
)
"""Countries that gave temporary protection to people from Ukraine in 2022."""

READ = ("yes", "abstract", "secondary", "derived")
"""How a single figure must have been read to count as evidence."""


def tables_of(year: int) -> tuple[str, ...]:
    """Files the reconciliation of a base year reads; others in the folder are ignored."""
    return tuple(name for name in LAYOUTS if name not in other_tables(year))


@dataclass(frozen=True)
class Tidy:
    """Raw tables of one folder."""

    folder: Path
    year: int = BASE_YEAR

    def __post_init__(self) -> None:
        missing = [
            name for name in tables_of(self.year) if not (self.folder / f"{name}.csv").is_file()
        ]
        if missing:
            msg = (
                f"{self.folder} lacks raw tables: {', '.join(missing)}; "
                "give the folder that holds the tidy CSV files"
            )
            raise DataError(msg)

    @property
    def vintage(self) -> Vintage:
        """Editions of the tables of the base year."""
        return vintage(self.year)

    @cached_property
    def _read(self) -> dict[str, pd.DataFrame]:
        """Tables read so far."""
        return {}

    def table(self, name: str) -> pd.DataFrame:
        """One file as it is, checked against its layout; read once, so not to be changed."""
        if name not in self._read:
            self._read[name] = read(self.folder / f"{name}.csv")
        return self._read[name]

    def check(self) -> None:
        """Read all tables; DataError tells the mistakes of all of them at once."""
        found = []
        for name in tables_of(self.year):
            try:
                self.table(name)
            except DataError as error:
                found.append(str(error))
        if found:
            raise DataError("\n".join(found))

    def variable(self, name: str, variable: str, year: int | None = None) -> pd.Series:
        """Values of one variable by country: of the year given, else of each country's newest."""
        data = self.table(name)
        data = data[data["variable"] == variable]
        if year is not None:
            data = data[data["year"] == year]
        if data.empty:
            msg = f"{name}.csv holds no {variable!r}" + (f" of {year}" if year else "")
            raise DataError(msg)
        if data["iso3"].duplicated().any():
            data = data.sort_values("year").drop_duplicates("iso3", keep="last")
        return data.set_index("iso3")["value"].astype(float)

    def figures(self, name: str, figure: str, year: int | None = None) -> pd.Series:
        """Single published figures by place: nearest to a year (the earlier of two), else newest.

        Figures from memory and gaps are no evidence and are left out; figures that were read for
        this recipe alone stand in ``definitions/figures.csv``.
        """
        return self._cited(name, figure, year)["value"]

    def figure_years(self, name: str, figure: str, year: int | None = None) -> pd.Series:
        """Years of the same figures."""
        return self._cited(name, figure, year)["when"]

    def _cited(self, name: str, figure: str, year: int | None) -> pd.DataFrame:
        own = pd.read_csv(DEFINITIONS / "figures.csv", keep_default_na=False)
        data = pd.concat([self.table(name), own[own["table"] == name]])
        data = data[(data["figure"] == figure) & data["read"].isin(READ)]
        data = data.assign(
            value=pd.to_numeric(data["value"], errors="coerce"),
            when=data["year"].astype(str).str.extract(r"(\d{4})", expand=False).astype(float),
        ).dropna(subset=["value"])
        if data.empty:
            msg = f"{name}.csv holds no {figure!r} that was read at its source; add the line"
            raise DataError(msg)
        distance = -data["when"].fillna(0.0) if year is None else (data["when"] - year).abs()
        data = data.assign(distance=distance).sort_values(["distance", "when"], kind="stable")
        return data.drop_duplicates("place").set_index("place")[["value", "when"]].astype(float)

    def variable_by_sector(self, name: str, variable: str) -> pd.Series:
        """Values of one variable by country and sector."""
        data = self.table(name)
        data = data[data["variable"] == variable]
        return data.set_index(["iso3", "sector"])["value"].astype(float)

    def wdi(self, variable: str, year: int | None = None) -> pd.Series:
        """WDI of 2026 by country in a year, the base year by default."""
        data = self.table("wdi_2026")
        data = data[(data["variable"] == variable) & (data["is_aggregate"] == 0)]
        return data[data["year"] == (year or self.year)].set_index("iso3")["value"].astype(float)

    def wdi_world(self, variable: str, year: int | None = None) -> float:
        """The World Bank's figure for the world."""
        data = self.table("wdi_2026")
        data = data[(data["iso3"] == "WLD") & (data["year"] == (year or self.year))]
        figure = data.loc[data["variable"] == variable, "value"]
        if figure.empty:
            when = year or self.year
            msg = f"wdi_2026.csv holds no {variable} of WLD (the world) in {when}; add the line"
            raise DataError(msg)
        return float(figure.iloc[0])

    @cached_property
    def _stock(self) -> pd.DataFrame:
        data = self.table(self.vintage.stock)
        data = data[data["year"] == self.vintage.stock_year]
        if self.vintage.stock_year == self.year:
            return data
        pairs = data.groupby("dest")["value"].sum()
        total = self._migrants().reindex(pairs.index).fillna(pairs)
        return data.assign(value=data["value"] * data["dest"].map(total / pairs))

    def stock(self) -> pd.DataFrame:
        """Migrants by country of birth and of residence in the base year, persons.

        Pairs of another year are brought to the destination's total of the base year, which counts
        people of unknown origin, too.
        """
        return self._stock

    def _migrants(self) -> pd.Series:
        """Migrants by destination in the base year (UN revision of 2024 as in the WDI).

        On the line from 2020 to 2024; in the hosts of refugees from Ukraine, whom the figure of
        2024 holds and 2021 did not know, on that of 2015 to 2020.
        """
        early, middle, late = (self.wdi("SM.POP.TOTL", y) for y in (2015, 2020, 2024))
        hosts = middle.index.isin(HOSTS)
        change = ((late - middle) / 4).where(~hosts, (middle - early) / 5)
        return middle + (self.year - 2020) * change

    @cached_property
    def qog(self) -> pd.DataFrame:
        """QoG cross-section, countries by variables; a second edition fills gaps of the first."""
        first, *others = (
            self.table(name).pivot_table(index="iso3", columns="variable", values="value")
            for name in self.vintage.sections
        )
        for data in others:
            first = first.combine_first(data)
        return first

    @cached_property
    def pwt(self) -> pd.DataFrame:
        """Penn World Table of the base year or its last, countries by variables."""
        year = self.vintage.pwt_year
        data = self.table("pwt1001")
        data = data[data["year"] == year].pivot_table(
            index="iso3", columns="variable", values="value"
        )
        wanted = LAYOUTS["pwt1001"].needed["variable"]
        if lacking := [name for name in wanted if name not in data]:
            msg = f"pwt1001.csv holds no {', '.join(lacking)} of {year}; add the lines of that year"
            raise DataError(msg)
        return data

    def wdi_latest(self, variable: str, first: int, last: int) -> pd.Series:
        """Newest WDI value of each country within a span of years."""
        data = self.table("wdi")
        data = data[(data["variable"] == variable) & (data["is_aggregate"] == 0)]
        data = data[data["year"].between(first, last)].dropna(subset="value")
        data = data.sort_values("year").drop_duplicates("iso3", keep="last")
        return data.set_index("iso3")["value"].astype(float)


def region_matrix(
    data: pd.DataFrame, row: str, column: str, region_of: pd.Series, regions: list[str]
) -> np.ndarray:
    """Sum a long table of pairs to a square matrix over regions.

    Parameters
    ----------
    data : pd.DataFrame
        Columns ``row``, ``column`` (country codes) and ``value``.
    region_of : pd.Series
        Region of each country code; pairs with a code it does not hold are left out.
    regions : list of str
        Order of rows and columns.
    """
    place = {code: number for number, code in enumerate(regions)}
    rows = data[row].map(region_of).map(place)
    columns = data[column].map(region_of).map(place)
    known = rows.notna() & columns.notna()
    matrix = np.zeros((len(regions), len(regions)))
    index = (rows[known].astype(int).to_numpy(), columns[known].astype(int).to_numpy())
    np.add.at(matrix, index, data.loc[known, "value"].to_numpy(float))
    return matrix
