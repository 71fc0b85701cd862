"""Functional forms in calibrated share form, exact at every elasticity (0, 1 and inf included).

All arguments are ratios to the benchmark.  With Box-Cox transforms a CES nest is a plain sum: its
share-weighted terms are never inside a power, so that a rule holds for Leontief, Cobb-Douglas and
perfect substitutes alike, in values and in derivatives.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo


def boxcox(ratio: Any, power: Any) -> Any:
    """(ratio^power - 1) / power, and log(ratio) at power 0."""
    y = pyo.log(ratio)
    safe = pyo.Expr_if(IF=power, THEN=power, ELSE=1.0)
    series = y + power * y**2 / 2
    return pyo.Expr_if(
        IF=power, THEN=2 * pyo.exp(safe * y / 2) * pyo.sinh(safe * y / 2) / safe, ELSE=series
    )


def ces(price: Any, sigma: Any) -> Any:
    """Term of a nest with elasticity sigma: weighted by share these add up to zero.

    ``price`` is that of a part over that of the nest.  In relative prices the sum is as steep at
    any level of prices; p^(1 - sigma) itself is flat where p is high, and leaves wrong ones unseen.
    """
    return boxcox(price, 1 - sigma)


def positive_part(value: Any, smoothing: Any) -> Any:
    """max(value, 0), rounded within sqrt(smoothing) of the kink."""
    return (value + pyo.sqrt(value**2 + smoothing)) / 2


def complementary(left: Any, right: Any, smoothing: Any) -> Any:
    """Fischer-Burmeister: zero exactly if left >= 0, right >= 0 and one of them is 0."""
    return left + right - pyo.sqrt(left**2 + right**2 + 2 * smoothing)


def between(above_floor: Any, below_ceiling: Any, flow: Any, smoothing: Any) -> Any:
    """Zero exactly if floor <= x <= ceiling, flow > 0 only at the floor, < 0 only at the ceiling.

    Fischer-Burmeister twice (Billups): also where floor and ceiling are one, and the flow is free.
    """
    return complementary(above_floor, -complementary(below_ceiling, -flow, smoothing), smoothing)
