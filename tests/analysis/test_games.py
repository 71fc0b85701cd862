"""Classes of games between two governments, by their textbook tables."""

from __future__ import annotations

import numpy as np
import pytest

from cge.analysis.games import DEFECT, LIBERALISE, play, with_penalty

BOTH, NONE = (LIBERALISE, LIBERALISE), (DEFECT, DEFECT)
ALONE = {(LIBERALISE, DEFECT), (DEFECT, LIBERALISE)}


def symmetric(reward: float, sucker: float, temptation: float, punishment: float) -> np.ndarray:
    own = np.array([[reward, sucker], [temptation, punishment]])
    return np.array([own, own.T])


DILEMMA = symmetric(2, 0, 3, 1)


def test_the_prisoners_dilemma_and_the_penalty_that_ends_it():
    game = play(DILEMMA)
    assert game.kind == "prisoner's dilemma"
    assert game.equilibria == (NONE,)
    assert game.dominant == (DEFECT, DEFECT)
    assert game.mixed is None
    assert game.smallest_penalty == 1
    assert game.smallest_transfer is None, "both are tempted: neither can pay the other"
    ended = play(with_penalty(DILEMMA, 1.5))
    assert ended.equilibria == (BOTH,)
    assert ended.dominant == (LIBERALISE, LIBERALISE)
    assert play(with_penalty(DILEMMA, 0.999)).equilibria == (NONE,)


@pytest.mark.parametrize(
    ("payoffs", "kind", "equilibria"),
    [
        (symmetric(4, 1, 3, 2), "stag hunt", {BOTH, NONE}),
        (symmetric(3, 2, 4, 1), "chicken", ALONE),
        (symmetric(4, 3, 2, 1), "harmony", {BOTH}),
        (symmetric(1, 0, 3, 2), "deadlock", {NONE}),
        ([[[2, 0], [0, 1]], [[1, 0], [0, 2]]], "coordination", {BOTH, NONE}),
        ([[[1, 0], [0, 1]], [[0, 1], [1, 0]]], "cycle", set()),
        # the strong one defects whatever happens; the weak one would rather give in than quarrel
        ([[[3, 1], [4, 2]], [[3, 4], [2, 1]]], "bully", {(DEFECT, LIBERALISE)}),
        (np.zeros((2, 2, 2)), "indifference", {BOTH, NONE} | ALONE),
    ],
)
def test_classes(payoffs, kind, equilibria):
    game = play(np.array(payoffs))
    assert game.kind == kind
    assert set(game.equilibria) == equilibria


@pytest.mark.parametrize("payoffs", [DILEMMA, symmetric(4, 1, 3, 2), symmetric(3, 2, 4, 1)])
def test_no_smaller_penalty_will_do(payoffs):
    need = play(payoffs).smallest_penalty
    assert BOTH in play(with_penalty(payoffs, need + 1e-9)).equilibria
    if need > 0:
        assert BOTH not in play(with_penalty(payoffs, need - 1e-9)).equilibria


def test_a_side_payment_wins_over_the_one_who_is_tempted():
    """One-way migration: the host gains by defecting, the source has nothing to defect with."""
    one_way = np.array([[[3, 3], [4, 4]], [[6, 2], [1, 0]]])
    game = play(one_way)
    assert game.kind == "bully"
    assert game.equilibria == ((DEFECT, LIBERALISE),)
    assert game.smallest_transfer == 1
    paid = one_way.astype(float)
    paid[:, LIBERALISE, LIBERALISE] += [1.0, -1.0]
    assert BOTH in play(paid).equilibria


def test_the_mixed_equilibrium_leaves_each_indifferent():
    rng = np.random.default_rng(7)
    found = 0
    for _ in range(50):
        table = rng.normal(size=(2, 2, 2))
        mixed = play(table).mixed
        if mixed is None:
            continue
        found += 1
        first, second = (np.array([share, 1 - share]) for share in mixed)
        assert np.ptp(table[0] @ second) < 1e-10
        assert np.ptp(first @ table[1]) < 1e-10
    assert found > 5


def test_whoever_is_named_first_means_nothing():
    rng = np.random.default_rng(8)
    for _ in range(20):
        table = rng.normal(size=(2, 2, 2))
        turned = np.array([table[1].T, table[0].T])
        assert play(table).kind == play(turned).kind
        assert play(table).smallest_penalty == play(turned).smallest_penalty


def test_a_table_that_is_none_is_refused():
    with pytest.raises(ValueError, match="two choices"):
        play(np.zeros((2, 3, 3)))
    with pytest.raises(ValueError, match="two choices"):
        play(np.full((2, 2, 2), np.nan))
