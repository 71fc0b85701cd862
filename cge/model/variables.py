"""Unknowns of the model: ratios to the benchmark, except where a cell may open from nothing."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

FAR = 1e-9
"""Lower bound of ratios: far below any solution, so that it never decides one."""


def ratios(m: pyo.ConcreteModel, name: str, *over: Any) -> None:
    """Variables that are 1 at the benchmark and positive."""
    m.add_component(name, pyo.Var(*over, initialize=1.0, bounds=(FAR, None)))


def levels(m: pyo.ConcreteModel, name: str, start: Any, *over: Any) -> None:
    """Variables of either sign, in the unit that their equation states."""
    m.add_component(name, pyo.Var(*over, initialize=start))


def declare_goods(m: pyo.ConcreteModel) -> None:
    """Prices and quantities of goods and factors."""
    for name in ("po", "qo"):
        ratios(m, name, m.MAKES)
    for name in ("pc", "qc"):
        ratios(m, name, m.COMPOSITE)
    ratios(m, "pint", m.BUNDLE)
    ratios(m, "pva", m.VALUE_ADDED)
    ratios(m, "plab", m.LABOUR)
    ratios(m, "pm", m.IMPORTS)
    ratios(m, "pf", m.FACTOR)
    ratios(m, "qe", m.FACTOR)
    ratios(m, "p_cons", m.REGIONS)
    ratios(m, "p_world")
    ratios(m, "p_gov", m.GOVERNMENT)
    ratios(m, "p_inv", m.INVESTMENT)


def declare_income(m: pyo.ConcreteModel) -> None:
    """Incomes and final demand; transfers are per worker, relative to GDP per worker."""
    ratios(m, "cons", m.REGIONS)
    ratios(m, "gov", m.GOVERNMENT)
    ratios(m, "inv", m.INVESTMENT)
    ratios(m, "yd", m.REGIONS)
    ratios(m, "prop", m.OWNERS)
    ratios(m, "heads", m.REGIONS)
    ratios(m, "residents", m.REGIONS)
    ratios(m, "entitled", m.REGIONS)
    ratios(m, "public_scale", m.GOVERNMENT)
    for name in ("transfer", "benefit"):
        start = getattr(m, f"{name}_base")
        levels(m, name, {r: start[r] for r in m.REGIONS}, m.REGIONS)
    for name in ("tax_shift", "product_shift"):
        levels(m, name, 0.0, m.REGIONS)
    levels(m, "saving", {r: m.saving_base[r] for r in m.REGIONS}, m.REGIONS)


def declare_people(m: pyo.ConcreteModel) -> None:
    """Labour, wages and migrants."""
    for name in ("pl", "ql", "ln", "wn", "wm", "w_settled", "w_recent"):
        ratios(m, name, m.SKILL)
    for name in ("lm", "l_settled", "l_recent"):
        ratios(m, name, m.MIGRANT)
    ratios(m, "stay", m.BORN)
    m.mig = pyo.Var(
        m.CORRIDORS, initialize={key: m.mig_base[key] for key in m.CORRIDORS}, bounds=(0.0, None)
    )
