"""Step 16, trade: what each pair of countries trades of the ten sectors."""

from __future__ import annotations

import numpy as np

from calibration.ras import ras
from calibration.reconcile.s08_bilateral import DROP_BELOW
from calibration.reconcile.s16_structure import Structure
from calibration.sectors import groups, ten
from calibration.steps import require_finite

UNTRADED = "construction"
"""What is built stays where it is built: WIOD has 0.3% of world trade in construction."""


def shipments(known: Structure, trade: np.ndarray, gdp: np.ndarray) -> np.ndarray:
    """Shipments by sector, exporter, importer; each pair's sum by broad sector stays.

    Prior of a pair: its composition in WIOD 2011, else the exporter's times the importer's over
    the mean importer's.  Fitted to the exporter's composition.  Flows below 10^-5 of the importer's
    GDP are left out, never a pair's largest; what is left of the pair takes their place.
    """
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
        prior = np.where(np.isnan(pairs), prior, np.maximum(pairs, 1e-6)) * trade[broad]
        for r in range(len(gdp)):
            sold = own[:, r] * trade[broad, r].sum()
            fitted = ras(prior[:, r], sold, trade[broad, r], what=f"exports of {r}", tolerance=1e-9)
            kept = np.where(fitted >= DROP_BELOW * gdp, fitted, 0.0)
            best = (fitted.argmax(axis=0), np.arange(len(gdp)))
            kept[best] = fitted[best]
            result[group, r] = _normal(kept, 0) * trade[broad, r]
    result = np.nan_to_num(result)
    require_finite("16", shipments=result)
    return result


def _traded(group: np.ndarray) -> np.ndarray:
    return group[group != list(ten().index).index(UNTRADED)]


def _normal(values: np.ndarray, axis: int) -> np.ndarray:
    """Shares along an axis; NaN where there is nothing."""
    total = values.sum(axis=axis, keepdims=True)
    return values / np.where(total > 0, total, np.nan)
