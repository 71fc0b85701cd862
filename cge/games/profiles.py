"""Every profile of actions as a scenario, all of them solved by one sweep."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.errors import ScenarioError, SolveError, UsageError
from cge.games.payoffs import OUTCOME, READING, payoffs
from cge.games.union import base_of, union
from cge.places import Problems
from cge.scenario.load import parse
from cge.sweeps.carry_out import carry_out
from cge.sweeps.planning import plan_of
from cge.sweeps.schema import SweepFile
from cge.sweeps.worker import SOLVED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cge.games.schema import GameFile
    from cge.sweeps.carry_out import Progress
    from cge.sweeps.plan import Plan
    from cge.yaml_file import Source

Profile = tuple[str, ...]
"""The action of each player."""
MOST = 2000
"""Profiles of a game."""
ENDING = ".game.nc"


def profiles(game: GameFile) -> list[Profile]:
    """Every profile, the actions of the last player first.

    Raises
    ------
    UsageError
        If there are too many.
    """
    listed = [tuple(player.actions) for player in game.players]
    count = int(np.prod([len(actions) for actions in listed], dtype=float))
    if count > MOST:
        msg = f"{game.name} has {count:,} profiles of actions; at most {MOST:,}"
        raise UsageError(msg)
    return list(itertools.product(*listed))


def named(game: GameFile, profile: Profile) -> str:
    """Name of the scenario of a profile."""
    each = (f"{p.name}.{action}" for p, action in zip(game.players, profile, strict=True))
    return "-".join(each)


def scenarios(game: GameFile, bench: xr.Dataset) -> dict[str, Source]:
    """The scenario of every profile, by name: the base and what each government does.

    Raises
    ------
    ScenarioError
        With every mistake of every action, each once.
    """
    base = base_of(game.base, game.places)
    found: dict[str, Source] = {}
    faults: dict[tuple[str, str], str] = {}
    for profile in profiles(game):
        name = named(game, profile)
        parts = [
            (("players", n, "actions", action), player.actions[action])
            for n, (player, action) in enumerate(zip(game.players, profile, strict=True))
        ]
        try:
            found[name] = union(base, name, parts, game.places)
            parse(found[name], bench)
        except ScenarioError as error:
            for line in str(error).splitlines():
                place, _, text = line.partition(": ")
                faults.setdefault((place, text.partition(": ")[2]), line)
    if faults:
        raise ScenarioError("\n".join(faults.values()))
    return found


def plan(name: str, sources: dict[str, Source], benchmark: str | xr.Dataset,
         problems: Problems) -> Plan:  # fmt: skip
    """The sweep over scenarios that keeps what every group gains."""
    asked = SweepFile.model_validate(
        {"name": name, "scenario": list(sources), "outcomes": [READING]}
    )
    return plan_of(asked, sources, [benchmark], problems)


def gains(
    made: Plan, out: Path | None, *, workers: int, resume: bool, progress: Progress | None
) -> xr.DataArray:
    """Equivalent variations (scenario, group, region, skill) of every scenario.

    Raises
    ------
    SolveError
        If a scenario has no solution: the table of payoffs would have a hole.
    """
    swept = carry_out(made, out, workers=workers, resume=resume, progress=progress)
    failed = np.flatnonzero(swept.status.values != SOLVED)
    if len(failed):
        first = swept.isel(draw=int(failed[0]))
        msg = (
            f"{len(failed)} of {swept.sizes['draw']} scenarios have no solution; the first, "
            f"{first.scenario.item()}: {first.error.item()}"
        )
        raise SolveError(msg)
    found = swept[OUTCOME].assign_coords(scenario=("draw", swept.scenario.values))
    return found.swap_dims(draw="scenario").drop_vars(
        [name for name in found.coords if name not in ("scenario", "group", "region", "skill")]
    )


def table(game: GameFile, bench: xr.Dataset, gained: xr.DataArray) -> xr.DataArray:
    """Payoffs (player, one dimension for the actions of each player)."""
    listed = profiles(game)
    ordered = gained.sel(scenario=[named(game, profile) for profile in listed])
    flat = payoffs(ordered, game.players, bench).transpose("player", "scenario")
    dims: Sequence[str] = [player.name for player in game.players]
    shape = [len(player.actions) for player in game.players]
    coords = {"player": list(dims)} | {player.name: list(player.actions) for player in game.players}
    return xr.DataArray(
        flat.values.reshape(len(dims), *shape), coords, ("player", *dims), "payoff", flat.attrs
    )


def with_transfers(source: Source, name: str, clauses: list[dict[str, object]]) -> Source:
    """A scenario in which money is paid."""
    data = source.data | {"name": name}
    data["transfers"] = [*data.get("transfers", ()), *clauses]
    return replace(source, data=data)
