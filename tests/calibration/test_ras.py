"""Fitting to margins, filling by income class, refusing what is not finite: closed forms."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from calibration.steps import Log, fill_by_class, require_finite
from cge.benchmark.ras import ras, ratio
from cge.errors import DataError

CELLS = arrays(float, (3, 4), elements=st.floats(0.1, 10.0))


@settings(max_examples=30)
@given(CELLS, CELLS)
def test_margins_hold_and_cross_ratios_are_the_priors(prior, other):
    rows, columns = other.sum(axis=1), other.sum(axis=0)
    fitted = ras(prior, rows, columns, what="x")
    np.testing.assert_allclose(fitted.sum(axis=1), rows, rtol=1e-10)
    np.testing.assert_allclose(fitted.sum(axis=0), columns, rtol=1e-12)
    cross = [m[0, 0] * m[1, 1] / (m[0, 1] * m[1, 0]) for m in (fitted, prior)]
    assert cross[0] == pytest.approx(cross[1], rel=1e-9)


def test_without_knowledge_trade_is_the_product_of_its_margins():
    rows, columns = np.array([1.0, 3.0]), np.array([1.0, 1.0, 2.0])
    fitted = ras(np.ones((2, 3)), rows, columns, what="x")
    np.testing.assert_allclose(fitted, np.outer(rows, columns) / 4)


def test_two_by_two_in_closed_form():
    # equal margins of 1: x / (1 - x) is the root of the cross-ratio 9
    fitted = ras(np.array([[9.0, 1.0], [1.0, 1.0]]), np.ones(2), np.ones(2), what="x")
    np.testing.assert_allclose(fitted, [[0.75, 0.25], [0.25, 0.75]], rtol=1e-11)


def test_what_fits_already_stays():
    matrix = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(ras(matrix, matrix.sum(1), matrix.sum(0), what="x"), matrix)


def test_zeros_stay_zero_and_an_empty_margin_empties_its_row():
    prior = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
    fitted = ras(prior, np.array([2.0, 1.0, 0.0]), np.array([0.5, 1.0, 1.5]), what="x")
    assert (fitted[prior == 0] == 0).all()
    assert (fitted[2] == 0).all()


def test_margins_of_different_sum_are_refused():
    with pytest.raises(DataError, match="goods: row margins add to 2, column margins to 3"):
        ras(np.ones((2, 2)), np.ones(2), np.array([1.0, 2.0]), what="goods")


def test_a_margin_without_a_cell_is_refused():
    prior = np.array([[0.0, 0.0], [1.0, 1.0]])
    with pytest.raises(DataError, match=r"goods: positive margins without .* at \[0\] of axis 0"):
        ras(prior, np.ones(2), np.ones(2), what="goods")


def test_margins_that_zeros_forbid_do_not_converge():
    prior = np.array([[1.0, 0.0], [1.0, 1.0]])  # row 0 sells to column 0 only, which wants less
    with pytest.raises(DataError, match="goods: no convergence in 50 rounds; row 0 is off by"):
        ras(prior, np.array([2.0, 1.0]), np.array([1.0, 2.0]), what="goods", rounds=50)


def test_a_quotient_of_nothings_is_one():
    np.testing.assert_allclose(ratio(np.array([3.0, 0.0]), np.array([2.0, 0.0])), [1.5, 1.0])


def test_gaps_take_the_median_of_their_income_class():
    values = pd.Series([1.0, 3.0, 8.0, np.nan, 50.0, np.nan], list("abcdef"))
    classes = pd.Series(["low"] * 4 + ["high"] * 2, values.index)
    filled, gaps = fill_by_class(values, classes)
    assert gaps == ["d", "f"]
    assert filled.tolist() == [1.0, 3.0, 8.0, 3.0, 50.0, 50.0]
    assert values.isna().sum() == 2  # what was given stays as it is


def test_a_class_without_any_figure_stays_a_gap_and_is_refused():
    filled, _ = fill_by_class(
        pd.Series([1.0, np.nan], ["a", "b"]), pd.Series(["x", "y"], ["a", "b"])
    )
    with pytest.raises(DataError, match="step 03: tariff is not finite at b; a raw table lacks"):
        require_finite("03", tariff=filled)


def test_what_is_not_finite_is_told_with_its_labels():
    table = pd.DataFrame({"gdp": [1.0, np.inf]}, ["USA", "KEN"])
    with pytest.raises(DataError, match="step 01: frame is not finite at KEN gdp"):
        require_finite("01", frame=table)
    with pytest.raises(DataError, match=r"step 08: flows is not finite at \[0, 1\]"):
        require_finite("08", flows=np.array([[1.0, np.nan]]))
    require_finite("01", frame=table.loc[["USA"]], flows=np.zeros(3))


def test_the_log_keeps_moves_and_flags_in_order():
    log = Log()
    log.move("04", "exports", pd.Series({"A": 1.0}), pd.Series({"A": 2.0, "B": 5.0}))
    log.flag("05", "tax", ["B"], "a guess")
    moves = log.moves_table()
    assert moves.loc[0].tolist() == ["04", "A", "exports", 1.0, 2.0]
    assert np.isnan(moves.loc[1, "before"])  # nothing stood there before
    assert log.flags_table().to_numpy().tolist() == [["05", "B", "tax", "a guess"]]
