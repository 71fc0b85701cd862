"""Incomes of movers by source (W-3), net of tax, by corridor [10^9 USD].

Established migrants were abroad at the benchmark and still are, new ones arrived, returnees went
home.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model import irregular, jobs, labour, pricing, remittances, visas
from cge.model.claims import PROPERTY
from cge.model.declare import Set
from cge.model.definition import definition
from cge.model.household_income import SOURCES, part
from cge.model.taxes import net_of_tax, transfer_of

if TYPE_CHECKING:
    from cge.model.block import Context
    from cge.model.sets import Key


def declare(c: Context) -> None:
    """Corridors by what flows through them."""
    m = c.m
    remitting = set(m.remitting)
    m.SETTLED_REMITTING = Set(initialize=[k for k in m.SETTLED if k in remitting], dimen=3)
    m.SETTLED_PROPERTY = m.PROPERTY * m.SETTLED
    m.NEW_PROPERTY = m.PROPERTY * m.CORRIDORS
    m.EARNED = Set(initialize=[s for s in SOURCES if s not in PROPERTY])
    m.SETTLED_EARNED = m.EARNED * m.SETTLED
    levies: dict[Key, list[str]] = {}
    for n, *key in m.LEVIES_ON_PROPERTY:
        levies.setdefault(tuple(key), []).append(n)
    m.LEVIED_OWNERS = Set(initialize=list(levies), dimen=3)
    m.property_levies_on = Set(m.LEVIED_OWNERS, initialize=levies)


# ------------------------------------------------------------------------- established migrants
@part("labour", "SETTLED", "established_income", before=True)
def established_labour(m, o, d, k):
    """Wages after tax."""
    wages = established_gross(m, o, d, k)
    return net_of_tax(m, k, d) * wages


def established_gross(m, o, d, k):
    """Wages before tax of established migrants."""
    units = labour.established_units(m, o, d, k)
    return m.v_native_wage[o, d, k] * labour.established_wage(m, k, d) * units


@definition("W-3", over="SETTLED_PROPERTY", of="established_income", before=True)
def established_property(m, s, o, d, k):
    """Property income, from capital and from resources as at the benchmark."""
    return m.part_of_property[s, d] * m.claims_of_established[o, d, k]


@part("transfers", "SETTLED", "established_income", before=True)
def established_transfers(m, o, d, k):
    """Lump sum and benefits by eligibility."""
    each = m.v_transfer[o, d, k] * m.eligible[o, d, k] * transfer_of(m, k, d)
    return each * labour.established(m, o, d, k) + jobs.paid_to_established(m, o, d, k)


@part("visas", "SETTLED", "established_income", before=True)
def established_visas(m, o, d, k):
    """What they pay for a visa."""
    paid = m.paid_old[o, d, k] * visas.income_of_established(m, o, d, k)
    return -paid * labour.established(m, o, d, k)


@part("sponsors", "SETTLED", "established_income", before=True)
def established_sponsors(m, o, d, k):
    """Migrants do not sponsor."""
    return 0.0


@part("remittances", "SETTLED_REMITTING", "established_income", before=True, within="SETTLED")
def established_remittances(m, o, d, k):
    """What they send, cost included."""
    net = remittances.net_wages_of_established(m, o, d, k)
    return -m.remittance_share[o, d, k] * net


@part("levies", "SETTLED", "established_income", before=True)
def established_levies(m, o, d, k):
    """Levies on wages and heads that they bear."""
    heads = m.p_world * m.levy_amount_old[o, d, k] * m.v_mover[o, d, k]
    earned = m.levy_rate_old[o, d, k] * established_gross(m, o, d, k)
    return -earned - heads * labour.established(m, o, d, k)


# --------------------------------------------------------------------------------- new migrants
def new_gross(m, o, d, k):
    """Wages before tax of new migrants who have a visa."""
    return m.v_native_wage[o, d, k] * labour.recent_wage(m, k, d) * labour.new_units(m, o, d, k)


@part("labour", "CORRIDORS", "new_income")
def new_labour(m, o, d, k):
    """Wages after tax; without papers nobody pays tax."""
    untaxed = irregular.irregular_wages(m, o, d, k)
    return net_of_tax(m, k, d) * new_gross(m, o, d, k) + untaxed


@definition("W-3", over="NEW_PROPERTY", of="new_income")
def new_property(m, s, o, d, k):
    """Property income kept at home, from capital and from resources as at the benchmark."""
    return m.part_of_property[s, o] * m.claims_of_new[o, d, k]


@part("transfers", "CORRIDORS", "new_income")
def new_transfers(m, o, d, k):
    """Lump sum and benefits by eligibility; none without papers."""
    each = m.v_transfer[o, d, k] * m.eligible_new[o, d, k] * transfer_of(m, k, d)
    return each * labour.new_migrants(m, o, d, k) + jobs.paid_to_new(m, o, d, k)


@part("visas", "CORRIDORS", "new_income")
def new_visas(m, o, d, k):
    """What they pay and lose to come: visas, smugglers."""
    cost = (m.paid[o, d, k] + m.lost[o, d, k]) * pricing.income_of_new(m, o, d, k)
    return -cost * labour.new_migrants(m, o, d, k) - irregular.smuggled(m, o, d, k)


@part("sponsors", "CORRIDORS", "new_income")
def new_sponsors(m, o, d, k):
    """Migrants do not sponsor."""
    return 0.0


@part("remittances", "remitting", "new_income", within="CORRIDORS")
def new_remittances(m, o, d, k):
    """What they send, cost included."""
    net = remittances.net_wages_of_new(m, o, d, k) + remittances.wages_of_irregular(m, o, d, k)
    return -m.remittance_share_new[o, d, k] * net


@definition("Y-7p", over="LEVIED_OWNERS", within="CORRIDORS")
def levied_on_property(m, o, d, k):
    """Levies on property that new migrants bear."""
    return sum((1 - m.levy_credit[n]) * m.levied[n, o, d, k] for n in m.property_levies_on[o, d, k])


@part("levies", "CORRIDORS", "new_income")
def new_levies(m, o, d, k):
    """Levies on wages, heads and property that they bear."""
    heads = m.p_world * m.levy_amount[o, d, k] * m.v_mover[o, d, k]
    earned = m.levy_rate[o, d, k] * new_gross(m, o, d, k)
    owned = m.levied_on_property[o, d, k]
    return -earned - heads * labour.new_migrants(m, o, d, k) - owned


# ------------------------------------------------------------------------------------ returnees
def home_of_returned(m, s, o, d, k):
    """Income from one source at home, for all who returned."""
    return m.home_income[s, o, k] * m.scale[o, d, k] * labour.returned(m, o, d, k)


@definition("W-3", over="SETTLED_EARNED", of="returnee_income")
def returnee_earnings(m, s, o, d, k):
    """What natives have, property apart."""
    return home_of_returned(m, s, o, d, k)


@definition("W-3", over="SETTLED_PROPERTY", of="returnee_income")
def returnee_property(m, s, o, d, k):
    """Claims kept abroad, or the natives' part where claims stay (`residence`)."""
    kept = m.part_of_property[s, d] * m.claims_of_returned[o, d, k]
    return kept + (1 - m.portable) * home_of_returned(m, s, o, d, k)
