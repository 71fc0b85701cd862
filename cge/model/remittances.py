"""Remittances (M-25): a share of migrants' disposable wages, less the cost of sending."""

from __future__ import annotations

from cge.benchmark import accounts
from cge.model.block import Context
from cge.model.declare import Set
from cge.model.definition import definition
from cge.model.labour import (
    established,
    established_units,
    established_wage,
    irregular_units,
    new_migrants,
    new_units,
    recent_wage,
)
from cge.model.sets import bought_through, members, positive_cells
from cge.model.shares import fill, live
from cge.model.taxes import net_of_tax


def net_wages_of_new(m, o, d, k):
    """Wages of new migrants after tax and levies, and after their part of the visa [10^9 USD]."""
    kept = net_of_tax(m, k, d) - m.levy_rate[o, d, k]
    wages = kept * recent_wage(m, k, d) * m.v_native_wage[o, d, k] * new_units(m, o, d, k)
    levy = m.p_world * m.levy_amount[o, d, k] * m.v_mover[o, d, k] * new_migrants(m, o, d, k)
    return (1 - m.paid[o, d, k] - m.lost[o, d, k]) * (wages - levy)


def net_wages_of_established(m, o, d, k):
    """The same of established migrants [10^9 USD]."""
    kept = (net_of_tax(m, k, d) - m.levy_rate_old[o, d, k]) * established_wage(m, k, d)
    wages = kept * m.v_native_wage[o, d, k] * established_units(m, o, d, k)
    levy = m.p_world * m.levy_amount_old[o, d, k] * m.v_mover[o, d, k] * established(m, o, d, k)
    return (1 - m.paid_old[o, d, k]) * (wages - levy)


def wages_of_irregular(m, o, d, k):
    """Untaxed wages of irregular migrants after what smugglers take [10^9 USD]."""
    wages = recent_wage(m, k, d) * m.v_native_wage[o, d, k] * irregular_units(m, o, d, k)
    return (1 - m.smuggling[o, d, k]) * wages


def sent(m, o, d, k):
    """What leaves the pockets of migrants [10^9 USD]."""
    newcomers = net_wages_of_new(m, o, d, k) + wages_of_irregular(m, o, d, k)
    new = m.remittance_share_new[o, d, k] * newcomers
    return new + m.remittance_share[o, d, k] * net_wages_of_established(m, o, d, k)


def received(m, o, d, k):
    """What arrives with those remaining behind, levies on it apart [10^9 USD]."""
    return (1 - m.remittance_cost[o, d]) * sent(m, o, d, k)


def matched(m, o, d, k):
    """What the origin's government adds to it [10^9 USD]."""
    return m.matching[o] * received(m, o, d, k)


def remittance_services(m, o, d, k):
    """Services bought in d to send [10^9 USD]."""
    return m.remittance_cost[o, d] * sent(m, o, d, k)


@definition("M-25", over="REMITTANCES", before=True)
def remittances(m, o, d):
    """Remittances received, levies on them not deducted."""
    return sum(received(m, o, d, k) for k in m.remitting_skills[o, d])


@definition("M-25", over="REGIONS")
def remittances_matched(m, o):
    """What the origin's government adds to remittances."""
    return sum(matched(m, o, d, k) for (d, k) in m.remitters_to[o])


def declare(c: Context) -> None:
    """Corridors with remittances at the benchmark: shares of wages sent, costs of sending."""
    m, odk = c.m, ("origin", "destination", "skill")
    sent_today = accounts.remittances_sent(c.bench)
    paying = set(positive_cells(sent_today, "origin", "destination"))
    m.remitting = Set(initialize=[key for key in m.CORRIDORS if key[:2] in paying], dimen=3)
    pairs = list(dict.fromkeys((o, d) for o, d, _ in m.remitting))
    m.REMITTING_PAIRS = Set(initialize=pairs, dimen=2)
    m.remitters_to = members(m.remitting, "odk", m.REGIONS, "o")
    m.remitters_from = members(m.remitting, "odk", m.REGIONS, "d")
    through = bought_through(m.remitting, c.bench.attrs["remittance_sector"], m.COMPOSITE)
    m.senders_through = Set(m.COMPOSITE, dimen=2, initialize=through)
    for name in ("remittance_share", "remittance_share_new"):
        fill(m, name, m.remitting, accounts.remittance_share(c.bench), *odk)
        c.shock(name, *odk)
    fill(m, "remittance_cost", m.REMITTING_PAIRS, c.bench.remittance_cost, *odk[:2])
    c.shock("remittance_cost", *odk[:2])
    arriving = positive_cells(c.bench.remittances, "origin", "destination")
    m.REMITTANCES = Set(initialize=arriving, dimen=2)
    m.remitting_skills = members(m.remitting, "odk", m.REMITTANCES, "od")
    live(m, "matching", m.REGIONS)
    c.shock("matching", "region")
