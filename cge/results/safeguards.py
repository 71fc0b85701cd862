"""What safeguards closed, and how far wages are above their floors (M-2)."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.errors import CheckError
from cge.results.households import ODK
from cge.solver.solution import Solution

SLIP = 1e-8
"""Largest violation of complementarity that is accepted."""


def safeguard_results(solution: Solution) -> xr.Dataset:
    """Share of the additional places that is closed, corridor by corridor.

    Returns
    -------
    xarray.Dataset
        ``safeguard_closed`` (origin, destination, skill) [share], NaN without a safeguard, and
        ``safeguard_room`` (origin, destination, skill): the watched real wage less its floor
        [share of the benchmark wage].

    Raises
    ------
    CheckError
        If a safeguard is closed though the wage is above its floor, or open below it.
    """
    regime = solution.model.settings.regime.transpose(*ODK)
    closed, room = (xr.full_like(regime, np.nan, dtype=float) for _ in range(2))
    shares = closed_shares(solution)
    wage = solution.array("wn", "skill", "region") / solution.array("p_cons", "region")
    caps = {cap.name: cap for cap in solution.model.settings.caps}
    for guard in solution.model.settings.safeguards:
        share = shares[guard.name]
        left = float(wage.sel(skill=guard.skill, region=guard.region)) - guard.floor
        if min(abs(share), abs(left)) > SLIP and not (share > 1 - SLIP and left < 0):
            msg = (
                f"safeguard {guard.name}: {share:.3g} of the places are closed and the wage is "
                f"{left:+.1e} from its floor (M-2)"
            )
            raise CheckError(msg)
        for corridor in (key for name in guard.caps for key in caps[name].corridors):
            place = dict(zip(ODK, corridor, strict=True))
            closed.loc[place], room.loc[place] = share, left
    return xr.Dataset({"safeguard_closed": closed, "safeguard_room": room})


def closed_shares(solution: Solution) -> dict[str, float]:
    """Closed share by safeguard."""
    keys = solution.compiled.components["closed"].keys
    return dict(zip(keys, solution.compiled.get("closed", solution.v).tolist(), strict=True))


def open_places(solution: Solution, places: dict[str, float]) -> dict[str, float]:
    """Places of every cap once safeguards have closed a part of the additional ones [workers]."""
    settings = solution.model.settings
    today = {cap.name: cap.today for cap in settings.caps}
    left, shares = dict(places), closed_shares(solution)
    for guard in settings.safeguards:
        for name in guard.caps:
            left[name] -= shares[guard.name] * (left[name] - today[name])
    return left
