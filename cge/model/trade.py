"""Trade among goods that differ by origin (T-1 to T-4): Armington in two levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.once import once
from cge.model.block import Context
from cge.model.ces import ces
from cge.model.declare import Declared, Set
from cge.model.equation import equation
from cge.model.production import technology
from cge.model.sets import IR, ISR, members, positive_cells, there
from cge.model.shares import fill, ratio
from cge.model.variables import ratios

if TYPE_CHECKING:
    from cge.scenario.settings import Settings


def by_origin(settings: Settings) -> bool:
    """Whether goods differ by origin (Armington)."""
    return settings.closure.trade == "armington"


def tariff(m, i, s, r):
    """(L-1) Tariff of r on goods of s, less what it grants for the admission of its people."""
    return m.tm[i, s, r] * (1 - m.cut[s, r])


def price_wedge(m, i, s, r):
    """(T-3) Price at r over producer price at s, in units of its benchmark value."""
    wedge = (1 + m.tx[i, s, r]) * (1 + m.tc[i, s, r]) * (1 + tariff(m, i, s, r))
    return wedge / m.wedge_base[i, s, r]


def home_demand(m, i, r):
    """(T-1) the home good in the composite."""
    return m.qc[i, r] * (m.pc[i, r] / m.po[i, r]) ** m.esubd[i]


def import_demand(m, i, s, r):
    """(T-1, T-2) goods that arrive at r from s."""
    bundle = m.qc[i, r] * (m.pc[i, r] / m.pm[i, r]) ** m.esubd[i]
    return bundle * (m.pm[i, r] / (m.po[i, s] * price_wedge(m, i, s, r))) ** m.esubm[i]


def shipment(m, i, s, r):
    """Goods that leave s for r: what arrives and what melts on the way (iceberg)."""
    return import_demand(m, i, s, r) * (1 + m.tc[i, s, r])


def border_value(m, i, s, r):
    """What arrives at r, export tax and trade cost included and tariff not [10^9 USD]."""
    price = m.po[i, s] * (1 + m.tx[i, s, r]) * (1 + m.tc[i, s, r])
    return price * import_demand(m, i, s, r) * m.v_trade[i, s, r]


@equation("T-1", over="COMPOSITE", when=by_origin)
def eq_pc(m, i, r):
    """Price of the composite of home good and imports."""
    price, sigma, home = m.pc[i, r], m.esubd[i], m.th_home[i, r]
    made = sum(home * ces(m.po[i, r] / price, sigma) for _ in m.home_at[i, r])
    imported = sum((1 - home) * ces(m.pm[i, r] / price, sigma) for _ in m.imports_at[i, r])
    return made + imported == 0


@equation("T-2", over="IMPORTS", when=by_origin)
def eq_pm(m, i, r):
    """Price of the import bundle over its sources."""
    sources = sum(
        m.th_source[i, s, r] * ces(m.po[i, s] * price_wedge(m, i, s, r) / m.pm[i, r], m.esubm[i])
        for s in m.sources_of[i, r]
    )
    return sources == 0


@equation("T-4", over="MARKETS", when=by_origin)
def eq_qo(m, i, s):
    """Market of the good made in s; one market of those who trade is left out (C-3)."""
    return m.qo[i, s] == market_demand(m, i, s)


def market_demand(m, i, s):
    """Home sales and shipments in units of benchmark output."""
    sold = sum(m.su_home[i, s] * home_demand(m, i, s) for _ in m.home_at[i, s])
    return sold + sum(m.su_export[i, s, r] * shipment(m, i, s, r) for r in m.markets_of[i, s])


@equation("C-3", over="LEFT_OUT", when=by_origin, left_out=True)
def walras(m, i, s):
    """The market left out: its excess demand is reported after the solve and never used."""
    return m.qo[i, s] == market_demand(m, i, s)


def declare(c: Context) -> None:
    """Composites of home goods and imports; bilateral trade if goods differ by origin.

    Regions that trade with nobody, and no money passes between them
    (:func:`cge.scenario.islands.money_between_islands` refuses that), have a price level and a
    market left out of their own.
    """
    m, differ = c.m, by_origin(c.settings)
    m.include(sold(c.bench, c.tech, differ))
    c.shock("tariff", *ISR, name="tm")
    c.shock("trade_cost", *ISR, name="tc")
    for name in ("esubd", "esubm"):
        c.elasticity(name, by_sector=True)
    for name in ("pc", "qc"):
        ratios(m, name, m.COMPOSITE)
    ratios(m, "pm", m.IMPORTS)
    groups = accounts.trading_groups(c.bench) if differ else [list(m.REGIONS)]
    m.ISLANDS = Set(initialize=[group[0] for group in groups])
    m.islanders = Set(m.ISLANDS, initialize={group[0]: group for group in groups})
    if differ:
        made = [[key for key in m.MAKES if key[1] in group] for group in groups]
        largest = [max(keys, key=lambda key: m.v_output[key]) for keys in made]
        m.MARKETS = Set(initialize=[key for key in m.MAKES if key not in largest], dimen=2)
        m.LEFT_OUT = Set(initialize=largest, dimen=2)


@once
def sold(bench: xr.Dataset, tech: xr.Dataset, differ: bool) -> Declared:
    """Cells, shares and values of goods, which ``differ`` by origin or are alike everywhere."""
    m, known = Declared("trade"), technology(bench, tech)
    absorption, output = accounts.absorption(bench), accounts.output(tech)
    home, imports = accounts.home_sales(bench), accounts.imports(bench)
    everywhere = known.SECTORS * known.REGIONS
    m.COMPOSITE = Set(initialize=positive_cells(absorption, *IR), dimen=2)
    m.IMPORTS = Set(initialize=positive_cells(differ * imports, *IR), dimen=2)
    m.TRADE = Set(initialize=positive_cells(differ * bench.trade, *ISR), dimen=3)
    m.home_at = there(positive_cells(home, *IR), everywhere)
    m.imports_at = there(m.IMPORTS, m.COMPOSITE)
    m.sources_of = members(m.TRADE, "isr", m.IMPORTS, "ir")
    m.markets_of = members(m.TRADE, "isr", known.MAKES, "is")
    m.imports_of = members(m.TRADE, "isr", known.REGIONS, "r")
    m.exports_of = members(m.TRADE, "isr", known.REGIONS, "s")
    fill(m, "th_home", everywhere, ratio(home, absorption).fillna(0.0), *IR)
    fill(m, "su_home", everywhere, ratio(home, output).fillna(0.0), *IR)
    paid = accounts.border_value(bench) * (1 + bench.tariff)
    fill(m, "th_source", m.TRADE, ratio(paid, imports.rename(region="importer")), *ISR)
    fill(m, "su_export", m.TRADE, ratio(bench.trade, output.rename(region="exporter")), *ISR)
    fill(m, "v_trade", m.TRADE, bench.trade, *ISR)
    fill(m, "v_absorption", m.COMPOSITE, absorption, *IR)
    fill(m, "wedge_base", m.TRADE, (1 + bench.tariff) * (1 + bench.export_tax), *ISR)
    fill(m, "tm", m.TRADE, bench.tariff, *ISR)
    fill(m, "tx", m.TRADE, bench.export_tax, *ISR)
    fill(m, "tc", m.TRADE, xr.zeros_like(bench.tariff), *ISR)
    return m
