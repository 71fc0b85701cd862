"""Quotas (M-6, M-7): at most so many migrants, complementary to the price of a visa.

A quota is a cap on a corridor or on several together (:class:`cge.scenario.settings.Cap`), at one
price for all of them.  Its size and its price are known to this file alone: others ask
:func:`scarcity_as_barrier` and :func:`scarcity_in_money`.
"""

from __future__ import annotations

import math

from cge.model.block import Context
from cge.model.declare import Param, Set
from cge.model.definition import definition
from cge.model.equation import complement, equation
from cge.model.labour import returned
from cge.model.sponsors import slots
from cge.model.variables import levels

FIRST_PRICE = 0.05
"""Price at which a sale of places begins, as a share of the lowest income of those who may buy."""


def scarcity_as_barrier(m, quotas, o, d, k):
    """Price of the ``quotas`` of a corridor as a barrier, -log(1 - z): one share of income."""
    return sum(m.cap_weight[o, d, k] * m.cap_price[c] for c in quotas[o, d, k])


def scarcity_in_money(m, quotas, o, d, k):
    """Price of the ``quotas`` of a corridor in money [10^9 USD of world prices]."""
    return sum(m.v_price[o, d, k] * m.cap_price[c] for c in quotas[o, d, k])


def places_open(m, c):
    """Places over today's number: the quota, of which safeguards leave today's, and sponsors'."""
    withdrawn = sum(m.closed[g] * (m.limit[c] - 1) for g in m.safeguards_of[c])
    return m.limit[c] - withdrawn + slots(m, c, m.cap_price[c])


@equation("M-6", over="CAPS")
def eq_slack(m, c):
    """Unused part of a quota as safeguards leave it, and of the places that sponsors offer.

    Who returns makes room in a quota; a sponsor's place is for newcomers, whoever returns.
    """
    return places_open(m, c) * (1 - m.slack[c]) == sum(
        m.su_cap[o, d, k] * (m.mig[o, d, k] + m.sponsored[c] * returned(m, o, d, k))
        for (o, d, k) in m.corridors_of[c]
    )


@complement("M-7", "CAPS", "quota and visa price")
def eq_cap_price(m, c):
    """Quota complementary to its visa price: no price where places are left."""
    return m.cap_price[c], m.slack[c]


@definition("M-6", over="CAPS")
def places(m, c):
    """Places under a quota as safeguards leave it, those that sponsors offer included [workers]."""
    return m.cap_base[c] * places_open(m, c)


@definition("M-6", over="CAPPED")
def quota(m, o, d, k):
    """Quota that the corridor falls under, over all corridors that share it."""
    return sum(m.places[c] for c in m.quota_of[o, d, k])


@definition("M-7", over="CAPPED")
def quota_price(m, o, d, k):
    """Scarcity of this quota: a barrier, or in units of the lowest income of those who may buy."""
    return sum(m.cap_price[c] for c in m.quota_of[o, d, k])


@definition("M-6", over="CAPPED")
def quota_slack(m, o, d, k):
    """Places left in this quota."""
    return sum(m.slack[c] * m.places[c] for c in m.quota_of[o, d, k])


def declare(c: Context) -> None:
    """Corridors of each quota, its size and its price.

    Where nobody is paid and today's prices differ they keep their proportions; who pays for a place
    pays what others pay.  A price in money is in units of the lowest income of those who may buy.
    """
    m, caps, paid = c.m, c.settings.caps, c.charge("priced")
    m.CAPS = Set(initialize=[cap.name for cap in caps])
    corridors = {cap.name: list(cap.corridors) for cap in caps}
    m.corridors_of = Set(m.CAPS, dimen=3, initialize=corridors)
    price, workers, quota_of = {}, {}, {}
    weight = dict.fromkeys(m.DECIDES, 1.0)
    for cap in caps:
        today = {key: m.barrier_base[key] for key in cap.corridors}
        mean = math.fsum(today.values()) / len(today)
        price[cap.name] = FIRST_PRICE if cap.money else mean
        for key in cap.corridors:
            quota_of[key] = [cap.name]
            weight[key] = today[key] / mean if mean > 0 and not paid.get(key) else 1.0
            workers[key] = c.scale[key] / cap.today
    m.CAPPED = Set(initialize=list(workers), dimen=3)
    m.quota_of = Set(m.DECIDES, initialize={key: quota_of.get(key, []) for key in m.DECIDES})
    m.su_cap = Param(m.CAPPED, initialize=workers)
    m.cap_weight = Param(m.DECIDES, initialize=weight)
    today_all = {cap.name: cap.today for cap in caps}
    m.cap_base = Param(m.CAPS, initialize=today_all)
    m.limit = Param(m.CAPS, initialize=1.0, mutable=True)
    c.path.to(m, "limit", {cap.name: cap.limit / cap.today for cap in caps})
    levels(m, "cap_price", price, m.CAPS)
    levels(m, "slack", 0.0, m.CAPS)
