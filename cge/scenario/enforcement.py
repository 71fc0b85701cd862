"""Enforcement (E-1): who spends what to keep whom out, and which origins help."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.benchmark import accounts
from cge.scenario.people import People, named
from cge.scenario.select import select, vocabulary
from cge.scenario.settings import Enforcement

if TYPE_CHECKING:
    import xarray as xr

    from cge.places import Problems
    from cge.scenario.schema import Scenario


def enforcement(
    scenario: Scenario,
    bench: xr.Dataset,
    regime: np.ndarray,
    prices: np.ndarray,
    problems: Problems,
) -> tuple[Enforcement, ...]:
    """One rule for each destination; ``prices`` (origin, destination, skill) are those of today."""
    if scenario.enforcement and scenario.years is not None:
        text = "enforcement is of one period; allowed: a scenario without years"
        problems.add(("enforcement",), text)
    people, words = People.of(bench), vocabulary(bench, "region")
    public = accounts.spending(bench, "government").values
    found: dict[str, int] = {}
    rules = []
    for n, clause in enumerate(scenario.enforcement):
        mask = named(clause, bench) & (people.workers > 0) & (prices > 0)
        if (mask & (regime == "close_gap")).any():
            text = "close_gap has no barrier to keep up; allowed: other corridors, or no close_gap"
            problems.add(("enforcement", n), text)
        for region in select(clause.to, words):
            d = people.regions.index(region)
            here = people.cells(mask & (np.arange(len(people.regions)) == d)[None, :, None])
            if found.setdefault(region, n) != n:
                text = f"{region} enforces here and in enforcement.{found[region]}; allowed: once"
                problems.add(("enforcement", n), text)
            if not here or public[d] <= 0:
                lacks = (
                    "public consumption" if here else "corridor with migrants and a barrier today"
                )
                text = f"{region} has no {lacks}; leave it out of 'to', or widen 'from'"
                problems.add(("enforcement", n), text)
            rules.append(
                Enforcement(
                    region=region,
                    corridors=tuple(people.corridor(cell) for cell in here),
                    share=clause.share,
                    helped_by=select(clause.helped_by, words),
                    saving=clause.saving,
                )
            )
    return tuple(rules)
