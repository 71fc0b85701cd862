"""Step 16, structure: shares of ten sectors inside the three broad ones, before fitting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.reconcile.s06_output import USES, donor_weights, income_of
from calibration.reconcile.s10_taxes import oil_rent
from calibration.sectors import groups, ten
from calibration.sources.tidy import Tidy
from calibration.steps import Log, require_finite

SMALLEST = 1e-4
"""Least share of a good in a column of uses: fitting can then reach any supply."""

LEAST_SHARE = 0.005
"""Least share of a sector in the value added of its broad sector."""

TECHNOLOGY = "NV.MNF.TECH.ZS.UN"
"""Medium and high technology in manufacturing, percent of its value added (WDI)."""

MINING = "c2"
"""Mining and quarrying in WIOD."""

OUTSIDE = ("ROW", "TWN")
"""Places of WIOD that are no country of the database."""


@dataclass(frozen=True)
class Structure:
    """What WIOD 2011 says of the ten sectors, by region of the database.

    ``value_added`` and ``exports`` (sector, region), ``imports`` alike: shares inside the broad
    sector.  ``inputs[i, j, r]``: good i in all intermediates of sector j; ``intensity[j, r]``:
    intermediates over value added; ``mix[u, i, r]``: good i in final use u.
    ``pairs[k, r, s]``: share of sector k in what r ships to s of the broad sector, NaN where WIOD
    does not know the pair.
    """

    value_added: np.ndarray
    exports: np.ndarray
    imports: np.ndarray
    inputs: np.ndarray
    intensity: np.ndarray
    mix: np.ndarray
    pairs: np.ndarray


def structure(raw: Tidy, frame: pd.DataFrame, trade: np.ndarray, log: Log) -> Structure:
    """Own structure of WIOD's countries; elsewhere donors' of similar income, and what is known.

    Outside WIOD heavy manufacturing follows the share of medium and high technology in the base
    year, exports the composition by chapters of the Harmonised System; who exports fuels and ores
    extracts them, at the costs of mining.

    Parameters
    ----------
    trade : np.ndarray
        Shipments by broad sector, exporter and importer, 10^9 USD.
    """
    accounts = _accounts(raw)
    names = sorted(set(accounts.index.get_level_values(0)) - set(OUTSIDE))
    weight = donor_weights(income_of(frame), names)
    known = frame.index.isin(names)

    def spread(table: np.ndarray) -> np.ndarray:
        """Figures by donor (last axis) to figures by region."""
        return table @ weight.T

    value = _by_donor(accounts, "value_added", names)
    sold = _by_donor(accounts, "exports_final", names)
    sold = sold + _by_donor(accounts, "exports_intermediate", names)
    bought = _by_donor(accounts, "imports_final", names)
    bought = bought + _by_donor(accounts, "imports_intermediate", names)
    inputs, mix = _uses(raw, names)
    shares = spread(_inside(value))
    exports = spread(_inside(sold))
    intensity = spread(_by_donor(accounts, "intermediates", names) / value)
    shares = np.where(known, shares, _technology(raw, frame, shares, _inside(value), names, log))
    exports = np.where(known, exports, _chapters(raw, frame, exports, shares, trade, log))
    energy = list(ten().index).index("energy")
    part = np.where(known, 0.0, exports[energy])
    intensity[energy] = (1 - part) * intensity[energy] + part * _mining(raw, names)
    outside = frame.index[~known]
    log.flag("16", "ten sectors", outside, "WIOD donors of similar GDP per head")
    result = Structure(
        value_added=_inside(np.maximum(shares, LEAST_SHARE)),
        exports=exports,
        imports=spread(_inside(bought)),
        inputs=spread(inputs),
        intensity=intensity,
        mix=spread(mix),
        pairs=_pairs(raw, frame),
    )
    require_finite("16", **{name: table for name, table in vars(result).items() if name != "pairs"})
    return result


def _inside(values: np.ndarray) -> np.ndarray:
    """Shares inside the broad sector along the first axis; equal where the broad sector is nil."""
    result = np.empty_like(values)
    for group in groups():
        total = values[group].sum(axis=0)
        equal = np.full(values[group].shape, 1 / len(group))
        result[group] = np.divide(values[group], total, out=equal, where=total > 0)
    return result


def _code_of(raw: Tidy) -> pd.Series:
    """Number of the one of our ten sectors by sector of WIOD."""
    place = {code: number for number, code in enumerate(ten()["wiod"])}
    return raw.table("wiod2013_sectors").set_index("sector")["ten"].map(place)


def _accounts(raw: Tidy) -> pd.Series:
    """Accounts of WIOD by country, one of ten sectors and variable, 10^6 USD."""
    data = raw.table("wiod2013_2011_35sec_va")
    data = data.assign(number=data["sector"].map(_code_of(raw)))
    return data.groupby(["iso3", "number", "variable"])["value"].sum()


def _by_donor(accounts: pd.Series, variable: str, names: list[str]) -> np.ndarray:
    table = accounts.xs(variable, level="variable").unstack("iso3")
    figures = table.reindex(index=range(len(ten())), columns=names).to_numpy(float)
    return np.maximum(figures, 0.0)  # changes of inventories are in exports


def _uses(raw: Tidy, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Shares of goods in intermediates (good, sector, donor) and final uses (use, good, donor)."""
    data = raw.table("wiod2013_2011_35sec_use")
    code, count = _code_of(raw), len(ten())
    data = data[data["iso3"].isin(names)]
    donor = data["iso3"].map({name: n for n, name in enumerate(names)}).to_numpy(int)
    good = data["sector"].map(code).to_numpy(int)
    column = data["use"].map(code.to_dict() | {u: count + n for u, n in USES.items()})
    table = np.zeros((count, count + 3, len(names)))
    np.add.at(table, (good, column.to_numpy(int), donor), data["total"].to_numpy(float))
    table = np.maximum(table, SMALLEST * table.sum(axis=0, keepdims=True))
    table /= table.sum(axis=0, keepdims=True)
    return table[:, :count], table[:, count:].transpose(1, 0, 2)


def _technology(
    raw: Tidy,
    frame: pd.DataFrame,
    shares: np.ndarray,
    own: np.ndarray,
    names: list[str],
    log: Log,
) -> np.ndarray:
    """Shares in value added, manufacturing split by technology.

    Heavy manufacturing is medium and high technology and, of the rest, what is the median of
    WIOD's countries.
    """
    place = list(ten().index)
    food, light, heavy = (place.index(s) for s in ("food", "light_industry", "heavy_industry"))
    tech = raw.wdi(TECHNOLOGY) / 100
    log.flag("16", "heavy manufacturing", frame.index[~frame.index.isin(tech.index)], "WIOD donors")
    part = pd.Series(own[heavy] / own[[food, light, heavy]].sum(axis=0), names)
    there = tech.reindex(names)
    rest = float(((part - there) / (1 - there)).clip(lower=0.0).median())
    known = tech.reindex(frame.index).to_numpy()
    result = shares.copy()
    made = shares[[food, light, heavy]].sum(axis=0)
    result[heavy] = np.where(np.isnan(known), shares[heavy], made * (known + (1 - known) * rest))
    scale = (made - result[heavy]) / (shares[food] + shares[light])
    result[[food, light]] *= scale
    return result


def _chapters(
    raw: Tidy,
    frame: pd.DataFrame,
    exports: np.ndarray,
    shares: np.ndarray,
    trade: np.ndarray,
    log: Log,
) -> np.ndarray:
    """Shares in exports of goods by chapters: processed food, minerals and fuels, the rest.

    The rest is light and heavy manufacturing by value added.
    """
    place = list(ten().index)
    food, fuel = place.index("food"), place.index("energy")
    light, heavy = place.index("light_industry"), place.index("heavy_industry")
    farm, made = trade[0].sum(axis=1), trade[1].sum(axis=1)
    chapters = _composition(raw, frame)
    log.flag("16", "exports of industry", frame.index[chapters.isna().any(axis=1)], "WIOD donors")
    edible = chapters["hs01_24_agrifood"].to_numpy() * (farm + made) - farm
    mined = chapters["hs25_27_mining_fuels"].to_numpy() * (farm + made)
    result = exports.copy()
    result[food] = np.clip(edible, 0.01 * made, 0.9 * made) / made
    result[fuel] = np.minimum(mined / made, 0.98 * (1 - result[food]))
    rest = 1 - result[food] - result[fuel]
    split = shares[light] / (shares[light] + shares[heavy])
    result[light], result[heavy] = rest * split, rest * (1 - split)
    return np.where(np.isnan(result), exports, result)


def _composition(raw: Tidy, frame: pd.DataFrame) -> pd.DataFrame:
    """Shares of groups of chapters in exports of goods, 2017."""
    table = raw.table("hs_export_shares_2017")
    return table.pivot_table(index="iso3", columns="variable", values="value").reindex(frame.index)


def _mining(raw: Tidy, names: list[str]) -> float:
    """Intermediates over value added of mining and quarrying: median of WIOD's countries."""
    data = raw.table("wiod2013_2011_35sec_va")
    data = data[(data["sector"] == MINING) & data["iso3"].isin(names)]
    table = data.pivot(index="iso3", columns="variable", values="value")
    table = table[table["value_added"] > 0]
    return float((table["intermediates"] / table["value_added"]).median())


def resource_rent(raw: Tidy, frame: pd.DataFrame) -> np.ndarray:
    """Rent of fuels and ores by region, 10^9 USD.

    Oil rent, or all resource rents of the WDI without the part that forests earn: that of food and
    agriculture in exports of both.
    """
    share = (raw.wdi("NY.GDP.TOTL.RT.ZS") / 100).reindex(frame.index).fillna(0.0)
    chapters = _composition(raw, frame).fillna(0.0)
    mined, grown = chapters["hs25_27_mining_fuels"], chapters["hs01_24_agrifood"]
    part = mined / (mined + grown).where(mined + grown > 0, 1.0)
    return np.maximum(oil_rent(raw, frame), (share * part * frame["gdp"]).to_numpy())


def _pairs(raw: Tidy, frame: pd.DataFrame) -> np.ndarray:
    """Shares inside the broad sector of what WIOD's countries ship to each other."""
    data = raw.table("wiod2013_2011_35sec_trade")
    place = pd.Series(range(len(frame)), frame.index)
    data = data[data["origin"].isin(frame.index) & data["dest"].isin(frame.index)]
    flows = np.zeros((len(ten()), len(frame), len(frame)))
    where = (
        data["sector"].map(_code_of(raw)).to_numpy(int),
        place[data["origin"]].to_numpy(),
        place[data["dest"]].to_numpy(),
    )
    np.add.at(flows, where, (data["intermediate"] + data["final"].clip(lower=0.0)).to_numpy(float))
    result = np.full_like(flows, np.nan)
    for group in groups():
        total = flows[group].sum(axis=0)
        result[group] = np.where(total > 0, flows[group] / np.where(total > 0, total, 1.0), np.nan)
    return result
