"""Unknowns of the model: ratios to the benchmark, except where a cell may open from nothing."""

from __future__ import annotations

from typing import Any

from cge.model.declare import Declared, Var

FAR = 1e-20
"""Lower bound of ratios: far below any solution, so that it never decides one."""


def ratios(m: Declared, name: str, *over: Any) -> None:
    """Variables that are 1 at the benchmark and positive."""
    m.add_component(name, Var(*over, initialize=1.0, bounds=(FAR, None)))


def levels(m: Declared, name: str, start: Any, *over: Any) -> None:
    """Variables of either sign, in the unit that their equation states."""
    m.add_component(name, Var(*over, initialize=start))
