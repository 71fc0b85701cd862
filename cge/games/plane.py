"""Two sides over two instruments: ideal points, win-set, and where bargaining ends.

Gains are over the status quo, on a grid of both instruments, and smooth between its points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import RectBivariateSpline

FINE = 201
"""Points of each instrument at which the smooth surface is looked at."""
NOTHING = 1e-6
"""Share of the largest gain that is none."""


@dataclass(frozen=True)
class Spot:
    """A point of the plane."""

    x: float
    y: float
    gains: tuple[float, float]
    """Of both sides over the status quo."""


@dataclass(frozen=True)
class Bargain:
    """What two sides could sign."""

    x: np.ndarray
    y: np.ndarray
    gains: np.ndarray
    """(side, x, y) over the status quo, on the fine grid."""
    ideals: tuple[Spot, Spot]
    """Where each side gains most."""
    share: float
    """Part of the plane in which both gain: the win-set."""
    nash: Spot | None
    """Largest product of gains (Nash 1950); None where the win-set is empty."""
    kalai: Spot | None
    """Largest gains in proportion to the most that each can get in the win-set (Kalai and
    Smorodinsky 1975)."""
    joint: Spot
    """Largest sum of gains."""
    reason: str
    """Why the win-set is empty; empty where it is not."""

    @property
    def payment(self) -> float | None:
        """Smallest side payment that opens an empty win-set; None where none does, 0 if open."""
        if not self.reason:
            return 0.0
        total = self.gains.sum(axis=0)
        if total.max() <= self._tolerance:
            return None
        loses = np.maximum(0.0, -self.gains.min(axis=0))
        return float(loses[total > self._tolerance].min())

    @property
    def _tolerance(self) -> float:
        return NOTHING * float(np.abs(self.gains).max(initial=0.0))


def bargain(
    x: np.ndarray, y: np.ndarray, payoffs: np.ndarray, names: tuple[str, str],
    costs: tuple[float, float] = (0.0, 0.0), status_quo: tuple[int, int] = (0, 0),
) -> Bargain:  # fmt: skip
    """The bargain over a plane.

    Parameters
    ----------
    x, y
        Values of the instruments, growing.
    payoffs : numpy.ndarray (side, x, y)
        What each side gets.
    names
        Of the sides, for the reason.
    costs
        What the status quo costs each side more than it does where payoffs were taken.
    status_quo
        Its position in the grid.

    Raises
    ------
    ValueError
        If a payoff is no number, or an instrument has fewer than three values.
    """
    if min(len(x), len(y)) < 3 or not np.isfinite(payoffs).all():
        msg = "a plane needs three values of each instrument and a payoff at each of its points"
        raise ValueError(msg)
    near_x, near_y = (np.linspace(values[0], values[-1], FINE) for values in (x, y))
    before = payoffs[:, status_quo[0], status_quo[1]]
    degree = {"kx": min(3, len(x) - 1), "ky": min(3, len(y) - 1)}
    gains = np.array([
        RectBivariateSpline(x, y, own - start + cost, **degree)(near_x, near_y)
        for own, start, cost in zip(payoffs, before, costs, strict=True)
    ])  # fmt: skip
    tolerance = NOTHING * float(np.abs(gains).max(initial=0.0))
    both = (gains > tolerance).all(axis=0)

    def spot(values: np.ndarray) -> Spot:
        i, j = np.unravel_index(int(np.argmax(values)), values.shape)
        return Spot(
            float(near_x[i]), float(near_y[j]), (float(gains[0, i, j]), float(gains[1, i, j]))
        )

    nash = kalai = None
    if both.any():
        nash = spot(np.where(both, gains[0] * gains[1], -np.inf))
        most = [own[both].max() for own in gains]
        kalai = spot(np.where(both, np.minimum(gains[0] / most[0], gains[1] / most[1]), -np.inf))
    ideals = spot(gains[0]), spot(gains[1])
    reason = "" if both.any() else _why_empty(gains, names, tolerance)
    return Bargain(near_x, near_y, gains, ideals, float(both.mean()), nash, kalai,
                   spot(gains.sum(axis=0)), reason)  # fmt: skip


def _why_empty(gains: np.ndarray, names: tuple[str, str], tolerance: float) -> str:
    content = [name for name, own in zip(names, gains, strict=True) if own.max() <= tolerance]
    if len(content) == 2:
        return "both sides like nothing better than the status quo"
    if content:
        other = names[1 - names.index(content[0])]
        return f"{content[0]} likes nothing better than the status quo, whatever {other} offers"
    return "each side gains somewhere, and nowhere both: what one wants costs the other"


def smallest_cost(gains: np.ndarray, side: int) -> float | None:
    """How much dearer the status quo must be for one side before the win-set is not empty.

    None where the other side gains nowhere, so that nothing helps.

    Parameters
    ----------
    gains : numpy.ndarray (side, x, y)
    """
    other = gains[1 - side] > NOTHING * float(np.abs(gains).max(initial=0.0))
    if not other.any():
        return None
    return max(0.0, -float(gains[side][other].max()))
