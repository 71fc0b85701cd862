"""Trade among goods that differ by origin (T-4): value at the border, tariffs, their revenue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.benchmark import accounts
from cge.model import government, trade
from cge.model.definition import definition
from cge.model.sets import ISR
from cge.model.shares import fill
from cge.model.trade import by_origin

if TYPE_CHECKING:
    from cge.model.block import Context


def declare(c: Context) -> None:
    """Revenue at the border at the benchmark, by which goods are valued there [10^9 USD]."""
    m, bench = c.m, c.bench
    tariffs = accounts.border_value(bench) * bench.tariff
    fill(m, "v_tariff", m.TRADE, tariffs, *ISR)
    fill(m, "v_export_tax", m.TRADE, bench.trade * bench.export_tax, *ISR)


@definition("T-4", over="TRADE", of="trade", when=by_origin)
def value_at_border(m, i, s, r):
    """Trade at the border, export tax included and tariff not [10^9 USD]."""
    return trade.border_value(m, i, s, r)


@definition("L-1", over="TRADE", when=by_origin)
def tariff(m, i, s, r):
    """Tariff, less what is granted for the admission of people [rate]."""
    return trade.tariff(m, i, s, r)


@definition("Y-4", over="TRADE", when=by_origin)
def tariff_revenue(m, i, s, r):
    """Tariff revenue of the importer [10^9 USD]."""
    return government.tariff_revenue(m, i, s, r)


def taxed_at_benchmark(m, r):
    """(Y-6) Goods that cross the border of r today, at the taxes of the benchmark [10^9 USD]."""
    arrived = sum(
        m.v_tariff[i, s, r] * trade.import_demand(m, i, s, r) for (i, s) in m.imports_of[r]
    )
    return arrived + sum(
        m.v_export_tax[i, r, d] * trade.import_demand(m, i, r, d) for (i, d) in m.exports_of[r]
    )


def exports(m, r):
    """Sales to other regions, and within an aggregated one, at the border [10^9 USD]."""
    return sum(trade.border_value(m, i, r, d) for (i, d) in m.exports_of[r])


def imports(m, r):
    """Purchases from other regions, and within an aggregated one, at the border [10^9 USD]."""
    return sum(trade.border_value(m, i, s, r) for (i, s) in m.imports_of[r])
