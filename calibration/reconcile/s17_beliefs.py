"""Step 17: workers who would move and have not, by corridor and skill, under three beliefs.

The survey gives margins (:mod:`~calibration.reconcile.s17_surveys`).  Inside them stands a gravity
equation fitted to today's migrants, balanced to the margins (the other beliefs start from the
central one, so that they differ in level and little else) between two bounds: no barrier today
takes more than :data:`HIGHEST` of income, and every rich destination outside free movement has one
of :data:`LEAST` at least.  What the first bound leaves out nobody is believed to do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.reconcile import s17_surveys as surveys
from calibration.sources.tidy import Tidy, region_matrix
from calibration.steps import Log, require_finite
from calibration.world import countries
from cge.benchmark.ras import ratio
from cge.benchmark.schema import BELIEFS
from cge.benchmark.would_be import CENTRAL

NU = 0.7
"""Elasticity of the supply of migrants at which the bounds hold: that of elasticities.csv."""
HIGHEST, LEAST = 0.97, 0.02
"""Bounds of today's visa prices [share of income], assumptions."""
SPARE = 2e-3
"""Part of a bound that is kept free, for what rounding and the joining of countries move."""
ROUNDS, TOLERANCE = 2000, 1e-8
"""Of the balancing; what changes in a round, relative to the total."""
DIGITS = 14
"""Binary digits that are kept: 3e-5 of a cell, so that files stay small."""
LARGEST_FACTOR = 1e8
"""Row and column factors stay within this: where a bound holds they would grow for ever."""


@dataclass(frozen=True)
class Corridors:
    """What bounds who would move: today's migrants, natives at home, who is free to move.

    ``workers`` (origin, destination, skill); ``barred`` (origin, destination, skill): corridors
    with migrants and a barrier; ``rich`` (destination).
    """

    workers: np.ndarray
    barred: np.ndarray
    rich: np.ndarray

    @property
    def home(self) -> np.ndarray:
        """Natives at home (origin, skill)."""
        return np.einsum("ook->ok", self.workers)

    def bounded(self, wish: np.ndarray) -> np.ndarray:
        """Wishes between the bounds."""
        return np.clip(wish, self.least(), np.maximum(self.most(wish), self.least()))

    def least(self) -> np.ndarray:
        """Who would come at least: the least barrier of rich destinations."""
        floor = self.workers * ((1 - LEAST) ** -NU - 1) * (1 + SPARE)
        return np.where(self.barred & self.rich[None, :, None], floor, 0.0)

    def most(self, wish: np.ndarray) -> np.ndarray:
        """Who would come at most, given how much those who stay shrink; none bound when free."""
        leave = np.where(self.barred, wish, 0.0).sum(axis=1)
        here = np.where(self.barred, 0.0, self.workers).sum(axis=1)
        stay = 1 - leave / here
        cap = self.workers * np.maximum(
            (1 - SPARE) * stay[:, None, :] * (1 - HIGHEST) ** -NU - 1, 0.0
        )
        return np.where(self.barred, np.maximum(cap, self.least()), np.inf)


def would_move(
    raw: Tidy, frame: pd.DataFrame, workers: np.ndarray, free: np.ndarray, log: Log
) -> np.ndarray:
    """Workers who would move and have not (belief, origin, destination, skill) [workers].

    Parameters
    ----------
    workers : (origin, destination, skill)
        Workers by place of birth and of residence.
    free : (origin, destination)
        Corridors without visas.  Wishes of those who are free to move are kept here: a benchmark
        leaves them out, as it does those inside an aggregated region.

    Returns
    -------
    np.ndarray
        0 where nobody lives today: from nothing no barrier can be inferred.
    """
    abroad = workers * (1 - np.eye(len(frame)))[:, :, None]
    barred = (abroad > 0) & ~free[:, :, None]
    rich = (frame["income_class"] == "high_income").to_numpy()
    corridors = Corridors(workers, barred, rich)
    prior = gravity(raw, frame, abroad.sum(axis=2))
    share = surveys.willing(raw, frame, log)
    told = surveys.named(raw, frame, share["central"])
    start = np.where(abroad > 0, prior[:, :, None], 0.0)
    tables: dict[str, np.ndarray] = {}
    for belief in (CENTRAL, *(name for name in BELIEFS if name != CENTRAL)):
        rows = share[belief].to_numpy()[:, None] * corridors.home
        wish = balanced(tables.get(CENTRAL, start), rows, told.to_numpy(), corridors)
        _report(log, frame, belief, rows, told, wish)
        tables[belief] = _short(wish)
    _report_closed(log, frame, prior, abroad.sum(axis=2))
    result = np.stack([tables[belief] for belief in BELIEFS])
    require_finite("17", would_move=result)
    return result


def _short(values: np.ndarray) -> np.ndarray:
    """Numbers of few binary digits."""
    mantissa, exponent = np.frexp(values)
    return np.ldexp(np.round(np.ldexp(mantissa, DIGITS)), exponent - DIGITS)


def gravity(raw: Tidy, frame: pd.DataFrame, migrants: np.ndarray) -> np.ndarray:
    """What a gravity equation expects of pairs, without effect of origin (origin, destination).

    Poisson regression of today's migrant workers on log distance, a common border, a common
    official language and a colonial tie, with effects of origin and destination.
    """
    codes = list(frame.index)
    pairs = raw.table("cepii_geodist")
    region = countries()["region"]
    off = ~np.eye(len(codes), dtype=bool)

    def mean(column: str) -> np.ndarray:
        known = pairs.assign(value=pairs[column], one=1.0)
        total = region_matrix(known, "origin", "dest", region, codes)
        count = region_matrix(known.assign(value=1.0), "origin", "dest", region, codes)
        return total / np.where(count > 0, count, np.nan)

    distance = mean("dist")
    known = off & np.isfinite(distance)
    middle = np.nanmedian(distance[off])
    columns = [np.log(np.where(known, distance, middle))]
    columns += [np.nan_to_num(mean(name)) for name in ("contig", "comlang_off", "colony")]
    return gravity_of_pairs(np.stack(columns), migrants, off)


def gravity_of_pairs(x: np.ndarray, y: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Fitted values over the origin's effect: Newton steps in slopes, margins scaled between."""
    slopes = np.zeros(len(x))
    for _ in range(100):
        mu = np.exp(np.tensordot(slopes, x, 1)) * used
        for _ in range(50):
            mu = mu * ratio(y.sum(axis=1), mu.sum(axis=1))[:, None]
            mu = mu * ratio(y.sum(axis=0), mu.sum(axis=0))[None, :]
        centred = _within(x, mu)
        gradient = (centred * (y - mu)).sum(axis=(1, 2))
        hessian = np.einsum("aij,bij,ij->ab", centred, centred, mu)
        step = np.linalg.solve(hessian, gradient)
        slopes = slopes + step * min(1.0, 0.3 / float(np.abs(step).max()))
        if np.abs(step).max() < 1e-9:
            break
    by_origin = ratio(mu.sum(axis=1), (mu > 0).sum(axis=1).astype(float))
    return mu / np.where(by_origin > 0, by_origin, 1.0)[:, None]


def _within(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Columns less their weighted means by origin and by destination."""
    result = x.copy()
    rows, columns = (np.maximum(weight.sum(axis=axis), 1e-300) for axis in (1, 0))
    for _ in range(50):
        result = result - ((result * weight).sum(axis=2) / rows)[:, :, None]
        result = result - ((result * weight).sum(axis=1) / columns)[:, None, :]
    return result


def balanced(
    prior: np.ndarray, rows: np.ndarray, told: np.ndarray, corridors: Corridors
) -> np.ndarray:
    """The prior times factors of origin-and-skill and of destination, between the bounds.

    The bounds move with the number of those who stay, round by round.

    ``told`` (destination): part of all who would move; destinations without a figure share one
    factor, and together what is left.  Where bounds keep an origin from its margin the shares of
    destinations are of those who are left.
    """
    group = np.where(np.isnan(told), -1, np.arange(len(told)))
    part = np.append(np.nan_to_num(told), 1 - np.nansum(told))
    group[group < 0] = len(told)
    a, b = np.ones_like(rows), np.ones(len(part))
    least, most = corridors.least(), np.where(prior > 0, np.inf, 0.0)
    scale = ratio(rows, prior.sum(axis=1))
    start = prior * scale[:, None, :]

    def cells() -> np.ndarray:
        return np.clip(start * a[:, None, :] * b[group][None, :, None], least, most)

    wish = cells()
    for _ in range(ROUNDS):
        before = wish
        most = np.where(prior > 0, corridors.most(np.minimum(wish, rows[:, None, :])), 0.0)
        wish = cells()
        a = np.clip(a * ratio(rows, wish.sum(axis=1)), 1 / LARGEST_FACTOR, LARGEST_FACTOR)
        wish = cells()
        come = np.bincount(group, weights=wish.sum(axis=(0, 2)), minlength=len(part))
        b = np.clip(b * ratio(part * come.sum(), come), 1 / LARGEST_FACTOR, LARGEST_FACTOR)
        if np.abs(cells() - before).sum() <= TOLERANCE * rows.sum():
            break
    wish = cells()
    wish = wish * np.minimum(1.0, ratio(rows, wish.sum(axis=1)))[:, None, :]
    return corridors.bounded(wish)


def _report(
    log: Log,
    frame: pd.DataFrame,
    belief: str,
    rows: np.ndarray,
    told: pd.Series,
    wish: np.ndarray,
) -> None:
    """How far the table is from what the survey says, by origin and by destination."""
    survey = pd.Series(rows.sum(axis=1), frame.index)
    leave = pd.Series(wish.sum(axis=(1, 2)), frame.index)
    log.move("17", f"workers who would leave, {belief}", survey, leave)
    come = pd.Series(wish.sum(axis=(0, 2)), frame.index)[told.notna()]
    log.move("17", f"workers who would come, {belief}", told.dropna() * survey.sum(), come)


def _report_closed(log: Log, frame: pd.DataFrame, prior: np.ndarray, migrants: np.ndarray) -> None:
    """Which part of its migrants the gravity equation expects where nobody lives today."""
    closed = np.where(migrants > 0, 0.0, prior).sum(axis=1) / prior.sum(axis=1)
    part = pd.Series(closed, frame.index)
    log.move("17", "share of corridors without migrants", part, 0 * part)
