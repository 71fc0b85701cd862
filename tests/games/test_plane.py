"""Bargains on planes whose answers are known."""

import numpy as np
import pytest

from cge.games.plane import bargain, smallest_cost

X = Y = np.linspace(0, 1, 6)
GRID = np.meshgrid(X, Y, indexing="ij")
NAMES = ("A", "B")


def of(first, second, **about):
    x, y = GRID
    return bargain(X, Y, np.array([first(x, y), second(x, y)]), NAMES, **about)


def test_each_gives_what_the_other_wants():
    found = of(lambda x, y: x - y / 2, lambda x, y: y - x / 2)
    assert [(s.x, s.y) for s in found.ideals] == [(1, 0), (0, 1)]
    assert found.share == pytest.approx(0.5, abs=0.01)
    assert (found.nash.x, found.nash.y) == (found.kalai.x, found.kalai.y) == (1, 1)
    assert found.nash.gains == pytest.approx((0.5, 0.5))
    assert found.reason == ""
    assert found.payment == 0


def test_nash_and_kalai_smorodinsky_part():
    """Gains x and 1 - x^2: their product is largest at 1 / sqrt(3), they are equal at 0.618."""
    found = of(lambda x, y: x * (1 - y), lambda x, y: (1 - x**2) * (1 - y), status_quo=(0, -1))
    assert found.nash.y == found.kalai.y == 0
    assert found.nash.x == pytest.approx(1 / np.sqrt(3), abs=0.005)
    assert found.kalai.x == pytest.approx((np.sqrt(5) - 1) / 2, abs=0.005)


def test_a_side_that_is_content_signs_nothing():
    found = of(lambda x, y: -x - y, lambda x, y: 2 * x + y)
    assert found.nash is None
    assert "A likes nothing better than the status quo" in found.reason
    assert found.payment > 0


def test_pure_conflict_opens_by_no_payment():
    found = of(lambda x, y: x - y, lambda x, y: y - x)
    assert found.reason.startswith("each side gains somewhere, and nowhere both")
    assert found.payment is None


def test_a_dearer_status_quo_opens_the_win_set():
    losses = lambda x, y: -1 - x  # noqa: E731
    gains = lambda x, y: 1 + y + 0 * x  # noqa: E731
    x, y = GRID
    table = np.array([losses(x, y), gains(x, y)])
    table[:, 0, 0] = 0.0
    least = smallest_cost(bargain(X, Y, table, NAMES).gains, 0)
    assert bargain(X, Y, table, NAMES, costs=(1.1 * least, 0.0)).share > 0
    assert bargain(X, Y, table, NAMES, costs=(0.9 * least, 0.0)).reason


def test_too_few_points_are_refused():
    with pytest.raises(ValueError, match="three values"):
        bargain(X[:2], Y, np.zeros((2, 2, 6)), NAMES)
