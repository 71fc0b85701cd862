"""Step 16, trade: what each pair of countries trades of the ten sectors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.reconcile.s08_bilateral import DROP_BELOW
from calibration.reconcile.s16_structure import Structure
from calibration.sectors import groups, ten
from calibration.steps import require_finite
from cge.benchmark.ras import ras

SMALLEST = 1e-6
"""Least share of a sector in a pair of WIOD: fitting can then reach any composition."""

UNTRADED = "construction"
"""What is built stays where it is built: WIOD has 0.3% of world trade in construction."""


def shipments(frame: pd.DataFrame, known: Structure, trade: np.ndarray) -> np.ndarray:
    """Shipments by sector, exporter, importer; each pair's sum by broad sector stays.

    Prior of a pair: its composition in WIOD 2011, else the exporter's times the importer's over
    the mean importer's.  Fitted to the exporter's composition.  Flows below 10^-5 of the importer's
    GDP are left out, never a pair's largest; what is left of the pair takes their place.
    """
    gdp = frame["gdp"].to_numpy()
    result = np.zeros((len(ten()), *trade.shape[1:]))
    for broad, group in enumerate(groups()):
        group = _traded(group)
        if len(group) == 1:
            result[group] = trade[broad]
            continue
        own = _normal(known.exports[group], 0)
        tilt = known.imports[group] / known.imports[group].mean(axis=1, keepdims=True)
        prior = _normal(own[:, :, None] * tilt[:, None, :], 0)
        pairs = _normal(known.pairs[group], 0)
        prior = np.where(np.isnan(pairs), prior, np.maximum(pairs, SMALLEST)) * trade[broad]
        for r, code in enumerate(frame.index):
            total = trade[broad, r]
            sold = own[:, r] * total.sum()
            fitted = ras(prior[:, r], sold, total, what=f"exports of {code}", tolerance=1e-9)
            kept = np.where(fitted >= DROP_BELOW * gdp, fitted, 0.0)
            best = (fitted.argmax(axis=0), np.arange(len(gdp)))
            kept[best] = fitted[best]
            result[group, r] = np.where(total > 0, _normal(kept, 0) * total, 0.0)
    require_finite("16", shipments=result)
    return result


def _traded(group: np.ndarray) -> np.ndarray:
    return group[group != list(ten().index).index(UNTRADED)]


def _normal(values: np.ndarray, axis: int) -> np.ndarray:
    """Shares along an axis; NaN where there is nothing."""
    total = values.sum(axis=axis, keepdims=True)
    return values / np.where(total > 0, total, np.nan)
