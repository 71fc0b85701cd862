"""Classes of games between governments, by their textbook tables."""

from __future__ import annotations

import numpy as np
import pytest

from cge.games.theory import DEFECT, LIBERALISE, play, with_penalty, with_side_payments

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
    assert game.mixed == ()
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


def test_a_mixed_equilibrium_leaves_each_indifferent_between_what_it_plays():
    rng = np.random.default_rng(7)
    found = 0
    for size in [(2, 2)] * 40 + [(3, 2)] * 10 + [(3, 4)] * 10:
        table = rng.normal(size=(2, *size))
        game = play(table)
        assert (len(game.equilibria) + len(game.mixed)) % 2, "an odd number (Wilson 1971)"
        for first, second in game.mixed:
            found += 1
            p, q = np.array(first), np.array(second)
            for values, shares in ((table[0] @ q, p), (p @ table[1], q)):
                assert np.ptp(values[shares > 0]) < 1e-9
                assert values.max() < values[shares > 0][0] + 1e-9
    assert found > 10


def test_matching_pennies_is_played_half_and_half():
    game = play(np.array([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]))
    assert game.kind == "cycle"
    assert game.equilibria == ()
    assert game.mixed == (((0.5, 0.5), (0.5, 0.5)),)


def test_trachtmans_tables():
    """Table 2(a) is a prisoner's dilemma; table 2(b), with a penalty of 1.5, is none."""
    assert play(DILEMMA).kind == "prisoner's dilemma"
    bound = with_penalty(DILEMMA, 1.5)
    np.testing.assert_array_equal(bound[0], [[2, 0], [1.5, -0.5]])
    assert play(bound).kind == "harmony"


def test_one_who_has_nothing_to_answer_with_is_bullied():
    """One-way migration: nobody wants to go to the source, whatever it does."""
    game = play(np.array([[[-1, -1], [0, 0]], [[5, 5], [0, 0]]]))
    assert game.kind == "bully"
    assert set(game.equilibria) == {(DEFECT, LIBERALISE), NONE}
    assert game.smallest_transfer == 1


def test_the_shadow_of_the_future():
    """Friedman (1971): (temptation - reward) / (temptation - punishment)."""
    assert play(DILEMMA).smallest_discount == pytest.approx(0.5)
    assert play(symmetric(4, 1, 3, 2)).smallest_discount == 0
    assert play(symmetric(1, 0, 3, 2)).smallest_discount is None, "punishment is no punishment"


def test_the_ruling_penalty_leaves_one_equilibrium():
    for table in (DILEMMA, symmetric(4, 1, 3, 2), symmetric(3, 0, 5, 4)):
        need = play(table).ruling_penalty
        assert play(with_penalty(table, need + 1e-9)).equilibria == (BOTH,)
        assert need >= play(table).smallest_penalty


def test_side_payments_among_three():
    """Those who gain pay those who would lose: no more than that is needed, no less will do."""
    rng = np.random.default_rng(9)
    could = 0
    for _ in range(80):
        game = play(rng.normal(size=(3, 2, 2, 2)))
        if not game.smallest_transfer:
            continue
        could += 1
        paid = with_side_payments(game.payoffs)
        assert (0, 0, 0) in play(paid, 1e-12).equilibria
        np.testing.assert_allclose(paid.sum(axis=0), game.payoffs.sum(axis=0), atol=1e-12)
        less = game.payoffs + 0.999 * (paid - game.payoffs)
        assert (0, 0, 0) not in play(less).equilibria
        for own, before in zip(paid, game.payoffs, strict=True):
            if own[0, 0, 0] < before[0, 0, 0]:
                assert own[0, 0, 0] >= max(before[cell] for cell in game.equilibria) - 1e-12
    assert could > 3


def test_a_dilemma_of_three():
    """Each gains 3 by defecting and costs the other two 2 each."""
    table = np.empty((3, 2, 2, 2))
    for profile in np.ndindex(2, 2, 2):
        for g in range(3):
            table[(g, *profile)] = 5 * profile[g] - 2 * sum(profile)
    game = play(table)
    assert game.kind == "prisoner's dilemma"
    assert game.dominant == (1, 1, 1)
    assert game.smallest_penalty == 3


def test_whoever_is_named_first_means_nothing():
    rng = np.random.default_rng(8)
    for _ in range(20):
        table = rng.normal(size=(2, 2, 2))
        turned = np.array([table[1].T, table[0].T])
        assert play(table).kind == play(turned).kind
        assert play(table).smallest_penalty == play(turned).smallest_penalty


@pytest.mark.parametrize("table", [np.zeros((2, 3)), np.full((2, 2, 2), np.nan), np.zeros(())])
def test_a_table_that_is_none_is_refused(table):
    with pytest.raises(ValueError, match="n dimensions of choices"):
        play(table)
