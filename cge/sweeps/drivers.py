"""What the variance of an outcome hangs on: Sobol indices, or shares by a regression on ranks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from cge.report.intervals import REGRESSION, SOBOL
from cge.sweeps.design import PAIRS, problem

if TYPE_CHECKING:
    import xarray as xr

Shares = dict[str, tuple[float, float]]
"""Share of the variance by input, and its error (95%)."""
FEWEST = 10
"""Draws below which quantiles say nothing."""
SURE = 1.96


@dataclass(frozen=True)
class Drivers:
    """What is known of the variance of an outcome."""

    first: Shares = field(default_factory=dict)
    """What an input moves alone."""
    total: Shares = field(default_factory=dict)
    """With all that it moves together with others."""
    how: str = SOBOL


def drivers(sample: xr.Dataset, values: np.ndarray) -> Drivers:
    """Shares in the variance of the values of a sample; none where the draws do not tell.

    Parameters
    ----------
    sample : xarray.Dataset
        Draws of a sweep without their centre.
    values : numpy.ndarray (draw)
        The outcome; NaN where a draw failed.
    """
    design, names = sample.attrs["design"], json.loads(sample.attrs["inputs"])
    if design == SOBOL:
        return _sobol(names, values, int(sample.attrs["seed"]))
    if design not in ("lhs", PAIRS) or json.loads(sample.attrs.get("correlations", "[]")):
        return Drivers()
    return _regression(sample, names, values)


def _sobol(names: list[str], values: np.ndarray, seed: int) -> Drivers:
    """First-order and total indices; rows of the design with a failure are left out."""
    width = len(names) + 2
    if len(values) < width * FEWEST // 2:
        return Drivers()
    rows = values.reshape(-1, width)
    rows = rows[np.isfinite(rows).all(axis=1)]
    if len(rows) < FEWEST // 2 or _still(rows):
        return Drivers()
    from SALib.analyze import sobol as analysis

    found = analysis.analyze(problem(len(names)), rows.ravel(), calc_second_order=False, seed=seed)

    def named(key: str) -> Shares:
        errors = found[f"{key}_conf"]
        return {n: (float(x), float(e)) for n, x, e in zip(names, found[key], errors, strict=True)}

    return Drivers(named("S1"), named("ST"))


def _regression(sample: xr.Dataset, names: list[str], values: np.ndarray) -> Drivers:
    """Squared coefficients of a regression on ranks of the inputs, which are independent.

    Of pairs the average is regressed, and the variance within is the part of the last input.
    """
    size = 2 if sample.attrs["design"] == PAIRS else 1
    rows = values.reshape(-1, size)
    sound = np.isfinite(rows).all(axis=1)
    rows = rows[sound]
    known = {
        name: column[::size][sound]
        for name in names
        if (column := _column(sample, name)) is not None
    }
    if len(rows) < FEWEST + 2 * len(known) or _still(rows):
        return Drivers()
    within = (rows[:, 0] - rows[:, -1]) ** 2 / 2  # zero without pairs
    parts, errors, rest = _squares(known, rows.mean(axis=1))
    variance = float(parts.sum() + rest + within.mean() / 2)  # of inputs without correlation
    found = {
        name: (float(part / variance), float(error / variance))
        for name, part, error in zip(known, parts, errors, strict=True)
    }
    if size == 2:
        error = SURE * within.std() / np.sqrt(len(rows))
        found[names[-1]] = (float(within.mean() / variance), float(error / variance))
    return Drivers(found, found, REGRESSION)


def _column(sample: xr.Dataset, name: str) -> np.ndarray | None:
    """Standard ranks of an input; numbers by sector move together.  None for errors of data."""
    key = next((str(k) for k in sample.coords if k == name or str(k).startswith(f"{name}.")), "")
    if not key or name.partition(".")[0] == "data":
        return None
    ranks = stats.rankdata(sample[key].values)
    return (ranks - ranks.mean()) / max(ranks.std(), 1e-300)


def _squares(known: dict[str, np.ndarray], y: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Variance that each input explains, its error (95%), and the variance that none does."""
    x = np.column_stack([np.ones(len(y)), *known.values()])
    slope, *_ = np.linalg.lstsq(x, y, rcond=None)
    rest = y - x @ slope
    spread = np.sqrt(np.diag(np.linalg.pinv(x.T @ x)) * float(rest @ rest) / (len(y) - x.shape[1]))
    widths = x[:, 1:].var(axis=0)
    errors = 2 * SURE * abs(slope[1:]) * spread[1:] * widths
    return slope[1:] ** 2 * widths, errors, float(rest.var())


def _still(rows: np.ndarray) -> bool:
    return bool(rows.std() <= 1e-12 * max(float(abs(rows).max()), 1e-300))
