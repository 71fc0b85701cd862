"""Capital closures (K): fixed, mobile among regions, or steady (long run)."""

from __future__ import annotations

from typing import Any

from cge.model.equation import Equation, equation
from cge.model.income import owned_capital_income
from cge.model.taxes import net_of_tax


@equation("K-1", over="CAPITAL")
def eq_qe_mobile(m: Any, f: Any, r: Any) -> Any:
    """Mobile: the return moves alike everywhere (benchmark wedges stay)."""
    return m.pf[f, r] == m.world_return


@equation("K-2")
def eq_world_return(m: Any) -> Any:
    """Mobile: the world's capital is all placed."""
    return sum(m.v_factor[f, r] * (m.qe[f, r] - m.endowment[f, r]) for (f, r) in m.CAPITAL) == 0


@equation("K-2n")
def eq_pool(m: Any) -> Any:
    """Mobile: income after tax of the world's capital, per unit of what its owners have placed."""
    return m.pool * sum(placed(m, f, r) for (f, r) in m.CAPITAL) == sum(
        net_of_tax(m, f, r) * m.v_factor[f, r] * m.pf[f, r] * m.qe[f, r] for (f, r) in m.CAPITAL
    )


def placed(m: Any, f: Any, r: Any) -> Any:
    """Capital that came from r, at its benchmark income less the tax of today [10^9 USD]."""
    return net_of_tax(m, f, r) * m.v_factor[f, r] * m.endowment[f, r]


@equation("Y-2m", over="OWNERS")
def eq_prop_mobile(m: Any, r: Any) -> Any:
    """Mobile: owners share the income of the world's capital as they own it; resources stay."""
    return m.prop[r] * m.v_property[r] == sum(
        m.foreign_ownership[r, s] * m.pool * placed(m, f, s) for (f, s) in m.capital_of[r]
    ) + sum(
        m.foreign_ownership[r, s] * owned_capital_income(m, f, s) for (f, s) in m.resources_of[r]
    )


@equation("K-3", over="CAPITAL")
def eq_qe_steady(m: Any, f: Any, r: Any) -> Any:
    """Steady: the real return, rental over price of investment, is what it was."""
    return m.pf[f, r] == m.p_inv[r]


@equation("K-4", over="CAPITAL")
def eq_saving_steady(m: Any, f: Any, r: Any) -> Any:
    """Steady: investment maintains the stock; residents' saving adjusts and owns the increment."""
    return m.inv[r] == m.qe[f, r]


def equations(closure: str) -> tuple[Equation, ...]:
    """Equations of a capital closure."""
    return {
        "fixed": (),
        "path": (),
        "mobile": (eq_qe_mobile, eq_world_return, eq_pool),
        "steady": (eq_qe_steady, eq_saving_steady),
    }[closure]
