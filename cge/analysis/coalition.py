"""Who is for and who against (W-4): real rewards of scarce and abundant labour, of capital, prices.

Labour of a skill is scarce where the region has least of the world's workers of that skill compared
with its part of all workers; with one skill, where its wage is above the mean of the world.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

STRONG = 5.0
"""Percent of the reward from which a group is strongly for or against: a convention."""
NONE = 0.05
"""Percent below which nothing is at stake."""
STAYERS = ("natives", "remaining_behind")


@dataclass(frozen=True)
class Stake:
    """What one scenario means for one group of one region."""

    region: str
    group: str
    scenario: str
    percent: float
    """Change of the real reward; of prices, how much they fall [%]."""

    @property
    def stance(self) -> str:
        """``++`` strongly for, ``+`` for, ``0``, ``-`` against, ``--`` strongly against."""
        if np.isnan(self.percent):
            return ""
        if abs(self.percent) < NONE:
            return "0"
        sign = "+" if self.percent > 0 else "-"
        return 2 * sign if abs(self.percent) >= STRONG else sign


def labels_of_labour(result: xr.Dataset) -> dict[tuple[str, str], str]:
    """``scarce`` or ``abundant`` by (region, skill); "" for what lies between."""
    workers = result.workers_base.sum("origin")
    skills = [str(k) for k in result.skill.values]
    words: dict[tuple[str, str], str] = {}
    for region in map(str, workers.destination.values):
        here = workers.sel(destination=region)
        if len(skills) == 1:
            wage = result.wage_base.sel(nativity="native", skill=skills[0])
            mean = float((wage * workers.sel(skill=skills[0])).sum() / workers.sum())
            rich = float(wage.sel(destination=region)) > mean
            words[region, skills[0]] = "scarce" if rich else "abundant"
            continue
        part = (here / workers.sum("destination")).values
        least, most = skills[int(np.argmin(part))], skills[int(np.argmax(part))]
        words |= {(region, k): "" for k in skills}
        words |= {(region, most): "abundant", (region, least): "scarce"}
    return words


def stakes(
    results: Mapping[str, xr.Dataset],
    regions: tuple[str, ...],
    against: xr.Dataset | None = None,
) -> list[Stake]:
    """Stakes of every group in every scenario.

    Parameters
    ----------
    results : mapping
        Results by the name that their column has, on one benchmark.
    regions : tuple of str
        Whose groups.
    against : xarray.Dataset, optional
        Result of what happens otherwise; the benchmark when left out.
    """
    first = next(iter(results.values()))
    words = labels_of_labour(first)
    found = []
    for region in regions:
        for factor in _in_order(first, region, words):
            word = words.get((region, factor), "")
            group = f"{word} labour ({factor})".strip() if (region, factor) in words else factor
            for name, result in results.items():
                percent = _relative(
                    result.factor_reward_real_pct,
                    None if against is None else against.factor_reward_real_pct,
                    {"factor": factor, "region": region},
                )
                found.append(Stake(region, group, name, percent))
        for name, result in results.items():
            price = float(result.price_index.sel(region=region))
            start = 1.0 if against is None else float(against.price_index.sel(region=region))
            found.append(Stake(region, "consumers (prices fall)", name, 100 * (start / price - 1)))
        for skill in map(str, first.skill.values):
            for name, result in results.items():
                gain = _all_incomes(result, region, skill)
                if against is not None:
                    other = 1 + _all_incomes(against, region, skill) / 100
                    gain = 100 * ((1 + gain / 100) / other - 1)
                found.append(Stake(region, f"natives, {skill}, all incomes", name, gain))
    return found


def _in_order(result: xr.Dataset, region: str, words: Mapping[tuple[str, str], str]) -> list[str]:
    """Scarce labour, abundant labour, other labour, then capital and resources."""
    rank = {"scarce": 0, "abundant": 1, "": 2}
    factors = [str(f) for f in result.factor.values]
    there = result.factor_reward_real_pct.sel(region=region).notnull()
    factors = [f for f in factors if bool(there.sel(factor=f))]
    return sorted(factors, key=lambda f: rank.get(words.get((region, f), "?"), 3))


def _relative(now: xr.DataArray, then: xr.DataArray | None, cell: dict[str, str]) -> float:
    """Change against another scenario, both in percent of the benchmark."""
    ratio = 1 + float(now.sel(cell)) / 100
    start = 1.0 if then is None else 1 + float(then.sel(cell)) / 100
    return 100 * (ratio / start - 1)


def _all_incomes(result: xr.Dataset, region: str, skill: str) -> float:
    """Equivalent variation of those who stay where they were born [% of income]."""
    stay = [g for g in STAYERS if g in result["group"].values]
    percent = result.welfare_ev_pct.sel(region=region, skill=skill, group=stay)
    known = percent.values[np.isfinite(percent.values)]
    return float(known[0]) if len(known) else float("nan")
