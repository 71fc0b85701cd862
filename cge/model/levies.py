"""Levies on movers (Y-7): one primitive, by base.

Bhagwati tax, exit fee, joint fee, host credit and entry insurance are levies with names: a base, a
rate, who takes part of it over, and who gets it.
"""

from __future__ import annotations

from cge.model.equation import equation
from cge.model.income import claims_of_new
from cge.model.labour import (
    established,
    established_units,
    established_wage,
    new_migrants,
    new_units,
)
from cge.model.remittances import sent


@equation("Y-7e", over="LEVIES_ON_EARNINGS")
def eq_levied_earnings(m, n, o, d, k):
    """A share of wages before tax [10^9 USD]."""
    new = m.w_recent[k, d] * new_units(m, o, d, k)
    old = established_wage(m, k, d) * established_units(m, o, d, k)
    base = m.v_native_wage[o, d, k] * (new + m.levy_on_old[n] * old)
    return m.levied[n, o, d, k] == m.levy_size[n] * base


@equation("Y-7h", over="LEVIES_ON_HEADS")
def eq_levied_heads(m, n, o, d, k):
    """An amount per worker and year, fixed in world prices [10^9 USD]."""
    heads = new_migrants(m, o, d, k) + m.levy_on_old[n] * established(m, o, d, k)
    return m.levied[n, o, d, k] == m.levy_size[n] * m.p_world * m.v_head[o, d, k] * heads


@equation("Y-7p", over="LEVIES_ON_PROPERTY")
def eq_levied_property(m, n, o, d, k):
    """A share of what new migrants own at home [10^9 USD]."""
    return m.levied[n, o, d, k] == m.levy_size[n] * claims_of_new(m, o, d, k)


@equation("Y-7r", over="LEVIES_ON_REMITTANCES")
def eq_levied_remittances(m, n, o, d, k):
    """A share of what is sent, taken from what arrives [10^9 USD]."""
    return m.levied[n, o, d, k] == m.levy_size[n] * sent(m, o, d, k)


EQUATIONS = (
    eq_levied_earnings,
    eq_levied_heads,
    eq_levied_property,
    eq_levied_remittances,
)
