"""What each government wants of a result: weighted equivalent variations at purchasing power."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr

from cge.scenario.select import select, vocabulary
from cge.sweeps.readings import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cge.games.schema import Interests
    from cge.solver.solution import Solution

OUTCOME = "welfare_ev_ppp"
READING = f"{OUTCOME}[group=*, region=*, skill=*]"
"""What is kept of every draw of a sweep."""


def gains_of(solution: Solution, bench: xr.Dataset) -> xr.DataArray:
    """Equivalent variations (group, region, skill) of one equilibrium [10^9 int. USD]."""
    outcomes = solution.outcomes.only({OUTCOME})
    cells = outcomes.at(solution.v, outcomes.benchmark(solution.v_base))
    return Reading.of(READING).of_solution(outcomes, cells, bench)


def weights(of: Interests, bench: xr.Dataset) -> xr.DataArray:
    """Weight of every group, region and skill in what a government wants."""
    groups = list(of.weights)
    regions, skills = (
        select(words, vocabulary(bench, dim))
        for words, dim in ((of.of, "region"), (of.skill, "skill"))
    )
    coords = {"group": groups, "region": list(regions), "skill": list(skills)}
    values = xr.DataArray([float(x) for x in of.weights.values()], {"group": groups}, ["group"])
    return values.broadcast_like(xr.DataArray(0.0, coords, [*coords]))


def payoffs(
    gains: xr.DataArray, governments: Sequence[Interests], bench: xr.Dataset
) -> xr.DataArray:
    """Payoffs (player, other dims of the gains) [10^9 int. USD].

    Parameters
    ----------
    gains
        Equivalent variations (group, region, skill, ...); NaN where nobody is.
    """
    known = gains.fillna(0.0)
    found = []
    for one in governments:
        weight = weights(one, bench)
        there = [group for group in weight.group.values if group in known.group.values]
        own = known.sel(region=weight.region, skill=weight.skill, group=there)
        found.append((own * weight.sel(group=there)).sum(["group", "region", "skill"]))
    players = xr.DataArray([one.name for one in governments], dims="player", name="player")
    return xr.concat(found, players).rename("payoff").assign_attrs(
        units="10^9 int. USD", long_name="what a government gets: weighted equivalent variations"
    )  # fmt: skip
