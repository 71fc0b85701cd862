"""What work and capital are paid, in money and in goods: wages (Y-1), return to capital (K-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.benchmark import accounts
from cge.model import labour, sets, shares
from cge.model.declare import Set
from cge.model.definition import definition
from cge.units import BILLION

if TYPE_CHECKING:
    from cge.model.block import Context

NOBODY = 1e-12
"""Keeps the share of nobody defined: workers in units of the corridor's scale."""


def declare(c: Context) -> None:
    """Benchmark wages per worker; who is paid where.

    A migrant's wage is that of the average established migrant: who arrives does not change it.
    """
    m, bench = c.m, c.bench
    abroad = accounts.off_diagonal(bench.workers)
    number = abroad.sum("origin").rename(destination="region")
    units = (abroad * bench.efficiency).sum("origin").rename(destination="region")
    lives = set(sets.positive_cells(number, "region", "skill"))
    m.NATIVE_WAGES = Set(initialize=[(r, k) for k, r in m.SKILL], dimen=2)
    m.MIGRANT_WAGES = Set(initialize=[key for key in m.NATIVE_WAGES if key in lives], dimen=2)
    both = [(*key, "native") for key in m.NATIVE_WAGES]
    both += [(*key, "migrant") for key in m.MIGRANT_WAGES]
    m.WAGES = Set(initialize=both, dimen=3)
    wage = accounts.native_wage(bench)
    shares.fill(m, "v_wage", m.NATIVE_WAGES, wage, "region", "skill")
    average = wage * units / number.where(number > 0)
    shares.fill(m, "v_wage_abroad", m.MIGRANT_WAGES, average, "region", "skill")
    capital, invest = {r for _, r in m.CAPITAL}, set(m.INVESTMENT)
    m.CAPITAL_RENEWED = Set(initialize=[r for r in m.REGIONS if r in capital & invest])
    m.CAPITAL_KEPT = Set(initialize=[r for r in m.REGIONS if r in capital - invest])


@definition("Y-1", over="NATIVE_WAGES", of="wage", before=True, nativity="native")
def native_wage(m, r, k):
    """Wage of natives before tax [USD per worker and year]."""
    return BILLION * m.v_wage[r, k] * m.wn[k, r]


@definition("Y-1", over="MIGRANT_WAGES", of="wage", before=True, nativity="migrant")
def migrant_wage(m, r, k):
    """Wage of the average established migrant before tax [USD per worker and year]."""
    return BILLION * m.v_wage_abroad[r, k] * labour.established_wage(m, k, r)


@definition("Y-1", over="WAGES")
def wage_pct(m, r, k, n):
    """Change of the wage [%]."""
    return 100 * (m.wage[n, r, k] / m.wage_base[n, r, k] - 1)


@definition("Y-1", over="WAGES", before=True)
def real_wage(m, r, k, n):
    """Wage over the consumer price index [USD per worker and year]."""
    return m.wage[n, r, k] / m.p_cons[r]


@definition("Y-1", over="WAGES")
def real_wage_pct(m, r, k, n):
    """Change of the real wage [%]."""
    return 100 * (m.real_wage[r, k, n] / m.real_wage_base[r, k, n] - 1)


@definition("Y-1", over="CORRIDORS")
def place_premium(m, o, d, k):
    """Real wage of a new migrant over that of the same worker at home, before tax.

    A new migrant brings part of the productivity of home along, so that this is less than the ratio
    of natives' wages.
    """
    hidden = m.irr[o, d, k] / (labour.arrived(m, o, d, k) + NOBODY)
    work = m.eff_new[o, d, k] * (1 - m.discount[o, d, k] * hidden)
    wage = m.v_native_wage[o, d, k] / m.scale[o, d, k] * m.w_recent[k, d] * work
    return wage / (m.price_level[d] * m.p_cons[d]) / m.real_native_wage[o, k]


@definition("Y-1", over="BORN")
def real_native_wage(m, o, k):
    """Wage of natives before tax, at purchasing power [10^9 int. USD per worker]."""
    return m.native_wage[o, k] * m.wn[k, o] / (m.price_level[o] * m.p_cons[o])


@definition("K-3", over="CAPITAL_RENEWED", of="return_to_capital_pct")
def return_to_renewed_capital(m, r):
    """Change of the rental of capital over the price of investment [%]."""
    return 100 * (m.pf["capital", r] / m.p_inv[r] - 1)


@definition("K-3", over="CAPITAL_KEPT", of="return_to_capital_pct")
def return_to_kept_capital(m, r):
    """Change of the rental over consumer prices, where nobody invests [%]."""
    return 100 * (m.pf["capital", r] / m.p_cons[r] - 1)


@definition("D-5", over="REGIONS")
def price_index(m, r):
    """Consumer price index [ratio to the benchmark]."""
    return m.p_cons[r]


@definition("C-2w")
def world_price_index(m):
    """World consumer price index [ratio to the benchmark]: what a dollar of the solution is."""
    return m.p_world


@definition("W-4", over="FACTOR", of="factor_reward_real_pct")
def reward_of_factor(m, f, r):
    """Change of the rental of capital or resources before tax, over consumer prices."""
    return 100 * (m.pf[f, r] / m.p_cons[r] - 1)


@definition("W-4", over="SKILL", of="factor_reward_real_pct")
def reward_of_skill(m, k, r):
    """Change of the natives' wage before tax, over consumer prices."""
    return 100 * (m.wn[k, r] / m.p_cons[r] - 1)
