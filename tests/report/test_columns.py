"""Figures stand in two columns of about the same height, in their order."""

import pytest

from cge.report.columns import columns
from cge.report.marks import Figure, Lines
from cge.report.sheet import Sheet


def named(*heights):
    """Figures whose charts have these heights."""
    mark, table = Lines((), (), ""), Sheet("", (), ())
    figures = [Figure(str(height), "", "", mark, table) for height in heights]
    return columns(figures, lambda figure: float(figure.name))


def heights(column):
    return [int(figure.name) for _, figure in column]


def test_the_higher_column_is_as_low_as_can_be():
    """800, 700, 600, 300 and a frame of 150 each: two on either side, 1,100 and 1,300."""
    left, right = named(800, 700, 600, 300)
    assert (heights(left), heights(right)) == ([800, 300], [700, 600])
    assert [n for n, _ in left] == [1, 4]


@pytest.mark.parametrize("count", [0, 1, 2, 20])
def test_every_figure_stands_once_and_the_first_on_the_left(count):
    left, right = named(*range(300, 300 + count))
    assert sorted(n for n, _ in [*left, *right]) == list(range(1, count + 1))
    assert [n for n, _ in left][:1] == [1][:count]
