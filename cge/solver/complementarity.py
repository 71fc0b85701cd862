"""Complementarity of a solution, from its numbers alone: the equations' rounding is not trusted.

Every pair holds two numbers that must not be negative, one of which must be zero; the equations
name them (:func:`cge.model.equation.complement`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from cge.solver.compiled import Compiled

Pairs = dict[str, tuple[list[Any], np.ndarray, np.ndarray]]
"""What it is -> keys, left, right."""
COMPLEMENTARITY = 1e-8
"""Largest min(left, right) of any complementary pair."""


def pairs(system: Compiled, v: np.ndarray) -> Pairs:
    """Every complementarity pair of the model at the cells ``v``; of a flow, one each way."""
    if system.sides is None:
        return {}
    values = system.sides.residuals(v)
    numbers: dict[str, list[np.ndarray]] = {}
    for side in system.sides.rows:
        name = side.equation.name.partition("[")[0]
        numbers.setdefault(name, []).append(values[side.start : side.stop])
    found: Pairs = {}
    for rows in system.rows:
        one = rows.equation
        if one.name not in numbers:
            continue
        left, right, *flow = numbers[one.name]
        if flow:
            up, down = one.pairs or (f"{one.name} up", f"{one.name} down")
            found[up] = (rows.keys, np.maximum(flow[0], 0.0), left)
            found[down] = (rows.keys, np.maximum(-flow[0], 0.0), right)
        else:
            found[one.pairs[0] if one.pairs else one.name] = (rows.keys, left, right)
    return found


def worst(system: Compiled, v: np.ndarray) -> tuple[float, str]:
    """Largest violation over all pairs, and where it is."""
    largest, where = 0.0, ""
    for name, (keys, left, right) in pairs(system, v).items():
        both = np.abs(np.minimum(left, right))
        n = int(np.argmax(both))
        if both[n] > largest:
            key = keys[n] if isinstance(keys[n], tuple) else (keys[n],)
            largest, where = float(both[n]), f"{name} at {', '.join(map(str, key))}"
    return largest, where
