"""Tables of a benchmark at the solution of a growth step: what the next year starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model import demand, government, income, production, taxes
from cge.model.declare import Set
from cge.model.definition import Definition, definition
from cge.model.sets import IR
from cge.model.shares import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from cge.model.block import Context
    from cge.scenario.settings import Settings


def grows(settings: Settings) -> bool:
    """Whether a baseline grows from one year to the next."""
    return settings.growth is not None


def declare(c: Context) -> None:
    """Values of the old tables [10^9 USD]."""
    m, bench = c.m, c.bench
    if not grows(c.settings):
        return
    fill(m, "v_hired", [*m.FACTOR_USE, *m.SKILL_USE], bench.value_added, "factor", *IR)
    fill(m, "v_input", m.INPUTS, bench.intermediate, "sector_in", *IR)
    for use in ("household", "government", "investment"):
        bought = bench.final_demand.sel(use=use)
        fill(m, f"v_{use}_use", getattr(m, f"BOUGHT_{use}"), bought, *IR)
    m.TAXED_INCOMES = Set(initialize=[*m.FACTOR, *m.SKILL], dimen=2)


@definition("P-3", over="FACTOR_USE", of="value_added", when=grows)
def factors_hired(m, f, i, r):
    """Capital and resources hired by a sector [10^9 USD]."""
    return m.v_hired[f, i, r] * m.pf[f, r] * production.factor_demand(m, f, i, r)


@definition("P-4", over="SKILL_USE", of="value_added", when=grows)
def skills_hired(m, k, i, r):
    """Work of a skill hired by a sector [10^9 USD]."""
    return m.v_hired[k, i, r] * m.pl[k, r] * production.skill_demand(m, k, i, r)


@definition("P-1", over="INPUTS", when=grows)
def intermediate(m, j, i, r):
    """Goods of j used by sector i, purchasers' prices [10^9 USD]."""
    return m.v_input[j, i, r] * m.pc[j, r] * production.input_demand(m, j, i, r)


@definition("Y-4", over="MAKES", of="output_tax", when=grows)
def taxed_output(m, i, r):
    """Net tax on output [10^9 USD]."""
    return government.output_tax(m, i, r)


@definition("Y-4", over="TAXED_INCOMES", of="income_tax", when=grows)
def tax_on_income(m, f, r):
    """Tax on income of a factor or skill [rate]."""
    return taxes.income_rate(m, f, r)


@definition("Y-4k", over="REGIONS", of="benefits", when=grows)
def benefits_of_today(m, r):
    """Benefits, as many entitled as before [10^9 USD]."""
    return m.v_gdp[r] * m.benefit[r]


@definition("Y-5i", over="REGIONS", of="capital_consumption", when=grows)
def consumed_capital(m, r):
    """What replaces worn capital [10^9 USD]."""
    return sum(income.worn(m, f, r) for f in m.wearing_in[r])


def final(use: str) -> Callable[..., Definition]:
    """Definition of a use of final demand (sector, region), purchasers' prices [10^9 USD]."""
    return definition("D-1", over=f"BOUGHT_{use}", of="final_demand", use=use, when=grows)


@final("household")
def household_use(m, i, r):
    """Bought by households."""
    return m.v_household_use[i, r] * m.pc[i, r] * demand.household_demand(m, i, r)


@final("government")
def government_use(m, i, r):
    """Bought by government."""
    return m.v_government_use[i, r] * m.pc[i, r] * demand.government_demand(m, i, r)


@final("investment")
def investment_use(m, i, r):
    """Bought for investment."""
    return m.v_investment_use[i, r] * m.pc[i, r] * demand.investment_demand(m, i, r)
