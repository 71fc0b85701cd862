"""Who votes for it: real rewards of labour by skill and of capital."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cge.report.items import ends, names
from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import NOTHING, Sheet
from cge.report.words import counted, listed

if TYPE_CHECKING:
    import xarray as xr

SHOWN = 4
"""Regions at either end, by the first factor."""


def figure(result: xr.Dataset) -> Figure | None:
    """Real reward of every factor where they change most."""
    if "factor_reward_real_pct" not in result:
        return None
    change = result.factor_reward_real_pct.transpose("region", "factor")
    change = change.isel(factor=change.notnull().any("region").values)
    size = np.nan_to_num(abs(change.values)).max(axis=1, initial=0.0)
    if not size.size or size.max() < NOTHING:
        return None
    order = ends(change.values[:, 0], SHOWN)
    known = list(names(result).values())
    factors = [str(factor) for factor in change.factor.values]
    said = [_words(factor, result) for factor in factors]
    series = tuple(
        Series(name, tuple(float(change.values[n, k]) for n in order))
        for k, name in enumerate(said)
    )
    rows: tuple[tuple[Any, ...], ...] = tuple(
        (name, *map(float, cells)) for name, cells in zip(known, change.values, strict=True)
    )
    gain = [f"{name} in {int((change.values[:, k] > 0).sum())}" for k, name in enumerate(said)]
    return Figure(
        "rewards",
        "Who would be for it",
        f"Of {len(known)} regions, real rewards rise for {listed(gain)}.",
        Bars(tuple(known[n] for n in order), series, "% change"),
        Sheet("Change of real rewards", ("region", *(f"{s} [%]" for s in said)), rows),
        f"{counted(len(order), 'region')}: where the reward of {said[0]} rises most, and least. "
        "Before tax, over consumer prices: natives' wages by skill, rentals of other factors.",
    )


def _words(factor: str, result: xr.Dataset) -> str:
    skills = set(map(str, result.skill.values))
    return f"{factor} skill" if factor in skills & {"low", "medium", "high"} else factor
