"""Labour by nativity and time of arrival (P-5, P-6) and its wages (Y-1), by region and skill."""

from __future__ import annotations

import pyomo.environ as pyo
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.once import once
from cge.model import people
from cge.model.block import Context
from cge.model.ces import boxcox, positive_part
from cge.model.declare import Declared, Param, Set, Var
from cge.model.equation import equation
from cge.model.production import technology
from cge.model.sets import ODK, members, positive_cells, there
from cge.model.shares import fill
from cge.model.variables import ratios


def new_migrants(m, o, d, k):
    """Workers who arrived in the scenario, in units of the corridor's scale.

    In a corridor without migrants at the benchmark (0, else 1) all are new, without a kink.
    """
    before = m.mig_base[o, d, k]
    more = positive_part(m.mig[o, d, k] - before, m.kink)
    return before * more + (1 - before) * m.mig[o, d, k]


def returned(m, o, d, k):
    """Benchmark migrants who went home, in units of the corridor's scale."""
    before = m.mig_base[o, d, k]
    return before * positive_part(before - m.mig[o, d, k], m.kink)


def established(m, o, d, k):
    """Benchmark migrants who are still there, in units of the corridor's scale."""
    return m.mig_base[o, d, k] - returned(m, o, d, k)


def jobs(m, g, k, r):
    """Part of a group that has work, over that of the benchmark (U-1)."""
    return (1 - m.jobless[g, k, r]) / (1 - m.jobless_base[k, r])


def native_work(m, k, r):
    """Work of a native, over that of the benchmark: what each does, and how many have a job."""
    return m.effort[k, r] * jobs(m, "native", k, r)


def established_units(m, o, d, k):
    """Work of those who lived in the corridor at the benchmark and still do (P-6, Y-1)."""
    return m.eff[o, d, k] * established(m, o, d, k)


def new_units(m, o, d, k):
    """Work of new migrants (P-6, Y-1)."""
    return m.eff_new[o, d, k] * new_migrants(m, o, d, k)


def irregular_units(m, o, d, k):
    """Work of irregular migrants, at a discount (M-24)."""
    return m.eff_new[o, d, k] * (1 - m.discount[o, d, k]) * m.irr[o, d, k]


def arrived(m, o, d, k):
    """Everybody who came in the scenario, with a visa or without."""
    return new_migrants(m, o, d, k) + m.irr[o, d, k]


def efficiency_units(m, o, d, k):
    """Work of a corridor: the established at their efficiency, the new at theirs."""
    return established_units(m, o, d, k) + new_units(m, o, d, k) + irregular_units(m, o, d, k)


def recent_wage(m, k, r):
    """Wage per efficiency unit of recent and new migrants, those without work counted."""
    return m.w_recent[k, r] * jobs(m, "recent", k, r)


def established_wage(m, k, r):
    """The same of established migrants, of whom some arrived of late."""
    settled = m.w_settled[k, r] * jobs(m, "settled", k, r)
    return (1 - m.recent_share) * settled + m.recent_share * recent_wage(m, k, r)


@equation("P-5", over="SKILL")
def eq_ql(m, k, r):
    """Composite of natives and migrants of one skill."""
    power = 1 - m.inv_esubnm
    share = m.th_native[k, r]
    migrants = sum((1 - share) * boxcox(m.lm[k, r], power) for _ in m.migrants_at[k, r])
    return boxcox(m.ql[k, r], power) == share * boxcox(m.ln[k, r], power) + migrants


@equation("P-5n", over="SKILL")
def eq_wn(m, k, r):
    """Wage of natives: their marginal product in the composite."""
    return pyo.log(m.wn[k, r] / m.pl[k, r]) == m.inv_esubnm * pyo.log(m.ql[k, r] / m.ln[k, r])


@equation("P-5m", over="MIGRANT")
def eq_wm(m, k, r):
    """Wage of migrants per efficiency unit: their marginal product in the composite."""
    return pyo.log(m.wm[k, r] / m.pl[k, r]) == m.inv_esubnm * pyo.log(m.ql[k, r] / m.lm[k, r])


@equation("P-5o", over="NATIVES_ONLY")
def eq_wm_first(m, k, r):
    """Where no migrant worked at the benchmark, the first ones are perfect substitutes."""
    return m.wm[k, r] == m.wn[k, r]


@equation("P-6", over="MIGRANT")
def eq_lm(m, k, d):
    """Composite of migrants who settled long ago and those who came of late (esubvin).

    Relative to the composite: millions may come where a single worker lived.
    """
    power = 1 - m.inv_esubvin
    settled = (1 - m.recent_share) * boxcox(m.l_settled[k, d] / m.lm[k, d], power)
    return settled + m.recent_share * boxcox(m.l_recent[k, d] / m.lm[k, d], power) == 0


@equation("P-6e", over="MIGRANT")
def eq_l_settled(m, k, d):
    """Efficiency units of established migrants at work, the origins added up."""
    return m.l_settled[k, d] == jobs(m, "settled", k, d) * sum(
        m.su_migrant[o, d, k] * established_units(m, o, d, k) for o in m.origins_of[k, d]
    )


@equation("P-6v", over="MIGRANT")
def eq_l_recent(m, k, d):
    """New migrants join those established migrants who came of late."""
    recent = m.l_recent[k, d] / jobs(m, "recent", k, d)
    settled = m.l_settled[k, d] / jobs(m, "settled", k, d)
    return m.recent_share * (recent - settled) == sum(
        m.su_migrant[o, d, k] * (new_units(m, o, d, k) + irregular_units(m, o, d, k))
        for o in m.origins_of[k, d]
    )


@equation("Y-1e", over="SKILL")
def eq_w_settled(m, k, r):
    """Wage of the long settled: their marginal product among migrants, where there are any."""
    scarcity = sum(pyo.log(m.lm[k, r]) - pyo.log(m.l_settled[k, r]) for _ in m.migrants_at[k, r])
    return pyo.log(m.w_settled[k, r]) - pyo.log(m.wm[k, r]) == m.inv_esubvin * scarcity


@equation("Y-1v", over="SKILL")
def eq_w_recent(m, k, r):
    """Wage of recent and new migrants: their marginal product among migrants."""
    scarcity = sum(pyo.log(m.lm[k, r]) - pyo.log(m.l_recent[k, r]) for _ in m.migrants_at[k, r])
    return pyo.log(m.w_recent[k, r]) - pyo.log(m.wm[k, r]) == m.inv_esubvin * scarcity


@equation("P-6n", over="SKILL")
def eq_ln(m, k, r):
    """Work of natives, with that of first migrants of skills that had none."""
    first = sum(
        m.su_migrant[o, r, k] * efficiency_units(m, o, r, k) for o in m.first_origins_of[k, r]
    )
    return m.ln[k, r] == native_work(m, k, r) * m.stay[r, k] + jobs(m, "native", k, r) * first


def declare(c: Context) -> None:
    """People by origin, place and skill; corridors hold migrants now or may do so later."""
    m = c.m
    m.include(corridors(c.bench, c.tech, c.moving))
    for name, (over, array, dims) in numbers(c.bench, c.newcomers).items():
        fill(m, name, getattr(m, over), array, *dims)
    m.effort = Param(m.SKILL, initialize=1.0)
    c.elasticity("esubnm", inverse="inv_esubnm", needed=len(m.MIGRANT) > 0)
    c.elasticity("esubvin", inverse="inv_esubvin")
    c.elasticity("recent_share")
    for name in ("ql", "ln", "wn", "wm", "w_settled", "w_recent"):
        ratios(m, name, m.SKILL)
    for name in ("lm", "l_settled", "l_recent"):
        ratios(m, name, m.MIGRANT)
    ratios(m, "stay", m.BORN)
    start = {key: m.mig_base[key] for key in m.CORRIDORS}
    m.mig = Var(m.CORRIDORS, initialize=start, bounds=(0.0, None))
    work = c.given("endowment")
    if work is not None:
        c.path.to(m, "effort", {(k, r): float(work.sel(factor=k, region=r)) for k, r in m.SKILL})


Numbers = dict[str, tuple[str, xr.DataArray, tuple[str, ...]]]
"""By Param: the set that it is over, its array, and the dims in the order of the index."""


@once
def numbers(bench: xr.Dataset, newcomers: xr.Dataset) -> Numbers:
    """People, their work and their wages at the benchmark, whoever may move."""
    who = people.describe(bench, newcomers)
    units = accounts.effective_migrants(bench)
    natives = accounts.diagonal(bench.workers).rename(region="destination")
    at_home = natives.rename(destination="origin")
    born = bench.workers.sum("destination") / at_home.where(at_home > 0)
    everybody = bench.workers.sum(["origin", "skill"])
    at_work = accounts.diagonal(bench.workers / everybody)
    paid = who.gdp_per_income * who.income
    by_corridor = {
        "scale": who.scale,
        "mig_base": who.base,
        "eff": bench.efficiency,
        "eff_new": who.efficiency_new,
        "su_migrant": who.scale / units.where(units > 0, natives),
        "movers_per_stayer": who.scale / at_home,
        "v_native_wage": who.scale * who.wage,
        "v_mover": who.scale * who.income,
        "v_transfer": who.scale * paid,
        "su_workers": who.scale / everybody,
    }
    return {
        **{name: ("CORRIDORS", array, ODK) for name, array in by_corridor.items()},
        "wage_per_income": ("MOVERS", who.wage_per_income, ODK),
        "gdp_per_income": ("MOVERS", who.gdp_per_income, ODK),
        "born": ("BORN", born, ("origin", "skill")),
        "su_workers_home": ("BORN", at_work, ("region", "skill")),
        "th_native": ("SKILL", natives / (natives + units), ("skill", "destination")),
    }


@once
def corridors(bench: xr.Dataset, tech: xr.Dataset, moving: xr.Dataset) -> Declared:
    """Where people live or may live: corridors, skills with and without migrants, the born."""
    m, known = Declared("labour"), technology(bench, tech)
    m.CORRIDORS = Set(initialize=positive_cells(moving.open, *ODK), dimen=3)
    units = accounts.effective_migrants(bench)
    abroad = {(k, d) for d, k in positive_cells(units, "destination", "skill")}
    m.MIGRANT = Set(initialize=[key for key in known.SKILL if key in abroad], dimen=2)
    m.NATIVES_ONLY = Set(initialize=[key for key in known.SKILL if key not in abroad], dimen=2)
    stayers = positive_cells(accounts.diagonal(bench.workers), "region", "skill")
    m.BORN = Set(initialize=stayers, dimen=2)
    everybody = list(m.CORRIDORS) + [(o, o, k) for o, k in m.BORN]
    m.MOVERS = Set(initialize=everybody, dimen=3)
    joining = [(o, d, k) for o, d, k in m.CORRIDORS if (k, d) in abroad]
    first = [(o, d, k) for o, d, k in m.CORRIDORS if (k, d) not in abroad]
    m.migrants_at = there(m.MIGRANT, known.SKILL)
    m.origins_of = members(joining, "odk", m.MIGRANT, "kd")
    m.first_origins_of = members(first, "odk", known.SKILL, "kd")
    m.destinations_of = members(m.CORRIDORS, "odk", m.BORN, "ok")
    m.born_in = members(m.BORN, "ok", known.REGIONS, "o")
    m.arrivals = members(m.CORRIDORS, "odk", known.REGIONS, "d")
    m.departures = members(m.CORRIDORS, "odk", known.REGIONS, "o")
    return m
