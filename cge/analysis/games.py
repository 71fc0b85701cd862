"""Games between two governments that may liberalise or defect: class, equilibria, penalties.

``payoffs[g, i, j]`` is what government ``g`` (0 or 1) gets when the first chooses ``i`` and the
second ``j``; choice 0 is to liberalise, 1 to defect.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LIBERALISE, DEFECT = 0, 1
Cell = tuple[int, int]
"""Choice of the first and of the second government."""


@dataclass(frozen=True)
class Game:
    """What a table of payoffs says about two governments."""

    payoffs: np.ndarray
    """(government, choice of the first, choice of the second)."""
    kind: str
    """Class of the game, see :func:`classify`."""
    equilibria: tuple[Cell, ...]
    """Pure Nash equilibria."""
    mixed: tuple[float, float] | None
    """Shares of liberalising in the completely mixed equilibrium, if there is one."""
    dominant: tuple[int | None, int | None]
    """The choice that is better for each government whatever the other does."""
    smallest_penalty: float
    """What each must lose by defecting before that both liberalise is an equilibrium."""
    smallest_transfer: float | None
    """Side payment, from the one who gains by it, that makes mutual liberalisation an equilibrium;
    0 where it is one already, None where no payment between the two can do it."""


def play(payoffs: np.ndarray, tolerance: float = 0.0) -> Game:
    """Analyse a game of two governments with two choices each.

    Parameters
    ----------
    payoffs : array, shape (2, 2, 2)
        Payoff of each government for each pair of choices.
    tolerance : float
        Differences up to this count as none.

    Raises
    ------
    ValueError
        If the table has another shape or holds what is no number.
    """
    table = np.asarray(payoffs, dtype=float)
    if table.shape != (2, 2, 2) or not np.isfinite(table).all():
        msg = f"payoffs of two governments with two choices: shape (2, 2, 2), not {table.shape}"
        raise ValueError(msg)
    temptation = _temptations(table)
    return Game(
        payoffs=table,
        kind=classify(table, tolerance),
        equilibria=pure_equilibria(table, tolerance),
        mixed=mixed_equilibrium(table, tolerance),
        dominant=dominant_choices(table, tolerance),
        smallest_penalty=float(max(0.0, *temptation)),
        smallest_transfer=_smallest_transfer(temptation),
    )


def with_penalty(payoffs: np.ndarray, penalty: float) -> np.ndarray:
    """The game in which whoever defects loses the penalty, whatever the other does."""
    table = np.array(payoffs, dtype=float)
    table[0, DEFECT, :] -= penalty
    table[1, :, DEFECT] -= penalty
    return table


def pure_equilibria(table: np.ndarray, tolerance: float = 0.0) -> tuple[Cell, ...]:
    """Cells in which nobody gains by choosing otherwise alone."""
    first = table[0] >= table[0].max(axis=0, keepdims=True) - tolerance
    second = table[1] >= table[1].max(axis=1, keepdims=True) - tolerance
    return tuple((int(i), int(j)) for i, j in np.argwhere(first & second))


def mixed_equilibrium(table: np.ndarray, tolerance: float = 0.0) -> tuple[float, float] | None:
    """Shares of liberalising that leave each other indifferent, both strictly between 0 and 1."""
    shares = []
    for own in (table[1].T, table[0]):  # the share of the first makes the second indifferent
        gain = own[LIBERALISE] - own[DEFECT]  # by choice of the other
        if abs(gain[0] - gain[1]) <= tolerance:
            return None
        share = float(gain[1] / (gain[1] - gain[0]))
        if not 0.0 < share < 1.0:
            return None
        shares.append(share)
    return shares[0], shares[1]


def dominant_choices(table: np.ndarray, tolerance: float = 0.0) -> tuple[int | None, int | None]:
    """The strictly better choice of each government, None where it depends on the other."""

    def dominant(own: np.ndarray) -> int | None:
        gain = own[LIBERALISE] - own[DEFECT]
        if (gain > tolerance).all():
            return LIBERALISE
        return DEFECT if (gain < -tolerance).all() else None

    return dominant(table[0]), dominant(table[1].T)


def classify(table: np.ndarray, tolerance: float = 0.0) -> str:
    """Class of the game, from its equilibria.

    ``harmony``
        Both liberalise, and nothing else is an equilibrium.
    ``prisoner's dilemma``
        Both defect, though both would be better off if both liberalised.
    ``deadlock``
        Both defect, and at least one prefers it to mutual liberalisation.
    ``stag hunt``
        Both liberalise or both defect; both prefer the former.
    ``coordination``
        Both do alike or both do the opposite, and no outcome is better for both than the other.
    ``chicken``
        One liberalises and the other defects, either way round.
    ``bully``
        One liberalises and the other defects, always the same.
    ``cycle``
        No equilibrium in pure choices.
    ``indifference``
        Three or four equilibria: choices do not matter to somebody.
    """
    cells = set(pure_equilibria(table, tolerance))
    better = table[:, LIBERALISE, LIBERALISE] - table[:, DEFECT, DEFECT] > tolerance
    if len(cells) > 2:
        return "indifference"
    if not cells:
        return "cycle"
    if cells == {(LIBERALISE, LIBERALISE)}:
        return "harmony"
    if cells == {(DEFECT, DEFECT)}:
        return "prisoner's dilemma" if better.all() else "deadlock"
    if cells == {(LIBERALISE, LIBERALISE), (DEFECT, DEFECT)}:
        return "stag hunt" if better.all() else "coordination"
    if cells == {(LIBERALISE, DEFECT), (DEFECT, LIBERALISE)}:
        return "chicken"
    return "bully" if len(cells) == 1 else "indifference"


def _temptations(table: np.ndarray) -> tuple[float, float]:
    """What each government gains by defecting alone from mutual liberalisation."""
    both = table[:, LIBERALISE, LIBERALISE]
    alone = (table[0, DEFECT, LIBERALISE], table[1, LIBERALISE, DEFECT])
    return float(alone[0] - both[0]), float(alone[1] - both[1])


def _smallest_transfer(temptation: tuple[float, float]) -> float | None:
    """A payment made while both liberalise must leave the payer no reason to defect."""
    if max(temptation) <= 0:
        return 0.0
    return max(temptation) if sum(temptation) <= 0 else None
