"""Step 16, accounts: costs and uses of ten sectors that add up to those of the three broad ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.reconcile.s16_structure import Structure
from calibration.sectors import broad_of, groups, ten
from calibration.steps import Log, require_finite
from cge.benchmark.ras import ras, ratio
from cge.errors import DataError

EXPORT_CEILING = 0.9
"""Exports are at most this part of a sector's output: the rest of the broad sector gives way."""

RENT_CEILING = 0.8
"""Rent of fuels and ores is at most this part of the value added of energy."""

ENERGY_CEILING = 0.9
"""Energy is at most this part of the value added of industry."""

TOLERANCE = 1e-14
"""Largest gap of a margin, as part of the country's uses."""

ROUNDS = 20_000


@dataclass(frozen=True)
class Costs:
    """Costs of the ten sectors by region, 10^9 USD.

    ``value_added`` (factor, sector, region); ``tax`` and ``intermediates`` (sector, region).
    """

    value_added: np.ndarray
    tax: np.ndarray
    intermediates: np.ndarray

    @property
    def output(self) -> np.ndarray:
        """Output by (sector, region)."""
        return self.value_added.sum(axis=0) + self.tax + self.intermediates


def costs(
    frame: pd.DataFrame,
    known: Structure,
    broad: Costs,
    exports: np.ndarray,
    rent: np.ndarray,
    log: Log,
) -> Costs:
    """Costs by sector; sums over the parts of a broad sector stay.

    Value added follows WIOD's shares; rents of fuels and ores are in energy.  Then exports decide:
    a sector sells at home a tenth of its output or more.

    Parameters
    ----------
    exports : np.ndarray
        By (sector, region), 10^9 USD.
    rent : np.ndarray
        Rent of fuels and ores by region, 10^9 USD; capital income of energy.
    """
    energy = list(ten().index).index("energy")
    value = known.value_added * broad.value_added.sum(axis=0)[broad_of()]
    value = _with_rent(value, energy, rent)
    needed = exports / EXPORT_CEILING
    total = broad.value_added.sum(axis=0)
    scale = np.ones_like(value)
    for _ in range(ROUNDS):
        now = _fit(value * scale, total)
        inputs = _fit(now * known.intensity, broad.intermediates)
        tax = now * ratio(broad.tax, total)[broad_of()]
        short = needed / (now + inputs + tax)
        if short.max() <= 1 + 1e-9:
            break
        scale = scale * np.maximum(short, 1.0)
    else:
        sector, region = np.unravel_index(short.argmax(), short.shape)
        code = frame.index[int(region)]
        msg = f"step 16: output of {ten().index[int(sector)]} in {code} is below exports"
        raise DataError(msg)
    for k, name in enumerate(ten().index[1:], start=1):  # agriculture is one sector
        before, after = pd.Series(value[k], frame.index), pd.Series(now[k], frame.index)
        log.move("16", f"value_added_{name}", before, after)
    factors = _factors(broad.value_added, now, energy, rent)
    require_finite("16", value_added=factors, intermediates=inputs)
    return Costs(factors, tax, inputs)


def _with_rent(value: np.ndarray, energy: int, rent: np.ndarray) -> np.ndarray:
    """Energy at least what its rents tell; its neighbours in industry give way."""
    group = next(group for group in groups() if energy in group)
    total = value[group].sum(axis=0)
    wanted = np.minimum(np.maximum(value[energy], rent / RENT_CEILING), ENERGY_CEILING * total)
    result = value.copy()
    result[group] *= (total - wanted) / (total - value[energy])
    result[energy] = wanted
    return result


def _fit(values: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Values by sector, scaled so that the broad sectors' totals hold."""
    sums = np.stack([values[group].sum(axis=0) for group in groups()])
    return values * ratio(totals, sums)[broad_of()]


def _factors(broad: np.ndarray, value: np.ndarray, energy: int, rent: np.ndarray) -> np.ndarray:
    """Value added by factor: relative intensities, fitted to the factors of the broad sector."""
    table = ten()
    labour = table["labour"].to_numpy()[:, None] * value
    oil = np.minimum(rent, RENT_CEILING * value[energy])
    labour[energy] = table["labour"].iloc[energy] * (value[energy] - oil)
    paid = broad[1:].sum(axis=1)
    odds = table["skill"].to_numpy()[:, None] * paid[1] / paid[0]
    prior = np.stack([value - labour, labour / (1 + odds), labour * odds / (1 + odds)])
    result = np.empty_like(prior)
    for sector, group in enumerate(groups()):
        for r in range(value.shape[1]):
            result[:, group, r] = ras(
                prior[:, group, r],
                broad[:, sector, r],
                value[group, r],
                what=f"factors of sector {sector} in region {r}",
                tolerance=TOLERANCE,
            )
    return result


def uses(
    frame: pd.DataFrame,
    known: Structure,
    columns: np.ndarray,
    supply: np.ndarray,
    intermediate: np.ndarray,
    final: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Intermediates (good, sector, region) and final demand (use, good, region), 10^9 USD.

    Fitted to each good's supply, each sector's intermediates and to the cells of the three broad
    sectors, which always has a solution: the product of shares in supply and in intermediates.

    Parameters
    ----------
    columns : np.ndarray
        Intermediates by (sector, region).
    supply : np.ndarray
        Composite goods less services to remittances, by (good, region).
    intermediate, final : np.ndarray
        Cells of the broad sectors.
    """
    count, place = len(ten()), broad_of()
    if supply.min() <= 0:
        good, region = np.unravel_index(supply.argmin(), supply.shape)
        code = frame.index[int(region)]
        msg = f"step 16: no {ten().index[int(good)]} is left for use in {code}"
        raise DataError(msg)
    block = np.concatenate([intermediate, final.transpose(1, 0, 2)], axis=1)
    own = np.concatenate([place, 3 + np.arange(3)])  # block of each column: sectors, final uses
    prior = np.concatenate([known.inputs * columns, known.mix.transpose(1, 0, 2)], axis=1)
    table, total = prior, supply.sum(axis=0)
    for _ in range(ROUNDS):
        table = table * ratio(supply, table.sum(axis=1))[:, None]
        inner = ratio(columns, table[:, :count].sum(axis=0))[None]
        table = np.concatenate([table[:, :count] * inner, table[:, count:]], axis=1)
        sums = np.zeros_like(block)
        np.add.at(sums, (place[:, None], own[None, :]), table)
        table = table * ratio(block, sums)[place[:, None], own[None, :]]
        gaps = [table.sum(axis=1) - supply, table[:, :count].sum(axis=0) - columns]
        if max(float((np.abs(gap) / total).max()) for gap in gaps) <= TOLERANCE:
            break
    else:
        msg = f"step 16: uses do not converge in {ROUNDS} rounds; check the tables of WIOD"
        raise DataError(msg)
    require_finite("16", uses=table)
    return table[:, :count], table[:, count:].transpose(1, 0, 2)
