"""Parameters of the model: benchmark shares, benchmark values and live rates.

Names: ``th_`` cost and budget shares, ``su_`` shares of use or supply, ``v_`` benchmark values
[10^9 USD].  Everything is derived from the benchmark by :mod:`cge.benchmark.accounts`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo
import xarray as xr

from cge.benchmark import accounts
from cge.model.people import People


def fill(m: pyo.ConcreteModel, name: str, over: Any, array: xr.DataArray, *dims: str) -> None:
    """Declare an indexed Param from the cells of an array, dims in the order of the index.

    Raises
    ------
    ValueError
        If a cell that the model uses is not finite.
    """
    keys = list(over)
    index = {d: {label: n for n, label in enumerate(array[d].values.tolist())} for d in dims}
    values = array.transpose(*dims).values
    rows = [key if isinstance(key, tuple) else (key,) for key in keys]
    at = tuple(np.array([index[d][row[n]] for row in rows], dtype=int) for n, d in enumerate(dims))
    cells = values[at]
    if not np.isfinite(cells).all():
        bad = keys[int(np.flatnonzero(~np.isfinite(cells))[0])]
        msg = f"parameter {name} is not a finite number at {bad}"
        raise ValueError(msg)
    param = pyo.Param(over, initialize=dict(zip(keys, cells.tolist(), strict=True)), within=pyo.Any)
    m.add_component(name, param)


def ratio(part: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    """Part / whole, NaN where there is no whole (cells that the model does not have)."""
    return part / whole.where(whole != 0)


def declare_goods(m: pyo.ConcreteModel, bench: xr.Dataset, tech: xr.Dataset) -> None:
    """Shares and values of production, trade and final demand; tax rates.

    ``tech`` is the benchmark with the costs of idle sectors that may open; shares in use are those
    of the benchmark, where they take nothing.
    """
    ir = ("sector", "region")
    output, absorption = accounts.output(tech), accounts.absorption(bench)
    cost = output - bench.output_tax
    skills = bench.skill.values
    va, inputs = tech.value_added, tech.intermediate
    labour = va.sel(factor=skills).rename(factor="skill")
    paid = accounts.factor_income(bench)
    m_sets = m.SECTORS * m.REGIONS
    fill(m, "th_va", m.VALUE_ADDED, ratio(va.sum("factor"), cost), *ir)
    fill(m, "th_int", m.BUNDLE, ratio(inputs.sum("sector_in"), cost), *ir)
    cells = [(j, i, r) for i, r in m.BUNDLE for j in m.inputs_of[i, r]]
    m.INPUTS = pyo.Set(initialize=cells, dimen=3)
    fill(m, "th_input", m.INPUTS, ratio(inputs, inputs.sum("sector_in")), "sector_in", *ir)
    users = inputs.rename(sector="user", sector_in="sector")
    fill(m, "su_input", m.INPUTS, ratio(users, absorption), "sector", "user", "region")
    m.FACTOR_USE = pyo.Set(
        initialize=[(f, i, r) for i, r in m.VALUE_ADDED for f in m.factors_in[i, r]], dimen=3
    )
    fill(m, "th_factor", m.FACTOR_USE, ratio(va, va.sum("factor")), "factor", *ir)
    fill(m, "su_factor", m.FACTOR_USE, ratio(va, paid), "factor", *ir)
    fill(m, "th_labour", m.LABOUR, ratio(labour.sum("skill"), va.sum("factor")), *ir)
    m.SKILL_USE = pyo.Set(
        initialize=[(k, i, r) for i, r in m.LABOUR for k in m.skills_in[i, r]], dimen=3
    )
    fill(m, "th_skill", m.SKILL_USE, ratio(labour, labour.sum("skill")), "skill", *ir)
    wages = paid.sel(factor=skills).rename(factor="skill")
    fill(m, "su_skill", m.SKILL_USE, ratio(labour, wages), "skill", *ir)
    fill(m, "v_output", m.MAKES, output, *ir)
    fill(m, "v_absorption", m.COMPOSITE, absorption, *ir)
    for name in ("to", "to_base"):
        fill(m, name, m.MAKES, ratio(bench.output_tax, output), *ir)
    home = accounts.home_sales(bench)
    fill(m, "th_home", m_sets, ratio(home, absorption).fillna(0.0), *ir)
    fill(m, "su_home", m_sets, ratio(home, output).fillna(0.0), *ir)
    bilateral = ("sector", "exporter", "importer")
    paid = accounts.border_value(bench) * (1 + bench.tariff)
    imports = accounts.imports(bench).rename(region="importer")
    fill(m, "th_source", m.TRADE, ratio(paid, imports), *bilateral)
    fill(m, "su_export", m.TRADE, ratio(bench.trade, output.rename(region="exporter")), *bilateral)
    fill(m, "v_trade", m.TRADE, bench.trade, *bilateral)
    fill(m, "tm", m.TRADE, bench.tariff, *bilateral)
    fill(m, "tx", m.TRADE, bench.export_tax, *bilateral)
    fill(m, "tc", m.TRADE, xr.zeros_like(bench.tariff), *bilateral)
    fill(m, "wedge_base", m.TRADE, (1 + bench.tariff) * (1 + bench.export_tax), *bilateral)
    fill(m, "productivity", m.MAKES, xr.ones_like(output), *ir)
    for use, share, supply in [
        ("household", "th_cons", "su_cons"),
        ("government", "th_gov", "su_gov"),
        ("investment", "th_inv", "su_inv"),
    ]:
        demand = bench.final_demand.sel(use=use, drop=True)
        goods = {"household": m.consumed, "government": m.governed, "investment": m.invested}[use]
        bought = pyo.Set(initialize=[(i, r) for r in m.REGIONS for i in goods[r]], dimen=2)
        m.add_component(f"BOUGHT_{use}", bought)
        fill(m, share, bought, ratio(demand, demand.sum("sector")), *ir)
        fill(m, supply, bought, ratio(demand, absorption), *ir)


def declare_income(m: pyo.ConcreteModel, bench: xr.Dataset) -> None:
    """Values and rates of income, government and saving."""
    income = accounts.factor_income(bench)
    skills = bench.skill.values
    disposable = accounts.disposable_income(bench)
    fill(m, "tax", m.FACTOR | m.SKILL, bench.income_tax, "factor", "region")
    fill(m, "v_factor", m.FACTOR, income, "factor", "region")
    fill(m, "v_skill", m.SKILL, income.sel(factor=skills).rename(factor="skill"), "skill", "region")
    fill(m, "pi", m.FACTOR | m.SKILL, xr.ones_like(income), "factor", "region")
    fill(m, "transfer_base", m.REGIONS, accounts.lump_sums(bench) / accounts.gdp(bench), "region")
    fill(m, "benefit_base", m.REGIONS, bench.benefits / accounts.gdp(bench), "region")
    fill(m, "benefit_weight", m.SKILL, accounts.benefit_weight(bench), "skill", "region")
    fill(m, "endowment", m.FACTOR, xr.ones_like(income), "factor", "region")
    fill(m, "effort", m.SKILL, xr.ones_like(income), "factor", "region")
    fill(m, "v_property", m.OWNERS, accounts.property_income(bench), "region")
    held = pyo.Set(
        initialize=sorted({(o, r) for o in m.OWNERS for _, r in m.holdings_of[o]}), dimen=2
    )
    m.HELD = held
    fill(m, "foreign_ownership", held, bench.foreign_ownership, "owner", "region")
    fill(m, "v_gdp", m.REGIONS, accounts.gdp(bench), "region")
    fill(m, "v_disposable", m.REGIONS, disposable, "region")
    fill(m, "v_government", m.GOVERNMENT, accounts.spending(bench, "government"), "region")
    fill(m, "v_investment", m.INVESTMENT, accounts.spending(bench, "investment"), "region")
    fill(m, "v_foreign_saving", m.INVESTMENT, accounts.foreign_saving(bench), "region")
    fill(m, "saving_base", m.REGIONS, accounts.saving(bench) / disposable, "region")
    fill(m, "v_other_transfers", m.REGIONS, accounts.net_other_transfers(bench), "region")


def declare_people(m: pyo.ConcreteModel, bench: xr.Dataset, people: People) -> None:
    """Migrants: scales, efficiency, wages, remittance shares, claims."""
    odk = ("origin", "destination", "skill")
    corridors = m.CORRIDORS
    fill(m, "mig_base", corridors, people.base, *odk)
    fill(m, "eff", corridors, bench.efficiency, *odk)
    fill(m, "eff_new", corridors, people.efficiency_new, *odk)
    for name in ("eligible", "eligible_new"):
        fill(m, name, corridors, xr.ones_like(people.base), *odk)
    units = accounts.effective_migrants(bench)
    natives = accounts.diagonal(bench.workers).rename(region="destination")
    fill(m, "su_migrant", corridors, people.scale / units.where(units > 0, natives), *odk)
    share = (natives / (natives + units)).rename(destination="region")
    fill(m, "th_native", m.SKILL, share, "skill", "region")
    at_home = natives.rename(destination="origin")
    fill(m, "su_stayers", corridors, people.scale / at_home, *odk)
    born = bench.workers.sum("destination") / at_home
    born = born.where(born > 0)
    fill(m, "born", m.BORN, born, "origin", "skill")
    fill(m, "v_native_wage", corridors, people.scale * people.wage, *odk)
    fill(m, "v_mover", corridors, people.scale * people.income, *odk)
    fill(m, "v_transfer", corridors, people.scale * people.transfer_share * people.income, *odk)
    own = sorted(
        {(o, o, k) for o, d, k in m.claiming} | set(m.claiming),
        key=lambda key: (key[1], key[0], key[2]),
    )
    m.CLAIMS = pyo.Set(initialize=own, dimen=3)
    fill(m, "ownership", m.CLAIMS, bench.ownership, *odk)
    rate = accounts.remittance_share(bench)
    for name in ("remittance_share", "remittance_share_new"):
        fill(m, name, m.remitting, rate, *odk)
    pairs = pyo.Set(initialize=list(dict.fromkeys((o, d) for o, d, _ in m.remitting)), dimen=2)
    m.REMITTING_PAIRS = pairs
    fill(m, "remittance_cost", pairs, bench.remittance_cost, "origin", "destination")
    persons = bench.workers * bench.persons_per_worker
    movers = people.scale * bench.persons_per_worker
    living = persons.sum(["origin", "skill"])
    workers = people.scale / bench.workers.sum(["origin", "skill"])
    home_workers = accounts.diagonal(bench.workers / bench.workers.sum(["origin", "skill"]))
    fill(m, "su_heads", corridors, movers / living, *odk)
    fill(m, "su_heads_left", corridors, movers / living.rename(destination="origin"), *odk)
    fill(m, "su_workers", corridors, workers, *odk)
    fill(m, "su_workers_home", m.BORN, home_workers, "region", "skill")
    everybody = list(corridors) + [(o, o, k) for o, k in m.BORN]
    m.MOVERS = pyo.Set(initialize=everybody, dimen=3)
    fill(m, "su_wage", m.MOVERS, people.wage_share, *odk)
    fill(m, "su_transfer", m.MOVERS, people.transfer_share, *odk)
