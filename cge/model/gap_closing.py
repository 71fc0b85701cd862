"""``close_gap`` (M-29 to M-32): workers move until part of the wage gap is closed.

Moses and Letnes (2004): in each region w' = w - t (w - wbar), with one wbar of all regions at which
workers add up.  Nobody is a sender or a receiver beforehand: the net outflow of a region has
whatever sign its wage asks for, and a region may lose all who were born there, with a wage that
stays below the one asked for.  Each receiver takes the same share from all who leave.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pyomo.environ as pyo
import xarray as xr
from scipy.optimize import brentq

from cge.benchmark import accounts
from cge.errors import DataError
from cge.model.block import Context
from cge.model.ces import positive_part
from cge.model.declare import Param, Set
from cge.model.definition import definition
from cge.model.equation import complement, equation
from cge.model.sets import Key, members
from cge.model.shares import fill
from cge.model.variables import levels

if TYPE_CHECKING:
    from cge.scenario.settings import Settings


LAST = 1e-4
"""Share of those who stayed at the benchmark with whom a region counts as empty.

Capital that nobody works with earns nothing, and prices have no logarithm there.
"""


LEAST_ELASTICITY = 0.1
"""Substitution that a first guess counts with where there is less."""
LEAST_RIGIDITY = 0.01
"""Fall of wages that it counts with where people change no price."""


def closes_gaps(settings: Settings) -> bool:
    """Whether the scenario has a clause ``close_gap``."""
    return settings.gap_closing is not None


def emigrating(m, k, r):
    """Workers who leave [share of those who stayed at the benchmark]."""
    return positive_part(m.outflow[k, r], m.kink)


def taken_in(m, k, r):
    """Workers who are taken in [share of those who stayed at the benchmark]."""
    return positive_part(-m.outflow[k, r], m.kink)


def wage_to_reach(m, k, r):
    """Wage that closing the share of the gap asks for, over the native wage of the benchmark.

    Today's wage counts in the money of the solution, so that the level of the numeraire moves
    nobody.
    """
    return (1 - m.gap_share) * m.numeraire + m.lift[k] / m.gap_wage_base[k, r]


@complement(
    "M-29", "GAP_REGIONS", "those who stay and a wage below the one to reach", when=closes_gaps
)
def eq_outflow(m, k, r):
    """Workers leave or are taken in until the wage is reached, or until nobody is left."""
    return m.stay[r, k] - LAST, wage_to_reach(m, k, r) - m.wn[k, r]


@equation("M-30", over="GAP_SKILLS", when=closes_gaps)
def eq_moved(m, k):
    """All who leave, as a share of all who could."""
    return m.moved[k] == sum(m.su_gap[k, r] * emigrating(m, k, r) for r in m.gap_regions[k])


@equation("M-31", over="GAP_SKILLS", when=closes_gaps)
def eq_lift(m, k):
    """Receivers take in all who leave: this sets the wage at which all arrive."""
    return sum(m.su_gap[k, r] * m.outflow[k, r] for r in m.gap_regions[k]) == 0


@equation("M-32", over="GAP_CORRIDORS", when=closes_gaps)
def eq_mig_gap(m, o, d, k):
    """Additional migrants of a corridor, as a share of those who stayed in the origin."""
    taken = m.su_gap[k, d] * taken_in(m, k, d) / m.moved[k]
    more = m.mig[o, d, k] - m.mig_base[o, d, k]
    return m.movers_per_stayer[o, d, k] * more == emigrating(m, k, o) * taken


@definition("M-31", over="GAP_SKILLS", when=closes_gaps)
def mean_wage(m, k):
    """Wage at which workers add up when the gap is closed; zero where none of it is."""
    return m.lift[k] / pyo.Expr_if(IF=m.gap_share, THEN=m.gap_share, ELSE=1.0)


def declare(c: Context) -> None:
    """Regions whose wages come nearer to each other, and the corridors between them.

    Raises
    ------
    DataError
        If a corridor between them is not opened by the clause.
    """
    m, bench, gap = c.m, c.bench, c.settings.gap_closing
    if gap is None:
        return
    wage = accounts.native_wage(bench)
    at_home = accounts.diagonal(bench.workers).sel(region=list(gap.regions))
    places = [(k, r) for k in gap.skills for r in gap.regions if (r, k) in m.BORN]
    among = [(o, d, k) for k, o in places for j, d in places if j == k and o != d]
    opened = [key for key in m.CORRIDORS if c.regime[key] == "close_gap"]
    missing = sorted(set(among) - set(opened))
    if missing:
        msg = f"close_gap {gap.name}: corridors {missing[:5]} are not opened by it"
        raise DataError(msg)
    for key in set(opened) - set(among):
        m.mig[key].fix()
    m.GAP_SKILLS = Set(initialize=list(gap.skills))
    m.GAP_REGIONS = Set(initialize=places, dimen=2)
    m.GAP_CORRIDORS = Set(initialize=among, dimen=3)
    m.gap_regions = members(places, "kr", m.GAP_SKILLS, "k")
    fill(m, "gap_wage_base", m.GAP_REGIONS, wage / wage.mean(), "skill", "region")
    fill(m, "su_gap", m.GAP_REGIONS, at_home / at_home.sum("region"), "skill", "region")
    levels(m, "outflow", 0.0, m.GAP_REGIONS)
    levels(m, "lift", 0.0, m.GAP_SKILLS)
    levels(m, "moved", math.sqrt(m.kink.value) / 2, m.GAP_SKILLS)
    m.gap_share = Param(initialize=0.0, mutable=True)
    c.path.to(m, "gap_share", {None: gap.share})
    if gap.share > 0:
        _expect(c, wage, at_home)


def _expect(c: Context, wage: xr.DataArray, at_home: xr.DataArray) -> None:
    """Where workers are expected to go, if nothing but their number changed a wage."""
    m, gap = c.m, c.settings.gap_closing
    assert gap is not None
    level = c.given("numeraire")
    money = 1.0 if level is None else float(level)
    rigid = _wage_rigidity(c.bench).sel(region=list(gap.regions))
    outflow: dict[Key, float] = {}
    lift = {}
    for k in gap.skills:
        before, there = wage.sel(skill=k, region=list(gap.regions)), at_home.sel(skill=k)
        mean, flow = _flows(before, there, rigid, gap.share)
        lift[k] = money * gap.share * mean / float(wage.mean())
        outflow |= {(k, r): float(flow.sel(region=r)) for r in m.gap_regions[k]}
    moved = {
        k: sum(m.su_gap[k, r] * max(outflow[k, r], 0.0) for r in m.gap_regions[k])
        for k in gap.skills
    }

    def more(o: str, d: str, k: str) -> float:
        taken = m.su_gap[k, d] * max(-outflow[k, d], 0.0) / moved[k]
        return max(outflow[k, o], 0.0) * taken / m.movers_per_stayer[o, d, k]

    mig = {key: m.mig_base[key] + more(*key) for key in m.GAP_CORRIDORS}
    c.path.expected |= {"outflow": outflow, "lift": lift, "moved": moved, "mig": mig}


def _flows(
    before: xr.DataArray, there: xr.DataArray, rigid: xr.DataArray, share: float
) -> tuple[float, xr.DataArray]:
    """Mean wage and net outflow (region) [share of those there] at which everybody works."""

    def left(mean: float) -> xr.DataArray:
        return 1 - (before / (before - share * (before - mean))) ** (1 / rigid)

    def unplaced(mean: float) -> float:
        return float((there * left(mean)).sum() / there.sum())

    mean = float(brentq(unplaced, float(before.min()) / 2, float(before.max()) * 2))
    return mean, left(mean)


def _wage_rigidity(bench: xr.Dataset) -> xr.DataArray:
    """How steeply wages fall with employment (region) [elasticity].

    Other factors become scarce (their share over esubva); where labour is the only factor, what is
    exported becomes cheaper (its share in output over esubm).
    """
    income = bench.value_added.sum("sector")
    other = 1 - income.sel(factor=bench.skill.values).sum("factor") / income.sum("factor")
    sold = accounts.exports(bench).sum("sector") / accounts.output(bench).sum("sector")
    fixed = other / max(float(bench.esubva.mean()), LEAST_ELASTICITY)
    traded = sold / max(float(bench.esubm.mean()), LEAST_ELASTICITY)
    return fixed.where(other > 0, traded).clip(min=LEAST_RIGIDITY)
