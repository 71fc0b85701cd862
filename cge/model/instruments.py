"""From the regimes of corridors to sets, fixed cells and caps of the migration block."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo
import xarray as xr
from scipy.optimize import brentq

from cge.benchmark import accounts
from cge.errors import DataError
from cge.model import charges, sets, shares, variables
from cge.model.block import Context
from cge.model.path import Path
from cge.model.people import People
from cge.model.taken import refuse_whole_incomes
from cge.scenario.settings import CAPPED, DECIDE

if TYPE_CHECKING:
    from cge.scenario.settings import GapClosing, Settings

LEAST_ELASTICITY = 0.1
"""Substitution that a first guess counts with where there is less."""
LEAST_RIGIDITY = 0.01
"""Fall of wages that it counts with where people change no price."""
ODK = ("origin", "destination", "skill")


def declare(c: Context) -> None:
    """Everything that a scenario does to the movement of people."""
    declare_instruments(c.m, c.bench, c.settings, c.people, c.path)
    c.asked.add("matching")
    needed = len(c.m.CHOICE) + len(c.m.ARBITRAGE) > 0
    c.elasticity("migration_elasticity", inverse="inv_nu", needed=needed)


def declare_instruments(
    m: pyo.ConcreteModel, bench: xr.Dataset, settings: Settings, who: People, path: Path
) -> bool:
    """Fix given numbers, declare caps and barriers, set targets; True if wages gaps are closed."""
    every = settings.regime.transpose(*ODK).to_series().to_dict()
    regime = {key: every[key] for key in m.CORRIDORS}
    chosen = [key for key in m.CORRIDORS if regime[key] in DECIDE]
    _refuse_income_below_zero(who, chosen)
    nu = settings.values.get("migration_elasticity", bench.get("migration_elasticity", 1.0))
    textbook = math.isinf(float(xr.DataArray(nu)))
    caps: dict[str, list[sets.Key]] = {cap.name: list(cap.corridors) for cap in settings.caps}
    sets.declare_regimes(m, [] if textbook else chosen, chosen if textbook else [], caps)
    variables.levels(m, "loss", 0.0, m.ARBITRAGE)
    given = [key for key in m.CORRIDORS if regime[key] == "stock"]
    for key in given:
        m.mig[key].fix()
    goal = (settings.stock / who.scale).to_series().to_dict()
    path.to(m, "mig", {key: float(goal[key]) for key in given})
    _declare_barriers(m, settings, regime)
    _declare_caps(m, settings, who, path)
    charges.declare_visas(m, settings, who, regime, path, str(bench.attrs["remittance_sector"]))
    _move_barriers(m, settings, regime, path)
    charges.declare_levies(m, settings, who, path)
    refuse_whole_incomes(m, path)
    force = bench.workers.sum(["origin", "skill"]).rename(destination="region")
    charges.declare_linkage(m, settings, who, force, path)
    declare_irregular(m, settings, who, path, str(bench.attrs["remittance_sector"]))
    charges.declare_matching(m, settings, path)
    charges.seeds(m, settings, who, path)
    _declare_safeguards(m, settings)
    if settings.gap_closing is not None:
        declare_gap(
            m,
            bench,
            settings.gap_closing,
            [k for k in m.CORRIDORS if regime[k] == "close_gap"],
            path,
        )
    return settings.gap_closing is not None


def _refuse_income_below_zero(who: People, chosen: list[sets.Key]) -> None:
    """Choice compares logs of income: nobody chooses between a life and one without income."""
    share = who.wage_share.transpose(*ODK).to_series().to_dict()
    for o, d, k in chosen:
        for home in (o, d):
            if not share[o, home, k] > 0:
                msg = (
                    f"workers from {o} of skill {k} would have no income in {home} once lump-sum "
                    "taxes (government spending beyond revenue) are paid, so where they go is not "
                    "defined.  Next: give income_tax in the benchmark, or use instrument stock"
                )
                raise DataError(msg)


def _declare_barriers(
    m: pyo.ConcreteModel, settings: Settings, regime: dict[sets.Key, str]
) -> None:
    """Barriers of today, as long as no cap, fee or sale of places stands for them."""
    today = xr.DataArray(-np.log1p(-settings.visa_price))
    shares.fill(m, "barrier_base", m.DECIDES, today, *ODK)
    replaced = (*CAPPED, "fee")
    start = {k: 0.0 if regime[k] in replaced else m.barrier_base[k] for k in m.DECIDES}
    charges.live(m, "barrier", m.DECIDES, start)


def _move_barriers(
    m: pyo.ConcreteModel, settings: Settings, regime: dict[sets.Key, str], path: Path
) -> None:
    """Where given barriers are brought to; what a first price in money does not cover vanishes."""
    goal = xr.DataArray(-np.log1p(-settings.visa_price_target)).to_series().to_dict()
    for key in m.PRICED:
        if regime[key] == "price" or key in m.PRICED_IN_MONEY:
            m.barrier[key] = m.barrier_base[key] - m.asked_barrier[key].value
            path.to(m, "barrier", {key: 0.0})
    moved = [k for k in m.DECIDES if regime[k] in ("free", "price") and k not in m.PRICED]
    path.to(m, "barrier", {key: float(goal[key]) for key in moved})


def _declare_caps(m: pyo.ConcreteModel, settings: Settings, who: People, path: Path) -> None:
    """A cap has one visa price; where today's prices differ they keep their proportions.

    A price in money is in units of the lowest income of those who may buy.
    """
    barrier, workers = {}, {}
    weight = dict.fromkeys(m.DECIDES, 1.0)
    scale = who.scale.to_series().to_dict()
    for cap in settings.caps:
        today = {key: m.barrier_base[key] for key in cap.corridors}
        mean = math.fsum(today.values()) / len(today)
        barrier[cap.name] = charges.FIRST_PRICE if cap.money else mean
        for key in cap.corridors:
            weight[key] = today[key] / mean if mean > 0 else 1.0
            workers[key] = scale[key] / cap.today
    keys = list(workers)
    m.CAPPED = pyo.Set(initialize=keys, dimen=3)
    m.su_cap = pyo.Param(m.CAPPED, initialize=workers, within=pyo.Any)
    m.su_barrier = pyo.Param(m.DECIDES, initialize=weight, within=pyo.Any)
    m.limit = pyo.Param(m.CAPS, initialize=1.0, mutable=True)
    variables.levels(m, "cap_price", barrier, m.CAPS)
    variables.levels(m, "slack", 0.0, m.CAPS)
    path.to(m, "limit", {cap.name: cap.limit / cap.today for cap in settings.caps})


def _declare_safeguards(m: pyo.ConcreteModel, settings: Settings) -> None:
    """Sets, floors and the closed shares of the safeguards of a scenario."""
    guards = settings.safeguards
    m.SAFEGUARDS = pyo.Set(initialize=[guard.name for guard in guards])
    m.guarded_wage = pyo.Set(
        m.SAFEGUARDS, dimen=2, initialize={g.name: [(g.skill, g.region)] for g in guards}
    )
    of = {cap.name: [g.name for g in guards if cap.name in g.caps] for cap in settings.caps}
    m.safeguards_of = pyo.Set(m.CAPS, initialize=of)
    floors = {guard.name: guard.floor for guard in guards}
    m.wage_floor = pyo.Param(m.SAFEGUARDS, initialize=floors, mutable=True, within=pyo.Any)
    variables.levels(m, "closed", 0.0, m.SAFEGUARDS)
    variables.levels(m, "room", {name: 1 - floor for name, floor in floors.items()}, m.SAFEGUARDS)


def declare_irregular(
    m: pyo.ConcreteModel, settings: Settings, who: People, path: Path, services: str
) -> None:
    """Irregular ways into corridors (M-7): nobody has come at the benchmark."""
    cells = {key: way for way in settings.irregular for key in way.corridors}
    keys = [key for key in m.CORRIDORS if key in cells]
    m.IRREGULAR = pyo.Set(initialize=keys, dimen=3)
    through = sets.bought_through(keys, services, m.COMPOSITE)
    m.irregular_through = pyo.Set(m.COMPOSITE, dimen=2, initialize=through)
    charges.by_place(keys, m, ("irregular_in", "irregular_from"))
    variables.levels(m, "irr", 0.0, m.CORRIDORS)
    m.irr.fix()
    charges.live(m, "discount", m.CORRIDORS, {k: cells[k].discount for k in keys})
    charges.live(m, "smuggling", m.CORRIDORS, {k: cells[k].price for k in keys})
    charges.live(m, "smuggling_base", m.IRREGULAR, {k: cells[k].price for k in keys})
    charges.live(m, "irr_seed", m.IRREGULAR, charges.NEXT_TO_NOBODY)
    path.to(m, "irr_seed", {k: cells[k].share * m.mig_base[k] for k in keys})
    raised = {k: way.raised_to for k, way in cells.items() if way.raised_to is not None}
    path.to(m, "smuggling", {k: float(raised[k] or 0.0) for k in keys if k in raised})
    for key in keys:
        m.irr[key].set_value(charges.NEXT_TO_NOBODY)
        m.irr[key].setlb(0.0)
        m.irr[key].unfix()


def declare_gap(
    m: pyo.ConcreteModel,
    bench: xr.Dataset,
    gap: GapClosing,
    corridors: list[sets.Key],
    path: Path,
) -> None:
    """Senders and receivers of ``close_gap``, and where the workers are expected to go."""
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
    m.GAP_SKILLS = pyo.Set(initialize=list(gap.skills))
    m.GAP_SENDERS = pyo.Set(initialize=senders, dimen=2)
    m.GAP_RECEIVERS = pyo.Set(initialize=receivers, dimen=2)
    m.gap_receivers = pyo.Set(
        m.GAP_SKILLS, initialize=sets.grouped(receivers, (0,), (1,), gap.skills)
    )
    moving = [(o, d, k) for k, o in senders for j, d in receivers if j == k]
    missing = sorted(set(moving) - set(corridors))
    if missing:
        msg = (
            f"close_gap {gap.name}: corridors {missing[:5]} would be used but are not opened by it"
        )
        raise DataError(msg)
    m.GAP_CORRIDORS = pyo.Set(initialize=moving, dimen=3)
    for key in set(corridors) - set(moving):
        m.mig[key].fix()
    shares.fill(
        m, "gap_wage_base", m.GAP_SENDERS | m.GAP_RECEIVERS, wage / wage.mean(), "skill", "region"
    )
    scale = {key: 1.0 / m.su_stayers[key] for key in moving}
    m.su_gap = pyo.Param(m.GAP_CORRIDORS, initialize=scale, within=pyo.Any)
    variables.levels(m, "outflow", 0.0, m.GAP_SENDERS)
    variables.levels(m, "intake", intake, m.GAP_RECEIVERS)
    variables.levels(
        m, "mean_wage", {k: x / float(wage.mean()) for k, x in mean.items()}, m.GAP_SKILLS
    )
    m.gap_share = pyo.Param(initialize=0.0, mutable=True)
    path.to(m, "gap_share", {None: gap.share})


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
