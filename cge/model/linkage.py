"""Tariff linkage (L-1): tariffs fall for the admission of people, inside the equilibrium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model.block import Context, by_corridor
from cge.model.declare import Set
from cge.model.definition import definition
from cge.model.equation import complement, equation
from cge.model.labour import new_migrants
from cge.model.sets import Key
from cge.model.shares import live
from cge.model.variables import levels

if TYPE_CHECKING:
    from cge.scenario.settings import Settings


def has_linkages(settings: Settings) -> bool:
    """Scenarios with a tariff linkage report its cuts."""
    return bool(settings.linkages)


@equation("L-1", over="LINKED")
def eq_cut(m, s, r):
    """Cut of r on goods of s by the schedule: so much for each worker of r who is admitted."""
    admitted = sum(
        m.percent_admitted[s, r, d, k] * new_migrants(m, r, d, k) for (d, k) in m.admitted_for[s, r]
    )
    return m.cut[s, r] + m.excess_cut[s, r] == m.cut_rate[s, r] * admitted


@complement("L-1c", "LINKED", "tariff cut and what is left")
def eq_excess_cut(m, s, r):
    """A tariff that is gone cannot be cut further."""
    return m.excess_cut[s, r], 1 - m.cut[s, r]


@definition("L-1", over="TRADING", when=has_linkages)
def tariff_cut(m, s, r):
    """Tariff cut granted for the admission of people."""
    return m.cut[s, r]


def declare(c: Context) -> None:
    """Tariff cuts by exporter and importer: given, or for each percent of workers admitted."""
    m = c.m
    m.TRADING = Set(initialize=sorted({(s, r) for _, s, r in m.TRADE}), dimen=2)
    levels(m, "cut", 0.0, m.TRADING)
    m.cut.fix()
    force = c.bench.workers.sum(["origin", "skill"]).rename(destination="origin")
    percent = by_corridor(100 * c.people.scale / force)
    rates: dict[Key, float] = {}
    admitted: dict[Key, list[Key]] = {}
    weights: dict[Key, float] = {}
    for link in c.settings.linkages:
        granted = [(s, link.importer) for s in link.exporters if (s, link.importer) in m.TRADING]
        if link.cut is not None:
            c.path.to(m, "cut", dict.fromkeys(granted, link.cut))
            continue
        for s, r in granted:
            rates[s, r] = link.per_percent or 0.0
            admitted[s, r] = [(d, k) for _, d, k in link.corridors]
            weights |= {(s, r, d, k): percent[o, d, k] for o, d, k in link.corridors}
    m.LINKED = Set(initialize=list(rates), dimen=2)
    m.admitted_for = Set(m.LINKED, dimen=2, initialize=admitted)
    m.ADMITTED = Set(initialize=list(weights), dimen=4)
    live(m, "percent_admitted", m.ADMITTED, weights)
    live(m, "cut_rate", m.LINKED)
    c.path.to(m, "cut_rate", rates)
    levels(m, "excess_cut", 0.0, m.LINKED)
    for key in m.LINKED:
        m.cut[key].unfix()
