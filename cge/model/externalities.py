"""Externalities of people on productivity (M-6): brain drain and gain, density; off by default."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from cge.model.equation import equation


def productivity(m: Any, i: Any, r: Any) -> Any:
    """Neutral productivity: the scenario's, and what the people of the region make of it."""
    return m.productivity[i, r] * m.spill[r]


@equation("M-6", over="REGIONS")
def eq_spill(m: Any, r: Any) -> Any:
    """Productivity follows the skilled share of workers and the density of employment."""
    skilled_share = sum(
        m.brain_drain * (pyo.log(m.skilled[h]) - pyo.log(m.employed[h])) for h in m.skilled_at[r]
    )
    return pyo.log(m.spill[r]) == skilled_share + m.density * pyo.log(m.employed[r])


@equation("M-6w", over="REGIONS")
def eq_employed(m: Any, r: Any) -> Any:
    """Workers who live in r; land is fixed, so that this is density too."""
    return m.employed[r] == sum(m.su_workers_home[r, k] * m.stay[r, k] for k in m.born_in[r]) + sum(
        m.su_workers[o, r, k] * m.mig[o, r, k] for (o, k) in m.arrivals[r]
    )


@equation("M-6s", over="SKILLED")
def eq_skilled(m: Any, r: Any) -> Any:
    """Workers of the highest skill who live in r."""
    return m.skilled[r] == sum(
        m.su_skilled_home[r, k] * m.stay[r, k] for k in m.skilled_born_in[r]
    ) + sum(m.su_skilled[o, r, k] * m.mig[o, r, k] for (o, k) in m.skilled_arrivals[r])


EQUATIONS = (eq_spill, eq_employed, eq_skilled)
"""Holds for every scenario; with both elasticities zero productivity is the scenario's."""
