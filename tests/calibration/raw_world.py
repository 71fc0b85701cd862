"""An invented world: what the raw tables of the reconciliation would say of it.

Sizes, incomes, distances, trade and migrants are drawn from a seeded generator by simple economics;
no figure is anybody's.  Some countries are odd on purpose (``CASES``) so that the steps that mend
figures have something to mend.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.world import countries

SEED = 2017

CENTRES = {  # latitude, longitude, mean log income per head [USD]
    "europe": (50.0, 15.0, 9.6),
    "sub_saharan_africa": (0.0, 20.0, 7.3),
    "latin_america": (5.0, -75.0, 8.8),
    "east_asia_pacific": (15.0, 120.0, 8.8),
    "middle_east_north_africa": (29.0, 38.0, 8.8),
    "central_asia_caucasus": (42.0, 65.0, 8.4),
    "south_asia": (22.0, 80.0, 7.5),
    "north_america": (42.0, -95.0, 10.6),
}


def listed(text: str) -> list[str]:
    """Words of a text."""
    return text.split()


GULF = ["ARE", "BHR", "KWT", "OMN", "QAT", "SAU"]
OECD = listed(
    "AUS AUT BEL CAN CHE CHL CZE DEU DNK ESP EST FIN FRA GBR GRC HUN IRL ISL ISR ITA JPN KOR LUX "
    "LVA MEX NLD NOR NZL POL PRT SVK SVN SWE TUR USA"
)

CASES = {
    "SGP": "an entrepot: exports exceed GDP",
    "LSO": "imports far above exports: investment is raised, imports are cut",
    "IRL": "exports far above imports: income leaves",
    "QAT": "a surplus, much investment and public consumption: little is left to households",
    "LBR": "sectors add to more than GDP",
    "DJI": "sectors add to far less than GDP",
    "ZMB": "a skill premium that no survey of earnings knows",
    "NGA": "remittances beyond what its migrants earn",
    "HTI": "one corridor that sends more than its migrants earn, others with room",
}


@dataclass(frozen=True)
class World:
    """The truth behind the tables.

    ``table`` by country code: population, labour force, GDP [10^9 USD], price level, exports and
    imports of goods and services [10^9 USD], nominal shares of demand, sectors and tax in GDP ...;
    ``goods`` [10^9 USD], ``migrants`` [persons], ``tertiary`` (share of the corridor's migrants)
    and ``remittances`` (receiver, sender) [10^6 USD] by origin and destination.
    """

    table: pd.DataFrame
    distance: np.ndarray
    goods: np.ndarray
    migrants: np.ndarray
    tertiary: np.ndarray
    remittances: np.ndarray

    @property
    def codes(self) -> list[str]:
        return list(self.table.index)


def draw(seed: int = SEED) -> World:
    """The world of a seed; the same seed gives the same world."""
    rng = np.random.default_rng(seed)
    table = _countries(rng)
    distance = _distance(table)
    _demand(table, rng)
    _trade_totals(table, rng)
    goods = _gravity(table, distance, rng)
    migrants = _migrants(table, distance, rng)
    odds = table["tertiary"] / (1 - table["tertiary"])
    chosen = np.exp(0.4 + 0.15 * rng.standard_normal(migrants.shape))
    oecd = np.where(table.index.isin(OECD), chosen, 1.0) * odds.to_numpy()[:, None]
    remittances = _remittances(table, migrants, rng)
    return World(table, distance, goods, migrants, oecd / (1 + oecd), remittances)


def _countries(rng: np.random.Generator) -> pd.DataFrame:
    """Size, place, income, prices and sectors of every code."""
    table = countries()[["name", "region", "geography"]].copy()
    n = len(table)
    centre = pd.DataFrame(CENTRES, index=["lat", "lon", "mean"]).T.loc[table["geography"]]
    table["lat"] = centre["lat"].to_numpy() + rng.normal(0, 8, n)
    table["lon"] = centre["lon"].to_numpy() + rng.normal(0, 14, n)
    rests, mean = table["region"].str.startswith("ROW"), centre["mean"].to_numpy()
    mean = np.where(table.index.isin(OECD), 10.3, np.where(table.index.isin(GULF), 10.4, mean))
    mean = np.where(table["region"] == "ROW_rich", 10.1, mean)
    mean = np.where(table["region"] == "ROW_poor", 7.6, mean)
    income = np.exp(mean + 0.45 * rng.standard_normal(n).clip(-2, 2))
    size = np.where(rests, 12.0, np.where(table.index.isin(GULF), 13.5, 16.2))
    people = np.exp(size + 1.3 * rng.standard_normal(n).clip(-2, 2.5))
    table["population"] = people.round()
    table["growth"] = rng.uniform(-0.5, 2.5, n)  # % from 2017 to 2018
    table["real_growth"] = rng.uniform(-1.0, 6.0, n)
    table["participation"] = rng.uniform(0.38, 0.52, n)
    table["labour_force"] = (table["population"] * table["participation"]).round()
    table["gdp"] = table["population"] * income / 1e9
    table["level"] = np.clip((income / 6e4) ** 0.35, 0.15, 1.3) * rng.uniform(0.9, 1.1, n)
    table["ppp"] = table["gdp"] / table["level"]
    table["gni"] = table["gdp"] * rng.uniform(0.97, 1.03, n)
    rich = np.clip(np.log(income / 600) / np.log(100), 0.0, 1.0)
    table["tertiary"] = np.clip(0.05 + 0.3 * rich + rng.normal(0, 0.03, n), 0.03, 0.5)
    table["premium"] = np.clip(3.2 - 1.7 * rich + rng.normal(0, 0.2, n), 1.3, 4.5)
    table.loc["ZMB", "premium"] = 4.4
    table["agriculture"] = 0.30 * np.exp(-3.0 * rich) * rng.uniform(0.8, 1.2, n) + 0.01
    table["industry"] = rng.uniform(0.20, 0.32, n)
    table["oil"] = np.where(table.index.isin([*GULF, "NGA", "NOR", "VEN"]), 0.12, 0.0)
    table["industry"] += table["oil"]
    table["tax"] = rng.uniform(0.03, 0.13, n)
    table["services"] = 1 - table["tax"] - table["agriculture"] - table["industry"]
    table.loc["LBR", "services"] += 0.10 + table.loc["LBR", "tax"]
    table.loc["DJI", "services"] = 0.70 - table.loc["DJI", ["agriculture", "industry"]].sum()
    table["labour_share"] = rng.uniform(0.42, 0.62, n)
    table["capital"] = table["ppp"] * rng.uniform(2.5, 4.0, n)
    table["depreciation"] = rng.uniform(0.03, 0.06, n)
    return table


def _distance(table: pd.DataFrame) -> np.ndarray:
    """Great-circle distance [km]; a country is 200 km wide."""
    lat, lon = np.radians(table["lat"].to_numpy()), np.radians(table["lon"].to_numpy())
    spread = np.sin(lat[:, None]) * np.sin(lat) + np.cos(lat[:, None]) * np.cos(lat) * np.cos(
        lon[:, None] - lon
    )
    return np.maximum(6371 * np.arccos(np.clip(spread, -1, 1)), 200.0)


def _demand(table: pd.DataFrame, rng: np.random.Generator) -> None:
    """Shares of investment and public consumption in GDP, and the deficit in trade."""
    n = len(table)
    table["investment"] = rng.uniform(0.18, 0.26, n)
    table["government"] = rng.uniform(0.11, 0.18, n)
    table["deficit"] = np.clip(rng.normal(0.01, 0.03, n), -0.06, 0.08)
    table.loc["QAT", ["investment", "government", "deficit"]] = 0.36, 0.22, -0.20
    table.loc["LSO", ["investment", "deficit"]] = 0.20, 0.55
    table.loc["IRL", "deficit"] = -0.25
    table["consumption"] = 1 + table["deficit"] - table["investment"] - table["government"]


def _trade_totals(table: pd.DataFrame, rng: np.random.Generator) -> None:
    """Exports and imports [10^9 USD]: small countries are more open."""
    n, gdp = len(table), table["gdp"]
    openness = np.clip(0.42 * gdp**-0.09 * rng.uniform(0.85, 1.15, n), 0.12, 0.6)
    openness.loc[["SGP", "IRL", "LSO", "QAT"]] = 1.5, 0.75, 0.25, 0.55
    exports = openness * gdp
    imports = exports + table["deficit"] * gdp
    part = pd.Series(rng.uniform(0.15, 0.30, n), table.index)
    table["services_exports"], table["services_imports"] = part * exports, part * imports
    table["goods_exports"] = exports - table["services_exports"]
    table["goods_imports"] = imports - table["services_imports"]


def _gravity(table: pd.DataFrame, distance: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Trade in goods by pair: sizes over distance, with noise, near each country's totals."""
    noise = np.exp(0.5 * rng.standard_normal(distance.shape))
    matrix = noise / distance
    np.fill_diagonal(matrix, 0.0)
    rows, columns = table["goods_exports"].to_numpy(), table["goods_imports"].to_numpy()
    columns = columns * rows.sum() / columns.sum()
    for _ in range(30):
        matrix *= (rows / matrix.sum(axis=1))[:, None]
        matrix *= columns / matrix.sum(axis=0)
    return matrix


def _migrants(table: pd.DataFrame, distance: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """People by birth and residence: towards higher pay, near and large destinations."""
    people, income = table["population"].to_numpy(), (table["gdp"] / table["population"]).to_numpy()
    pull = np.clip(income[None, :] / income[:, None], 0.2, 20.0)
    matrix = np.sqrt(people[:, None] * people[None, :]) * pull**0.8 / distance
    matrix *= np.exp(0.7 * rng.standard_normal(matrix.shape))
    np.fill_diagonal(matrix, 0.0)
    matrix *= 0.035 * people.sum() / matrix.sum()
    ceiling = np.where(table.index.isin(GULF), 0.70, 0.20) * people
    wanted = np.where(table.index.isin(GULF), ceiling, np.minimum(matrix.sum(axis=0), ceiling))
    matrix *= wanted / matrix.sum(axis=0)
    matrix *= np.minimum(0.12 * people / matrix.sum(axis=1), 1.0)[:, None]
    matrix = np.round(matrix)
    return np.where(matrix >= 5, matrix, 0.0)


def _remittances(table: pd.DataFrame, migrants: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What migrants send: about 5% of GDP per head where they live [10^6 USD]."""
    income = (table["gdp"] / table["population"]).to_numpy() * 1e9
    matrix = migrants * 0.05 * income * np.exp(0.3 * rng.standard_normal(migrants.shape)) / 1e6
    place = {code: number for number, code in enumerate(table.index)}
    matrix[place["NGA"]] *= 8.0
    first = matrix[place["HTI"]].argmax()
    matrix[place["HTI"], first] *= 7.0
    return matrix
