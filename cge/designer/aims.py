"""What a treaty is for: a sum of gains, or social welfare that counts the poor for more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Sum = Mapping[int | str, float]
    """Weights by position of the cell, or by name of an instrument."""
    Sums = Sequence[Sum]

NOTHING = np.zeros(0, dtype=np.int64)


class Aim(Protocol):
    """A function of sums of cells that is made as large as possible."""

    @property
    def sums(self) -> Sums:
        """What it is a function of."""

    @property
    def pattern(self) -> tuple[np.ndarray, np.ndarray]:
        """Lower triangle of its Hessian in the sums: rows and columns."""

    def value(self, y: np.ndarray) -> float:
        """Value at the sums."""

    def gradient(self, y: np.ndarray) -> np.ndarray:
        """Derivatives in the sums."""

    def hessian(self, y: np.ndarray) -> np.ndarray:
        """Second derivatives in the order of the pattern."""


@dataclass(frozen=True)
class WeightedSum:
    """A sum of cells with weights: gains of the world, or of one government's groups."""

    sums: Sums
    pattern: tuple[np.ndarray, np.ndarray] = (NOTHING, NOTHING)

    def value(self, y: np.ndarray) -> float:
        """The sum."""
        return float(y[0])

    def gradient(self, y: np.ndarray) -> np.ndarray:
        """One."""
        return np.ones_like(y)

    def hessian(self, y: np.ndarray) -> np.ndarray:
        """None: the sum is linear."""
        del y
        return np.zeros(0)


class Atkinson:
    """Social welfare by Atkinson: sum over groups of n u(y / n), u(y) = y^(1-e) / (1-e).

    y is real income of a group and n its persons; e > 0 is the aversion to inequality, and
    u(y) = log(y) where it is 1.  The value is in units of income: welfare less that of the start,
    over the marginal utility of mean income there.

    Parameters
    ----------
    income, persons
        Sums of cells, group by group.
    start : numpy.ndarray (2 groups)
        Their values at the start, incomes before persons.
    aversion
        e.
    """

    def __init__(self, income: Sums, persons: Sums, start: np.ndarray, aversion: float) -> None:
        self.sums: Sums = (*income, *persons)
        self._aversion = aversion
        at = np.arange(len(income))
        own = at + len(income)
        self.pattern = (np.concatenate([at, own, own]), np.concatenate([at, at, own]))
        have, number = start.reshape(2, -1)
        self._unit = float(have.sum() / number.sum()) ** aversion
        self._offset = 0.0
        self._offset = self.value(start)

    def _utility(self, mean: np.ndarray) -> np.ndarray:
        e = self._aversion
        return np.asarray(np.log(mean) if e == 1 else mean ** (1 - e) / (1 - e))

    def value(self, y: np.ndarray) -> float:
        """Welfare less that of the start, in units of mean income [10^9 int. USD]."""
        income, persons = y.reshape(2, -1)
        with np.errstate(all="ignore"):
            each = persons * self._utility(income / persons)
        return float(self._unit * each.sum()) - self._offset

    def gradient(self, y: np.ndarray) -> np.ndarray:
        """Marginal utility of income; utility of a person less that of what he has."""
        income, persons = y.reshape(2, -1)
        with np.errstate(all="ignore"):
            mean = income / persons
            marginal = mean**-self._aversion
            number = self._utility(mean) - mean * marginal
        return self._unit * np.concatenate([marginal, number])

    def hessian(self, y: np.ndarray) -> np.ndarray:
        """Second derivatives, of degree -1 in income and persons."""
        income, persons = y.reshape(2, -1)
        with np.errstate(all="ignore"):
            mean = income / persons
            second = -self._aversion * mean ** (-self._aversion - 1) / persons
        return self._unit * np.concatenate([second, -second * mean, second * mean**2])


class Penalised:
    """An aim less what losses cost, in units of the aim."""

    def __init__(self, aim: Aim, losses: Sum, price: float) -> None:
        self._aim = aim
        self.sums: Sums = (*aim.sums, {key: price * weight for key, weight in losses.items()})
        self.pattern = aim.pattern

    def value(self, y: np.ndarray) -> float:
        """The aim less the losses (the last sum, negative)."""
        return self._aim.value(y[:-1]) + float(y[-1])

    def gradient(self, y: np.ndarray) -> np.ndarray:
        """Derivatives in the sums."""
        return np.append(self._aim.gradient(y[:-1]), 1.0)

    def hessian(self, y: np.ndarray) -> np.ndarray:
        """That of the aim: losses are linear."""
        return self._aim.hessian(y[:-1])
