"""Government (Y-4): revenue, public consumption, transfers; people it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr

from cge.benchmark import accounts
from cge.errors import ScenarioError
from cge.model.block import Context
from cge.model.equation import equation
from cge.model.income import factor_income, wage_bill
from cge.model.irregular import untaxed
from cge.model.jobs import unemployment_benefits
from cge.model.labour import established, new_migrants
from cge.model.remittances import matched
from cge.model.sets import there
from cge.model.shares import fill
from cge.model.taxes import income_rate, output_rate
from cge.model.trade import border_value, shipment, tariff
from cge.model.variables import ratios
from cge.scenario.closures import FISCAL

if TYPE_CHECKING:
    from cge.scenario.settings import Settings

INDEXED = ("transfer", "benefit")
"""Instruments that follow consumer prices where they do not balance the budget."""


def lump_sum_is_given(settings: Settings) -> bool:
    """Whether another instrument than the lump sum balances the budget."""
    return settings.closure.fiscal != "lump_sum"


def benefit_is_given(settings: Settings) -> bool:
    """Whether another instrument than benefits balances the budget."""
    return settings.closure.fiscal != "transfers"


def factor_tax(m, f, r):
    """Tax on income of capital and resources, where they work [10^9 USD]."""
    return income_rate(m, f, r) * factor_income(m, f, r)


def wage_tax(m, k, r):
    """Tax on wages of natives and migrants [10^9 USD]."""
    return income_rate(m, k, r) * wage_bill(m, k, r)


def output_tax(m, i, r):
    """Net tax on output [10^9 USD]."""
    return output_rate(m, i, r) * m.po[i, r] * m.qo[i, r] * m.v_output[i, r]


def tariff_revenue(m, i, s, r):
    """On the border value of what arrives, trade cost included [10^9 USD]."""
    return tariff(m, i, s, r) * border_value(m, i, s, r)


def export_tax(m, i, s, r):
    """Export tax of s on what leaves for r [10^9 USD]."""
    return m.tx[i, s, r] * m.po[i, s] * shipment(m, i, s, r) * m.v_trade[i, s, r]


def income_taxes(m, r):
    """Tax on income of factors and on wages, of which irregular ones pay none [10^9 USD]."""
    return (
        sum(factor_tax(m, f, r) for f in m.factors_of[r])
        + sum(wage_tax(m, k, r) for k in m.skills_of[r])
        - sum(untaxed(m, o, r, k) for (o, k) in m.irregular_in[r])
    )


def output_taxes(m, r):
    """Net taxes on output of all sectors [10^9 USD]."""
    return sum(output_tax(m, i, r) for i in m.made_in[r])


def tariffs(m, r):
    """Tariffs on goods that differ by origin [10^9 USD]."""
    return sum(tariff_revenue(m, i, s, r) for (i, s) in m.imports_of[r])


def export_taxes(m, r):
    """Export taxes on goods that differ by origin [10^9 USD]."""
    return sum(export_tax(m, i, r, d) for (i, d) in m.exports_of[r])


def border_taxes(m, r):
    """Tariffs and export taxes, on homogeneous goods too [10^9 USD]."""
    return (
        tariffs(m, r) + export_taxes(m, r) + sum(m.border[r] * m.v_gdp[r] for _ in m.border_at[r])
    )


def taxes(m, r):
    """Taxes on income, output and trade [10^9 USD]."""
    return income_taxes(m, r) + output_taxes(m, r) + border_taxes(m, r)


def visa_receipts(m, r):
    """What the budget receives for visas, as destination and as origin (M-23) [10^9 USD]."""
    here = sum(m.to_government[o, r, k] * m.visa_payment[o, r, k] for (o, k) in m.payers_in[r])
    return here + sum(m.to_origin[r, d, k] * m.visa_payment[r, d, k] for (d, k) in m.payers_from[r])


def levy_receipts(m, r):
    """What the budget receives from levies, as destination and as origin (Y-7) [10^9 USD]."""
    here = sum(m.levy_to_government[n] * m.levied[n, o, r, k] for (n, o, k) in m.levied_in[r])
    return here + sum(m.levy_to_origin[n] * m.levied[n, r, d, k] for (n, d, k) in m.levied_from[r])


def levy_credits(m, r):
    """Levies that the destination's government takes over (Y-7) [10^9 USD]."""
    return sum(m.levy_credit[n] * m.levied[n, o, r, k] for (n, o, k) in m.levied_in[r])


def matching(m, r):
    """What the budget adds to remittances that arrive (M-25) [10^9 USD]."""
    return sum(matched(m, r, d, k) for (d, k) in m.remitters_to[r])


def movers_money(m, r):
    """Visas and levies that the budget receives, less credits and matching [10^9 USD]."""
    return visa_receipts(m, r) + levy_receipts(m, r) - levy_credits(m, r) - matching(m, r)


def public_consumption(m, r):
    """What the government buys [10^9 USD]."""
    return sum(m.v_government[r] * m.p_gov[r] * m.gov[r] for _ in m.government_at[r])


def lump_sums(m, r):
    """Lump sums paid to residents [share of benchmark GDP]."""
    return m.transfer[r] * m.residents[r]


def benefits(m, r):
    """Benefits paid to residents [share of benchmark GDP]."""
    return m.benefit[r] * m.entitled[r]


@equation("Y-4", over="REGIONS")
def eq_budget(m, r):
    """Budget: revenue is public consumption, lump sums and benefits, in every fiscal closure."""
    received = taxes(m, r) + movers_money(m, r)
    left = received - public_consumption(m, r) - unemployment_benefits(m, r)
    return lump_sums(m, r) + benefits(m, r) == left / m.v_gdp[r]


@equation("Y-4t", over="REGIONS", when=lump_sum_is_given)
def eq_transfer_indexed(m, r):
    """Lump sum per worker, fixed in real terms where another instrument balances the budget."""
    return m.transfer[r] == m.transfer_base[r] * m.p_cons[r]


@equation("Y-4k", over="REGIONS", when=benefit_is_given)
def eq_benefit(m, r):
    """Benefit per entitled worker, fixed in real terms unless it balances the budget."""
    return m.benefit[r] == m.benefit_base[r] * m.p_cons[r]


def enforced(m, r):
    """Public consumption that keeps people out (E-2), at benchmark prices [10^9 USD]."""
    return sum(m.v_government[h] * m.watch[h] * m.enforced[h] for h in m.enforcing_at[r])


def service_scale(m, r):
    """Public consumption for each who is served, over all of it at the benchmark."""
    return m.public_scale[r] * (1 - m.watch[r])


@equation("Y-4g", over="GOVERNMENT")
def eq_gov(m, r):
    """Public consumption: services, rival ones fixed per head, others in total; enforcement."""
    services = service_scale(m, r) * (1 - m.congestion + m.congestion * m.heads[r])
    return m.gov[r] == services + sum(m.watch[h] * m.enforced[h] for h in m.enforcing_at[r])


@equation("Y-4h", over="REGIONS")
def eq_heads(m, r):
    """Persons who live in r: movers take the family that migrants of their corridor have."""
    arrived = sum(
        m.su_heads[o, r, k] * (m.mig[o, r, k] + m.irr[o, r, k] - m.mig_base[o, r, k])
        for (o, k) in m.arrivals[r]
    )
    left = sum(
        m.su_heads_left[r, d, k] * (m.mig[r, d, k] + m.irr[r, d, k] - m.mig_base[r, d, k])
        for (d, k) in m.departures[r]
    )
    return m.heads[r] == 1 + arrived - left


def eligible_migrants(m, o, d, k):
    """Migrants of a corridor, each counted by the share of transfers that he is eligible to."""
    there = established(m, o, d, k)
    return m.eligible[o, d, k] * there + m.eligible_new[o, d, k] * new_migrants(m, o, d, k)


@equation("Y-4w", over="REGIONS")
def eq_residents(m, r):
    """Workers who live in r, migrants by their eligibility: lump sums are paid per worker."""
    return m.residents[r] == sum(
        m.su_workers_home[r, k] * m.stay[r, k] for k in m.born_in[r]
    ) + sum(m.su_workers[o, r, k] * eligible_migrants(m, o, r, k) for (o, k) in m.arrivals[r])


@equation("Y-4e", over="REGIONS")
def eq_entitled(m, r):
    """The same, weighted by the benefit that their skill receives."""
    return m.entitled[r] == sum(
        m.benefit_weight[k, r] * m.su_workers_home[r, k] * m.stay[r, k] for k in m.born_in[r]
    ) + sum(
        m.benefit_weight[k, r] * m.su_workers[o, r, k] * eligible_migrants(m, o, r, k)
        for (o, k) in m.arrivals[r]
    )


def declare(c: Context) -> None:
    """The budget and the people it serves; all instruments but one are given.

    Raises
    ------
    ScenarioError
        If public consumption is to balance budgets and a region has none.
    """
    m, bench, scale = c.m, c.bench, c.people.scale
    closure, spent = c.settings.closure.fiscal, accounts.spending(bench, "government")
    if closure == "public_consumption" and (spent <= 0).any():
        where = bench.region.values[(spent <= 0).values].tolist()
        msg = (
            f"public_consumption balances budgets where there is some; there is none in {where}; "
            "allowed: another fiscal closure"
        )
        raise ScenarioError(msg, ("closure", "fiscal"))
    m.government_at = there(m.GOVERNMENT, m.REGIONS)
    fill(m, "v_government", m.GOVERNMENT, spent, "region")
    odk = ("origin", "destination", "skill")
    for name in ("eligible", "eligible_new"):
        fill(m, name, m.CORRIDORS, xr.ones_like(scale), *odk)
        if name in c.settings.eligibility:
            c.path.to_array(m, name, c.settings.eligibility[name], odk)
    persons = (bench.workers * bench.persons_per_worker).sum(["origin", "skill"])
    movers = scale * bench.persons_per_worker
    fill(m, "su_heads", m.CORRIDORS, movers / persons, *odk)
    fill(m, "su_heads_left", m.CORRIDORS, movers / persons.rename(destination="origin"), *odk)
    c.elasticity("congestion")
    for name in ("heads", "residents", "entitled"):
        ratios(m, name, m.REGIONS)
    ratios(m, "public_scale", m.GOVERNMENT)
    for fiscal in FISCAL.values():
        if fiscal.name != closure and fiscal.instrument not in INDEXED:
            getattr(m, fiscal.instrument).fix()
