"""Budgets in words: what balances them, and what each group pays and receives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

TAXES = ("labour_tax", "property_tax", "indirect_tax")
OTHERS = ("visas_and_levies", "transfers", "public_goods")
NOTHING = 0.005
"""Smallest figure that two digits show [10^9 USD]: groups with less are a handful of people."""
Row = tuple[str | float, ...]


def balance(result: xr.Dataset) -> str:
    """Who balances the budgets, and the largest gap that is left."""
    worst = float(abs(result.budget_residual).max())
    return f"Budgets balance by {result.attrs['fiscal_closure']} (largest gap {worst:.0e} of GDP)."


def contributions(result: xr.Dataset, names: dict[str, str]) -> tuple[tuple[str, ...], list[Row]]:
    """Columns and rows of the net fiscal contribution by group and skill, all regions.

    In world consumer prices of the benchmark, whatever the numeraire is.
    """
    paid = result.fiscal_contribution.sum("region") / result.world_price_index
    people = result.group_number.sum("region")
    rows: list[Row] = []
    for group, name in names.items():
        for skill in result.skill.values:
            at = {"group": group, "skill": skill}
            if group not in people["group"] or float(abs(paid.sel(at)).max()) < NOTHING:
                continue
            own = paid.sel(at)
            net = float(own.sum())
            parts = (own.sel(fiscal_item=list(TAXES)).sum(), *_others(own))
            per_worker = 1e9 * net / float(people.sel(at))
            rows.append((f"{name}, {skill}", *(float(part) for part in parts), net, per_worker))
    heads = tuple(name.replace("_", " ") for name in OTHERS)
    return ("", "taxes", *heads, "net [10^9 USD]", "net [USD per worker]"), rows


def _others(own: xr.DataArray) -> list[xr.DataArray]:
    return [own.sel(fiscal_item=name) for name in OTHERS]
