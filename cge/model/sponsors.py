"""Places that residents offer who are paid for sponsoring a migrant (Posner and Weyl 2018)."""

from __future__ import annotations

import pyomo.environ as pyo

from cge.model.block import Context
from cge.model.definition import definition
from cge.model.labour import new_migrants
from cge.model.shares import live
from cge.scenario.settings import Cap
from cge.units import USD


def slots(m, c, price):
    """(M-19) Places offered at a net price in units of :func:`money_unit`, in units of the cap.

    The least payments of residents are exponentially distributed; where supply is vertical all
    places are offered at any price.
    """
    reluctant = m.slots_spread[c] * pyo.exp(-m.slots_rate[c] * price)
    return m.slots_most[c] * (1 - reluctant)


def hosting(m, o, d, k):
    """Services that sponsors buy for those they host [10^9 USD]."""
    return m.p_world * m.v_hosting[o, d, k] * new_migrants(m, o, d, k)


@definition("M-19", over="REGIONS")
def hosting_cost(m, d):
    """Services that sponsors buy for those they host."""
    return sum(hosting(m, o, d, k) for (o, k) in m.payers_in[d])


def money_unit(c: Context, cap: Cap) -> float:
    """Unit of a price in money [10^9 USD per worker].

    The lowest income of those who may buy; of it the part that reaches sponsors, if they sell.
    """
    part = 1.0 if cap.slots is None else c.share_of("sponsors")[cap.corridors[0]]
    return part * min(c.income[key] for key in cap.corridors)


def declare(c: Context) -> None:
    """The supply of places, opened along the path, and what it costs to host those who come."""
    m = c.m
    caps = {cap.name: cap for cap in c.settings.caps if cap.slots is not None}
    slots = {name: cap.slots for name, cap in caps.items() if cap.slots is not None}
    rate = {
        name: money_unit(c, caps[name]) / (s.mean * USD) for name, s in slots.items() if s.mean > 0
    }
    live(m, "slots_most", m.CAPS)
    live(m, "sponsored", m.CAPS, dict.fromkeys(slots, 1.0))
    live(m, "slots_spread", m.CAPS, dict.fromkeys(rate, 1.0))
    live(m, "slots_rate", m.CAPS, rate)
    c.path.to(m, "slots_most", {name: s.most / caps[name].today for name, s in slots.items()})
    live(m, "v_hosting", m.PRICED)
    live(m, "v_hosting_charge", m.PRICED_IN_MONEY)
    hosted = {
        key: s.cost
        for name, s in slots.items()
        for key in caps[name].corridors
        if key in m.PRICED_IN_MONEY
    }
    cost = {key: c.scale[key] * x * USD for key, x in hosted.items()}
    part = c.share_of("sponsors")
    c.path.to(m, "v_hosting", cost)
    c.path.to(m, "v_hosting_charge", {key: x / part[key] for key, x in cost.items()})
