"""Groups that have people, and checks of what is said of all of them (W-1, W-5, Y-4)."""

from __future__ import annotations

import xarray as xr

from cge.errors import CheckError

ADDING_UP = 1e-9
"""Largest gap of a budget, as a share of GDP, and of the world, as a share of its income."""
NOBODY = 1e-9
"""Share of a region's workers that is rounding of kinks, and counts as nobody."""
GOVERNMENT = "government"
WELFARE = ("welfare_ev", "welfare_ev_ppp", "welfare_ev_pct", "income_change")
RESIDUALS = ("welfare_residual_ppp", "welfare_residual", "income_change_residual")
OF_PERSONS = (
    "welfare_ev_without_remittances",
    "fiscal_contribution",
    "fiscal_contribution_per_worker",
)


def of_people(found: xr.Dataset) -> xr.Dataset:
    """What is said of groups, empty where a group has no people; percentages need an income."""
    here = found.workers.sum(["origin", "skill"]).rename(destination="region")
    people = found.group_number > NOBODY * here
    served = (found["group"] == GOVERNMENT) & (found.income_before > 0)
    said = {name: found[name].where(people | served) for name in WELFARE}
    said |= {name: found[name].where(people) for name in OF_PERSONS}
    said["welfare_ev_pct"] = said["welfare_ev_pct"].where(found.income_before > 0)
    return found.assign(said)


def refuse_gaps(found: xr.Dataset) -> None:
    """Every budget balances, and persons and government add up to the world.

    Raises
    ------
    CheckError
        If one does not, or what persons pay and receive is not what a budget takes and gives.
    """
    _require(abs(found.budget_residual), "the budget does not balance")
    rest = abs(found.fiscal_not_attributed) / found.gdp_base
    for item, name in (("labour_tax", "taxes on wages"), ("transfers", "transfers")):
        _require(rest.sel(fiscal_item=item), f"{name} of persons are not those of")
    for name in RESIDUALS:
        gap = float(found[name])
        if not abs(gap) <= ADDING_UP:
            msg = f"persons and government miss the world by {gap:.1e} of its income (W-5, {name})"
            raise CheckError(msg)


def _require(gap: xr.DataArray, what: str) -> None:
    if not float(gap.max()) <= ADDING_UP:
        where = str(gap.region.values[int(gap.values.argmax())])
        msg = f"{what} in {where}: gap of {float(gap.max()):.1e} of GDP (Y-4)"
        raise CheckError(msg)
