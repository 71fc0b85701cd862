"""Trade among goods that differ by origin (T-1 to T-4): Armington in two levels."""

from __future__ import annotations

from typing import Any

from cge.model.ces import boxcox
from cge.model.equation import equation


def tariff(m: Any, i: Any, s: Any, r: Any) -> Any:
    """(L-1) Tariff of r on goods of s, less what it grants for the admission of its people."""
    return m.tm[i, s, r] * (1 - m.cut[s, r])


def price_wedge(m: Any, i: Any, s: Any, r: Any) -> Any:
    """(T-3) Price at r over producer price at s, in units of its benchmark value."""
    wedge = (1 + m.tx[i, s, r]) * (1 + m.tc[i, s, r]) * (1 + tariff(m, i, s, r))
    return wedge / m.wedge_base[i, s, r]


def home_demand(m: Any, i: Any, r: Any) -> Any:
    """(T-1) the home good in the composite."""
    return m.qc[i, r] * (m.pc[i, r] / m.po[i, r]) ** m.esubd[i]


def import_demand(m: Any, i: Any, s: Any, r: Any) -> Any:
    """(T-1, T-2) goods that arrive at r from s."""
    bundle = m.qc[i, r] * (m.pc[i, r] / m.pm[i, r]) ** m.esubd[i]
    return bundle * (m.pm[i, r] / (m.po[i, s] * price_wedge(m, i, s, r))) ** m.esubm[i]


def shipment(m: Any, i: Any, s: Any, r: Any) -> Any:
    """Goods that leave s for r: what arrives and what melts on the way (iceberg)."""
    return import_demand(m, i, s, r) * (1 + m.tc[i, s, r])


@equation("T-1", over="COMPOSITE")
def eq_pc(m: Any, i: Any, r: Any) -> Any:
    """Price of the composite of home good and imports."""
    return boxcox(m.pc[i, r], 1 - m.esubd[i]) == sum(
        m.th_home[i, h] * boxcox(m.po[i, h], 1 - m.esubd[i]) for h in m.home_at[i, r]
    ) + sum((1 - m.th_home[i, h]) * boxcox(m.pm[i, h], 1 - m.esubd[i]) for h in m.imports_at[i, r])


@equation("T-2", over="IMPORTS")
def eq_pm(m: Any, i: Any, r: Any) -> Any:
    """Price of the import bundle over its sources."""
    return boxcox(m.pm[i, r], 1 - m.esubm[i]) == sum(
        m.th_source[i, s, r] * boxcox(m.po[i, s] * price_wedge(m, i, s, r), 1 - m.esubm[i])
        for s in m.sources_of[i, r]
    )


@equation("T-4", over="MARKETS")
def eq_qo(m: Any, i: Any, s: Any) -> Any:
    """Market of the good made in s; one market of the world is left out (C-3)."""
    return m.qo[i, s] == market_demand(m, i, s)


def market_demand(m: Any, i: Any, s: Any) -> Any:
    """Home sales and shipments in units of benchmark output."""
    return sum(m.su_home[i, h] * home_demand(m, i, h) for h in m.home_at[i, s]) + sum(
        m.su_export[i, s, r] * shipment(m, i, s, r) for r in m.markets_of[i, s]
    )


@equation("C-3", over="LEFT_OUT")
def walras(m: Any, i: Any, s: Any) -> Any:
    """The market left out: its excess demand is reported after the solve and never used."""
    return m.qo[i, s] == market_demand(m, i, s)


EQUATIONS = (eq_pc, eq_pm, eq_qo)
