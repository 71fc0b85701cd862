"""Production (P-1 to P-4, P-7): costs of sectors and their demand for factors.

Nest: output = CES(value added, intermediate bundle; esubt); bundle = Leontief over goods; value
added = CES(capital, resources, labour bundle; esubva); labour bundle = CES(skills; esubsk).
"""

from __future__ import annotations

from typing import Any

from cge.model.ces import boxcox
from cge.model.equation import equation
from cge.model.externalities import productivity
from cge.model.taxes import output_rate


def unit_cost(m: Any, i: Any, r: Any) -> Any:
    """Cost of the inputs of one unit of activity: the producer price net of tax (P-7)."""
    net = (1 - output_rate(m, i, r)) / (1 - m.to_base[i, r])
    return productivity(m, i, r) * m.po[i, r] * net


def activity(m: Any, i: Any, r: Any) -> Any:
    """Inputs needed for the output, before substitution."""
    return m.qo[i, r] / productivity(m, i, r)


def value_added_demand(m: Any, i: Any, r: Any) -> Any:
    """(P-1) value added used."""
    return activity(m, i, r) * (unit_cost(m, i, r) / m.pva[i, r]) ** m.esubt


def bundle_demand(m: Any, i: Any, r: Any) -> Any:
    """(P-1) intermediate bundle used."""
    return activity(m, i, r) * (unit_cost(m, i, r) / m.pint[i, r]) ** m.esubt


def factor_price(m: Any, f: Any, r: Any) -> Any:
    """Rental of what does the work of one unit at the benchmark (Trefler's productivity pi)."""
    return m.pf[f, r] / m.pi[f, r]


def skill_price(m: Any, k: Any, r: Any) -> Any:
    """Wage of what does the work of one worker at the benchmark."""
    return m.pl[k, r] / m.pi[k, r]


def factor_demand(m: Any, f: Any, i: Any, r: Any) -> Any:
    """(P-3) capital or resources hired."""
    units = value_added_demand(m, i, r) * (m.pva[i, r] / factor_price(m, f, r)) ** m.esubva[i]
    return units / m.pi[f, r]


def skill_demand(m: Any, k: Any, i: Any, r: Any) -> Any:
    """(P-3, P-4) workers of one skill hired."""
    labour = value_added_demand(m, i, r) * (m.pva[i, r] / m.plab[i, r]) ** m.esubva[i]
    return labour * (m.plab[i, r] / skill_price(m, k, r)) ** m.esubsk / m.pi[k, r]


@equation("P-1", over="MAKES")
def eq_po(m: Any, i: Any, r: Any) -> Any:
    """Unit cost of output; with (P-7) zero profit."""
    return boxcox(unit_cost(m, i, r), 1 - m.esubt) == sum(
        m.th_va[i, h] * boxcox(m.pva[i, h], 1 - m.esubt) for h in m.va_at[i, r]
    ) + sum(m.th_int[i, h] * boxcox(m.pint[i, h], 1 - m.esubt) for h in m.bundle_at[i, r])


@equation("P-2", over="BUNDLE")
def eq_pint(m: Any, i: Any, r: Any) -> Any:
    """Price of the intermediate bundle, Leontief over composite goods."""
    return m.pint[i, r] == sum(m.th_input[j, i, r] * m.pc[j, r] for j in m.inputs_of[i, r])


@equation("P-3", over="VALUE_ADDED")
def eq_pva(m: Any, i: Any, r: Any) -> Any:
    """Price of value added."""
    return boxcox(m.pva[i, r], 1 - m.esubva[i]) == sum(
        m.th_factor[f, i, r] * boxcox(factor_price(m, f, r), 1 - m.esubva[i])
        for f in m.factors_in[i, r]
    ) + sum(m.th_labour[i, h] * boxcox(m.plab[i, h], 1 - m.esubva[i]) for h in m.labour_at[i, r])


@equation("P-4", over="LABOUR")
def eq_plab(m: Any, i: Any, r: Any) -> Any:
    """Price of the labour bundle of a sector."""
    return boxcox(m.plab[i, r], 1 - m.esubsk) == sum(
        m.th_skill[k, i, r] * boxcox(skill_price(m, k, r), 1 - m.esubsk) for k in m.skills_in[i, r]
    )


@equation("C-1", over="FACTOR")
def eq_pf(m: Any, f: Any, r: Any) -> Any:
    """Market of capital or resources in a region: what sectors hire is what there is."""
    return m.qe[f, r] == sum(
        m.su_factor[f, i, r] * factor_demand(m, f, i, r) for i in m.employers[f, r]
    )


@equation("C-1k", over="SKILL")
def eq_pl(m: Any, k: Any, r: Any) -> Any:
    """Market of the composite of one skill in a region."""
    return m.ql[k, r] == sum(
        m.su_skill[k, i, r] * skill_demand(m, k, i, r) for i in m.employers_of_skill[k, r]
    )


EQUATIONS = (eq_po, eq_pint, eq_pva, eq_plab, eq_pf, eq_pl)
