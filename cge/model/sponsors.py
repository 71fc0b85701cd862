"""Places that residents offer who are paid for sponsoring a migrant (Posner and Weyl 2018)."""

from __future__ import annotations

import pyomo.environ as pyo

from cge.model.labour import new_migrants


def slots(m, c):
    """(M-2p) Places offered at the net price, in units of the cap.

    The least payments of residents are exponentially distributed; where supply is vertical all
    places are offered at any price.
    """
    reluctant = m.slots_spread[c] * pyo.exp(-m.slots_rate[c] * m.cap_price[c])
    return m.slots_most[c] * (1 - reluctant)


def hosting(m, o, d, k):
    """Services that sponsors buy for those they host [10^9 USD]."""
    return m.p_world * m.v_hosting[o, d, k] * new_migrants(m, o, d, k)
