"""Remittances (M-5): a share of migrants' disposable wages, less the cost of sending."""

from __future__ import annotations

from typing import Any

from cge.model.labour import efficiency_units
from cge.model.taxes import net_of_tax


def net_wage_bill(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Wages after tax of everybody of a corridor [10^9 USD]."""
    return (
        net_of_tax(m, k, d) * m.wm[k, d] * m.v_native_wage[o, d, k] * efficiency_units(m, o, d, k)
    )


def sent(m: Any, o: Any, d: Any, k: Any) -> Any:
    """What leaves the pockets of migrants [10^9 USD]."""
    return m.remittance_share[o, d, k] * net_wage_bill(m, o, d, k)


def received(m: Any, o: Any, d: Any, k: Any) -> Any:
    """What arrives with those remaining behind [10^9 USD]."""
    return (1 - m.remittance_cost[o, d]) * sent(m, o, d, k)


def remittance_services(m: Any, o: Any, d: Any, k: Any) -> Any:
    """Services bought in d to send [10^9 USD]."""
    return m.remittance_cost[o, d] * sent(m, o, d, k)
