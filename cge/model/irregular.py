"""Irregular status (M-24): a third way beside staying and coming with a visa.

Who comes irregularly pays smugglers a share of the wage, works at a discount, pays no income tax
and gets no transfers.
"""

from __future__ import annotations

import pyomo.environ as pyo

from cge.model.block import Context
from cge.model.declare import Set
from cge.model.equation import equation
from cge.model.labour import irregular_units, recent_wage
from cge.model.migration import NEXT_TO_NOBODY, income_at_home
from cge.model.sets import bought_through, members
from cge.model.shares import live
from cge.model.taxes import income_rate
from cge.model.variables import levels


@equation("M-24", over="IRREGULAR")
def eq_irr(m, o, d, k):
    """Logit supply: odds against staying follow the real wage less what smugglers take."""
    odds = pyo.log(m.irr[o, d, k]) - pyo.log(m.irr_seed[o, d, k]) - pyo.log(m.stay[o, k])
    smuggled = pyo.log(1 - m.smuggling[o, d, k]) - pyo.log(1 - m.smuggling_base[o, d, k])
    abroad = smuggled + pyo.log(recent_wage(m, k, d)) - pyo.log(m.p_cons[d])
    home = pyo.log(income_at_home(m, o, k)) - pyo.log(m.p_cons[o])
    return m.inv_nu * odds == abroad - home


def irregular_wages(m, o, d, k):
    """Wages, on which nobody pays tax [10^9 USD]."""
    return m.v_native_wage[o, d, k] * recent_wage(m, k, d) * irregular_units(m, o, d, k)


def untaxed(m, o, d, k):
    """Tax that others would pay on these wages [10^9 USD]."""
    return income_rate(m, k, d) * irregular_wages(m, o, d, k)


def smuggled(m, o, d, k):
    """Services of smugglers [10^9 USD]."""
    return m.smuggling[o, d, k] * irregular_wages(m, o, d, k)


def declare(c: Context) -> None:
    """Irregular ways into corridors: nobody has come at the benchmark."""
    m, path = c.m, c.path
    cells = {key: way for way in c.settings.irregular for key in way.corridors}
    keys = [key for key in m.CORRIDORS if key in cells]
    m.IRREGULAR = Set(initialize=keys, dimen=3)
    through = bought_through(keys, c.bench.attrs["remittance_sector"], m.COMPOSITE)
    m.irregular_through = Set(m.COMPOSITE, dimen=2, initialize=through)
    m.irregular_in = members(keys, "odk", m.REGIONS, "d")
    m.irregular_from = members(keys, "odk", m.REGIONS, "o")
    levels(m, "irr", 0.0, m.CORRIDORS)
    m.irr.fix()
    live(m, "discount", m.CORRIDORS, {k: cells[k].discount for k in keys})
    live(m, "smuggling", m.CORRIDORS, {k: cells[k].price for k in keys})
    live(m, "smuggling_base", m.IRREGULAR, {k: cells[k].price for k in keys})
    live(m, "irr_seed", m.IRREGULAR, NEXT_TO_NOBODY)
    path.to(m, "irr_seed", {k: cells[k].share * m.mig_base[k] for k in keys})
    raised = {k: way.raised_to for k, way in cells.items() if way.raised_to is not None}
    path.to(m, "smuggling", {k: float(raised[k]) for k in keys if k in raised})
    for key in keys:
        m.irr[key].set_value(NEXT_TO_NOBODY)
        m.irr[key].setlb(0.0)
        m.irr[key].unfix()
