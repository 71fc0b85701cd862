"""Which assumption to change where no equilibrium was found: what has helped in such cases.

Every sentence here was tried: the scenario that fails solves with the change, in a test.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import xarray as xr

from cge.scenario.settings import DECIDE, Settings


def everybody_or_nobody(settings: Settings, bench: xr.Dataset) -> str:
    """Without a taste for a place, a small difference of incomes empties a whole region."""
    given = settings.values.get("migration_elasticity", bench.get("migration_elasticity", 1.0))
    opened = settings.regime.isin(["free", "fee", "price", "surcharge"])
    if not (math.isinf(float(xr.DataArray(given))) and bool(opened.any())):
        return ""
    return (
        "with migration_elasticity: .inf nobody has a taste for a place: a small difference of "
        "incomes empties a whole region, and where many corridors are worth the same nothing says "
        "who goes where; give a finite elasticity (20 is close to perfect mobility)"
    )


def nothing_replaces_anything(settings: Settings, bench: xr.Dataset) -> str:
    """Fixed proportions: a factor of which there is a little too much earns nothing."""
    given = xr.DataArray(settings.values.get("esubva", bench["esubva"]))
    changed = "endowment" in settings.values or bool(settings.regime.isin(DECIDE).any())
    if not (bool((given == 0).any()) and changed):
        return ""
    return (
        "sectors use their factors in fixed proportions (esubva 0), so that a little more of one "
        "drives what it earns to zero; give esubva above 0"
    )


def wages_of_world_prices(settings: Settings, bench: xr.Dataset) -> str:
    """Where capital and goods both move, prices of goods fix wages and the number of workers not.

    A small part of a gap of wages then takes a large movement, out of what a region makes today.
    """
    closure = settings.closure
    if settings.gap_closing is None or (closure.trade, closure.capital) != (
        "homogeneous",
        "mobile",
    ):
        return ""
    return (
        "where goods are homogeneous and capital moves, wages follow the world prices of goods and "
        "hardly the number of workers, so that a small part of the gap takes a large movement; "
        "give capital: fixed"
    )


RULES: tuple[Callable[[Settings, xr.Dataset], str], ...] = (
    everybody_or_nobody,
    nothing_replaces_anything,
    wages_of_world_prices,
)


def advice(settings: Settings, bench: xr.Dataset) -> list[str]:
    """Sentences on the assumptions that are known to leave scenarios without an equilibrium."""
    return [text for rule in RULES if (text := rule(settings, bench))]
