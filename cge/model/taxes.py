"""Tax rates as they are paid: the scenario's rate and what balances the budget (Y-4)."""

from __future__ import annotations

from cge.benchmark import accounts
from cge.model.block import Context
from cge.model.shares import fill, ratio
from cge.model.variables import levels


def income_rate(m, f, r):
    """Rate on income of a factor or skill; fiscal closure ``income_tax`` moves all alike."""
    return m.tax[f, r] + m.tax_shift[r]


def net_of_tax(m, f, r):
    """What is left of a dollar of income of a factor or skill."""
    return 1 - m.tax[f, r] - m.tax_shift[r]


def after_tax(m, f, r):
    """What is left of a dollar of income, over what was left of it at the benchmark."""
    return net_of_tax(m, f, r) / (1 - m.tax_base[f, r])


def transfer_of(m, k, r):
    """Paid to a worker of skill k who is fully eligible: lump sum and benefit [GDP per worker]."""
    return m.transfer[r] + m.benefit_weight[k, r] * m.benefit[r]


def output_rate(m, i, r):
    """Net tax on output; fiscal closure ``product_tax`` moves all sectors alike."""
    return m.to[i, r] + m.product_shift[r]


def declare(c: Context) -> None:
    """Rates and transfers of the benchmark; what a fiscal closure adds starts at nothing."""
    m, bench, gdp = c.m, c.bench, accounts.gdp(c.bench)
    for name in ("tax", "tax_base"):
        fill(m, name, m.FACTOR | m.SKILL, bench.income_tax, "factor", "region")
    c.shock("income_tax", "factor", "region", name="tax")
    for name in ("to", "to_base"):
        rate = ratio(bench.output_tax, accounts.output(c.tech))
        fill(m, name, m.MAKES, rate, "sector", "region")
    for name in ("tax_shift", "product_shift"):
        levels(m, name, 0.0, m.REGIONS)
    fill(m, "benefit_weight", m.SKILL, accounts.benefit_weight(bench), "skill", "region")
    for name, paid in {"transfer": accounts.lump_sums(bench), "benefit": bench.benefits}.items():
        fill(m, f"{name}_base", m.REGIONS, paid / gdp, "region")
        start = getattr(m, f"{name}_base")
        levels(m, name, {r: start[r] for r in m.REGIONS}, m.REGIONS)
