"""Tax rates as they are paid: the scenario's rate and what balances the budget (Y-4)."""

from __future__ import annotations

from typing import Any


def income_rate(m: Any, f: Any, r: Any) -> Any:
    """Rate on income of a factor or skill; fiscal closure ``income_tax`` moves all alike."""
    return m.tax[f, r] + m.tax_shift[r]


def net_of_tax(m: Any, f: Any, r: Any) -> Any:
    """What is left of a dollar of income of a factor or skill."""
    return 1 - m.tax[f, r] - m.tax_shift[r]


def transfer_of(m: Any, k: Any, r: Any) -> Any:
    """Paid to a worker of skill k who is fully eligible: lump sum and benefit [GDP per worker]."""
    return m.transfer[r] + m.benefit_weight[k, r] * m.benefit[r]


def output_rate(m: Any, i: Any, r: Any) -> Any:
    """Net tax on output; fiscal closure ``product_tax`` moves all sectors alike."""
    return m.to[i, r] + m.product_shift[r]
