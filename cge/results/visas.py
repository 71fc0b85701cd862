"""What is read off the numbers of visas: regimes, prices that exist, status of quotas (M-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr

from cge.results.evaluate import labelled

if TYPE_CHECKING:
    from cge.solver.solution import Solution

ODK = ("origin", "destination", "skill")
BINDING = 1e-6
"""A quota binds if less than this share of it is left."""
PRICES = ("visa_price", "visa_price_base", "visa_price_usd", "visa_rent")
MOVERS = (
    "visa_posted_usd",
    "visa_payment",
    "visa_dissipated",
    "visa_revenue",
    "hosting_cost",
    "quota",
    "quota_slack",
    "tariff_cut",
    "levy_revenue",
    "levy_payment",
    "safeguard_closed",
    "safeguard_room",
    "remittances",
    "remittances_base",
    "remittances_matched",
)
"""Results about movers, of those that a scenario has."""


def visa_results(solution: Solution, now: xr.Dataset, before: xr.Dataset) -> xr.Dataset:
    """Regimes, prices, payments and quotas of corridors; levies, remittances, safeguards.

    ``now`` and ``before`` hold the definitions at the solution and at the benchmark
    (:func:`cge.results.evaluate.dataset`).
    """
    outcomes, bench = solution.outcomes, solution.model.bench
    every = now.assign({name: before[name] for name in ("visa_price_base", "remittances_base")})
    found = every[[name for name in (*PRICES, *MOVERS) if name in every]]

    def corridors(name: str) -> xr.DataArray:
        return labelled(outcomes.component(name), solution.after, bench, ODK)

    earning = corridors("newcomer_income") > 0  # levies can take more: then no price has a meaning
    found = found.assign({name: found[name].where(earning) for name in PRICES})
    quota, slack = found.quota, found.quota_slack
    return found.assign(
        regime=solution.model.settings.regime,
        quota_binding=(slack < BINDING * quota).where(quota.notnull()),
        quota_status=quota_status(quota, slack, corridors("quota_price")),
    )


def quota_status(quota: xr.DataArray, slack: xr.DataArray, price: xr.DataArray) -> xr.DataArray:
    """What each quota does (origin, destination, skill), empty where there is none.

    ``binds``; ``places_left``; ``degenerate``: exactly as many places as want to come at no price.
    """
    full, free = slack < BINDING * quota, price < BINDING
    status = xr.where(full & free, "degenerate", xr.where(full, "binds", "places_left"))
    return xr.where(quota.notnull(), status, "").astype(str)
