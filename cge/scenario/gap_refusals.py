"""Gaps of wages that ``close_gap`` cannot close, known before anything is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.benchmark import accounts
from cge.scenario.islands import islands

if TYPE_CHECKING:
    from cge.places import Key
    from cge.scenario.refusals import Case

EQUAL = 1e-9
"""Share by which wages may differ that count as equal."""


def gap_between_islands(case: Case) -> None:
    """A gap of wages between regions that have no common price."""
    closing = case.settings.gap_closing
    if closing is None:
        return
    apart = [g for g in islands(case.settings, case.bench) if set(g) & set(closing.regions)]
    if len(apart) > 1:
        case.problems.add(
            _clause(case, closing.name),
            f"{'; '.join(', '.join(group) for group in apart)} do not trade with each other, so "
            "that their wages are not in one money and have no gap; allowed: regions that trade, "
            "or closure trade: homogeneous",
        )


def nothing_to_close(case: Case) -> None:
    """A share of zero: people would move to hold every wage where it is today."""
    closing = case.settings.gap_closing
    if closing is not None and closing.share == 0:
        key = _clause(case, closing.name)[:-1]
        case.problems.add(
            (*key, "share"),
            "is 0: no part of the gap is closed, and people would move only to hold wages where "
            "they are today; allowed: above 0 up to 1, or no such clause",
        )


def no_gap_today(case: Case) -> None:
    """Wages that are equal at the benchmark: nobody is a sender and nobody a receiver."""
    closing = case.settings.gap_closing
    if closing is None:
        return
    wage = accounts.native_wage(case.bench)
    for skill in closing.skills:
        here = wage.sel(skill=skill, region=list(closing.regions)).values
        if np.ptp(here) <= EQUAL * here.max():
            case.problems.add(
                _clause(case, closing.name),
                f"wages of skill {skill} are the same today in {', '.join(closing.regions)}: there "
                "is no gap to close; allowed: regions and skills whose wages differ",
            )


def _clause(case: Case, name: str) -> Key:
    """Where the clause of the gap names its regions."""
    names = [clause.name for clause in case.scenario.visas]
    return ("visas", names.index(name), "to")
