"""What cannot be below zero in a result: incomes of people, prices, numbers, money sent home."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.errors import ScenarioError
from cge.solver.solution import Solution

DUST = 1e-9
"""Share of the largest value that rounding leaves below zero."""
SOMEBODY = 1.0
"""Workers below which a group has nobody."""
NEVER_NEGATIVE = ("workers", "migrants", "remittances", "wage", "producer_price", "price_index")


def refuse_below_zero(solution: Solution, result: xr.Dataset) -> None:
    """Every group that exists has an income, and no price, number or remittance is negative.

    Raises
    ------
    ScenarioError
        If something is: the equilibrium is one in which people could not live.
    """
    paid = solution.array("paid_old", "origin", "destination", "skill").fillna(0.0)
    if float(paid.max()) >= 1:
        o, d, k = _labels(paid, int(paid.values.argmax()))
        msg = (
            f"{k} migrants from {o} who live in {d} would pay {float(paid.max()):.0%} of their "
            "income for their visas. Next: a larger quota, a lower fee, or applies_to: new"
        )
        raise ScenarioError(msg, ("visas",), (o, d, k))
    people = result.group_number > SOMEBODY
    income = result.group_income.sum("source").where(people) / result.group_number
    before = result.group_income_before.sum("source")
    checked = {"group_income": income.where(before >= 0)}
    checked |= {name: result[name] for name in NEVER_NEGATIVE}
    for name, values in checked.items():
        scale = float(np.abs(values).max())
        if not float(values.min()) < -DUST * scale:
            continue
        labels = _labels(values, int(np.nanargmin(values.values)))
        alike = len(solution.model.declared.ARBITRAGE) > 0
        if alike and name == "migrants" and labels[0] == labels[1]:
            msg = (
                f"more workers of skill {labels[2]} would leave {labels[0]} than there are: with "
                "migration_elasticity: .inf all of a kind choose alike. Next: give a finite "
                "elasticity (20 is close to perfect mobility)"
            )
            raise ScenarioError(msg, ("visas",))
        where = ", ".join(labels)
        msg = (
            f"{name} of {where} would be below zero: more is taken from people than they have. "
            "Next: lower visa prices, fees or levies there, or use applies_to: new"
        )
        raise ScenarioError(msg, ("levies",) if solution.model.settings.levies else ("visas",))


def _labels(values: xr.DataArray, position: int) -> list[str]:
    """Names of a cell along its dims."""
    at = np.unravel_index(position, values.shape)
    return [str(values[dim].values[n]) for dim, n in zip(values.dims, at, strict=True)]
