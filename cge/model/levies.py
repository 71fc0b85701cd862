"""Levies on movers (Y-7): one primitive, by base.

Bhagwati tax, exit fee, joint fee, host credit and entry insurance are levies with names: a base, a
rate, who takes part of it over, and who gets it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cge.model.block import Context
from cge.model.declare import Set
from cge.model.definition import Definition, definition
from cge.model.equation import equation
from cge.model.income import claims_of_new
from cge.model.labour import (
    established,
    established_units,
    established_wage,
    new_migrants,
    new_units,
    recent_wage,
)
from cge.model.remittances import sent
from cge.model.sets import Key, members
from cge.model.shares import live
from cge.model.taken import SEEN_IN_PAY, refuse_whole_incomes
from cge.model.variables import levels
from cge.units import USD

if TYPE_CHECKING:
    from cge.scenario.settings import Settings

LEVY_SHARE_OF = {
    "destination_government": "levy_to_government",
    "destination_natives": "levy_to_natives",
    "sponsors": "levy_to_sponsors",
    "origin_government": "levy_to_origin",
}
"""Param with the share that each recipient gets of what a levy brings."""


def has_levies(settings: Settings) -> bool:
    """Scenarios with levies report them."""
    return bool(settings.levies)


@equation("Y-7e", over="LEVIES_ON_EARNINGS")
def eq_levied_earnings(m, n, o, d, k):
    """A share of wages before tax [10^9 USD]."""
    new = recent_wage(m, k, d) * new_units(m, o, d, k)
    old = established_wage(m, k, d) * established_units(m, o, d, k)
    base = m.v_native_wage[o, d, k] * (new + m.levy_on_old[n] * old)
    return m.levied[n, o, d, k] == m.levy_size[n] * base


@equation("Y-7h", over="LEVIES_ON_HEADS")
def eq_levied_heads(m, n, o, d, k):
    """An amount per worker and year, fixed in world prices [10^9 USD]."""
    heads = new_migrants(m, o, d, k) + m.levy_on_old[n] * established(m, o, d, k)
    return m.levied[n, o, d, k] == m.levy_size[n] * m.p_world * m.scale[o, d, k] * heads


@equation("Y-7p", over="LEVIES_ON_PROPERTY")
def eq_levied_property(m, n, o, d, k):
    """A share of what new migrants own at home [10^9 USD]."""
    return m.levied[n, o, d, k] == m.levy_size[n] * claims_of_new(m, o, d, k)


@equation("Y-7r", over="LEVIES_ON_REMITTANCES")
def eq_levied_remittances(m, n, o, d, k):
    """A share of what is sent, taken from what arrives [10^9 USD]."""
    return m.levied[n, o, d, k] == m.levy_size[n] * sent(m, o, d, k)


@definition("Y-7e", over="LEVIED_PAIRS", elsewhere=0.0, when=has_levies)
def levy_payment(m, n, o, d):
    """Money of a levy by the movers concerned, credits included."""
    return sum(m.levied[n, o, d, k] for k in m.levied_skills[n, o, d])


def revenue_of(recipient: str) -> Definition:
    """Money of a levy that one recipient gets [10^9 USD]."""
    share = LEVY_SHARE_OF[recipient]

    def levy_revenue(m, n):
        """Money of a levy by who receives it."""
        return getattr(m, share)[n] * sum(m.levied[n, o, d, k] for (o, d, k) in m.levied_by[n])

    levy_revenue.__name__ = f"levy_revenue_of_{recipient}"
    return definition("Y-7e", "LEVIES", "levy_revenue", when=has_levies, recipient=recipient)(
        levy_revenue
    )


levied_for_government = revenue_of("destination_government")
levied_for_natives = revenue_of("destination_natives")
levied_for_sponsors = revenue_of("sponsors")
levied_for_origin = revenue_of("origin_government")


def declare(c: Context) -> None:
    """Levies one by one: who pays them, their size, who gets them."""
    m, levies = c.m, {levy.name: levy for levy in c.settings.levies}
    m.LEVIES = Set(initialize=list(levies))
    every = _declare_bases(c)
    m.LEVIED = Set(initialize=every, dimen=4)
    m.levied_in = members(every, "nodk", m.REGIONS, "d")
    m.levied_from = members(every, "nodk", m.REGIONS, "o")
    m.levied_by = members(every, "nodk", m.LEVIES, "n")
    m.LEVIED_PAIRS = Set(initialize=list(dict.fromkeys(key[:3] for key in every)), dimen=3)
    m.levied_skills = members(every, "nodk", m.LEVIED_PAIRS, "nod")
    levels(m, "levied", 0.0, m.LEVIED)
    live(m, "levy_size", m.LEVIES)
    sizes = {n: x.rate * (USD if x.base == "head" else 1.0) for n, x in levies.items()}
    c.path.to(m, "levy_size", sizes)
    live(m, "levy_on_old", m.LEVIES, {n: float(x.established) for n, x in levies.items()})
    live(m, "levy_credit", m.LEVIES, {n: x.credit for n, x in levies.items()})
    mover = {n: float(x.base != "remittances") for n, x in levies.items()}
    live(m, "levy_by_mover", m.LEVIES, mover)
    for recipient, name in LEVY_SHARE_OF.items():
        part = {n: x.shares.get(recipient, 0.0) for n, x in levies.items()}
        live(m, name, m.LEVIES, part)
    _declare_burden(c)
    refuse_whole_incomes(m, c.path)


def _declare_bases(c: Context) -> list[Key]:
    """Corridors of each levy that have its base, by base."""
    m = c.m
    there = {"property": set(m.claiming), "remittances": set(m.remitting)}
    every: list[Key] = []
    for base, name in (
        ("earnings", "LEVIES_ON_EARNINGS"),
        ("head", "LEVIES_ON_HEADS"),
        ("property", "LEVIES_ON_PROPERTY"),
        ("remittances", "LEVIES_ON_REMITTANCES"),
    ):
        found = there.get(base, set(m.CORRIDORS))
        of_base = [levy for levy in c.settings.levies if levy.base == base]
        keys = [(x.name, *key) for x in of_base for key in x.corridors if key in found]
        m.add_component(name, Set(initialize=keys, dimen=4))
        every += keys
    return every


def _declare_burden(c: Context) -> None:
    """What all levies together take from wages, and per head, of new and established migrants."""
    m = c.m
    totals: dict[str, dict[Key, float]] = defaultdict(lambda: defaultdict(float))
    for levy in c.settings.levies:
        for key in levy.corridors if levy.base in SEEN_IN_PAY else ():
            kind, size = "levy_rate", levy.rate
            if levy.base == "head":
                kind, size = "levy_amount", levy.rate * USD / c.income[key]
            totals[kind][key] += size * (1 - levy.credit)
            totals[f"{kind}_old"][key] += size * (1 - levy.credit) * levy.established
    for name in ("levy_rate", "levy_amount", "levy_rate_old", "levy_amount_old"):
        live(m, name, m.CORRIDORS)
        c.path.to(m, name, {key: x for key, x in totals[name].items() if key in m.CORRIDORS})
