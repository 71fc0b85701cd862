"""Gains of every group of persons by channel (W-6).

A change of the terms of trade has no owner: prices of work, property and goods carry it to all at
once.  So a group's channels are its own prices: what it is paid and what it pays.  Money is
counted in world consumer prices, so that the numeraire is in no channel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr

from cge.model.gain_channels import RECEIPTS

if TYPE_CHECKING:
    import numpy as np

    from cge.analysis.channels import Gains

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


def integrand_of_others(gains: Gains, v: np.ndarray, dv: np.ndarray) -> xr.DataArray:
    """Gain of those who do not move per unit of the shock (group, region, group_channel).

    Parameters
    ----------
    v, dv : numpy.ndarray (cells)
        A point of the path and its derivative, definitions computed.
    """
    buys, dearer = (gains.read("income_buys", "region", v=at) for at in (v, dv))
    has = gains.read("income_of_same", "group", "source", "region", v=v).sum("source")
    net = gains.read("income_of_same", "group", "source", "region", v=dv)
    gross = gains.read("pay_of_same", "group", "region", v=dv)

    def of(*sources: str) -> xr.DataArray:
        return net.sel(source=list(sources)).sum("source")

    paid = {
        "wages": gross,
        "capital_income": of("capital", "resources"),
        "fiscal": of("labour", "transfers") - gross,
        "remittances": of("remittances"),
        "visa_revenue": of(*RECEIPTS),
    }
    return buys * _stack(paid) + _stack({"prices": has * dearer})


def group_table(others: xr.DataArray, movers: xr.DataArray, gain: xr.DataArray) -> xr.DataArray:
    """All groups, with what is left (group, region, group_channel) [10^9 USD].

    Parameters
    ----------
    others
        Integral of :func:`integrand_of_others`.
    movers
        Of :func:`cge.analysis.channels.of_movers`.
    gain
        Change of income of every group, ``government`` included (group, region).
    """
    moved = {
        str(name): movers.sel(channel=name, drop=True)
        for name in movers.channel.values
        if name in GROUP_CHANNELS
    }
    public = gain.sel(group=["government"])
    every = [others, _stack(moved), _stack({"public_consumption": public})]
    parts = xr.concat(every, "group").reindex(group=gain["group"], fill_value=0.0)
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
