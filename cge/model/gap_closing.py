"""``close_gap`` (M-29 to M-32): workers move until part of the wage gap is closed.

Moses and Letnes (2004): in each region w' = w - t (w - wbar), with wbar such that workers add up.
Senders (benchmark wage below wbar) lose ``outflow``; each receiver takes the same share of it from
everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr
from scipy.optimize import brentq

from cge.benchmark import accounts
from cge.errors import DataError
from cge.model.block import Context
from cge.model.declare import Param, Set
from cge.model.equation import equation
from cge.model.sets import members
from cge.model.shares import fill
from cge.model.variables import levels

if TYPE_CHECKING:
    from cge.scenario.settings import Settings


LEAST_ELASTICITY = 0.1
"""Substitution that a first guess counts with where there is less."""
LEAST_RIGIDITY = 0.01
"""Fall of wages that it counts with where people change no price."""


def closes_gaps(settings: Settings) -> bool:
    """Whether the scenario has a clause ``close_gap``."""
    return settings.gap_closing is not None


def remaining_gap(m, k, r):
    """Wage after, less the wage that closing the share of the gap asks for [native wage units]."""
    before = m.gap_wage_base[k, r]
    return before * m.wn[k, r] - before + m.gap_share * (before - m.mean_wage[k])


@equation("M-29", over="GAP_SENDERS", when=closes_gaps)
def eq_outflow(m, k, o):
    """Senders lose workers until their wage has risen."""
    return remaining_gap(m, k, o) == 0


@equation("M-30", over="GAP_RECEIVERS", when=closes_gaps)
def eq_intake(m, k, d):
    """Receivers take in workers until their wage has fallen."""
    return remaining_gap(m, k, d) == 0


@equation("M-31", over="GAP_SKILLS", when=closes_gaps)
def eq_mean_wage(m, k):
    """Receivers take in all who leave."""
    return sum(m.intake[k, d] for d in m.gap_receivers[k]) == 1


@equation("M-32", over="GAP_CORRIDORS", when=closes_gaps)
def eq_mig_gap(m, o, d, k):
    """Additional migrants of a corridor."""
    more = m.stayers_per_mover[o, d, k] * m.outflow[k, o] * m.intake[k, d]
    return m.mig[o, d, k] == m.mig_base[o, d, k] + more


def declare(c: Context) -> None:
    """Senders and receivers, and where the workers are expected to go.

    Raises
    ------
    DataError
        If a corridor that would be used is not opened by the clause.
    """
    m, bench, gap = c.m, c.bench, c.settings.gap_closing
    if gap is None:
        return
    corridors = [key for key in m.CORRIDORS if c.regime[key] == "close_gap"]
    wage = accounts.native_wage(bench)
    workers = accounts.diagonal(bench.workers)
    senders, receivers, intake, mean = [], [], {}, {}
    for k in gap.skills:
        base = wage.sel(skill=k, region=list(gap.regions))
        there = workers.sel(skill=k, region=list(gap.regions))
        rigid = _wage_rigidity(bench).sel(region=list(gap.regions))
        level = _common_wage(base, there, rigid)
        mean[k] = level
        room = (there * (base / level) ** (1 / rigid) - there).to_series()
        senders += [(k, r) for r in gap.regions if room[r] <= 0]
        receivers += [(k, r) for r in gap.regions if room[r] > 0]
        total = room[room > 0].sum()
        intake.update({(k, r): room[r] / total for r in gap.regions if room[r] > 0})
    m.GAP_SKILLS = Set(initialize=list(gap.skills))
    m.GAP_SENDERS = Set(initialize=senders, dimen=2)
    m.GAP_RECEIVERS = Set(initialize=receivers, dimen=2)
    m.gap_receivers = members(receivers, "kd", m.GAP_SKILLS, "k")
    moving = [(o, d, k) for k, o in senders for j, d in receivers if j == k]
    missing = sorted(set(moving) - set(corridors))
    if missing:
        msg = (
            f"close_gap {gap.name}: corridors {missing[:5]} would be used but are not opened by it"
        )
        raise DataError(msg)
    m.GAP_CORRIDORS = Set(initialize=moving, dimen=3)
    for key in set(corridors) - set(moving):
        m.mig[key].fix()
    fill(m, "gap_wage_base", m.GAP_SENDERS | m.GAP_RECEIVERS, wage / wage.mean(), "skill", "region")
    scale = {key: 1.0 / m.movers_per_stayer[key] for key in moving}
    m.stayers_per_mover = Param(m.GAP_CORRIDORS, initialize=scale)
    levels(m, "outflow", 0.0, m.GAP_SENDERS)
    levels(m, "intake", intake, m.GAP_RECEIVERS)
    levels(m, "mean_wage", {k: x / float(wage.mean()) for k, x in mean.items()}, m.GAP_SKILLS)
    m.gap_share = Param(initialize=0.0, mutable=True)
    c.path.to(m, "gap_share", {None: gap.share})


def _wage_rigidity(bench: xr.Dataset) -> xr.DataArray:
    """How steeply wages fall with employment (region) [elasticity]: a first guess.

    Other factors become scarce (their share over esubva); where labour is the only factor, what is
    exported becomes cheaper (its share in output over esubm).
    """
    income = bench.value_added.sum("sector")
    other = 1 - income.sel(factor=bench.skill.values).sum("factor") / income.sum("factor")
    sold = accounts.exports(bench).sum("sector") / accounts.output(bench).sum("sector")
    fixed = other / max(float(bench.esubva.mean()), LEAST_ELASTICITY)
    traded = sold / max(float(bench.esubm.mean()), LEAST_ELASTICITY)
    return fixed.where(other > 0, traded).clip(min=LEAST_RIGIDITY)


def _common_wage(base: xr.DataArray, there: xr.DataArray, rigid: xr.DataArray) -> float:
    """Wage at which all would be equal and everybody works somewhere: a first guess."""

    def unplaced(level: float) -> float:
        return float((there * (base / level) ** (1 / rigid)).sum() - there.sum())

    return float(brentq(unplaced, float(base.min()) / 2, float(base.max()) * 2))
