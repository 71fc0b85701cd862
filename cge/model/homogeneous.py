"""Trade in homogeneous goods (T-5 to T-7, P-7h): Heckscher-Ohlin, corners included.

A good is the same wherever it is made, and is exchanged at a hub, at one world price; goods with
trade costs are in :mod:`cge.model.homogeneous_links`.  Output, exports and imports are zero or
more, each complementary to what it would lose, so that specialisation, idle sectors and prohibitive
tariffs are solutions like any other.  Net exports are a level, in units of the benchmark GDP of the
region at benchmark world prices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.benchmark import accounts
from cge.errors import ScenarioError
from cge.model.block import Context
from cge.model.ces import positive_part
from cge.model.declare import Set
from cge.model.equation import complement, equation
from cge.model.homogeneous_prices import (
    GAP,
    border_rate,
    cost_over_price,
    linked_goods,
    local_prices,
    refuse_cells,
)
from cge.model.sets import IR, members, positive_cells, there
from cge.model.shares import fill
from cge.model.variables import levels, ratios

if TYPE_CHECKING:
    from cge.scenario.settings import Settings


def goods_alike(settings: Settings) -> bool:
    """Whether a good is the same wherever it is made."""
    return settings.closure.trade == "homogeneous"


def local_price(m, i, r):
    """Price of a good in a region, in units of the benchmark world price."""
    return m.price_base[i, r] * m.ph[i, r]


def loss_of_making(m, i, r):
    """Unit cost, tax included, over the price of the good, less 1."""
    return m.cost_base[i, r] * m.po[i, r] / m.ph[i, r] - 1


def loss_of_exporting(m, i, r):
    """What a seller would lose on the world market: home price and export tax over its price."""
    return local_price(m, i, r) * (1 + m.hub_tx[i, r]) / m.pw[i] - 1


def loss_of_importing(m, i, r):
    """What a buyer would lose on the world market: its price and the tariff over that at home."""
    return m.pw[i] * (1 + m.hub_tm[i, r]) / local_price(m, i, r) - 1


def hub_tariff(m, i, r):
    """Tariff on net imports from the hub [share of benchmark GDP]."""
    return m.hub_tm[i, r] * m.pw[i] * positive_part(-m.net[i, r], m.kink)


def hub_export_tax(m, i, r):
    """Tax on net exports to the hub [share of benchmark GDP]."""
    return m.hub_tx[i, r] * local_price(m, i, r) * positive_part(m.net[i, r], m.kink)


@complement("P-7h", "MAKES", "output and loss", when=goods_alike)
def eq_qo_open(m, i, r):
    """Zero profit where something is made; nothing is made where it would not pay."""
    return m.qo[i, r], loss_of_making(m, i, r)


@equation("T-5", over="FREE_BORDERS", when=goods_alike)
def eq_ph(m, i, r):
    """Without taxes at the border: the law of one price."""
    return local_price(m, i, r) == m.pw[i]


@complement("T-5b", "TAXED_BORDERS", "exports and loss", "imports and loss", when=goods_alike)
def eq_ph_taxed(m, i, r):
    """Exports only at the world price less export tax, imports only at it plus the tariff."""
    return loss_of_exporting(m, i, r), loss_of_importing(m, i, r), m.net[i, r]


@equation("T-5c", over="COMPOSITE", when=goods_alike)
def eq_pc_home(m, i, r):
    """What is used costs what the good costs in the region."""
    return m.pc[i, r] == m.ph[i, r]


@equation("T-7", over="PLACES", when=goods_alike)
def eq_net(m, i, r):
    """Net exports: what is made less what is used."""
    made = sum(m.su_made[i, r] * m.qo[i, r] for _ in m.maker_at[i, r])
    return m.net[i, r] == made - sum(m.su_used[i, r] * m.qc[i, r] for _ in m.user_at[i, r])


def world_excess(m, i):
    """Net exports of the world, as a share of its use at the benchmark."""
    return sum(m.su_hub[i, r] * m.net[i, r] for r in m.traders_of[i])


@equation("T-6", over="WORLD_MARKETS", when=goods_alike)
def eq_pw(m, i):
    """World market of a good; one market is left out (C-3)."""
    return world_excess(m, i) == 0


@equation("C-3w", over="WORLD_LEFT_OUT", when=goods_alike, left_out=True)
def walras_world(m, i):
    """The world market left out: its excess supply is reported and never used."""
    return world_excess(m, i) == 0


def declare(c: Context) -> None:
    """Local prices, net exports and a hub for goods without trade costs.

    Raises
    ------
    DataError
        If prices, tariffs and trade of the benchmark are not those of homogeneous goods.
    ScenarioError
        If tariffs of the scenario are not, or are tied to admissions.
    """
    m, bench = c.m, c.bench
    if not goods_alike(c.settings):
        return
    if c.settings.linkages:
        msg = (
            "cuts tariffs by partner, and closure trade: homogeneous has one world market "
            "per good.  Next: closure trade: armington, or state the cut under tariffs for all "
            "exporters"
        )
        raise ScenarioError(msg, ("linkage",))
    linked = linked_goods(bench)
    prices, gdp = local_prices(bench, linked), accounts.gdp(bench)
    m.PLACES = Set(initialize=list(dict.fromkeys([*m.COMPOSITE, *m.MAKES])), dimen=2)
    m.maker_at = there(m.MAKES, m.PLACES)
    m.user_at = there(m.COMPOSITE, m.PLACES)
    cost, use = cost_over_price(bench, c.tech), accounts.absorption(bench) / prices
    fill(m, "price_base", m.PLACES, prices, *IR)
    fill(m, "cost_base", m.MAKES, cost, *IR)
    fill(m, "su_made", m.MAKES, accounts.output(c.tech) / cost / prices / gdp, *IR)
    fill(m, "su_used", m.COMPOSITE, use / gdp, *IR)
    fill(m, "v_world_use", m.SECTORS, use.sum("region"), "sector")
    fill(m, "su_hub", m.PLACES, gdp / use.sum("region"), *IR)
    _declare_hub(c, [i for i in m.SECTORS if i not in linked])
    ratios(m, "ph", m.PLACES)
    ratios(m, "pw", m.HUB)
    made = set(positive_cells(accounts.output(bench), *IR))
    m.qo.setlb(None)
    m.qc.setlb(None)
    for key in m.MAKES:
        m.qo[key].set_value(float(key in made))
    start = {
        key: sum(m.su_made[key] * m.qo[key].value for _ in m.maker_at[key])
        - sum(m.su_used[key] for _ in m.user_at[key])
        for key in m.PLACES
    }
    levels(m, "net", start, m.PLACES)


def _declare_hub(c: Context, goods: list[str]) -> None:
    """The hub: its markets, taxes at the border today and in the scenario."""
    m, bench, given = c.m, c.bench, c.given("tariff")
    target = (bench.tariff if given is None else given).rename("tariff")
    rates = {
        "hub_tm": border_rate(bench.tariff, "importer", "exporter", goods),
        "hub_tx": border_rate(bench.export_tax, "exporter", "importer", goods),
    }
    goal = border_rate(target, "importer", "exporter", goods, by_scenario=given is not None)
    for tariff in (rates["hub_tm"], goal):
        refuse_cells(
            (1 + tariff) * (1 + rates["hub_tx"]) < 1 - GAP,
            "tariff and export_tax",
            "together pay for sending a good out and in again without end",
        )
    taxed = (rates["hub_tm"] != 0) | (rates["hub_tx"] != 0) | (goal != 0)
    taxes = set(positive_cells(taxed.astype(float), *IR))
    cells = [key for key in m.PLACES if key[0] in goods]
    m.HUB = Set(initialize=goods)
    m.TAXED_BORDERS = Set(initialize=[key for key in cells if key in taxes], dimen=2)
    m.FREE_BORDERS = Set(initialize=[key for key in cells if key not in taxes], dimen=2)
    m.traders_of = members(cells, "ir", m.HUB, "i")
    m.taxed_at = members(m.TAXED_BORDERS, "ir", m.REGIONS, "r")
    left = [max(goods, key=lambda i: m.v_world_use[i])] if goods else []
    m.WORLD_MARKETS = Set(initialize=[i for i in goods if i not in left])
    m.WORLD_LEFT_OUT = Set(initialize=left)
    for name, rate in rates.items():
        fill(m, name, m.TAXED_BORDERS, rate, *IR)
    c.path.to_array(m, "hub_tm", goal, IR)
