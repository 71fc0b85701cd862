"""Migration diversion: places given by preference against the same places for whoever comes.

After Viner (1950) on customs unions: a preference creates migration from the origins it favours
against no places at all, and diverts places from origins that would have had them under the
most-favoured-nation rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cge.errors import UsageError

if TYPE_CHECKING:
    import xarray as xr

SAME = 1e-3
"""Relative difference of totals by which two results admit the same number."""
FEWEST = 0.5
"""Newcomers below which nobody has come: rounding of equilibria."""


@dataclass(frozen=True)
class Origin:
    """One origin under preference and under the most-favoured-nation rule."""

    region: str
    preference: float
    """Newcomers under preference [workers]."""
    mfn: float
    """Newcomers under the most-favoured-nation rule [workers]."""
    gain_preference: float
    """Gain of all who were born there [10^9 int. USD]."""
    gain_mfn: float
    """The same under the most-favoured-nation rule."""


@dataclass(frozen=True)
class Diversion:
    """Creation and diversion, in people and in money."""

    origins: tuple[Origin, ...]
    """Those whose newcomers differ or exist, the largest loss of places first."""
    hosts: tuple[Origin, ...]
    """Regions that admit."""
    number: float
    """Newcomers in all [workers]."""
    diverted: float
    """Places that go to favoured origins instead of others [workers]."""
    created: float
    """World gain of the preference over no places [10^9 int. USD]."""
    lost: float
    """World gain that is lost against the most-favoured-nation rule [10^9 int. USD]."""


def diversion(preference: xr.Dataset, mfn: xr.Dataset) -> Diversion:
    """Compare two results that admit one number of newcomers.

    Raises
    ------
    UsageError
        If they admit different numbers, or nobody.
    """
    came = [_newcomers(result).sum(["destination", "skill"]) for result in (preference, mfn)]
    totals = [float(number.sum()) for number in came]
    if min(totals) <= 0 or abs(totals[0] - totals[1]) > SAME * totals[1]:
        msg = (
            f"the two admit {totals[0]:,.0f} and {totals[1]:,.0f} newcomers; diversion is for one "
            "number of places, given by preference and to whoever comes"
        )
        raise UsageError(msg)
    born = [result.welfare_ev_by_birth_ppp for result in (preference, mfn)]

    def origin(region: str) -> Origin:
        numbers = (float(number.sel(origin=region)) for number in came)
        gains = (float(gain.sel(region=region)) for gain in born)
        return Origin(region, *numbers, *gains)

    every = [origin(str(region)) for region in preference.region.values]
    at = [_newcomers(result).sum(["origin", "skill"]) for result in (preference, mfn)]
    hosts = {str(r) for number in at for r in number.destination.values[number.values > FEWEST]}
    sending = [one for one in every if max(one.preference, one.mfn) > FEWEST]
    worlds = [float(result.welfare_ev_world_ppp) for result in (preference, mfn)]
    return Diversion(
        tuple(sorted(sending, key=lambda one: one.preference - one.mfn)),
        tuple(one for one in every if one.region in hosts),
        totals[1],
        sum(max(0.0, one.mfn - one.preference) for one in every),
        worlds[0],
        worlds[1] - worlds[0],
    )


def _newcomers(result: xr.Dataset) -> xr.DataArray:
    return result.new_migrants.fillna(0.0)
