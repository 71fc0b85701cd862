"""Capital closures (K): fixed, mobile among regions, or steady (long run)."""

from __future__ import annotations

from typing import Any

from cge.model.equation import Equation, equation


@equation("K-1", over="CAPITAL")
def eq_qe_mobile(m: Any, f: Any, r: Any) -> Any:
    """Mobile: the return moves alike everywhere (benchmark wedges stay)."""
    return m.pf[f, r] == m.world_return


@equation("K-2")
def eq_world_return(m: Any) -> Any:
    """Mobile: the world's capital is all placed."""
    return sum(m.v_factor[f, r] * (m.qe[f, r] - m.endowment[f, r]) for (f, r) in m.CAPITAL) == 0


@equation("Y-2m", over="OWNERS")
def eq_prop_mobile(m: Any, r: Any) -> Any:
    """Mobile: every owner holds the benchmark share of the world's capital and of its income."""
    return m.prop[r] * m.v_property_world == sum(
        (1 - m.tax[f, s]) * m.v_factor[f, s] * m.pf[f, s] * m.qe[f, s] for (f, s) in m.FACTOR
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
        "mobile": (eq_qe_mobile, eq_world_return),
        "steady": (eq_qe_steady, eq_saving_steady),
    }[closure]
