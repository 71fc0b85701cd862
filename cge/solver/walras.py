"""Walras' law: the market left out of the equations must clear by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cge.model import Model
    from cge.model.declare import Declared
    from cge.solver.compiled import Compiled

WALRAS = 1e-8
"""Largest excess demand on the market left out that is accepted, as a share of world GDP."""


class LeftOut:
    """The market left out, at any values of the model's cells; one for each group that trades.

    ``market`` is its compiled equation.
    """

    def __init__(self, model: Model, market: Compiled) -> None:
        m = model.declared
        self._market = market
        world = sum(m.v_gdp[r] for r in m.REGIONS)
        keys = list(getattr(m, str(model.walras.over)))
        self._share = np.array([_size(m, key) / world for key in keys])

    def gap(self, v: np.ndarray) -> float:
        """Excess supply, the largest of all groups, as a share of world GDP."""
        gaps = self._market.residuals(v) * self._share
        return float(gaps[np.argmax(abs(gaps))])

    def clears(self, v: np.ndarray) -> bool:
        """Whether the market clears; not if its gap is no number."""
        return abs(self.gap(v)) <= WALRAS


def _size(m: Declared, key: object) -> float:
    """Money that the residual of the market is a share of [10^9 USD]."""
    if hasattr(m, "MARKETS"):
        return float(m.v_output[key])
    return float(m.v_gdp[key[1]] if isinstance(key, tuple) else m.v_world_use[key])
