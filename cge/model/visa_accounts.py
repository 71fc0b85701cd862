"""What a visa is worth, what is paid for it and to whom, and what quotas hold (M-2, M-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
import xarray as xr

from cge.model import shares, sponsors, visas
from cge.model.ces import positive_part
from cge.model.charges import ODK, SHARE_OF
from cge.model.definition import Definition, definition
from cge.model.migration import income_abroad, income_at_home
from cge.model.pricing import income_of_new, log_kept
from cge.model.safeguards import effective_limit
from cge.scenario.settings import DECIDE

if TYPE_CHECKING:
    from cge.model.block import Context
    from cge.model.people import People
    from cge.scenario.settings import Settings

USD = 1e9
"""USD per 10^9 USD."""


def declare(c: Context) -> None:
    """Corridors that have a visa price, by how it follows; corridors under each quota."""
    m, settings, people = c.m, c.settings, c.people
    _declare_prices(m, settings, people)
    caps: dict[Any, list[str]] = {key: [] for key in m.CAPPED}
    for cap in settings.caps:
        for key in cap.corridors:
            caps[key].append(cap.name)
    m.quota_of = pyo.Set(m.CAPPED, initialize=caps)
    today = {cap.name: cap.today for cap in settings.caps}
    m.cap_base = pyo.Param(m.CAPS, initialize=today, within=pyo.Any)
    guards = {
        key: [g.name for g in settings.safeguards if set(names) & set(g.caps)]
        for key, names in caps.items()
    }
    watched = {key: names for key, names in guards.items() if names}
    m.GUARDED = pyo.Set(initialize=list(watched), dimen=3)
    m.safeguard_on = pyo.Set(m.GUARDED, initialize=watched)


def _declare_prices(m: pyo.ConcreteModel, settings: Settings, people: People) -> None:
    """Whoever comes to a corridor has an income in both places, and some do at the end."""
    regime = settings.regime.transpose(*ODK).to_series().to_dict()
    income = people.wage_share.transpose(*ODK).to_series().to_dict()
    given = settings.stock.transpose(*ODK).to_series().to_dict()
    empty = {key for key in m.CHOICE if m.seed[key].value != 1.0}
    if settings.seed is not None:
        empty -= {key for key, x in settings.seed.transpose(*ODK).to_series().items() if x > 0}
    born = set(m.BORN)

    def known(key: Any) -> bool:
        return regime[key] in ("stock", *DECIDE) and income[key] > 0 and (key[0], key[2]) in born

    every = [key for key in m.CORRIDORS if known(key) and key not in empty]
    chosen, free = set(m.CHOICE), {key for key in every if regime[key] == "free"}
    stock = [k for k in every if regime[k] == "stock" and m.mig_base[k] == 1 and given[k] > 0]
    m.VISAS_FREE = pyo.Set(initialize=[k for k in every if k in free], dimen=3)
    m.VISAS_CHOSEN = pyo.Set(initialize=[k for k in every if k in chosen - free], dimen=3)
    m.VISAS_STOCK = pyo.Set(initialize=stock, dimen=3)
    textbook = [k for k in m.ARBITRAGE if k in set(every) - free]
    m.VISAS_TEXTBOOK = pyo.Set(initialize=textbook, dimen=3)
    priced = {*m.VISAS_FREE, *m.VISAS_CHOSEN, *stock, *textbook}
    m.VISAS = pyo.Set(initialize=[key for key in m.CORRIDORS if key in priced], dimen=3)
    today = xr.DataArray(-np.log1p(-settings.visa_price))
    shares.fill(m, "price_barrier_base", m.VISAS, today, *ODK)


# ------------------------------------------------------------------------------------- the price
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


@definition("M-2", over="VISAS_FREE", of="visa_price")
def visa_price_free(m, o, d, k):
    """Where all may come, it falls from that of today to nothing."""
    return 1 - pyo.exp(-m.barrier[o, d, k])


@definition("M-2", over="VISAS_CHOSEN", of="visa_price")
def visa_price_chosen(m, o, d, k):
    """Where people decide: negative where nobody more would come even without a barrier."""
    odds = pyo.log(m.mig[o, d, k]) - pyo.log(m.seed[o, d, k]) - pyo.log(m.stay[o, k])
    return clearing_price(m, o, d, k, m.inv_nu * odds)


@definition("M-2", over="VISAS_STOCK", of="visa_price")
def visa_price_stock(m, o, d, k):
    """Where the number is given: from the supply of migrants (M-1)."""
    odds = pyo.log(m.mig[o, d, k]) - pyo.log(m.stay[o, k])
    return clearing_price(m, o, d, k, m.inv_nu * odds)


@definition("M-2", over="VISAS_TEXTBOOK", of="visa_price")
def visa_price_textbook(m, o, d, k):
    """Where all have the same tastes: what they gain."""
    return clearing_price(m, o, d, k, 0.0)


@definition("M-2", over="VISAS")
def newcomer_income(m, o, d, k):
    """Income of a newcomer who has a visa, before its cost [USD per worker and year]."""
    return USD * income_of_new(m, o, d, k) / m.scale[o, d, k]


@definition("M-2", over="VISAS")
def visa_price_usd(m, o, d, k):
    """Visa price in money."""
    return m.visa_price[o, d, k] * newcomer_income(m, o, d, k)


@definition("M-4", over="VISAS")
def visa_rent(m, o, d, k):
    """Value of a visa that stays with the migrant: its price less what is paid and lost."""
    price = positive_part(m.visa_price[o, d, k], m.kink)
    left = positive_part(price - m.paid[o, d, k] - m.lost[o, d, k], m.kink)
    return left * newcomer_income(m, o, d, k)


# ------------------------------------------------------------------------------------ the money
@definition("M-2k", over="PRICED")
def visa_posted_usd(m, o, d, k):
    """What a newcomer has to pay or lose for a visa, whether anybody comes for it or not."""
    return (1 - m.kept[o, d, k]) * newcomer_income(m, o, d, k)


@definition("M-4d", over="PRICED")
def visa_dissipated(m, o, d, k):
    """Services that newcomers have to buy to come."""
    return visas.dissipated(m, o, d, k)


def revenue_of(recipient: str) -> Definition:
    """Money paid for visas in a destination that one recipient gets [10^9 USD]."""
    share = SHARE_OF[recipient]

    def visa_revenue(m, d):
        """Money paid for visas by who receives it."""
        given = getattr(m, share)
        return sum(given[o, d, k] * m.visa_payment[o, d, k] for (o, k) in m.payers_in[d])

    visa_revenue.__name__ = f"visa_revenue_of_{recipient}"
    return definition("M-4", "REGIONS", "visa_revenue", elsewhere=0.0, recipient=recipient)(
        visa_revenue
    )


revenue_of_government = revenue_of("destination_government")
revenue_of_natives = revenue_of("destination_natives")
revenue_of_sponsors = revenue_of("sponsors")
revenue_of_origin = revenue_of("origin_government")


@definition("M-2p", over="REGIONS")
def hosting_cost(m, d):
    """Services that sponsors buy for those they host."""
    return sum(sponsors.hosting(m, o, d, k) for (o, k) in m.payers_in[d])


# ------------------------------------------------------------------------- quotas and safeguards
@definition("M-2s", over="CAPS")
def places(m, c):
    """Places under a quota as safeguards leave it, those that sponsors offer included [workers]."""
    return m.cap_base[c] * (effective_limit(m, c) + sponsors.slots(m, c))


@definition("M-2", over="CAPPED")
def quota(m, o, d, k):
    """Quota that the corridor falls under, over all corridors that share it."""
    return sum(m.places[c] for c in m.quota_of[o, d, k])


@definition("M-2", over="CAPPED")
def quota_price(m, o, d, k):
    """Scarcity of this quota: a barrier, or in units of the lowest income of those who may buy."""
    return sum(m.cap_price[c] for c in m.quota_of[o, d, k])


@definition("M-2s", over="CAPPED")
def quota_slack(m, o, d, k):
    """Places left in this quota."""
    return sum(m.slack[c] * m.places[c] for c in m.quota_of[o, d, k])


@definition("M-2g", over="GUARDED")
def safeguard_closed(m, o, d, k):
    """Share of the additional places that the safeguard has closed."""
    return sum(m.closed[g] for g in m.safeguard_on[o, d, k])


@definition("M-2r", over="GUARDED")
def safeguard_room(m, o, d, k):
    """Real wage that the safeguard watches less its floor, in benchmark wages."""
    return sum(m.room[g] for g in m.safeguard_on[o, d, k])
