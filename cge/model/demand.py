"""Final demand and price indexes (D-1 to D-5), market of the composites (D-4), numeraire (C-2)."""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.once import once
from cge.model.block import Context
from cge.model.ces import ces
from cge.model.declare import Declared, Param, Set
from cge.model.equation import equation
from cge.model.irregular import smuggled
from cge.model.production import input_demand, technology
from cge.model.remittances import remittance_services
from cge.model.sets import IR, members, positive_cells, there
from cge.model.shares import fill, ratio
from cge.model.sponsors import hosting
from cge.model.variables import ratios
from cge.model.visas import dissipated


def household_demand(m, i, r):
    """(D-1) a good bought by households."""
    return m.cons[r] * (m.p_cons[r] / m.pc[i, r]) ** m.esubhh


def government_demand(m, i, r):
    """(D-2) a good bought by government."""
    return m.gov[r] * (m.p_gov[r] / m.pc[i, r]) ** m.esubgov


def investment_demand(m, i, r):
    """(D-3) a good bought for investment."""
    return m.inv[r] * (m.p_inv[r] / m.pc[i, r]) ** m.esubinv


@equation("D-5", over="REGIONS")
def eq_p_cons(m, r):
    """(D-1) true price index of consumption."""
    return (
        sum(m.th_cons[i, r] * ces(m.pc[i, r] / m.p_cons[r], m.esubhh) for i in m.consumed[r]) == 0
    )


@equation("D-2", over="GOVERNMENT")
def eq_p_gov(m, r):
    """Price index of public consumption."""
    return sum(m.th_gov[i, r] * ces(m.pc[i, r] / m.p_gov[r], m.esubgov) for i in m.governed[r]) == 0


@equation("D-3", over="INVESTMENT")
def eq_p_inv(m, r):
    """Price index of investment."""
    return sum(m.th_inv[i, r] * ces(m.pc[i, r] / m.p_inv[r], m.esubinv) for i in m.invested[r]) == 0


def inputs_bought(m, i, r):
    """Intermediate uses, as a share of benchmark absorption."""
    return sum(m.su_input[i, j, r] * input_demand(m, i, j, r) for j in m.users_of[i, r])


def finally_bought(m, i, r):
    """Final uses, as a share of benchmark absorption."""
    households = sum(m.su_cons[i, r] * household_demand(m, i, r) for _ in m.consumer_of[i, r])
    government = sum(m.su_gov[i, r] * government_demand(m, i, r) for _ in m.government_of[i, r])
    investment = sum(m.su_inv[i, r] * investment_demand(m, i, r) for _ in m.investor_of[i, r])
    return households + government + investment


def spent_on_movement(m, i, r):
    """Services bought to send money, to get visas, to host and to smuggle [10^9 USD]."""
    sending = sum(remittance_services(m, o, r, k) for (o, k) in m.senders_through[i, r])
    visas = sum(dissipated(m, o, r, k) + hosting(m, o, r, k) for (o, k) in m.payers_through[i, r])
    return sending + visas + sum(smuggled(m, o, r, k) for (o, k) in m.irregular_through[i, r])


@equation("D-4", over="COMPOSITE")
def eq_qc(m, i, r):
    """Market of the composite good: intermediate and final uses, services that movers cost."""
    services = spent_on_movement(m, i, r) / (m.pc[i, r] * m.v_absorption[i, r])
    return m.qc[i, r] == inputs_bought(m, i, r) + finally_bought(m, i, r) + services


@equation("C-2", over="ISLANDS")
def eq_numeraire(m, h):
    """Numeraire: a consumer price index, of the world or of one region.

    Regions that no trade ties to it have price levels of their own, which are set to the same.
    """
    return sum(m.th_numeraire[r] * m.p_cons[r] for r in m.islanders[h]) == m.numeraire


@equation("C-2w")
def eq_p_world(m):
    """World consumer price index, in which payments between regions are fixed.

    They are not fixed in the numeraire: to choose another one would then be a shock.
    """
    return m.p_world == sum(m.th_world[r] * m.p_cons[r] for r in m.REGIONS)


USES = {
    "household": ("consumed", "consumer_of", "cons"),
    "government": ("governed", "government_of", "gov"),
    "investment": ("invested", "investor_of", "inv"),
}
"""Goods bought in a region, buyer of a good, ending of its shares, by final use."""


def declare(c: Context) -> None:
    """Who buys what, at which shares of a budget and of a market; price indexes."""
    m = c.m
    m.users_of = members(m.INPUTS, "jir", m.COMPOSITE, "jr")
    m.include(budgets(c.bench, c.tech))
    for use, (_, buyers, _) in USES.items():
        m.add_component(buyers, there(getattr(m, f"BOUGHT_{use}"), m.COMPOSITE))
    m.GOVERNMENT = Set(initialize=[r for r in m.REGIONS if len(m.governed[r])])
    m.INVESTMENT = Set(initialize=[r for r in m.REGIONS if len(m.invested[r])])
    for name in ("esubhh", "esubgov", "esubinv"):
        c.elasticity(name)
    for name, over in {"cons": m.REGIONS, "gov": m.GOVERNMENT, "inv": m.INVESTMENT}.items():
        ratios(m, name, over)
        ratios(m, f"p_{name}", over)
    _declare_numeraire(c)


@once
def budgets(bench: xr.Dataset, tech: xr.Dataset) -> Declared:
    """Shares of what households, governments, investors and producers buy."""
    m, known, absorption = Declared("demand"), technology(bench, tech), accounts.absorption(bench)
    users = tech.intermediate.rename(sector="user", sector_in="sector")
    fill(m, "su_input", known.INPUTS, ratio(users, absorption), "sector", "user", "region")
    for use, (goods, _, end) in USES.items():
        bought = bench.final_demand.sel(use=use, drop=True)
        cells = Set(initialize=positive_cells(bought, *IR), dimen=2)
        m.add_component(f"BOUGHT_{use}", cells)
        m.add_component(goods, members(cells, "ir", known.REGIONS, "r"))
        fill(m, f"th_{end}", cells, ratio(bought, bought.sum("sector")), *IR)
        fill(m, f"su_{end}", cells, ratio(bought, absorption), *IR)
    return m


def _declare_numeraire(c: Context) -> None:
    m = c.m
    consumption = accounts.spending(c.bench, "household")
    weights = consumption / consumption.sum()
    fill(m, "th_world", m.REGIONS, weights, "region")
    numeraire, index = c.settings.closure.numeraire, weights.copy()
    for island in m.ISLANDS:
        members = list(m.islanders[island])
        chosen = [numeraire] if numeraire in members else members
        mine = weights.where(weights.region.isin(chosen), 0.0)
        index.loc[members] = (mine / mine.sum()).sel(region=members)
    fill(m, "th_numeraire", m.REGIONS, index, "region")
    ratios(m, "p_world")
    m.numeraire = Param(initialize=1.0, mutable=True)
    level = c.given("numeraire")
    if level is not None:
        c.path.to(m, "numeraire", {None: float(level)})
