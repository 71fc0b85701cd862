"""A game with actions, from its file to the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

import cge
from cge.games import profiles
from cge.games.deals import Deals
from cge.games.load import parse, read
from cge.games.schema import SECTIONS, GameFile
from cge.games.theory import play
from cge.places import Problems
from cge.run.provenance import git_commit, now
from cge.scenario.select import select, vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    import xarray as xr

    from cge.games.theory import Game
    from cge.sweeps.carry_out import Progress
    from cge.yaml_file import Source

EQUAL = 1e-7
"""Differences of payoffs up to this share of the largest are none: equilibria are found to less."""
LEAST = 1e-6
"""The same in 10^9 int. USD."""


@dataclass(frozen=True)
class Played:
    """A game and its answer."""

    game: GameFile
    payoffs: xr.DataArray
    """(player, one dimension for the actions of each player) [10^9 int. USD]."""
    found: Game
    deals: Deals | None
    """None where players govern the same people, so that nobody can pay another."""
    tolerance: float


def read_game(what: str | Path | Mapping[str, Any]) -> Source:
    """Values and places of a game: a file, the name of a shipped one, or what it holds."""
    return read(what, "games")


def parse_game(source: Source, bench: xr.Dataset | None = None) -> GameFile:
    """Check a source against the schema and, with a benchmark, against its names.

    Raises
    ------
    ScenarioError
        With every mistake, one per line: ``file:line: key: found; allowed; nearest``.
    """
    return parse(GameFile, SECTIONS, source, ("players",), bench)


def run_game(
    game: GameFile,
    bench: xr.Dataset,
    benchmark: str | None = None,
    out: Path | None = None,
    *,
    workers: int = 1,
    resume: bool = False,
    progress: Progress | None = None,
) -> Played:
    """Solve every profile of actions, and the game that the payoffs make.

    Parameters
    ----------
    benchmark
        Name by which other processes load it; the benchmark itself is sent when left out.
    out
        NetCDF file of all scenarios; finished ones are kept beside it as they end.

    Raises
    ------
    ScenarioError
        For mistakes of the actions.
    SolveError
        If a profile has no equilibrium.
    """
    sources = profiles.scenarios(game, bench)
    named = bench if benchmark is None else benchmark
    made = profiles.plan(game.name, sources, named, Problems(game.places))
    gained = profiles.gains(made, out, workers=workers, resume=resume, progress=progress)
    table = profiles.table(game, bench, gained)
    tolerance = max(EQUAL * float(np.abs(table.values).max(initial=0.0)), LEAST)
    found = play(table.values, tolerance)
    deals = Deals(game, bench, sources, found, tolerance) if _apart(game, bench) else None
    return Played(game, table, found, deals, tolerance)


def _apart(game: GameFile, bench: xr.Dataset) -> bool:
    """Whether all players govern people of their own."""
    words = vocabulary(bench, "region")
    governed = [region for player in game.players for region in select(player.of, words)]
    return len(set(governed)) == len(governed)


def as_dataset(played: Played) -> xr.Dataset:
    """Payoffs, temptations and what is said of them, ready to be written."""
    found = played.found
    about = {
        "title": f"game {played.game.name}",
        "class": found.kind,
        "equilibria": "; ".join(", ".join(_actions(played, cell)) for cell in found.equilibria),
        "smallest_penalty": found.smallest_penalty,
        "package_version": cge.__version__,
        "git_commit": git_commit(),
        "created": now(),
    }
    data = played.payoffs.to_dataset(name="payoff")
    told = {"units": "10^9 int. USD", "long_name": "gain by defecting alone where all liberalise"}
    data["temptation"] = ("player", list(found.temptations), told)
    return data.assign_attrs(about)


def _actions(played: Played, cell: tuple[int, ...]) -> list[str]:
    return [list(p.actions)[c] for p, c in zip(played.game.players, cell, strict=True)]
