"""Step 6: input-output coefficients and output by sector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.sources.tidy import Tidy
from calibration.steps import Log, require_finite
from calibration.world import SECTORS
from cge.errors import DataError

SECTOR_OF = {"AGR": 0, "MIN": 1, "MAN": 1, "SRV": 2}
USES = {"C_HH": 0, "C_NPISH": 0, "C_GOV": 1, "I_GFCF": 2, "I_INV": 2}

DONOR_WIDTH = 0.7
"""Donors are weighted by a normal kernel of this width in log GDP per head."""

CONSTRUCTION = 0.7
"""Part of the services in investment that is construction and belongs to industry here (WIOD counts
construction and utilities to services, the WDI to industry): an assumption, the balancing of step 9
then follows the WDI's sectors."""

DAMPING = 0.12
"""Intermediates per unit of output fall by this share per log point of income below India's."""


@dataclass(frozen=True)
class Technology:
    """Structure of costs and of final demand before balancing.

    ``coefficients[i, j, r]``: good i per unit of output j; ``mix[u, i, r]``: share of good i in
    final use u (household, government, investment).
    """

    coefficients: np.ndarray
    mix: np.ndarray


def technology(raw: Tidy, frame: pd.DataFrame, log: Log) -> Technology:
    """Coefficients of each region: its own of WIOD 2011, or those of donors of similar income."""
    flows = raw.table("wiod2013_2011_4sec")
    output = raw.variable_by_sector("wiod2013_2011_va", "output")
    names = sorted(set(output.index.get_level_values(0)) - {"ROW", "TWN"})
    own_a = np.array([_coefficients(flows, output, name) for name in names])
    own_mix = np.array([_mix(flows, name) for name in names])
    income = income_of(frame)
    weight = donor_weights(income, names)
    below = (income["IND"] - income).clip(lower=0.0).to_numpy()
    damping = np.maximum(1 - DAMPING * below, 0.6)
    coefficients = np.einsum("rn,nij->ijr", weight, own_a) * damping
    outside = [code for code in frame.index if code not in names]
    log.flag("06", "input-output table", outside, "WIOD donors of similar GDP per head")
    mix = np.einsum("rn,nui->uir", weight, own_mix)
    require_finite("06", coefficients=coefficients, mix=mix)
    return Technology(coefficients, mix)


def income_of(frame: pd.DataFrame) -> pd.Series:
    """Logarithm of GDP per head, USD."""
    return pd.Series(np.log(frame["gdp"] * 1e9 / frame["population"]), frame.index)


def donor_weights(income: pd.Series, names: list[str]) -> np.ndarray:
    """Weight of each donor's structure (region, donor): a donor's own, else by nearness in income.

    Parameters
    ----------
    income : pd.Series
        Log income per head by region.
    """
    distance = income.to_numpy()[:, None] - income[names].to_numpy()[None, :]
    weight = np.exp(-0.5 * (distance / DONOR_WIDTH) ** 2)
    for column, name in enumerate(names):
        weight[income.index.get_loc(name)] = np.arange(len(names)) == column
    return weight / weight.sum(axis=1, keepdims=True)


def _coefficients(flows: pd.DataFrame, output: pd.Series, code: str) -> np.ndarray:
    """Inputs of good i from all sources per unit of output j of one country of WIOD."""
    matrix, total = np.zeros((3, 3)), np.zeros(3)
    used = flows[(flows["dest"] == code) & flows["use"].isin(SECTOR_OF)]
    for source, use, value in zip(used["sector"], used["use"], used["value"], strict=True):
        matrix[SECTOR_OF[source], SECTOR_OF[use]] += value
    for sector, value in output[code].items():
        total[SECTOR_OF[sector]] += value
    return matrix / total


def _mix(flows: pd.DataFrame, code: str) -> np.ndarray:
    """Shares of goods in each final use of one country, construction moved to industry."""
    matrix = np.zeros((3, 3))
    used = flows[(flows["dest"] == code) & flows["use"].isin(USES)]
    for source, use, value in zip(used["sector"], used["use"], used["value"], strict=True):
        matrix[USES[use], SECTOR_OF[source]] += value
    matrix = np.maximum(matrix, 1e-3 * matrix.sum(axis=1, keepdims=True))
    moved = CONSTRUCTION * matrix[2, 2]
    matrix[2, 1] += moved
    matrix[2, 2] -= moved
    return matrix / matrix.sum(axis=1, keepdims=True)


def outputs(value: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """Output of sector i in region r from value added plus product taxes, in 10^9 USD."""
    result = value / (1 - coefficients.sum(axis=0))
    if (result <= 0).any():
        low = np.argwhere(result <= 0)[:5].tolist()
        msg = f"output of {SECTORS} is not positive at (sector, region) {low}"
        raise DataError(msg)
    return result
