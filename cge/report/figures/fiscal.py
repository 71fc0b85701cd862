"""What newcomers pay to the budget of the region where they live, net."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cge.report.items import arrivals, names
from cge.report.marks import Bars, Figure, Series
from cge.report.sheet import Sheet, few
from cge.report.words import LABELS, counted, listed, number

if TYPE_CHECKING:
    import xarray as xr

SHOWN = 12
GROUP = "new_migrants"
SMALLEST = 1.0
"""USD; smaller contributions are rounding."""


def figure(result: xr.Dataset) -> Figure | None:
    """Net fiscal contribution per newcomer, by skill, where most arrive."""
    if "fiscal_contribution_per_worker" not in result:
        return None
    per_worker = result.fiscal_contribution_per_worker
    if GROUP not in per_worker["group"]:
        return None
    each = per_worker.sel(group=GROUP).transpose("region", "skill")
    came = arrivals(result).sum("origin").transpose("destination", "skill").values
    here = each.where(came > SMALLEST).values
    if few(came.sum(), result) or not (np.nan_to_num(abs(here)) >= SMALLEST).any():
        return None
    known = list(names(result).values())
    skills = [str(skill) for skill in each.skill.values]
    largest = np.argsort(-came.sum(axis=1), kind="stable")[:SHOWN]
    order = [n for n in largest if not np.isnan(here[n]).all()]
    total = result.fiscal_contribution.sum(["fiscal_item", "region", "skill"])
    sums = {str(g): float(total.sel(group=g)) for g in total["group"].values}
    rows: tuple[tuple[Any, ...], ...] = tuple(
        (known[n], *map(float, here[n])) for n in range(len(known)) if not np.isnan(here[n]).all()
    )
    newcomers = sums[GROUP]
    return Figure(
        "fiscal",
        "Newcomers and public budgets",
        f"Newcomers pay {number(newcomers, 3)} bn USD a year {_more(newcomers)} to the budgets of"
        f" the regions where they live than they receive and cost{_beside(sums)}.",
        Bars(
            tuple(known[n] for n in order),
            tuple(
                Series(f"{skill} skill", tuple(float(here[n, k]) for n in order))
                for k, skill in enumerate(skills)
            ),
            "USD per newcomer and year",
        ),
        Sheet(
            "Net fiscal contribution of newcomers",
            ("region", *(f"{skill} [USD per worker and year]" for skill in skills)),
            rows,
        ),
        f"{counted(len(order), 'region')} where most arrive. Taxes less transfers and the cost of "
        "public goods, of one year; what children will pay and cost is left out.",
    )


def _beside(sums: dict[str, float]) -> str:
    """What other groups pay, net."""
    others = [
        f"{LABELS.get(group, group).lower()} pay {number(value, 3)} bn {_more(value)}"
        for group, value in sums.items()
        if group != GROUP and abs(value) >= 0.5
    ]
    return f"; {listed(others)}" if others else ""


def _more(value: float) -> str:
    return "more" if value >= 0 else "less"
