"""National accounts (Y-6): output, GDP by income, by expenditure and at benchmark prices, GNI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model import (
    external_account,
    government,
    homogeneous_accounts,
    income,
    irregular,
    production,
    remittances,
    sponsors,
    trade_accounts,
    visas,
)
from cge.model.definition import definition
from cge.model.homogeneous import goods_alike
from cge.model.sets import members
from cge.model.trade import by_origin

if TYPE_CHECKING:
    from cge.model.block import Context


def declare(c: Context) -> None:
    """Sectors that buy intermediates, by region."""
    c.m.bundles_in = members(c.m.BUNDLE, "ir", c.m.REGIONS, "r")


@definition("T-4", over="MAKES", when=by_origin)
def output(m, i, r):
    """Output at benchmark producer prices [10^9 USD]."""
    return m.v_output[i, r] * m.qo[i, r]


@definition("P-7h", over="MAKES", of="output", when=goods_alike)
def output_homogeneous(m, i, r):
    """Output at benchmark prices of the good: what an idle sector made would cost more."""
    return output(m, i, r) / m.cost_base[i, r]


@definition("P-1", over="MAKES")
def producer_price(m, i, r):
    """Producer price [ratio to the benchmark]."""
    return m.po[i, r]


@definition("Y-6", over="REGIONS")
def gdp(m, r):
    """Incomes before tax of those who work and of what they own here, and taxes on goods."""
    return (
        sum(income.factor_income(m, f, r) for f in m.factors_of[r])
        + sum(income.wage_bill(m, k, r) for k in m.skills_of[r])
        + government.output_taxes(m, r)
        + government.border_taxes(m, r)
    )


def inputs(m, i, r):
    """Intermediate goods used, at benchmark prices [10^9 USD]."""
    cost = (1 - m.to_base[i, r]) * m.v_output[i, r]
    return m.th_int[i, r] * cost * production.bundle_demand(m, i, r)


def made_less_used(m, r):
    """Output less intermediate use, at benchmark prices [10^9 USD]."""
    return sum(m.output[i, r] for i in m.made_in[r]) - sum(inputs(m, i, r) for i in m.bundles_in[r])


@definition("Y-6", over="REGIONS", when=by_origin)
def gdp_real(m, r):
    """GDP at benchmark prices, taxes on trade at benchmark rates [10^9 USD]."""
    return made_less_used(m, r) + trade_accounts.taxed_at_benchmark(m, r)


@definition("Y-6", over="REGIONS", of="gdp_real", when=goods_alike)
def gdp_real_homogeneous(m, r):
    """GDP at benchmark prices where goods are homogeneous [10^9 USD]."""
    return made_less_used(m, r) + homogeneous_accounts.taxed_at_benchmark(m, r)


@definition("Y-6", over="REGIONS")
def gni(m, r):
    """GDP and property income from abroad [10^9 USD]."""
    return gdp(m, r) + external_account.factor_income_from_abroad(m, r)


def services_of_movers(m, r):
    """What residents buy to send remittances, to come and to host [10^9 USD]."""
    return (
        sum(remittances.remittance_services(m, o, r, k) for (o, k) in m.remitters_from[r])
        + sum(
            visas.dissipated(m, o, r, k) + sponsors.hosting(m, o, r, k) for (o, k) in m.payers_in[r]
        )
        + sum(irregular.smuggled(m, o, r, k) for (o, k) in m.irregular_in[r])
    )


@definition("Y-6", over="REGIONS")
def gdp_spent(m, r):
    """GDP by expenditure: what residents, government and investors buy, and net exports."""
    consumption = (1 - m.saving_base[r]) * m.v_disposable[r] * m.p_cons[r] * m.cons[r]
    invested = sum(m.v_investment[r] * m.p_inv[r] * m.inv[r] for _ in m.invests_at[r])
    net_exports = m.external_account["exports", r] + m.external_account["imports", r]
    domestic = consumption + services_of_movers(m, r) + government.public_consumption(m, r)
    return domestic + invested + net_exports


@definition("Y-6", over="REGIONS")
def gdp_residual(m, r):
    """GDP by expenditure less GDP by income [share of GDP]: a check."""
    return (m.gdp_spent[r] - m.gdp[r]) / m.gdp[r]
