"""Other views of the same gain: compensating variation, by source, residence and birth (W-1, W-3).

None of them is added to another.
"""

from __future__ import annotations

import xarray as xr


def views(result: xr.Dataset, price_level: xr.DataArray) -> xr.Dataset:
    """Welfare of a result in further views.

    Parameters
    ----------
    result : xarray.Dataset
        Everything of :func:`cge.results.extract.extract`.
    price_level : xarray.DataArray
        Of the benchmark (region) [USD per international USD].

    Returns
    -------
    xarray.Dataset
        ``welfare_cv`` (group, region, skill), ``welfare_cv_world``,
        [10^9 USD]; ``welfare_ev_by_group_and_source`` (source, group, region) [10^9 int. USD].
    """
    after = result.group_income * result.real_factor / price_level
    gain = after - result.group_income_before_ppp
    cv = compensating(result, price_level)
    return xr.Dataset(
        {
            "welfare_cv": cv,
            "welfare_cv_world": cv.sum(),
            "welfare_ev_by_group_and_source": gain.sum("skill").transpose(
                "source", "group", "region"
            ),
        }
    )


def compensating(result: xr.Dataset, price_level: xr.DataArray) -> xr.DataArray:
    """(W-1) e(P1, u1) - e(P1, u0) (group, region, skill) [10^9 USD].

    Preferences are homothetic, so that the money is that of the equivalent variation at purchasing
    power, valued at the prices after the change where the group then lives: y1 - (PL_c pi_c / PL_p)
    y0 of those who moved from p to c.  Public consumption counts at its own price.
    """
    public = result.government_spending.sel(item="public_consumption", drop=True)
    quantity = result.public_consumption
    price = (public / quantity.where(quantity > 0)).fillna(1.0)
    money = xr.where(result.group == "government", price, 1 / result.real_factor)
    return (result.welfare_ev_ppp * price_level * money).transpose("group", "region", "skill")
