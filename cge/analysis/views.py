"""Other views of the same gain: compensating variation, by source, residence and birth (W-1, W-3).

None of them is added to another.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.results.households import Households
from cge.solver.solution import Solution

USD = 1e9
"""USD per 10^9 USD."""


def views(result: xr.Dataset) -> xr.Dataset:
    """Welfare of a result in further views.

    Parameters
    ----------
    result : xarray.Dataset
        Everything of :func:`cge.results.extract.extract` and of :func:`cge.analysis.welfare`.

    Returns
    -------
    xarray.Dataset
        ``welfare_cv`` (group, region, skill), ``welfare_cv_world``,
        ``welfare_ev_by_group_and_source`` (source, group, region), ``welfare_ev_by_residence``,
        ``welfare_ev_by_birth`` (region) [all 10^9 USD].
    """
    gain = result.group_income * result.real_factor - result.group_income_before
    public = (result.public_consumption - result.public_consumption_base).fillna(0.0)
    heads = result.migrants_base.sum(["destination", "skill"]).rename(origin="region")
    born = (result.income_per_natural - result.income_per_natural_base) * heads / USD
    cv = compensating(result)
    return xr.Dataset(
        {
            "welfare_cv": cv,
            "welfare_cv_world": cv.sum(),
            "welfare_ev_by_group_and_source": gain.sum("skill").transpose(
                "source", "group", "region"
            ),
            "welfare_ev_by_residence": result.welfare_ev_by_source.sum("source") + public,
            "welfare_ev_by_birth": born,
        }
    )


def compensating(result: xr.Dataset) -> xr.DataArray:
    """(W-1) e(P1, u1) - e(P1, u0) (group, region, skill) [10^9 USD].

    Preferences are homothetic, so that the money is that of the equivalent variation, valued at the
    prices after the change where the group then lives; public consumption at its own price.
    """
    public = result.government_spending.sel(item="public_consumption", drop=True)
    quantity = result.public_consumption
    price = (public / quantity.where(quantity > 0)).fillna(1.0)
    deflator = xr.where(result.group == "government", price, 1 / result.real_factor)
    return (result.welfare_ev * deflator).transpose("group", "region", "skill")


def factor_rewards(solution: Solution, result: xr.Dataset) -> xr.DataArray:
    """(W-4) change of the real reward of each factor before tax (factor, region) [%].

    Of a skill it is the natives' wage.  All over consumer prices, whoever owns the factor.
    """
    bench = solution.model.bench
    rental = solution.array("pf", "factor", "region")
    wage = solution.array("wn", "skill", "region").rename(skill="factor")
    paid = rental.fillna(wage.reindex(factor=bench.factor.values))
    return 100 * (paid / result.price_index - 1)


def preference(solution: Solution) -> xr.Dataset:
    """(M-1) expected utility of the logit, before and after (origin, skill).

    The log-sum of a choice over places is that of the place of birth less 1/nu times the log of
    the share who choose it: every other place is in that share.  Visa prices, virtual ones
    included, count as costs, so that rents of visas are no gain here.

    Returns
    -------
    xarray.Dataset
        ``welfare_preference_pct`` [% of real income], ``welfare_preference`` [10^9 USD].
    """
    now, then = Households(solution), Households(solution, base=True)
    price = solution.array("p_cons", "region")
    real = (now.labour_at_home() + now.transfer) / price
    before = then.labour_at_home() + then.transfer
    stay = solution.array("stay", "region", "skill")
    inverse = solution.scalar("inv_nu")
    possible = (real > 0) & (before > 0) & (stay > 0)
    log = np.log((real / before).where(possible)) - inverse * np.log(stay.where(possible))
    pct = (100 * xr.DataArray(np.expm1(log))).transpose("region", "skill")
    abroad = then.labour_abroad(new=False) + then.transfer_abroad(new=False)
    born = before * accounts.diagonal(solution.model.bench.workers)
    born = born + (abroad * then.established).sum("destination").rename(origin="region")
    return xr.Dataset(
        {"welfare_preference_pct": pct, "welfare_preference": pct / 100 * born}
    ).rename(region="origin")
