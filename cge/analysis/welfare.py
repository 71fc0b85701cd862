"""Welfare (W-1 to W-3, W-5): exact equivalent variation of persons and government.

Preferences are homothetic over consumption and saving, so that the equivalent variation of a person
is real income after less income before: e(P0, u1) - e(P0, u0) = y1 / (P1/P0) - y0 with P the price
index of consumption and saving together.  Nothing is linearised.
"""

from __future__ import annotations

import xarray as xr

from cge.errors import CheckError

ADDING_UP = 1e-9
"""Largest gap between persons + government and the world, as a share of world income."""


def welfare(result: xr.Dataset) -> xr.Dataset:
    """Equivalent variations of a result.

    Parameters
    ----------
    result : xarray.Dataset
        With ``group_number, group_income, group_income_before, group_income_before_ppp``
        (source, group, region, skill), ``real_factor, price_level, public_consumption_base``
        ``(region)``, ``public_consumption(region)`` [real, 10^9 USD of the benchmark],
        ``public_share(region, skill)``.

    Returns
    -------
    xarray.Dataset
        ``welfare_ev, welfare_ev_ppp, welfare_ev_pct`` (group, region, skill),
        ``welfare_ev_without_remittances``, ``welfare_ev_by_source`` (source, region), world totals.

    Raises
    ------
    CheckError
        If persons and government do not add up to the world.
    """
    with xr.set_options(arithmetic_join="exact"):
        return _welfare(result)


def _welfare(result: xr.Dataset) -> xr.Dataset:
    real = result.group_income * result.real_factor
    before, before_ppp = result.group_income_before, result.group_income_before_ppp
    ev = (real - before).sum("source")
    ev_ppp = (real / result.price_level - before_ppp).sum("source")
    unremitted = (real - before).drop_sel(source="remittances").sum("source")
    government = (result.public_consumption - result.public_consumption_base) * result.public_share
    base = before.sum("source")

    def with_government(persons: xr.DataArray, public: xr.DataArray) -> xr.DataArray:
        return xr.concat(
            [persons, public.expand_dims(group=["government"])], "group", join="exact"
        ).transpose("group", "region", "skill")

    all_ev = with_government(ev, government)
    public_base = result.public_consumption_base * result.public_share
    all_base = with_government(base, public_base)
    number = with_government(result.group_number, xr.zeros_like(public_base) + 1.0)
    exists = (number > 0) & (all_base != 0)
    all_ppp = with_government(ev_ppp, government / result.price_level)
    out = xr.Dataset(
        {
            "welfare_ev": all_ev.where(exists),
            "welfare_ev_ppp": all_ppp.where(exists),
            "welfare_ev_pct": (100 * all_ev / all_base.where(all_base > 0)).where(exists),
            "welfare_ev_without_remittances": unremitted.transpose("group", "region", "skill")
            .where(result.group_number > 0)
            .reindex(group=all_ev["group"]),
            "welfare_ev_by_source": by_source(result),
            "welfare_ev_world": all_ev.sum(),
            "welfare_ev_world_ppp": all_ppp.sum(),
            "welfare_ev_world_pct": 100 * all_ev.sum() / world_base(result),
            "welfare_ev_world_ppp_pct": 100 * all_ppp.sum() / world_base(result, ppp=True),
        }
    )
    out["welfare_residual"] = adding_up(result, out)
    return out


def world_base(result: xr.Dataset, *, ppp: bool = False) -> xr.DataArray:
    """Benchmark income of all persons and public consumption of the world."""
    income = result.disposable_income_base + result.public_consumption_base
    return (income / result.price_level if ppp else income).sum()


def by_source(result: xr.Dataset) -> xr.DataArray:
    """(W-3, memo) real income of residents by source, after less before (source, region)."""
    after = (result.group_income * result.real_factor).sum(["group", "skill"])
    return (after - result.residents_income_base).transpose("source", "region")


def adding_up(result: xr.Dataset, out: xr.Dataset) -> xr.DataArray:
    """(W-5) persons + government less the world by residence, as a share of world income.

    The world is reached by another road: disposable income of regions in the solution, deflated,
    less the same at the benchmark, and public consumption.
    """
    income = result.disposable_income - result.capital_charge
    residents = income * result.real_factor - result.disposable_income_base
    public = result.public_consumption - result.public_consumption_base
    gap = (out.welfare_ev_world - (residents + public).sum()) / world_base(result)
    if abs(float(gap)) > ADDING_UP:
        msg = f"persons and government miss the world by {float(gap):.1e} of world income (W-5)"
        raise CheckError(msg)
    return gap
