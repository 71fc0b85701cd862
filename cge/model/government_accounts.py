"""The budget by item (Y-4): revenue by tax, spending by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cge.model import government, homogeneous_links, jobs
from cge.model.definition import Definition, definition
from cge.model.equation import Condition, always
from cge.model.homogeneous import goods_alike
from cge.model.trade import by_origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from cge.model.block import Context


def entry(of: str, item: str, amount: Callable[..., Any], when: Condition = always) -> Definition:
    """Definition of an item (region) [10^9 USD]; ``amount`` is what the equations call."""

    def rule(m, r):
        """An item of the budget of r."""
        return amount(m, r)

    rule.__name__ = f"{of}_{item}"
    return definition("Y-4", "REGIONS", of, item=item, when=when)(rule)


REVENUE, SPENDING = "government_revenue", "government_spending"
income_tax = entry(REVENUE, "income_tax", government.income_taxes)
output_tax = entry(REVENUE, "output_tax", government.output_taxes)
export_tax = entry(REVENUE, "export_tax", government.export_taxes, by_origin)
tariff = entry(REVENUE, "tariff", government.tariffs, by_origin)


@definition("Y-4", "REGIONS", REVENUE, item="export_tax", when=goods_alike)
def export_tax_on_net_exports(m, r):
    """Export taxes where goods are homogeneous [10^9 USD]."""
    return m.v_gdp[r] * homogeneous_links.border_export_taxes(m, r)


@definition("Y-4", "REGIONS", REVENUE, item="tariff", when=goods_alike)
def tariff_on_net_imports(m, r):
    """Tariffs where goods are homogeneous [10^9 USD]."""
    return m.v_gdp[r] * homogeneous_links.border_tariffs(m, r)


visas = entry(REVENUE, "visas", government.visa_receipts)
levies = entry(REVENUE, "levies", government.levy_receipts)
public_consumption = entry(SPENDING, "public_consumption", government.public_consumption)


@definition("Y-4", "REGIONS", SPENDING, item="transfers")
def transfers(m, r):
    """Lump sums [10^9 USD]."""
    return m.v_gdp[r] * government.lump_sums(m, r)


@definition("Y-4", "REGIONS", SPENDING, item="benefits")
def benefits_in_cash(m, r):
    """Benefits in cash, those of who is out of work included [10^9 USD]."""
    return m.v_gdp[r] * government.benefits(m, r) + jobs.unemployment_benefits(m, r)


levy_credits = entry(SPENDING, "levy_credits", government.levy_credits)
matching = entry(SPENDING, "matching", government.matching)


def declare(_: Context) -> None:
    """Nothing: it says what is made of :mod:`cge.model.government`."""
