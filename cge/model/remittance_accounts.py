"""Remittances that arrive, by pair of countries, and what governments add to them (M-5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

from cge.model import remittances as rules
from cge.model import sets
from cge.model.definition import definition

if TYPE_CHECKING:
    from cge.model.block import Context


def declare(c: Context) -> None:
    """Pairs of countries with remittances at the benchmark, and the skills that send them."""
    m, bench = c.m, c.bench
    pairs = sets.positive_cells(bench.remittances, "origin", "destination")
    m.REMITTANCES = pyo.Set(initialize=pairs, dimen=2)
    skills = sets.grouped(list(m.remitting), (0, 1), (2,), pairs)
    m.remitting_skills = pyo.Set(m.REMITTANCES, initialize=skills)


@definition("M-5", over="REMITTANCES", before=True)
def remittances(m, o, d):
    """Remittances received, levies on them not deducted."""
    return sum(rules.received(m, o, d, k) for k in m.remitting_skills[o, d])


@definition("M-5", over="REGIONS")
def remittances_matched(m, o):
    """What the origin's government adds to remittances."""
    return sum(rules.matched(m, o, d, k) for (d, k) in m.remitters_to[o])
