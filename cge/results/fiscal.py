"""Fiscal contributions of groups that have people (Y-4), and checks of every budget."""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.errors import CheckError
from cge.results.partition import GROUPS

ADDING_UP = 1e-9
"""Largest gap of a budget, as a share of GDP."""
SOMEBODY = 1e-4
"""Workers: a group of fewer is rounding of kinks, and is left empty."""
OF_GROUPS = ("fiscal_contribution", "fiscal_contribution_per_worker")


def fiscal(now: xr.Dataset, bench: xr.Dataset) -> xr.Dataset:
    """Contributions by component, what is attributed to nobody, and the balance of every budget.

    ``now`` holds the definitions at the solution (:func:`cge.results.evaluate.dataset`).

    Raises
    ------
    CheckError
        If a budget does not balance, or what persons pay and receive is not what it takes and
        gives.
    """
    found = now[[*OF_GROUPS, "fiscal_not_attributed", "budget_residual"]]
    _require(abs(found.budget_residual), "the budget does not balance")
    rest = abs(found.fiscal_not_attributed) / accounts.gdp(bench)
    for item, name in (("labour_tax", "taxes on wages"), ("transfers", "transfers")):
        _require(rest.sel(fiscal_item=item), f"{name} of persons are not those of")
    people = now.group_number > SOMEBODY
    found = found.reindex(group=list(GROUPS))
    return found.assign({name: found[name].where(people) for name in OF_GROUPS})


def _require(gap: xr.DataArray, what: str) -> None:
    if not float(gap.max()) <= ADDING_UP:
        where = str(gap.region.values[int(gap.values.argmax())])
        msg = f"{what} in {where}: gap of {float(gap.max()):.1e} of GDP (Y-4)"
        raise CheckError(msg)
