"""Templates against rules: every equation evaluated a second time, with real indices.

A rule that Pyomo can templatise may still mean something else than it says: a comparison of an
index with a label is silently False, a Python ``if`` is frozen.  Calling the rule with labels, one
row at a time, has no such trap; both must give the same number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from cge.solver.labels import as_tuple
from cge.solver.measure import sizes

if TYPE_CHECKING:
    from cge.model import Model
    from cge.solver.compiled import Compiled

AGREEMENT = 1e-11
"""Largest difference, in the size of what the row balances."""


@dataclass(frozen=True)
class Comparison:
    """Outcome of evaluating rules twice."""

    rows: int
    gap: float
    worst: str

    @property
    def ok(self) -> bool:
        """Whether both ways agree on every row that was tried."""
        return self.gap < AGREEMENT


def random_point(system: Compiled, seed: int = 0) -> np.ndarray:
    """Unknowns within a fifth of the benchmark, none of them at a special value."""
    rng = np.random.default_rng(seed)
    x = system.v[system.unknowns]
    return x * rng.uniform(0.8, 1.2, len(x)) + 0.01 * rng.uniform(0.3, 1.0, len(x))


def compare(
    model: Model, system: Compiled, point: np.ndarray, *, per_family: int = 200
) -> Comparison:
    """Compare compiled residuals with those of the rules called with labels.

    Parameters
    ----------
    model, system
        A model and its compiled equations.
    point : array (unknowns)
        Where to evaluate; a random one finds what the benchmark hides.
    per_family : int
        Rows tried of each family, spread evenly, first and last included.
    """
    place(model, system, system.full(point))
    residuals, size = system.g(point), sizes(system.g_x(point), point)
    gap, worst, rows = 0.0, "", 0
    for family in system.rows:
        count = len(family.keys)
        chosen = np.unique(np.linspace(0, count - 1, min(count, per_family)).astype(int))
        for n in chosen if count else []:
            key = family.keys[n]
            relation = family.equation.rule(model.pyomo, *(() if key is None else as_tuple(key)))
            left, right = (pyo.value(side) for side in relation.args)
            residual = residuals[family.start + n]
            # Python may hand lhs == rhs to Pyomo with its sides swapped: the same equation.
            difference = min(abs(left - right - residual), abs(right - left - residual))
            difference /= size[family.start + n]
            rows += 1
            if not difference <= gap:
                gap, worst = difference, system.row_label(family.start + int(n))
    return Comparison(rows, float(gap), worst)


def place(model: Model, system: Compiled, v: np.ndarray) -> None:
    """Write variables and mutable parameters into the Pyomo model."""
    for component in system.components.values():
        target = model.pyomo.component(component.name)
        if isinstance(target, pyo.Param) and not target.mutable:
            continue
        for key, value in zip(component.keys, v[component.cells], strict=True):
            target[key].value = float(value)
