"""Results of the years of a path in one Dataset, and gains discounted to the first year."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

from cge.symbols import describe

WHOLE = ("iterations", "steps")
WORST = ("residual", "walras")
"""Attributes of years that are added up, and of which the largest counts."""


def joined(results: Sequence[xr.Dataset], years: Sequence[int], discount: float) -> xr.Dataset:
    """One Dataset with a dimension ``year``; what is the same in all years has none.

    Parameters
    ----------
    results : sequence of xarray.Dataset
        One per year, welfare included; ``_base`` is the baseline of the same year.
    years : sequence of int
        Their years.
    discount : float
        Discount rate [a year].

    Returns
    -------
    xarray.Dataset
        With ``welfare_ev_discounted`` (group, region, skill), ``welfare_ev_world_discounted`` and
        ``welfare_ev_world_discounted_pct``, and each at purchasing power.
    """
    same = [
        name
        for name in results[0].data_vars
        if all(one[name].identical(results[0][name]) for one in results[1:])
        and results[0][name].dtype.kind not in "f"
    ]
    moving = [one.drop_vars(same) for one in results]
    path = xr.concat(moving, xr.IndexVariable("year", list(years)), combine_attrs="override")
    path = path.assign({name: results[0][name] for name in same})
    path = path.merge(describe(discounted(path, discount)))
    attrs = dict(results[-1].attrs)
    attrs |= {name: sum(int(one.attrs[name]) for one in results) for name in WHOLE}
    attrs |= {name: max((float(one.attrs[name]) for one in results), key=abs) for name in WORST}
    path.attrs = attrs | {"discount_rate": discount, "first_year": int(years[0])}
    path["year"].attrs = {"long_name": "year", "units": "1"}
    return path


def discounted(path: xr.Dataset, rate: float) -> xr.Dataset:
    """(W-1, W-2) equivalent variations of all years in money of the first.

    At purchasing power [10^9 int. USD] and at the prices of where each lived before [10^9 USD].
    """
    weight = (1 + rate) ** -(path.year - path.year[0]).astype(float)
    income = path.disposable_income_base + path.public_consumption_base
    found = {}
    for view, before in (("_ppp", income / path.price_level), ("", income)):
        gain, world = path[f"welfare_ev{view}"] * weight, path[f"welfare_ev_world{view}"] * weight
        total = (before.sum("region") * weight).sum("year")
        found[f"welfare_ev{view}_discounted"] = gain.sum("year", min_count=1)
        found[f"welfare_ev_world{view}_discounted"] = world.sum("year")
        found[f"welfare_ev_world{view}_discounted_pct"] = 100 * world.sum("year") / total
    return xr.Dataset(found)
