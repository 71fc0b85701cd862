"""Real wages by skill, natives and established migrants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cge.report.items import ends, names, policy_skill
from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import NOTHING, Sheet
from cge.report.words import capital, counted, listed, signed

if TYPE_CHECKING:
    import xarray as xr

SHOWN = 6
"""Regions at either end, by the skill of which most workers move."""


def figure(result: xr.Dataset) -> Figure | None:
    """Real wages of natives by skill where they change most; migrants in the table."""
    change = result.real_wage_pct.transpose("destination", "nativity", "skill")
    natives = change.sel(nativity="native")
    size = abs(natives).max("skill").fillna(0.0).values
    if float(size.max()) < NOTHING:
        return None
    of = natives.values
    first = [str(skill) for skill in change.skill.values].index(policy_skill(result))
    order = ends(of[:, first], SHOWN)
    known = [names(result)[str(code)] for code in change.destination.values]
    skills = [str(skill) for skill in change.skill.values]
    series = tuple(
        Series(_words(skill), tuple(float(of[n, k]) for n in order))
        for k, skill in enumerate(skills)
    )
    both = [str(nativity) for nativity in change.nativity.values]
    heads = [f"{n}s, {_words(s)} [%]" for n in both for s in skills]
    cells = change.values.reshape(len(known), -1)
    rows: tuple[tuple[Any, ...], ...] = tuple(
        (name, *map(float, cell)) for name, cell in zip(known, cells, strict=True)
    )
    return Figure(
        "wages",
        "Real wages of natives",
        _claim(known, of, skills),
        Bars(tuple(known[n] for n in order), series, "% change"),
        Sheet("Change of real wages", ("region", *heads), rows),
        f"{counted(len(order), 'region')}: where the wages of {_words(skills[first])} rise most, "
        "and least. Before tax, over consumer prices.",
    )


def _claim(known: list[str], change: np.ndarray, skills: list[str]) -> str:
    """Lowest and highest change of each skill."""
    parts = []
    for k, skill in enumerate(skills):
        low, high = int(np.nanargmin(change[:, k])), int(np.nanargmax(change[:, k]))
        parts.append(
            f"{_words(skill)}: {signed(float(change[low, k]))}% ({known[low]}) to"
            f" {signed(float(change[high, k]))}% ({known[high]})"
        )
    return capital(listed(parts)) + "."


def _words(skill: str) -> str:
    return f"{skill} skill" if skill in ("low", "medium", "high") else skill
