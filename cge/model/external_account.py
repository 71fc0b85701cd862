"""External account (Y-6): what a region receives from abroad (+) and pays (-), item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model import homogeneous_accounts, income, remittances, trade_accounts
from cge.model.definition import Definition, definition
from cge.model.equation import Condition, always
from cge.model.homogeneous import goods_alike
from cge.model.sets import there
from cge.model.trade import by_origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from cge.model.block import Context

ITEMS = (
    "exports",
    "imports",
    "remittances_received",
    "remittances_sent",
    "other_transfers",
    "visas_and_levies",
    "factor_income",
    "foreign_saving",
)
"""In the order of the result file; they sum to zero."""


def declare(c: Context) -> None:
    """Where foreigners save or borrow."""
    c.m.financing_at = there(c.m.FINANCING, c.m.REGIONS)


def item(name: str, when: Condition = always) -> Callable[..., Definition]:
    """Definition of an item (region) [10^9 USD]."""
    return definition("Y-6", "REGIONS", "external_account", external_item=name, when=when)


@item("exports", by_origin)
def exports(m, r):
    """Goods that differ by origin, at the border."""
    return trade_accounts.exports(m, r)


@item("exports", goods_alike)
def net_exports(m, r):
    """Homogeneous goods sold on balance, at the border."""
    return homogeneous_accounts.exports(m, r)


@item("imports", by_origin)
def imports(m, r):
    """Goods that differ by origin, at the border."""
    return -trade_accounts.imports(m, r)


@item("imports", goods_alike)
def net_imports(m, r):
    """Homogeneous goods bought on balance, at the border."""
    return -homogeneous_accounts.imports(m, r)


@item("remittances_received")
def remittances_received(m, r):
    """From those who left, cost deducted."""
    return sum(remittances.received(m, r, d, k) for (d, k) in m.remitters_to[r])


@item("remittances_sent")
def remittances_sent(m, r):
    """By those who came; services of sending are bought where they live."""
    return -sum(remittances.received(m, o, r, k) for (o, k) in m.remitters_from[r])


@item("other_transfers")
def other_transfers(m, r):
    """Transfers that no migrant's wage accounts for, fixed in world prices."""
    return m.p_world * m.v_other_transfers[r]


def levied_abroad(m, n, o, d, k):
    """What the origin gets of a levy, less what those who receive remittances pay of it."""
    return (m.levy_to_origin[n] + m.levy_by_mover[n] - 1) * m.levied[n, o, d, k]


@item("visas_and_levies")
def visas_and_levies(m, r):
    """What budgets of origins get from their people abroad, less levies on remittances."""
    return (
        sum(m.to_origin[r, d, k] * m.visa_payment[r, d, k] for (d, k) in m.payers_from[r])
        - sum(m.to_origin[o, r, k] * m.visa_payment[o, r, k] for (o, k) in m.payers_in[r])
        + sum(levied_abroad(m, n, r, d, k) for (n, d, k) in m.levied_from[r])
        - sum(levied_abroad(m, n, o, r, k) for (n, o, k) in m.levied_in[r])
    )


@item("factor_income")
def factor_income_from_abroad(m, r):
    """Property income of residents less that of the capital and resources that work in r."""
    earned = sum(
        income.owned_capital_income(m, f, r) + income.added_capital_income(m, f, r)
        for f in m.factors_of[r]
    )
    replaced = sum(income.worn(m, f, r) for f in m.wearing_in[r])
    return income.property_of_residents(m, r) - earned + replaced


@item("foreign_saving")
def foreign_saving(m, r):
    """Investment that residents do not finance, fixed in world prices."""
    return sum(m.p_world * m.v_foreign_saving[r] for _ in m.financing_at[r])


@definition("Y-6", over="REGIONS")
def external_residual(m, r):
    """Receipts from abroad less payments [share of GDP]: a check."""
    return sum(m.external_account[item, r] for item in ITEMS) / m.gdp[r]
