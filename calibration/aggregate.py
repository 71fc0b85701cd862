"""Step 14: country database -> tables of a benchmark for any aggregation.

Flows and people add up.  Rates are means with the weights that keep what they are rates of: tariffs
by trade, income taxes by factor income, ownership by capital income net of tax and of what replaces
worn capital, remittance cost by amount sent.  Who migrated inside a region becomes a native; the
region's wage is what its natives earn, and a migrant's efficiency is what the corridor earns over
that wage, so that labour income of every corridor and of every region is the sum of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration import capital
from calibration.check import SENT_CEILING, earnings
from cge.benchmark.ras import ratio
from cge.benchmark.schema import ALIASES, TABLES


@dataclass(frozen=True)
class Folding:
    """Number of the new label of every old one, by dimension, and the new labels."""

    to: Mapping[str, np.ndarray]
    labels: Mapping[str, list[str]]

    def sum(self, values: np.ndarray, dims: Sequence[str]) -> np.ndarray:
        """Sum along every dimension that is aggregated, in the order of the old labels."""
        result = np.asarray(values, dtype=float)
        for axis, dim in enumerate(dims):
            kind = ALIASES.get(dim, dim)
            if kind not in self.to:
                continue
            moved = np.moveaxis(result, axis, 0)
            new = np.zeros((len(self.labels[kind]), *moved.shape[1:]))
            for old, number in enumerate(self.to[kind]):
                new[number] += moved[old]
            result = np.moveaxis(new, 0, axis)
        return result

    def table(self, data: xr.Dataset, name: str) -> np.ndarray:
        """Sum one table of the contract."""
        dims = TABLES[name].dims
        return self.sum(data[name].transpose(*dims).values, dims)


def folding(
    data: xr.Dataset,
    regions: Mapping[str, Sequence[str]],
    sectors: Mapping[str, Sequence[str]],
    skills: Mapping[str, Sequence[str]],
) -> Folding:
    """Folding from members by new code; the non-labour factors stay."""
    capital = [f for f in data["factor"].values.tolist() if f not in data["skill"].values]
    factors = {name: [name] for name in capital} | dict(skills)
    parts = {"region": regions, "sector": sectors, "skill": skills, "factor": factors}
    to = {}
    for dim, groups in parts.items():
        place = {old: n for n, members in enumerate(groups.values()) for old in members}
        to[dim] = np.array([place[label] for label in data[dim].values.tolist()])
    return Folding(to, {dim: list(groups) for dim, groups in parts.items()})


def tables(data: xr.Dataset, fold: Folding) -> dict[str, np.ndarray]:
    """All tables of the benchmark, in the dimensions and units of the contract."""
    result = {
        name: fold.table(data, name) for name in ("value_added", "intermediate", "output_tax")
    }
    result["final_demand"] = fold.table(data, "final_demand")
    result |= _trade(data, fold)
    result |= _rates(data, fold, result["value_added"])
    result |= _people(data, fold)
    result |= _transfers(data, fold, result)
    result |= _growth(data, fold)
    result["population"] = fold.table(data, "population")
    ppp = fold.sum(data["gdp_ppp"].values, ("region",))
    result["price_level"] = fold.sum(data["gdp"].values, ("region",)) / ppp
    result["decile_share"] = pooled_deciles(data, fold)
    result["would_move"] = _would_move(data, fold)
    return result


def _would_move(data: xr.Dataset, fold: Folding) -> np.ndarray:
    """Who would move between regions and is not free to (belief, origin, destination, skill)."""
    dims = TABLES["would_move"].dims
    kept_out = data["would_move"].where(~data["free_movement"].astype(bool), 0.0)
    result = fold.sum(kept_out.transpose(*dims).values, dims)
    here = np.arange(result.shape[1])
    result[:, here, here] = 0.0
    result[:, free_pairs(data, fold)] = 0.0
    return result


def _growth(data: xr.Dataset, fold: Folding) -> dict[str, np.ndarray]:
    """Rates for paths: growth by resident workers, depreciation by capital income."""
    living = data["workers"].sum("origin").rename(destination="region").transpose("skill", "region")
    more = living * data["labour_growth"].transpose("skill", "region")
    grown = fold.sum(more.values, ("skill", "region"))
    earned = data["value_added"].sum("sector").sel(factor="capital", drop=True)
    worn = fold.sum((earned * data["depreciation"]).values, ("region",))
    return {
        "labour_growth": grown / fold.sum(living.values, ("skill", "region")),
        "depreciation": worn / fold.sum(earned.values, ("region",)),
    }


def _trade(data: xr.Dataset, fold: Folding) -> dict[str, np.ndarray]:
    dims = TABLES["trade"].dims
    trade = fold.table(data, "trade")
    duty = fold.sum((data["trade"] * data["tariff"]).transpose(*dims).values, dims)
    return {
        "trade": trade,
        "tariff": np.divide(duty, trade, out=np.zeros_like(duty), where=trade > 0),
    }


def _rates(data: xr.Dataset, fold: Folding, value_added: np.ndarray) -> dict[str, np.ndarray]:
    income = data["value_added"].sum("sector")
    dims = TABLES["income_tax"].dims
    tax = fold.sum((income * data["income_tax"]).transpose(*dims).values, dims)
    flows = capital.net_owners(data).transpose("owner", "region").values
    owned = fold.sum(flows, ("owner", "region"))
    return {
        "income_tax": tax / value_added.sum(axis=1),
        "foreign_ownership": owned / owned.sum(axis=0, keepdims=True),
        "capital_consumption": fold.sum(capital.capital_consumption(data).values, ("region",)),
    }


def _people(data: xr.Dataset, fold: Folding) -> dict[str, np.ndarray]:
    """Workers, efficiency, persons; migrants inside a region are natives and a memo."""
    workers = fold.table(data, "workers")
    dims = TABLES["workers"].dims
    earned = fold.sum(earnings(data).transpose(*dims).values, dims)
    here = np.arange(workers.shape[0])
    wage = earned[here, here] / workers[here, here]
    efficiency = ratio(earned, workers * wage[None])
    efficiency[here, here] = 1.0
    persons = data["persons"].transpose("origin", "destination").values
    total = fold.sum(persons, ("origin", "destination"))
    natives = fold.sum(np.diag(persons), ("region",))
    return {
        "workers": workers,
        "efficiency": efficiency,
        "persons_per_worker": ratio(total, workers.sum(axis=2)),
        "memo_migrants": total[here, here] - natives + fold.table(data, "memo_migrants"),
    }


def _transfers(
    data: xr.Dataset, fold: Folding, done: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Remittances, their cost, other transfers; what moves inside a region is a memo.

    The services that internal remittances bought stay as household consumption.  What a corridor of
    the new regions cannot bear (mean tax rates move it a little) becomes an other transfer.
    """
    dims = ("origin", "destination")
    received = fold.table(data, "remittances")
    gross = (data["remittances"] / (1 - data["remittance_cost"])).transpose(*dims).values
    sent = fold.sum(gross, dims)
    other = fold.table(data, "other_transfers")
    here = np.arange(len(received))
    memo = received[here, here] + other[here, here] + fold.table(data, "memo_remittances")
    services = sent[here, here] - received[here, here]
    for matrix in (received, sent, other):
        matrix[here, here] = 0.0
    part = _bearable(sent, done)
    other = other + received * (1 - part)
    services = services + ((sent - received) * (1 - part)).sum(axis=0)
    received, sent = received * part, sent * part
    demand = done["final_demand"].copy()
    sector = list(data["sector"].values).index(data.attrs["remittance_sector"])
    demand[list(data["use"].values).index("household"), fold.to["sector"][sector]] += services
    return {
        "final_demand": demand,
        "remittances": received,
        "remittance_cost": np.where(sent > 0, 1 - ratio(received, sent), 0.0),
        "other_transfers": other,
        "memo_remittances": memo,
    }


def _bearable(sent: np.ndarray, done: dict[str, np.ndarray]) -> np.ndarray:
    """Part of each corridor's remittances that the ceiling on sent shares lets pass."""
    skills = done["workers"].shape[2]
    labour = done["value_added"][-skills:].sum(axis=1).T
    units = done["workers"] * done["efficiency"]
    net = (1 - done["income_tax"][-skills:].T) * labour / units.sum(axis=0)
    disposable = (units * net[None]).sum(axis=2)
    return np.minimum(1.0, ratio(SENT_CEILING * disposable, sent))


def pooled_deciles(data: xr.Dataset, fold: Folding) -> np.ndarray:
    """Income shares of tenths of all people of a region (decile, region).

    Members' tenths are ordered by income per head at purchasing power parity, each equally sized
    within, and cut anew into tenths of the region's people.
    """
    people = data["population"].values
    income = data["decile_share"].transpose("decile", "region").values * data["gdp_ppp"].values
    result = np.zeros((10, len(fold.labels["region"])))
    for number in range(result.shape[1]):
        members = np.flatnonzero(fold.to["region"] == number)
        heads = np.repeat(people[members] / 10, 10)
        money = income[:, members].T.ravel()
        order = np.argsort(money / heads, kind="stable")
        cumulative = np.concatenate([[0.0], np.cumsum(money[order])]) / money.sum()
        where = np.concatenate([[0.0], np.cumsum(heads[order])]) / heads.sum()
        result[:, number] = np.diff(np.interp(np.linspace(0, 1, 11), where, cumulative))
    return result


def free_pairs(data: xr.Dataset, fold: Folding) -> np.ndarray:
    """Corridors all of whose country pairs are free (origin, destination); diagonal false."""
    dims = ("origin", "destination")
    free = data["free_movement"].transpose(*dims).values.astype(bool)
    blocked = fold.sum(~free, dims)
    result = blocked == 0
    np.fill_diagonal(result, val=False)
    return result
