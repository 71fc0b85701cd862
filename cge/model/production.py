"""Production (P-1 to P-4, P-7): costs of sectors and their demand for factors.

Nest: output = CES(value added, intermediate bundle; esubt); bundle = CES(goods; esubint), in fixed
proportions by default; value added = CES(capital, resources, labour bundle; esubva); labour bundle
= CES(skills; esubsk).
"""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.once import once
from cge.model.block import Context
from cge.model.ces import ces
from cge.model.declare import Declared, Set
from cge.model.equation import equation
from cge.model.externalities import productivity
from cge.model.sets import IR, members, positive_cells, there
from cge.model.shares import fill, ratio
from cge.model.taxes import output_rate
from cge.model.variables import ratios


def unit_cost(m, i, r):
    """Cost of the inputs of one unit of activity: the producer price net of tax (P-7)."""
    net = (1 - output_rate(m, i, r)) / (1 - m.to_base[i, r])
    return productivity(m, i, r) * m.po[i, r] * net


def activity(m, i, r):
    """Inputs needed for the output, before substitution."""
    return m.qo[i, r] / productivity(m, i, r)


def value_added_demand(m, i, r):
    """(P-1) value added used."""
    return activity(m, i, r) * (unit_cost(m, i, r) / m.pva[i, r]) ** m.esubt


def bundle_demand(m, i, r):
    """(P-1) intermediate bundle used."""
    return activity(m, i, r) * (unit_cost(m, i, r) / m.pint[i, r]) ** m.esubt


def input_demand(m, j, i, r):
    """(P-2) one good that sector i uses."""
    return bundle_demand(m, i, r) * (m.pint[i, r] / m.pc[j, r]) ** m.esubint


def factor_price(m, f, r):
    """Rental of what does the work of one unit at the benchmark (Trefler's productivity pi)."""
    return m.pf[f, r] / m.pi[f, r]


def skill_price(m, k, r):
    """Wage of what does the work of one worker at the benchmark."""
    return m.pl[k, r] / m.pi[k, r]


def factor_demand(m, f, i, r):
    """(P-3) capital or resources hired."""
    units = value_added_demand(m, i, r) * (m.pva[i, r] / factor_price(m, f, r)) ** m.esubva[i]
    return units / m.pi[f, r]


def skill_demand(m, k, i, r):
    """(P-3, P-4) workers of one skill hired."""
    labour = value_added_demand(m, i, r) * (m.pva[i, r] / m.plab[i, r]) ** m.esubva[i]
    return labour * (m.plab[i, r] / skill_price(m, k, r)) ** m.esubsk / m.pi[k, r]


@equation("P-1", over="MAKES")
def eq_po(m, i, r):
    """Unit cost of output; with (P-7) zero profit."""
    cost, sigma = unit_cost(m, i, r), m.esubt
    added = sum(m.th_va[i, r] * ces(m.pva[i, r] / cost, sigma) for _ in m.va_at[i, r])
    inputs = sum(m.th_int[i, r] * ces(m.pint[i, r] / cost, sigma) for _ in m.bundle_at[i, r])
    return added + inputs == 0


@equation("P-2", over="BUNDLE")
def eq_pint(m, i, r):
    """Price of the intermediate bundle of composite goods."""
    goods = sum(
        m.th_input[j, i, r] * ces(m.pc[j, r] / m.pint[i, r], m.esubint) for j in m.inputs_of[i, r]
    )
    return goods == 0


@equation("P-3", over="VALUE_ADDED")
def eq_pva(m, i, r):
    """Price of value added."""
    price, sigma = m.pva[i, r], m.esubva[i]
    labour = sum(m.th_labour[i, r] * ces(m.plab[i, r] / price, sigma) for _ in m.labour_at[i, r])
    others = sum(
        m.th_factor[f, i, r] * ces(factor_price(m, f, r) / price, sigma) for f in m.factors_in[i, r]
    )
    return labour + others == 0


@equation("P-4", over="LABOUR")
def eq_plab(m, i, r):
    """Price of the labour bundle of a sector."""
    wages = sum(
        m.th_skill[k, i, r] * ces(skill_price(m, k, r) / m.plab[i, r], m.esubsk)
        for k in m.skills_in[i, r]
    )
    return wages == 0


@equation("C-1", over="FACTOR")
def eq_pf(m, f, r):
    """Market of capital or resources in a region: what sectors hire is what there is."""
    return m.qe[f, r] == sum(
        m.su_factor[f, i, r] * factor_demand(m, f, i, r) for i in m.employers[f, r]
    )


@equation("C-1k", over="SKILL")
def eq_pl(m, k, r):
    """Market of the composite of one skill in a region."""
    return m.ql[k, r] == sum(
        m.su_skill[k, i, r] * skill_demand(m, k, i, r) for i in m.employers_of_skill[k, r]
    )


def declare(c: Context) -> None:
    """Sectors, their inputs and what they cost; idle sectors that may open have costs too."""
    m = c.m
    m.include(technology(c.bench, c.tech))
    c.shock("productivity", *IR)
    c.shock("factor_productivity", "factor", "region", name="pi")
    c.elasticity("esubt")
    c.elasticity("esubint")
    c.elasticity("esubva", by_sector=True)
    c.elasticity("esubsk", needed=len(m.SKILL) > len(m.REGIONS))
    for name, over in {
        "po": m.MAKES,
        "qo": m.MAKES,
        "pint": m.BUNDLE,
        "pva": m.VALUE_ADDED,
        "plab": m.LABOUR,
        "pf": m.FACTOR,
        "pl": m.SKILL,
    }.items():
        ratios(m, name, over)


@once
def technology(bench: xr.Dataset, tech: xr.Dataset) -> Declared:
    """Cells, shares and values of production; ``tech`` has the costs of sectors that may open."""
    m = Declared("technology")
    output, inputs, paid = accounts.output(tech), tech.intermediate, tech.value_added
    wages = paid.sel(factor=bench.skill.values).rename(factor="skill")
    others = paid.sel(factor=accounts.nonlabour_factors(bench))
    _declare_sets(m, tech, wages, others)
    cost, added = output - bench.output_tax, paid.sum("factor")
    bundle, labour = inputs.sum("sector_in"), wages.sum("skill")
    income = accounts.factor_income(bench)
    of_skill = income.sel(factor=bench.skill.values).rename(factor="skill")
    fill(m, "th_va", m.VALUE_ADDED, ratio(added, cost), *IR)
    fill(m, "th_int", m.BUNDLE, ratio(bundle, cost), *IR)
    fill(m, "th_input", m.INPUTS, ratio(inputs, bundle), "sector_in", *IR)
    fill(m, "th_factor", m.FACTOR_USE, ratio(paid, added), "factor", *IR)
    fill(m, "su_factor", m.FACTOR_USE, ratio(paid, income), "factor", *IR)
    fill(m, "th_labour", m.LABOUR, ratio(labour, added), *IR)
    fill(m, "th_skill", m.SKILL_USE, ratio(wages, labour), "skill", *IR)
    fill(m, "su_skill", m.SKILL_USE, ratio(wages, of_skill), "skill", *IR)
    fill(m, "v_output", m.MAKES, output, *IR)
    fill(m, "v_factor", m.FACTOR, income, "factor", "region")
    fill(m, "v_skill", m.SKILL, of_skill, "skill", "region")
    fill(m, "productivity", m.MAKES, xr.ones_like(output), *IR)
    fill(m, "pi", m.FACTOR | m.SKILL, xr.ones_like(income), "factor", "region")
    return m


def _declare_sets(m: Declared, tech: xr.Dataset, wages: xr.DataArray, others: xr.DataArray) -> None:
    """Regions, sectors, factors: the cells with a flow, and what is summed over what."""
    inputs = tech.intermediate
    m.REGIONS = Set(initialize=tech.region.values.tolist())
    m.SECTORS = Set(initialize=tech.sector.values.tolist())
    for name, flow, dims in [
        ("MAKES", accounts.output(tech), IR),
        ("VALUE_ADDED", tech.value_added.sum("factor"), IR),
        ("BUNDLE", inputs.sum("sector_in"), IR),
        ("LABOUR", wages.sum("skill"), IR),
        ("FACTOR", others.sum("sector"), ("factor", "region")),
        ("SKILL", wages.sum("sector"), ("skill", "region")),
        ("INPUTS", inputs, ("sector_in", *IR)),
        ("FACTOR_USE", others, ("factor", *IR)),
        ("SKILL_USE", wages, ("skill", *IR)),
    ]:
        m.add_component(name, Set(initialize=positive_cells(flow, *dims), dimen=len(dims)))
    m.va_at = there(m.VALUE_ADDED, m.MAKES)
    m.bundle_at = there(m.BUNDLE, m.MAKES)
    m.labour_at = there(m.LABOUR, m.VALUE_ADDED)
    m.inputs_of = members(m.INPUTS, "jir", m.BUNDLE, "ir")
    m.factors_in = members(m.FACTOR_USE, "fir", m.VALUE_ADDED, "ir")
    m.employers = members(m.FACTOR_USE, "fir", m.FACTOR, "fr")
    m.skills_in = members(m.SKILL_USE, "kir", m.LABOUR, "ir")
    m.employers_of_skill = members(m.SKILL_USE, "kir", m.SKILL, "kr")
    m.made_in = members(m.MAKES, "ir", m.REGIONS, "r")
    m.factors_of = members(m.FACTOR, "fr", m.REGIONS, "r")
    m.skills_of = members(m.SKILL, "kr", m.REGIONS, "r")
