"""Gains of every group of persons by channel (W-6).

A change of the terms of trade has no owner: prices of work, property and goods carry it to all at
once.  So a group's channels are its own prices: what it is paid and what it pays.  Money is
counted in world consumer prices, so that the numeraire is in no channel.
"""

from __future__ import annotations

import xarray as xr

from cge.analysis.channels import PROPERTY, RECEIPTS, Levels
from cge.analysis.levels import OTHERS, of_others
from cge.results.households import Households
from cge.results.partition import partition

GROUP_CHANNELS = (
    "reallocation",
    "wages",
    "capital_income",
    "fiscal",
    "remittances",
    "visa_revenue",
    "prices",
    "public_consumption",
)


def incomes_of_others(at: Households, end: Households) -> Levels:
    """What those who do not move have at a point of the path (group, region, group_channel).

    They are as many as at its end, so that nobody's income is gained or lost by who is counted.
    """
    net = partition(end, at).income_before.sel(group=list(OTHERS)).sum("skill")
    gross = of_others(end, at)

    def of(*sources: str) -> xr.DataArray:
        return net.sel(source=list(sources)).sum("source")

    parts = {
        "wages": gross,
        "capital_income": of(*PROPERTY),
        "fiscal": of("labour", "transfers") - gross,
        "remittances": of("remittances"),
        "visa_revenue": of(*RECEIPTS),
    }
    return {"income_of_others": _stack(parts)}


def integrand_of_others(ahead: Levels, back: Levels, width: float) -> xr.DataArray:
    """Change of the equivalent variation per unit of the shock (group, region, group_channel).

    Parameters
    ----------
    ahead, back
        :func:`incomes_of_others`, ``real`` and ``p_world`` a little further along the tangent, and
        a little less far.
    width
        Share of the shock between them.
    """
    has, had = (at["income_of_others"] / at["p_world"] for at in (ahead, back))
    buys, bought = (at["real"] * at["p_world"] for at in (ahead, back))
    paid = (buys + bought) / 2 * (has - had) / width
    prices = (has + had).sum("group_channel") / 2 * (buys - bought) / width
    return paid + _stack({"prices": prices})


def group_table(others: xr.DataArray, movers: xr.DataArray, gain: xr.DataArray) -> xr.DataArray:
    """All groups, with what is left (group, region, group_channel) [10^9 USD].

    Parameters
    ----------
    others
        Integral of :func:`integrand_of_others`.
    movers
        Of :func:`cge.analysis.channels.of_movers`.
    gain
        Equivalent variation of every group, ``government`` included (group, region).
    """
    moved = {
        str(name): movers.sel(channel=name, drop=True)
        for name in movers.channel.values
        if name in GROUP_CHANNELS
    }
    public = gain.sel(group=["government"])
    every = [others, _stack(moved), _stack({"public_consumption": public})]
    parts = xr.concat(every, "group").sel(group=gain["group"])
    residual = (gain - parts.sum("group_channel")).expand_dims(group_channel=["residual"])
    return xr.concat([parts, residual], "group_channel").transpose(
        "group", "region", "group_channel"
    )


def _stack(parts: dict[str, xr.DataArray]) -> xr.DataArray:
    like = xr.zeros_like(next(iter(parts.values())))
    rows = [parts.get(name, like) + like for name in GROUP_CHANNELS]
    return xr.concat(rows, xr.IndexVariable("group_channel", list(GROUP_CHANNELS))).transpose(
        "group", "region", "group_channel"
    )
