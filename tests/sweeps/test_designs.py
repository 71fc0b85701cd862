"""Designs find what is known: indices of Ishigami, moments of polynomials, shapes at their ends."""

import json

import numpy as np
import pytest
import xarray as xr

from cge.errors import UsageError
from cge.sweeps.design import correlations, design
from cge.sweeps.inputs import Drawn, grid
from cge.sweeps.interval import intervals
from cge.sweeps.ranges import Range
from cge.sweeps.shapes import SHAPES


def known(low, central, high, shape="triangular"):
    return Range("x", np.array(low), np.array(central), np.array(high), shape)


def as_sweep(points, values, inputs, kind):
    """Draws as a sweep keeps them, the centre first."""
    n = len(values)
    given = {
        name: ("draw", [np.nan, *column]) for name, column in zip(inputs, points.T, strict=True)
    }
    return xr.Dataset(
        {"y": ("draw", [0.0, *values], {"selector": "y", "units": "1"})},
        {
            "draw": np.arange(n + 1),
            "condition": ("draw", np.zeros(n + 1, dtype=int)),
            "part": ("draw", ["centre", *["sample"] * n]),
            "point": ("draw", np.arange(-1, n)),
            **given,
        },
        {
            "design": kind, "seed": 1, "inputs": json.dumps(inputs), "outcomes": '["y"]',
            "levels": "[]",
        },
    )  # fmt: skip


def test_sobol_indices_of_the_ishigami_function_are_recovered():
    """Analytic: S = 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437 (a = 7, b = 0.1)."""
    sample = design("sobol", 3, 5 * 4096, 1, np.eye(3))
    x = -np.pi + 2 * np.pi * sample.points
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    (found,) = intervals(as_sweep(x, y, ["a", "b", "c"], "sobol"))
    assert [found.first[n][0] for n in "abc"] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert [found.total[n][0] for n in "abc"] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert found.drivers[0][0] == "a"
    assert found.turns
    assert found.draws == 5 * 4096


@pytest.mark.parametrize("kind", ["lhs", "pairs"])
def test_shares_by_regression_are_those_of_a_sum(kind):
    """y = 3 a + 4 b of uniform a and b: shares 9/25 and 16/25."""
    sample = design(kind, 3, 400, 1, np.eye(3))
    y = 3 * sample.points[:, 0] + 4 * sample.points[:, 1]
    (found,) = intervals(as_sweep(sample.points, y, ["a", "b", "data"], kind))
    assert [found.total[n][0] for n in "ab"] == pytest.approx([9 / 25, 16 / 25], abs=0.02)
    assert found.how == "regression"
    assert ("data" in found.total) == (kind == "pairs")


def test_variance_within_pairs_is_the_total_part_of_data():
    """y = a + 3 f(data), f up and down: 9/10 of the variance, though no rank tells it."""
    sample = design("pairs", 2, 2000, 1, np.eye(2))
    y = sample.points[:, 0] + 3 * (sample.points[:, 1] * 1000 % 1)
    (found,) = intervals(as_sweep(sample.points, y, ["a", "data"], "pairs"))
    share, error = found.total["data"]
    assert share == pytest.approx(0.9, abs=error)
    assert error < 0.1
    assert found.total["a"][0] == pytest.approx(0.1, abs=0.03)
    assert "errors of data have a part in" in found.sentence()


def test_pairs_differ_in_the_last_input_alone():
    points = design("pairs", 3, 41, 1, np.eye(3)).points
    assert points.shape == (40, 3)
    one, other = points[::2], points[1::2]
    assert np.array_equal(one[:, :2], other[:, :2])
    assert not np.isclose(one[:, 2], other[:, 2]).any()
    for column in (one[:, 0], one[:, 2], other[:, 2]):
        assert np.sort(column) == pytest.approx((np.arange(20) + 0.5) / 20, abs=0.5 / 20)


def test_indices_leave_out_rows_with_a_failure():
    sample = design("sobol", 2, 4 * 256, 1, np.eye(2))
    y = sample.points[:, 0] + 0.0 * sample.points[:, 1]
    y[7] = np.nan
    (found,) = intervals(as_sweep(sample.points, y, ["a", "b"], "sobol"))
    assert found.total["a"][0] == pytest.approx(1.0, abs=0.02)
    assert found.total["b"][0] == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize("inputs", [1, 2, 3, 5, 8])
def test_quadrature_is_exact_for_a_polynomial_of_degree_three(inputs):
    """Independent symmetric inputs: every moment up to degree 3, as Stroud promises."""
    sample = design("quadrature", inputs, 1, 1, np.eye(inputs))
    assert len(sample.points) == 2 * inputs
    drawn = Drawn("x", known(1.0, 2.0, 3.0))
    x = np.array([[drawn.at(p, "quadrature") for p in row] for row in sample.points])
    second = 4.0 + 1 / 6  # mean 2, variance of the triangle on [1, 3]
    assert sample.weights @ x[:, 0] == pytest.approx(2.0, abs=1e-12)
    assert sample.weights @ x[:, 0] ** 2 == pytest.approx(second, abs=1e-12)
    assert sample.weights @ x[:, 0] ** 3 == pytest.approx(8.0 + 6.0 / 6, abs=1e-12)
    if inputs > 1:
        assert sample.weights @ (x[:, 0] ** 2 * x[:, -1]) == pytest.approx(2 * second, abs=1e-12)


def test_quadrature_has_the_correlations_that_were_asked_for():
    matrix = correlations(["a", "b", "c"], [("a", "c", 0.6)])
    points = design("quadrature", 3, 1, 1, matrix).points
    assert points.T @ points / len(points) == pytest.approx(matrix, abs=1e-12)


def test_quadrature_of_a_skewed_range_has_its_mean_and_variance():
    drawn, n = Drawn("x", known(0.0, 0.0, 0.5)), 4
    points = design("quadrature", n, 1, 1, np.eye(n)).points
    x = np.array([drawn.at(p, "quadrature") for p in points[:, 1]])
    assert x.mean() == pytest.approx(0.5 / 3, abs=1e-12)
    assert x.var() == pytest.approx(0.25 / 18, abs=1e-12)


def test_a_latin_hypercube_has_the_correlations_that_were_asked_for():
    matrix = correlations(["a", "b"], [("a", "b", -0.7)])
    points = design("lhs", 2, 4000, 1, matrix).points
    rank = np.argsort(np.argsort(points, axis=0), axis=0)
    assert np.corrcoef(rank.T)[0, 1] == pytest.approx(-0.68, abs=0.03)
    assert np.sort(points[:, 0]) == pytest.approx((np.arange(4000) + 0.5) / 4000, abs=0.02)


def test_contradicting_correlations_are_refused():
    matrix = correlations(["a", "b", "c"], [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)])
    with pytest.raises(UsageError, match="positive definite"):
        design("lhs", 3, 10, 1, matrix)
    with pytest.raises(UsageError, match="independent"):
        design("sobol", 2, 100, 1, correlations(["a", "b"], [("a", "b", 0.5)]))


@pytest.mark.parametrize("shape", SHAPES)
def test_quantiles_run_from_low_to_high(shape):
    one = known(0.5, 1.0, 4.0, shape)
    at = np.array([float(one.at(u)) for u in np.linspace(0, 1, 21)])
    assert at[0] == pytest.approx(0.5, abs=1e-12)
    assert at[-1] == pytest.approx(4.0, abs=1e-12)
    assert (np.diff(at) > 0).all()


def test_an_infinite_elasticity_is_an_end_like_any_other():
    one = known(20.0, np.inf, np.inf, "reciprocal")
    assert float(one.at(1.0)) == np.inf
    assert float(one.at(0.0)) == pytest.approx(20.0, abs=1e-12)
    assert 20 < float(one.at(0.5)) < np.inf
    assert float(one.at(1 - 1e-9)) == np.inf  # a scenario has at most 1000, or inf


def test_a_grid_has_both_ends():
    assert grid("k", "1:5:2") == [1, 3, 5]
    assert grid("k", "0:0.3:0.1") == [0, 0.1, 0.2, 0.3]
    assert grid("k", "3:1:-1") == [3, 2, 1]
    for wrong in ("1:5:0", "1:5:-1", "a:5:1", "1:inf:1"):
        with pytest.raises(UsageError, match="no grid"):
            grid("k", wrong)
