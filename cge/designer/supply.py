"""How the number of newcomers answers what they are offered, where one host chooses for itself.

A host that keeps the whole price of visas, and to which newcomers bring nothing else, is the only
buyer on the labour market of the source: it asks 1 / (1 + e) of their income, e the elasticity of
their number in what is left to them (Collie 2007).  Taxes, transfers and wages of natives are
reasons to ask for less or more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.designer.admissions import GROWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cge.designer.designer import Designed

STEP = 1e-4
"""Relative change of the number by which the elasticity is taken, up and down."""


@dataclass(frozen=True)
class Supply:
    """Newcomers of one skill in one destination."""

    destination: str
    skill: str
    newcomers: float
    """Workers."""
    price: float
    """Share of their income, all origins together."""
    elasticity: float
    """Of their number in the income that the price leaves to them."""

    @property
    def rule(self) -> float:
        """Price of a host that looks at receipts alone."""
        return 1.0 / (1.0 + self.elasticity)


def supplies(designed: Designed) -> Iterator[Supply]:
    """Supply of migrants at a treaty, other numbers and policies held, where some have come.

    Raises
    ------
    SolveError
        If there is no equilibrium with a few more or less.
    """
    equilibrium = designed.table.equilibrium
    keys = equilibrium.admissions
    numbers, before, scale, fees, incomes = (
        equilibrium.cells(name, keys)
        for name in ("mig", "mig_base", "scale", "fee_share", "newcomer_income")
    )
    v = designed.v

    def offered(at: np.ndarray, those: np.ndarray) -> tuple[float, float]:
        """Income of newcomers before and after the price."""
        workers = (at[scale] * (at[numbers] - at[before]))[those]
        income = workers * at[incomes][those]
        return float(income.sum()), float((income * (1 - at[fees][those])).sum())

    def left(those: np.ndarray, step: float) -> float:
        """Log of what is left to each, when some more come."""
        goals = v[numbers].copy()
        goals[those] += step * (v[numbers] - v[before])[those]
        at = equilibrium.reached(dict(zip(numbers.tolist(), goals.tolist(), strict=True)), v)
        return float(np.log(offered(at, those)[1] / (1 + step)))

    for destination, skill in dict.fromkeys((d, k) for _, d, k in keys):
        those = np.array([key[1:] == (destination, skill) for key in keys])
        those &= v[numbers] - v[before] > GROWN
        if not those.any():
            continue
        whole, net = offered(v, those)
        slope = (left(those, STEP) - left(those, -STEP)) / (2 * STEP)
        workers = float((v[scale] * (v[numbers] - v[before]))[those].sum())
        yield Supply(destination, skill, workers, 1 - net / whole, 1 / slope)
