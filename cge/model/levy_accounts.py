"""What levies bring and who bears them (Y-7), tariffs cut for the admission of people (L-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from cge.model import sets
from cge.model.charges import SHARE_OF
from cge.model.definition import Definition, definition

if TYPE_CHECKING:
    from cge.model.block import Context
    from cge.scenario.settings import Settings


def has_levies(settings: Settings) -> bool:
    """Scenarios with levies report them."""
    return bool(settings.levies)


def has_linkages(settings: Settings) -> bool:
    """Scenarios with a tariff linkage report its cuts."""
    return bool(settings.linkages)


def declare(c: Context) -> None:
    """Corridors by levy; pairs of countries by levy, with the skills that pay it."""
    m = c.m
    levied = list(m.LEVIED)
    m.levied_by = pyo.Set(
        m.LEVIES, dimen=3, initialize=sets.grouped(levied, (0,), (1, 2, 3), m.LEVIES)
    )
    pairs = list(dict.fromkeys(key[:3] for key in levied))
    m.LEVIED_PAIRS = pyo.Set(initialize=pairs, dimen=3)
    m.levied_skills = pyo.Set(
        m.LEVIED_PAIRS, initialize=sets.grouped(levied, (0, 1, 2), (3,), pairs)
    )


@definition("Y-7e", over="LEVIED_PAIRS", elsewhere=0.0, when=has_levies)
def levy_payment(m, n, o, d):
    """Money of a levy by the movers concerned, credits included."""
    return sum(m.levied[n, o, d, k] for k in m.levied_skills[n, o, d])


def revenue_of(recipient: str) -> Definition:
    """Money of a levy that one recipient gets [10^9 USD]."""
    share = f"levy_{SHARE_OF[recipient]}"

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


@definition("L-1", over="TRADING", when=has_linkages)
def tariff_cut(m, s, r):
    """Tariff cut granted for the admission of people."""
    return m.cut[s, r]
