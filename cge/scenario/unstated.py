"""What a benchmark leaves out and a scenario needs: cautions that say what was assumed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from cge.benchmark import accounts
from cge.benchmark.would_be import barred, default
from cge.scenario.settings import DECIDE

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.settings import Settings

UNEQUAL = 1.5
"""Ratio of wages between regions above which one price level for all is hard to believe."""


def unstated(settings: Settings, bench: xr.Dataset) -> list[str]:
    """Cautions on would-be migrants and price levels that the benchmark does not state."""
    if not bool(barred(bench).sum() > 0):
        return []
    return [*_nobody_kept_out(settings, bench), *_one_price_level(bench)]


def _nobody_kept_out(settings: Settings, bench: xr.Dataset) -> Iterator[str]:
    nu = float(settings.values.get("migration_elasticity", bench.migration_elasticity))
    told = "visa_price" in bench or default(bench) is not None
    if math.isinf(nu) or told or bool((settings.visa_price > 0).any()):
        return
    if bool(settings.regime.isin(DECIDE).any()) or not settings.caps:
        yield (
            "the benchmark has neither would_be_migrants nor would_move nor visa_price, so that "
            "nobody is kept out today: opening borders changes nothing, and places beyond today's "
            "number stay empty.  Next: give the line would_be_migrants in elasticities.csv"
        )


def _one_price_level(bench: xr.Dataset) -> Iterator[str]:
    level = bench.price_level
    wages = accounts.native_wage(bench)
    spread = float((wages.max("region") / wages.where(wages > 0).min("region")).max())
    if bool(np.ptp(level.values) == 0) and spread > UNEQUAL:
        yield (
            f"price_level is {float(level[0]):g} in every region though wages differ "
            f"{spread:.1f}-fold: international USD are USD at exchange rates here, and gains of "
            "those who move are overstated where prices are higher.  Next: give the table "
            "price_level"
        )
