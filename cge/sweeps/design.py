"""Where to draw: points of the unit cube, weights, and what each point is for.

``lhs`` is a Latin hypercube; ``sobol`` is Saltelli's design on a Sobol sequence, from which indices
are computed; ``quadrature`` is Stroud's formula of degree 3 with 2 D points, the field's systematic
sensitivity analysis (Arndt 1996, DeVuyst and Preckel 1997), with correlations.  ``pairs`` is a
Latin hypercube of which every point comes twice, with two values of the last input: the variance
within pairs is the total part of that input.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from cge.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

PAIRS = "pairs"
FEWEST = 8
"""Smallest base sample of a Sobol design."""
INSIDE = 1e-12
"""Draws keep this far from probability 0 and 1, where a correlation has no image."""


@dataclass(frozen=True)
class Design:
    """Points of a sample.

    For ``quadrature`` the points are standard scores on the scale of each shape, else quantiles.
    """

    kind: str
    points: np.ndarray
    """(point, input)"""
    weights: np.ndarray
    """(point), adding up to one."""


def design(kind: str, inputs: int, draws: int, seed: int, correlation: np.ndarray) -> Design:
    """Points for a number of inputs.

    Parameters
    ----------
    kind : {"lhs", "sobol", "quadrature", "pairs"}
    inputs, draws : int
        ``draws`` at most: a Sobol design has n (inputs + 2) with n a power of two, pairs an even
        number, quadrature two for each input whatever is asked for.
    correlation : numpy.ndarray (input, input)
        Of standard scores: the copula is Gaussian.

    Raises
    ------
    UsageError
        If the correlations are impossible, or a Sobol design has any, or there are too few draws.
    """
    root = _root(correlation)
    if kind == "sobol":
        if not np.array_equal(correlation, np.eye(inputs)):
            msg = "Sobol indices are for independent inputs; with correlations use design: lhs"
            raise UsageError(msg)
        return _saltelli(inputs, draws, seed)
    if kind == "quadrature":
        points = _stroud(inputs) @ root.T
        n = len(points)
        return Design(kind, points, np.full(n, 1 / n))
    if kind == PAIRS:
        return _pairs(inputs, draws, seed)
    sample = stats.qmc.LatinHypercube(inputs, rng=np.random.default_rng(seed)).random(draws)
    if not np.array_equal(correlation, np.eye(inputs)):
        scores = stats.norm.ppf(np.clip(sample, INSIDE, 1 - INSIDE))
        sample = stats.norm.cdf(scores @ root.T)
    return Design(kind, sample, np.full(draws, 1 / draws))


def _pairs(inputs: int, draws: int, seed: int) -> Design:
    """Rows of one pair after the other; only the last input differs within a pair."""
    n = max(draws // 2, 1)
    points = stats.qmc.LatinHypercube(inputs + 1, rng=np.random.default_rng(seed)).random(n)
    one, other = points[:, :-1], np.delete(points, -2, axis=1)
    sample = np.stack([one, other], axis=1).reshape(2 * n, inputs)
    return Design(PAIRS, sample, np.full(2 * n, 1 / (2 * n)))


def _root(correlation: np.ndarray) -> np.ndarray:
    try:
        return np.linalg.cholesky(correlation)
    except np.linalg.LinAlgError as error:
        msg = "the correlations contradict each other: their matrix is not positive definite"
        raise UsageError(msg) from error


def _saltelli(inputs: int, draws: int, seed: int) -> Design:
    """Rows in the order A, AB of every input, B (Saltelli and others 2010)."""
    from SALib.sample import sobol

    n = draws // (inputs + 2)
    if n < FEWEST:
        least = FEWEST * (inputs + 2)
        msg = f"{draws} draws are too few for Sobol indices of {inputs} inputs; at least {least}"
        raise UsageError(msg)
    n = 2 ** int(np.log2(n))
    points = sobol.sample(problem(inputs), n, calc_second_order=False, scramble=True, seed=seed)
    return Design("sobol", points, np.full(len(points), 1 / len(points)))


def problem(inputs: int) -> dict[str, object]:
    """The inputs as SALib describes them."""
    names = [f"x{n}" for n in range(inputs)]
    return {"num_vars": inputs, "names": names, "bounds": [[0.0, 1.0]] * inputs}


def _stroud(inputs: int) -> np.ndarray:
    """Standard scores (2 D, D): exact for polynomials of degree 3, inside sqrt(2) (Stroud 1957)."""
    k = np.arange(1, 2 * inputs + 1)[:, None]
    r = np.arange(1, inputs // 2 + 1)[None, :]
    angle = (2 * r - 1) * k * np.pi / inputs
    points = np.empty((2 * inputs, inputs))
    points[:, 0 : 2 * (inputs // 2) : 2] = np.sqrt(2) * np.cos(angle)
    points[:, 1 : 2 * (inputs // 2) : 2] = np.sqrt(2) * np.sin(angle)
    if inputs % 2:
        points[:, -1] = (-1.0) ** k[:, 0]
    return points


def correlations(names: Sequence[str], given: Sequence[tuple[str, str, float]]) -> np.ndarray:
    """Correlation matrix (input, input); what is not given is zero."""
    matrix = np.eye(len(names))
    for one, other, value in given:
        a, b = names.index(one), names.index(other)
        matrix[a, b] = matrix[b, a] = value
    return matrix
