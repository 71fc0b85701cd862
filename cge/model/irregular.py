"""Irregular status (M-7): a third way beside staying and coming with a visa.

Who comes irregularly pays smugglers a share of the wage, works at a discount, pays no income tax
and gets no transfers.
"""

from __future__ import annotations

import pyomo.environ as pyo

from cge.model.equation import equation
from cge.model.labour import irregular_units
from cge.model.migration import income_at_home
from cge.model.taxes import income_rate


@equation("M-7", over="IRREGULAR")
def eq_irr(m, o, d, k):
    """Logit supply: odds against staying follow the real wage less what smugglers take."""
    odds = pyo.log(m.irr[o, d, k]) - pyo.log(m.irr_seed[o, d, k]) - pyo.log(m.stay[o, k])
    smuggled = pyo.log(1 - m.smuggling[o, d, k]) - pyo.log(1 - m.smuggling_base[o, d, k])
    abroad = smuggled + pyo.log(m.w_recent[k, d]) - pyo.log(m.p_cons[d])
    home = pyo.log(income_at_home(m, o, k)) - pyo.log(m.p_cons[o])
    return m.inv_nu * odds == abroad - home


def irregular_wages(m, o, d, k):
    """Wages, on which nobody pays tax [10^9 USD]."""
    return m.v_native_wage[o, d, k] * m.w_recent[k, d] * irregular_units(m, o, d, k)


def untaxed(m, o, d, k):
    """Tax that others would pay on these wages [10^9 USD]."""
    return income_rate(m, k, d) * irregular_wages(m, o, d, k)


def smuggled(m, o, d, k):
    """Services of smugglers [10^9 USD]."""
    return m.smuggling[o, d, k] * irregular_wages(m, o, d, k)


EQUATIONS = (eq_irr,)
