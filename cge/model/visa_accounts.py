"""What a visa is worth (M-1): the price that lets in exactly those who want to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
import xarray as xr

from cge.model import shares
from cge.model.block import by_corridor
from cge.model.ces import positive_part
from cge.model.declare import Set
from cge.model.definition import definition
from cge.model.migration import income_abroad, income_at_home
from cge.model.pricing import income_of_new, log_kept
from cge.model.sets import ODK
from cge.scenario.settings import DECIDE
from cge.units import BILLION

if TYPE_CHECKING:
    from cge.model.block import Context


def declare(c: Context) -> None:
    """Corridors that have a visa price, by how it follows.

    Whoever comes to one has an income in both places, and some do at the end.
    """
    m, settings = c.m, c.settings
    regime = c.regime
    income, given = by_corridor(c.people.wage_per_income), by_corridor(settings.stock)
    empty = {key for key in m.CHOICE if m.seed[key] != 1.0}
    if settings.seed is not None:
        empty -= {key for key, x in by_corridor(settings.seed).items() if x > 0}
    born = set(m.BORN)

    def known(key: Any) -> bool:
        return regime[key] in ("stock", *DECIDE) and income[key] > 0 and (key[0], key[2]) in born

    every = [key for key in m.CORRIDORS if known(key) and key not in empty]
    chosen, free = set(m.CHOICE), {key for key in every if regime[key] == "free"}
    stock = [k for k in every if regime[k] == "stock" and m.mig_base[k] == 1 and given[k] > 0]
    m.VISAS_FREE = Set(initialize=[k for k in every if k in free], dimen=3)
    m.VISAS_CHOSEN = Set(initialize=[k for k in every if k in chosen - free], dimen=3)
    m.VISAS_STOCK = Set(initialize=stock, dimen=3)
    textbook = [k for k in m.ARBITRAGE if k in set(every) - free]
    m.VISAS_TEXTBOOK = Set(initialize=textbook, dimen=3)
    priced = {*m.VISAS_FREE, *m.VISAS_CHOSEN, *stock, *textbook}
    m.VISAS = Set(initialize=[key for key in m.CORRIDORS if key in priced], dimen=3)
    today = xr.DataArray(-np.log1p(-settings.visa_price))
    shares.fill(m, "price_barrier_base", m.VISAS, today, *ODK)


def gain_of_moving(m, o, d, k):
    """Real income abroad against home, in logs, relative to the benchmark, before the visa.

    Where levies take more than the income of a newcomer next to nothing is left: a number, though
    no price would bring anybody there.
    """
    abroad = log_kept(m, income_abroad(m, o, d, k)) - pyo.log(m.p_cons[d])
    home = pyo.log(income_at_home(m, o, k)) - pyo.log(m.p_cons[o])
    return abroad - home


def clearing_price(m, o, d, k, odds):
    """Share of income at which those who are let in are exactly those who want to come."""
    barrier = m.price_barrier_base[o, d, k] + gain_of_moving(m, o, d, k) - odds
    return 1 - pyo.exp(-barrier)


@definition("M-1", over="VISAS_FREE", of="visa_price")
def visa_price_free(m, o, d, k):
    """Where all may come, it falls from that of today to nothing."""
    return 1 - pyo.exp(-m.barrier[o, d, k])


@definition("M-1", over="VISAS_CHOSEN", of="visa_price")
def visa_price_chosen(m, o, d, k):
    """Where people decide: negative where nobody more would come even without a barrier."""
    odds = pyo.log(m.mig[o, d, k]) - pyo.log(m.seed[o, d, k]) - pyo.log(m.stay[o, k])
    return clearing_price(m, o, d, k, m.inv_nu * odds)


@definition("M-1", over="VISAS_STOCK", of="visa_price")
def visa_price_stock(m, o, d, k):
    """Where the number is given: from the supply of migrants (M-1)."""
    odds = pyo.log(m.mig[o, d, k]) - pyo.log(m.stay[o, k])
    return clearing_price(m, o, d, k, m.inv_nu * odds)


@definition("M-1", over="VISAS_TEXTBOOK", of="visa_price")
def visa_price_textbook(m, o, d, k):
    """Where all have the same tastes: what they gain."""
    return clearing_price(m, o, d, k, 0.0)


@definition("M-1", over="VISAS")
def newcomer_income(m, o, d, k):
    """Income of a newcomer who has a visa, before its cost [USD per worker and year]."""
    return BILLION * income_of_new(m, o, d, k) / m.scale[o, d, k]


@definition("M-1", over="VISAS")
def visa_price_usd(m, o, d, k):
    """Visa price in money."""
    return m.visa_price[o, d, k] * newcomer_income(m, o, d, k)


@definition("M-23", over="VISAS")
def visa_rent(m, o, d, k):
    """Value of a visa that stays with the migrant: its price less what is paid and lost."""
    price = positive_part(m.visa_price[o, d, k], m.kink)
    left = positive_part(price - m.paid[o, d, k] - m.lost[o, d, k], m.kink)
    return left * newcomer_income(m, o, d, k)


@definition("M-13", over="PRICED")
def visa_posted_usd(m, o, d, k):
    """What a newcomer has to pay or lose for a visa, whether anybody comes for it or not."""
    return (1 - m.kept[o, d, k]) * newcomer_income(m, o, d, k)
