"""Tax rates as they were paid: the scenario's rates and what balanced the budget (Y-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

    from cge.solver.solution import Solution


def income_tax(solution: Solution, *, base: bool = False) -> xr.DataArray:
    """Rate on factor income (factor, region)."""
    rate = solution.array("tax", "factor", "region", base=base)
    return rate + solution.array("tax_shift", "region", base=base)


def wage_tax(solution: Solution, *, base: bool = False) -> xr.DataArray:
    """Rate on wages (skill, region)."""
    skills = solution.model.bench.skill.values
    return income_tax(solution, base=base).sel(factor=skills).rename(factor="skill")


def output_tax(solution: Solution, *, base: bool = False) -> xr.DataArray:
    """Rate on output (sector, region)."""
    rate = solution.array("to", "sector", "region", base=base)
    return rate + solution.array("product_shift", "region", base=base)


def transfer_per_worker(solution: Solution, *, base: bool = False) -> xr.DataArray:
    """Lump sum and benefit of one who is fully eligible (skill, region) [GDP per worker]."""
    lump = solution.array("transfer", "region", base=base)
    weight = solution.array("benefit_weight", "skill", "region")
    benefit = weight * solution.array("benefit", "region", base=base)
    return lump + benefit.fillna(0.0)
