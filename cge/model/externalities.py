"""Externalities of people on productivity (M-26 to M-28): brain drain and gain, density.

Off by default.  They hold for every scenario; with both elasticities zero productivity is that of
the scenario.
"""

from __future__ import annotations

import pyomo.environ as pyo

from cge.benchmark import accounts
from cge.model.block import Context
from cge.model.declare import Set
from cge.model.equation import equation
from cge.model.sets import grouped, positive_cells
from cge.model.shares import fill
from cge.model.variables import ratios


def productivity(m, i, r):
    """Neutral productivity: the scenario's, and what the people of the region make of it."""
    return m.productivity[i, r] * m.spill[r]


@equation("M-26", over="REGIONS")
def eq_spill(m, r):
    """Productivity follows the skilled share of workers and the density of employment."""
    share = sum(pyo.log(m.skilled[r]) - pyo.log(m.employed[r]) for _ in m.skilled_at[r])
    return pyo.log(m.spill[r]) == m.brain_drain * share + m.density * pyo.log(m.employed[r])


@equation("M-27", over="REGIONS")
def eq_employed(m, r):
    """Workers who live in r; land is fixed, so that this is density too."""
    return m.employed[r] == sum(m.su_workers_home[r, k] * m.stay[r, k] for k in m.born_in[r]) + sum(
        m.su_workers[o, r, k] * m.mig[o, r, k] for (o, k) in m.arrivals[r]
    )


@equation("M-28", over="SKILLED")
def eq_skilled(m, r):
    """Workers of the highest skill who live in r."""
    return m.skilled[r] == sum(
        m.su_skilled_home[r, k] * m.stay[r, k] for k in m.skilled_born_in[r]
    ) + sum(m.su_skilled[o, r, k] * m.mig[o, r, k] for (o, k) in m.skilled_arrivals[r])


def declare(c: Context) -> None:
    """Where workers of the highest skill live, if there are several; all who live in a region."""
    m, bench = c.m, c.bench
    top = bench.skill.values.tolist()[-1]
    of_skill = bench.workers.sel(skill=top).sum("origin").rename(destination="region")
    there = [r for (r,) in positive_cells(of_skill, "region") if bench.sizes["skill"] > 1]
    m.SKILLED = Set(initialize=there)
    m.skilled_at = Set(m.REGIONS, initialize={r: [r] * (r in there) for r in m.REGIONS})
    born = [(r, k) for r, k in m.BORN if k == top and r in there]
    m.SKILLED_HOME = Set(initialize=born, dimen=2)
    came = [(o, r, k) for o, r, k in m.CORRIDORS if k == top and r in there]
    m.SKILLED_MOVES = Set(initialize=came, dimen=3)
    m.skilled_born_in = Set(m.SKILLED, initialize=grouped(born, (0,), (1,), there))
    arrivals = grouped(came, (1,), (0, 2), there)
    m.skilled_arrivals = Set(m.SKILLED, dimen=2, initialize=arrivals)
    stayers = accounts.diagonal(bench.workers) / of_skill.where(of_skill > 0)
    fill(m, "su_skilled_home", m.SKILLED_HOME, stayers, "region", "skill")
    movers = c.people.scale / of_skill.where(of_skill > 0).rename(region="destination")
    fill(m, "su_skilled", m.SKILLED_MOVES, movers, "origin", "destination", "skill")
    for name in ("spill", "employed"):
        ratios(m, name, m.REGIONS)
    ratios(m, "skilled", m.SKILLED)
    for name in ("brain_drain", "density"):
        c.elasticity(name)
