"""Visa prices, rents and quotas of a solution, corridor by corridor (M-2)."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.results.households import ODK, Households
from cge.results.payments import levy_results, revenue
from cge.results.safeguards import open_places, safeguard_results
from cge.scenario.settings import DECIDE
from cge.solver.solution import Solution

USD = 1e9
"""USD per 10^9 USD."""
BINDING = 1e-6
"""A quota binds if less than this share of it is left."""


def visa_results(solution: Solution, who: Households) -> xr.Dataset:
    """Regime, price, rent and quota of every corridor (origin, destination, skill)."""
    price = visa_price(solution, who)
    usd = price * who.income_of_admitted * USD
    paid = who.payments.visa_share * who.income_of_admitted * USD
    places = capacity(solution)
    quota = _caps_on_corridors(solution, places)
    left = dict(zip(places, solution.compiled.get("slack", solution.v), strict=True))
    slack = _caps_on_corridors(solution, {c: float(left[c]) * x for c, x in places.items()})
    regime = solution.model.settings.regime
    charges = solution.model.settings.charges
    priced = xr.zeros_like(price, dtype=bool) if charges is None else charges.priced
    lost = who.payments.lost_share * who.income_of_admitted * who.admitted
    kept = solution.array("kept", *ODK)
    asked = (1 - kept) * who.income_of_admitted * USD
    hosting = (who.payments.hosting_cost * who.admitted).fillna(0.0)
    levies = levy_results(who.payments)
    result = xr.Dataset(
        {
            "regime": regime,
            "visa_price": price,
            "visa_price_base": solution.model.settings.visa_price.where(price.notnull()),
            "visa_price_usd": usd,
            "visa_rent": (usd.clip(min=0.0) - paid).clip(min=0.0).where(price.notnull()),
            "visa_posted_usd": asked.where(priced),
            "visa_payment": who.payments.visa_payment.where(priced),
            "visa_dissipated": lost.where(priced),
            "visa_revenue": revenue(who.payments),
            "hosting_cost": hosting.sum(["origin", "skill"]),
            "quota": quota,
            "quota_slack": slack,
            "quota_binding": (slack < BINDING * quota).where(quota.notnull()),
            "quota_status": quota_status(solution, quota, slack),
        }
    )
    if solution.model.settings.linkages:
        result["tariff_cut"] = solution.array("cut", "exporter", "importer")
    return xr.merge([result, levies, safeguard_results(solution)], join="exact")


def visa_price(solution: Solution, who: Households) -> xr.DataArray:
    """Price at which those let in are exactly those who want to come (origin, destination, skill).

    In ``stock`` corridors it follows from the supply of migrants (M-1): negative where nobody more
    would come even without a barrier.
    """
    people, settings = solution.model.people, solution.model.settings
    prices = solution.array("p_cons", "region")
    at_home = people.income.where(people.income.origin == people.income.destination)
    today = at_home.sum("destination").rename(origin="region")
    home = (who.labour_at_home() + who.transfer) / today / prices
    home = home.rename(region="origin")
    abroad = who.income_of_admitted / people.income / prices.rename(region="destination")
    base = solution.array("mig_base", *ODK)
    seeded = solution.array("seed", *ODK)  # corridors that open from nothing
    numbers = solution.array("mig", *ODK) / base.where(base > 0, seeded)
    odds = np.log(numbers.where(numbers > 0)) - np.log(solution.array("stay", "origin", "skill"))
    gain = np.log(abroad.where(abroad > 0)) - np.log(home.where(home > 0))
    barrier = gain - np.log1p(-settings.visa_price)
    barrier = barrier - solution.scalar("inv_nu") * odds
    known = settings.regime.isin(["stock", *DECIDE]) & np.isfinite(barrier)
    known = known & (people.wage_share > 0)  # income after lump-sum taxes
    exact = xr.where(settings.regime == "free", 0.0, -np.expm1(-barrier))
    return exact.where(known).transpose(*ODK)


def quota_status(solution: Solution, quota: xr.DataArray, slack: xr.DataArray) -> xr.DataArray:
    """What each quota does (origin, destination, skill), empty where there is none.

    ``binds``; ``places_left``; ``degenerate``: exactly as many places as want to come at no price.
    """
    caps = [cap.name for cap in solution.model.settings.caps]
    prices = solution.compiled.get("cap_price", solution.v)
    price = _caps_on_corridors(solution, dict(zip(caps, map(float, prices), strict=True)))
    full, free = slack < BINDING * quota, price < BINDING
    status = xr.where(full & free, "degenerate", xr.where(full, "binds", "places_left"))
    return xr.where(quota.notnull(), status, "").astype(str)


def capacity(solution: Solution) -> dict[str, float]:
    """Places under each cap, those that sponsors offer included [workers]."""
    compiled, v = solution.compiled, solution.v
    limit, most = compiled.get("limit", v), compiled.get("slots_most", v)
    spread, rate = compiled.get("slots_spread", v), compiled.get("slots_rate", v)
    offered = most * (1 - spread * np.exp(-rate * compiled.get("cap_price", v)))
    caps = solution.model.settings.caps
    places = {c.name: c.today * float(limit[n] + offered[n]) for n, c in enumerate(caps)}
    return open_places(solution, places)


def _caps_on_corridors(solution: Solution, values: dict[str, float]) -> xr.DataArray:
    """The value of the cap that each corridor falls under; shared by all its corridors."""
    regime = solution.model.settings.regime
    out = np.full(regime.shape, np.nan)
    place = [{x: n for n, x in enumerate(regime[d].values.tolist())} for d in ODK]
    for cap in solution.model.settings.caps:
        for key in cap.corridors:
            out[tuple(place[n][key[n]] for n in range(3))] = values[cap.name]
    return xr.DataArray(out, dims=ODK, coords={d: regime[d] for d in ODK})
