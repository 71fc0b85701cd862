"""Capital closures (K): fixed, mobile among regions, or steady (long run)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr

from cge.benchmark import accounts
from cge.errors import ScenarioError
from cge.model.block import Context
from cge.model.declare import Set
from cge.model.equation import equation
from cge.model.income import owned_capital_income, worn
from cge.model.sets import members
from cge.model.shares import fill
from cge.model.taxes import after_tax, net_of_tax
from cge.model.variables import ratios

if TYPE_CHECKING:
    from cge.scenario.settings import Settings

FR = ("factor", "region")


def mobile(settings: Settings) -> bool:
    """Whether capital moves among regions."""
    return settings.closure.capital == "mobile"


def steady(settings: Settings) -> bool:
    """Whether capital adjusts to its return in the long run."""
    return settings.closure.capital == "steady"


@equation("K-1", over="CAPITAL", when=mobile)
def eq_qe_mobile(m, f, r):
    """Mobile: the return after tax moves alike everywhere (benchmark wedges stay)."""
    return after_tax(m, f, r) * m.pf[f, r] == m.world_return


@equation("K-2", when=mobile)
def eq_world_return(m):
    """Mobile: the world's capital is all placed."""
    return sum(m.v_factor[f, r] * (m.qe[f, r] - m.endowment[f, r]) for (f, r) in m.CAPITAL) == 0


@equation("K-2n", when=mobile)
def eq_pool(m):
    """Mobile: net income of the world's capital, per unit of what its owners have placed."""
    earned = sum(
        net_of_tax(m, f, r) * m.v_factor[f, r] * m.pf[f, r] * m.qe[f, r] for (f, r) in m.CAPITAL
    )
    whole = sum(placed(m, f, r) for (f, r) in m.CAPITAL) - sum(
        m.v_worn[f, r] * m.endowment[f, r] for (f, r) in m.WEARING
    )
    return m.pool * whole == earned - sum(worn(m, f, r) for (f, r) in m.WEARING)


def placed(m, f, r):
    """Capital that came from r, at its benchmark income after tax [10^9 USD].

    Taxes of today are in the return of the pool: owners do not bear them twice.
    """
    return (1 - m.tax_base[f, r]) * m.v_factor[f, r] * m.endowment[f, r]


@equation("Y-2m", over="OWNERS", when=mobile)
def eq_prop_mobile(m, r):
    """Mobile: owners share the income of the world's capital as they own it; resources stay."""
    placed_net = sum(
        m.foreign_ownership[r, s] * placed(m, f, s) for (f, s) in m.capital_of[r]
    ) - sum(
        m.foreign_ownership[r, s] * m.v_worn[f, s] * m.endowment[f, s] for (f, s) in m.wearing_of[r]
    )
    return m.prop[r] * m.v_property[r] == m.pool * placed_net + sum(
        m.foreign_ownership[r, s] * owned_capital_income(m, f, s) for (f, s) in m.resources_of[r]
    )


@equation("K-3", over="CAPITAL", when=steady)
def eq_qe_steady(m, f, r):
    """Steady: the real return after tax, rental over price of investment, is what it was."""
    return after_tax(m, f, r) * m.pf[f, r] == m.p_inv[r]


@equation("K-4", over="CAPITAL", when=steady)
def eq_saving_steady(m, f, r):
    """Steady: investment maintains the stock; residents' saving adjusts and owns the increment."""
    return m.inv[r] == m.qe[f, r]


def declare(c: Context) -> None:
    """Capital and resources there are; they are given unless a closure lets capital move.

    Raises
    ------
    ScenarioError
        If the closure needs capital, or investment, that the benchmark does not have.
    """
    m, closure = c.m, c.settings.closure.capital
    refuse(c.bench, closure)
    m.CAPITAL = Set(initialize=[key for key in m.FACTOR if key[0] == "capital"], dimen=2)
    fill(m, "endowment", m.FACTOR, xr.ones_like(accounts.factor_income(c.bench)), *FR)
    ratios(m, "qe", m.FACTOR)
    m.qe.fix()
    if mobile(c.settings):
        holdings = [(o, f, r) for o in m.OWNERS for f, r in m.holdings_of[o]]
        capital = [key for key in holdings if key[1] == "capital"]
        resources = [key for key in holdings if key[1] != "capital"]
        m.capital_of = members(capital, "ofr", m.OWNERS, "o")
        m.resources_of = members(resources, "ofr", m.OWNERS, "o")
        ratios(m, "world_return")
        ratios(m, "pool")
    if mobile(c.settings) or steady(c.settings):
        for key in m.CAPITAL:
            m.qe[key].unfix()
    if steady(c.settings):
        for r in m.INVESTMENT:
            m.saving[r].unfix()
    _declare_shock(c)


def _declare_shock(c: Context) -> None:
    """What there is, and what saving has added to it where it does not move."""
    m = c.m
    there = dict.fromkeys(m.FACTOR, 1.0)
    given, added = c.given("endowment"), c.given("capital_stock")
    if given is not None:
        there = {(f, r): float(given.sel(factor=f, region=r)) for f, r in m.FACTOR}
        c.path.to(m, "endowment", there)
    if added is not None:
        there |= {(f, r): float(added.sel(region=r)) * there[f, r] for f, r in m.CAPITAL}
    c.path.to(m, "qe", {key: x for key, x in there.items() if m.qe[key].fixed})


def refuse(bench: xr.Dataset, closure: str) -> None:
    """Capital closures that this benchmark cannot carry."""
    if closure != "fixed" and "capital" not in bench.factor.values:
        msg = f"{closure} needs capital; this benchmark has none"
        raise ScenarioError(msg, ("closure", "capital"))
    if closure == "steady":
        has_capital = accounts.factor_income(bench).sel(factor="capital") > 0
        invests = accounts.spending(bench, "investment") > 0
        odd = bench.region.values[(has_capital != invests).values].tolist()
        if odd:
            msg = f"steady needs investment wherever there is capital; not so in {odd}"
            raise ScenarioError(msg, ("closure", "capital"))
