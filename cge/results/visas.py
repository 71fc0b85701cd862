"""Visa prices, rents and quotas of a solution, corridor by corridor (M-2)."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.results import rates
from cge.results.households import ODK, Households
from cge.solver.solution import Solution

USD = 1e9
"""USD per 10^9 USD."""
BINDING = 1e-6
"""A quota binds if less than this share of it is left."""


def visa_results(solution: Solution, who: Households) -> xr.Dataset:
    """Regime, price, rent and quota of every corridor (origin, destination, skill)."""
    price = visa_price(solution)
    income = income_of_movers(who)
    usd = price * income * USD
    caps = solution.model.settings.caps
    quota = _caps_on_corridors(solution, {c.name: c.limit for c in caps})
    slack = _caps_on_corridors(
        solution, _by_cap(solution, "slack", {c.name: c.limit for c in caps})
    )
    regime = solution.model.settings.regime
    return xr.Dataset(
        {
            "regime": regime,
            "visa_price": price,
            "visa_price_base": solution.model.settings.visa_price.where(price.notnull()),
            "visa_price_usd": usd,
            "visa_rent": usd.clip(min=0.0),
            "quota": quota,
            "quota_slack": slack,
            "quota_binding": (slack < BINDING * quota).where(quota.notnull()),
        }
    )


def income_of_movers(who: Households) -> xr.DataArray:
    """Net wage and transfer of a new migrant, before the visa [10^9 USD per worker]."""
    return who.labour_abroad(new=True) + who.transfer_abroad(new=True)


def visa_price(solution: Solution) -> xr.DataArray:
    """Price at which those let in are exactly those who want to come (origin, destination, skill).

    In ``stock`` corridors it follows from the supply of migrants (M-1): negative where nobody more
    would come even without a barrier.
    """
    people, settings = solution.model.people, solution.model.settings
    prices = solution.array("p_cons", "region")
    tax = rates.wage_tax(solution)
    transfer = rates.transfer_per_worker(solution)

    eligible = solution.array("eligible_new", *ODK).fillna(1.0)

    def real(wage: xr.DataArray, where: str) -> xr.DataArray:
        net = ((1 - tax) * wage).rename(region=where)
        paid = people.wage_share * net + people.transfer_share * eligible * transfer.rename(
            region=where
        )
        return paid / prices.rename(region=where)

    abroad = real(solution.array("wm", "skill", "region"), "destination")
    home_share = people.wage_share.where(people.wage_share.origin == people.wage_share.destination)
    wage_home = home_share.sum("destination")
    transfer_home = people.transfer_share.where(
        people.transfer_share.origin == people.transfer_share.destination
    ).sum("destination")
    native = solution.array("wn", "skill", "region") * solution.array("effort", "skill", "region")
    net_home = ((1 - tax) * native).rename(region="origin")
    home = (
        wage_home * net_home + transfer_home * transfer.rename(region="origin")
    ) / prices.rename(region="origin")
    numbers = solution.array("mig", *ODK) / solution.array("mig_base", *ODK)
    odds = np.log(numbers.where(numbers > 0)) - np.log(solution.array("stay", "origin", "skill"))
    gain = np.log(abroad.where(abroad > 0)) - np.log(home.where(home > 0))
    barrier = gain - np.log1p(-settings.visa_price)
    barrier = barrier - solution.scalar("inv_nu") * odds
    known = settings.regime.isin(["stock", "quota", "free", "price"]) & np.isfinite(barrier)
    known = known & (people.wage_share > 0)  # income after lump-sum taxes
    exact = xr.where(settings.regime == "free", 0.0, -np.expm1(-barrier))
    return exact.where(known).transpose(*ODK)


def _by_cap(solution: Solution, name: str, limit: dict[str, float]) -> dict[str, float]:
    """Values of a variable over caps, as workers."""
    if not limit:
        return {}
    component = solution.compiled.components[name]
    values = solution.v[component.cells]
    return {c: float(values[n]) * limit[c] for n, c in enumerate(component.keys)}


def _caps_on_corridors(solution: Solution, values: dict[str, float]) -> xr.DataArray:
    """The value of the cap that each corridor falls under; shared by all its corridors."""
    regime = solution.model.settings.regime
    out = np.full(regime.shape, np.nan)
    place = [{x: n for n, x in enumerate(regime[d].values.tolist())} for d in ODK]
    for cap in solution.model.settings.caps:
        for key in cap.corridors:
            out[tuple(place[n][key[n]] for n in range(3))] = values[cap.name]
    return xr.DataArray(out, dims=ODK, coords={d: regime[d] for d in ODK})
