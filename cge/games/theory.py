"""Games in strategic form: class, equilibria, and what makes liberalisation one of them.

``payoffs[g, i, j, ...]`` is what government ``g`` gets when the first chooses ``i``, the second
``j`` ...; choice 0 of each is to liberalise, every other one is to defect.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import nashpy
import numpy as np

LIBERALISE, DEFECT = 0, 1
Cell = tuple[int, ...]
"""Choice of the first government, of the second, ..."""
Mixed = tuple[tuple[float, ...], tuple[float, ...]]
"""Probabilities with which each of two governments plays its choices."""
MOST_MIXED = 8
"""Choices of one government up to which mixed equilibria are sought: supports are enumerated."""
SURE = 1 - 1e-9
"""Probability that counts as one."""


@dataclass(frozen=True)
class Game:
    """What a table of payoffs says about governments."""

    payoffs: np.ndarray
    """(government, choice of the first, choice of the second, ...)."""
    kind: str
    """Class of the game, see :func:`classify`; empty if some government has more than two choices.
    """
    equilibria: tuple[Cell, ...]
    """Pure Nash equilibria."""
    mixed: tuple[Mixed, ...]
    """Nash equilibria in which somebody mixes; of two governments only."""
    degenerate: bool
    """Whether there are more mixed equilibria than those listed: a continuum."""
    dominant: tuple[int | None, ...]
    """The choice that is better for each government whatever the others do."""
    temptations: tuple[float, ...]
    """What each gains by leaving mutual liberalisation alone; negative if it would lose."""
    smallest_penalty: float
    """What each must lose by defecting before that all liberalise is an equilibrium."""
    ruling_penalty: float
    """The penalty above which to liberalise is better for each whatever the others do."""
    smallest_transfer: float | None
    """Side payments to those who are tempted, due when they liberalise, from the others, that make
    mutual liberalisation an equilibrium; 0 where it is one already; None where the others are
    tempted too, or gain less by the deal over the equilibrium without it."""
    smallest_discount: float | None
    """Discount factor from which mutual liberalisation is an equilibrium of the game repeated for
    ever, where who defects is answered by a Nash equilibrium of the single game for ever
    (Friedman 1971); None where no such answer deters."""


def play(payoffs: np.ndarray, tolerance: float = 0.0) -> Game:
    """Analyse a game.

    Parameters
    ----------
    payoffs : array, shape (n, choices of the first, ..., choices of the n-th)
        Payoff of each government for each profile of choices.
    tolerance : float
        Differences up to this count as none.

    Raises
    ------
    ValueError
        If the table has another shape or holds what is no number.
    """
    table = np.asarray(payoffs, dtype=float)
    count = len(table) if table.ndim else 0
    if count < 2 or table.ndim != count + 1 or not np.isfinite(table).all():
        msg = f"payoffs of n governments: n dimensions of choices each, not {table.shape}"
        raise ValueError(msg)
    equilibria = pure_equilibria(table, tolerance)
    mixed, degenerate = mixed_equilibria(table, tolerance)
    temptations = _temptations(table)
    return Game(
        payoffs=table,
        kind=classify(table, tolerance),
        equilibria=equilibria,
        mixed=mixed,
        degenerate=degenerate,
        dominant=dominant_choices(table, tolerance),
        temptations=temptations,
        smallest_penalty=max(0.0, *temptations),
        ruling_penalty=max(0.0, *(float(gain.max()) for gain in _gains_of_defecting(table))),
        smallest_transfer=_smallest_transfer(table, tolerance),
        smallest_discount=_smallest_discount(table, temptations, equilibria),
    )


def with_penalty(payoffs: np.ndarray, penalty: float) -> np.ndarray:
    """The game in which whoever defects loses the penalty, whatever the others do."""
    table = np.array(payoffs, dtype=float)
    for g, own in enumerate(table):
        np.moveaxis(own, g, 0)[DEFECT:] -= penalty
    return table


def with_side_payments(payoffs: np.ndarray, tolerance: float = 0.0) -> np.ndarray:
    """The game in which governments that are tempted are paid to liberalise, by those who gain.

    Each is paid what tempts it whenever it liberalises, whatever the others do; each payer bears
    a share as its gain is of all gains over the equilibrium without payments.
    """
    table = np.array(payoffs, dtype=float)
    needed, gains = _deal(table, tolerance)
    if not needed.any() or gains.sum() <= 0:
        return table
    shares = gains / gains.sum()
    for g, amount in enumerate(needed):
        when = (slice(None),) * g + (LIBERALISE,)
        for payer, share in enumerate(shares):
            table[payer][when] -= share * amount
        table[g][when] += amount
    return table


def pure_equilibria(table: np.ndarray, tolerance: float = 0.0) -> tuple[Cell, ...]:
    """Cells in which nobody gains by choosing otherwise alone."""
    best = np.ones(table.shape[1:], dtype=bool)
    for g, own in enumerate(table):
        best &= own >= own.max(axis=g, keepdims=True) - tolerance
    return tuple(tuple(int(i) for i in cell) for cell in np.argwhere(best))


def mixed_equilibria(table: np.ndarray, tolerance: float = 0.0) -> tuple[tuple[Mixed, ...], bool]:
    """Equilibria of two governments in which somebody mixes, and whether there are more.

    Supports are enumerated (nashpy); a degenerate game may have a continuum of equilibria, of
    which ends are listed.
    """
    if len(table) != 2 or max(table.shape) > MOST_MIXED:
        return (), False
    size = max(float(np.ptp(table)), tolerance) or 1.0
    step = max(tolerance / size, 1e-12)
    first, second = np.round(table / size / step) * step
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        found = list(nashpy.Game(first, second).support_enumeration())
    mixed: list[Mixed] = []
    for p, q in found:
        one: Mixed = (tuple(map(float, p)), tuple(map(float, q)))
        if min(max(one[0]), max(one[1])) < SURE and one not in mixed:
            mixed.append(one)
    return tuple(mixed), bool(told)


def dominant_choices(table: np.ndarray, tolerance: float = 0.0) -> tuple[int | None, ...]:
    """The strictly better choice of each government, None where it depends on the others."""
    found: list[int | None] = []
    for g, own in enumerate(table):
        by_choice = np.moveaxis(own, g, 0).reshape(own.shape[g], -1)
        others = (np.delete(by_choice, c, axis=0).max(axis=0) for c in range(len(by_choice)))
        better = [c for c, best in enumerate(others) if (by_choice[c] - best > tolerance).all()]
        found.append(better[0] if better else None)
    return tuple(found)


def classify(table: np.ndarray, tolerance: float = 0.0) -> str:
    """Class of a game with two choices each, from its equilibria.

    ``harmony``
        All liberalise, and nothing else is an equilibrium.
    ``prisoner's dilemma``
        All defect, though all would be better off if all liberalised.
    ``deadlock``
        All defect, and at least one prefers it to mutual liberalisation.
    ``stag hunt``
        All liberalise or all defect; all prefer the former.
    ``coordination``
        All do alike, and no outcome is better for all than the other.
    ``chicken``
        One of two liberalises and the other defects, either way round.
    ``bully``
        One of two liberalises and the other defects, always the same; or one defects whatever the
        other does, whose own choice changes nothing for itself.
    ``cycle``
        No equilibrium in pure choices.
    ``mixed interests``
        More than two governments, of which some liberalise and some defect.
    ``indifference``
        Choices do not matter to somebody.
    """
    if set(table.shape[1:]) != {2}:
        return ""
    count = len(table)
    both, none = (LIBERALISE,) * count, (DEFECT,) * count
    cells = set(pure_equilibria(table, tolerance))
    better = np.array([own[both] - own[none] > tolerance for own in table])
    if not cells:
        return "cycle"
    if cells == {both}:
        return "harmony"
    if cells == {none}:
        return "prisoner's dilemma" if better.all() else "deadlock"
    if cells == {both, none}:
        return "stag hunt" if better.all() else "coordination"
    if count > 2:
        return "mixed interests"
    if cells == {(LIBERALISE, DEFECT), (DEFECT, LIBERALISE)}:
        return "chicken"
    return "bully" if len(cells) == 1 or _bullied(table, tolerance, cells) else "indifference"


def _bullied(table: np.ndarray, tolerance: float, cells: set[Cell]) -> bool:
    """Whether one of two defects whatever happens, to the harm of one who cannot answer."""
    for g, choice in enumerate(dominant_choices(table, tolerance)):
        if choice != DEFECT:
            continue
        other = np.moveaxis(table[1 - g], g, 0)
        harmed = bool((other[LIBERALISE] - other[DEFECT] > tolerance).all())
        return harmed and len(cells) == 2
    return False


def _gains_of_defecting(table: np.ndarray) -> list[np.ndarray]:
    """What each gains by its best defection, by what the others do."""
    ways = [np.moveaxis(own, g, 0) for g, own in enumerate(table)]
    return [own[DEFECT:].max(axis=0) - own[LIBERALISE] for own in ways]


def _temptations(table: np.ndarray) -> tuple[float, ...]:
    """What each government gains by defecting alone from mutual liberalisation."""
    others = (LIBERALISE,) * (len(table) - 1)
    return tuple(float(gain[others]) for gain in _gains_of_defecting(table))


def _deal(table: np.ndarray, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    """What each must be paid to liberalise; what those who need none gain if all do.

    The gain is over the equilibrium in pure choices that is best for who pays.
    """
    tempted = np.asarray(_temptations(table))
    answers = pure_equilibria(table, tolerance)
    liberal = (LIBERALISE,) * len(table)
    gains = np.zeros(len(table))
    for g, own in enumerate(table):
        if tempted[g] <= tolerance and answers:
            gains[g] = max(0.0, own[liberal] - max(own[cell] for cell in answers))
    return np.where(tempted > tolerance, tempted, 0.0), gains


def _smallest_transfer(table: np.ndarray, tolerance: float) -> float | None:
    """Who pays must prefer the deal to the equilibrium without it."""
    needed, gains = _deal(table, tolerance)
    total = float(needed.sum())
    return total if total <= gains.sum() or not total else None


def _smallest_discount(
    table: np.ndarray, temptations: tuple[float, ...], answers: tuple[Cell, ...]
) -> float | None:
    """A tempted government weighs its gain in one year against less in all later ones."""
    if max(temptations) <= 0:
        return 0.0
    liberal = (LIBERALISE,) * len(table)
    found = []
    for cell in answers:
        losses = [float(own[liberal] - own[cell]) for own in table]
        tempted = [(t, loss) for t, loss in zip(temptations, losses, strict=True) if t > 0]
        if all(loss > 0 for _, loss in tempted):
            found.append(max(t / (t + loss) for t, loss in tempted))
    return min(found, default=None)
