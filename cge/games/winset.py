"""What two governments would sign: the plane of two instruments, solved point by point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from cge.errors import SolveError, UsageError
from cge.games.load import parse, read
from cge.games.payoffs import OUTCOME, READING, gains_of, payoffs
from cge.games.plane import Bargain, Spot, bargain
from cge.games.union import base_of, union
from cge.games.winset_schema import SECTIONS, Axis, WinsetFile
from cge.places import Place, Problems
from cge.scenario.load import parse as parse_scenario
from cge.scenario.override import put
from cge.scenario.resolve import meaning, resolve
from cge.sweeps.carry_out import carry_out
from cge.sweeps.centre import Centre
from cge.sweeps.planning import plan_of
from cge.sweeps.schema import SweepFile
from cge.sweeps.worker import SOLVED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cge.sweeps.carry_out import Progress
    from cge.sweeps.plan import Plan
    from cge.yaml_file import Source

FEWEST = 3
"""Values of an instrument: a surface is smooth between them."""


@dataclass(frozen=True)
class Plain:
    """A plane whose points are solved."""

    file: WinsetFile
    payoffs: xr.DataArray
    """(player, x, y) [10^9 int. USD]."""
    before: Bargain
    """Without the shock to the cost of the status quo."""
    after: Bargain
    """With it; the same where there is none."""
    solved: dict[str, tuple[float, float]]
    """Gains at the named points of ``after`` as solved there, by name."""


def read_winset(what: str | Path | Mapping[str, Any]) -> Source:
    """Values and places of a win-set: a file, the name of a shipped one, or what it holds."""
    return read(what, "winsets")


def parse_winset(source: Source, bench: xr.Dataset | None = None) -> WinsetFile:
    """Check a source against the schema and, with a benchmark, against its names.

    Raises
    ------
    ScenarioError
        With every mistake, one per line: ``file:line: key: found; allowed; nearest``.
    """
    found = parse(WinsetFile, SECTIONS, source, ("sides",), bench)
    problems = Problems(source.places)
    for name in ("x", "y"):
        axis: Axis = getattr(found, name)
        try:
            grid = axis.grid
        except (UsageError, ValueError):
            allowed = "a list of numbers, or from:to:step as 0:5:1"
            problems.add((name, "values"), f"found {axis.values!r}; allowed: {allowed}")
            continue
        if len(set(grid)) < FEWEST:
            problems.add((name, "values"), f"found {len(set(grid))}; allowed: {FEWEST} or more")
        elif axis.status_quo is not None and axis.status_quo not in grid:
            problems.add((name, "status_quo"), f"{axis.status_quo:g} is none of the values")
    problems.raise_if_any()
    return found


def run_winset(
    file: WinsetFile, bench: xr.Dataset, benchmark: str | None = None, out: Path | None = None, *,
    workers: int = 1, resume: bool = False, progress: Progress | None = None,
) -> Plain:  # fmt: skip
    """Solve the plane, and find what both sides would sign.

    Raises
    ------
    ScenarioError
        For mistakes of the agreement.
    SolveError
        If a point of the plane has no solution.
    """
    source = union(base_of(file.base, file.places), file.name,
                   [(("agreement",), file.agreement)], file.places)  # fmt: skip
    parse_scenario(source, bench)
    made = _plan(file, source, bench if benchmark is None else benchmark)
    swept = carry_out(made, out, workers=workers, resume=resume, progress=progress)
    table = _table(file, swept, bench)
    x, y = np.array(file.x.grid), np.array(file.y.grid)
    quo = file.x.position, file.y.position
    names = file.sides[0].name, file.sides[1].name
    costs = file.sides[0].cost, file.sides[1].cost
    before = bargain(x, y, table.values, names, status_quo=quo)
    after = bargain(x, y, table.values, names, costs, quo) if any(costs) else before
    solved = _solved(file, source, bench, after, table.values[:, quo[0], quo[1]])
    return Plain(file, table, before, after, solved)


def _plan(file: WinsetFile, source: Source, benchmark: str | xr.Dataset) -> Plan:
    over = {axis.key: axis.grid for axis in (file.x, file.y)}
    asked = SweepFile.model_validate(
        {"name": file.name, "scenario": file.name, "over": over, "outcomes": [READING]}
    )
    return plan_of(asked, {file.name: source}, [benchmark], Problems(file.places))


def _table(file: WinsetFile, swept: xr.Dataset, bench: xr.Dataset) -> xr.DataArray:
    failed = np.flatnonzero(swept.status.values != SOLVED)
    if len(failed):
        first = swept.isel(draw=int(failed[0]))
        at = ", ".join(f"{axis.key} {first[axis.key].item():g}" for axis in (file.x, file.y))
        msg = f"{len(failed)} points have no solution; the first, {at}: {first.error.item()}"
        raise SolveError(msg)
    shape = [len(axis.grid) for axis in (file.x, file.y)]
    got = payoffs(swept[OUTCOME], file.sides, bench).transpose("player", "draw")
    coords = {"player": got.player.values, "x": file.x.grid, "y": file.y.grid}
    values = got.values.reshape(2, *shape)
    return xr.DataArray(values, coords, ["player", "x", "y"], "payoff", got.attrs)


def named(found: Bargain) -> dict[str, Spot]:
    """Points that are told, by name."""
    spots = {"Nash": found.nash, "Kalai-Smorodinsky": found.kalai, "largest sum": found.joint}
    return {name: spot for name, spot in spots.items() if spot is not None}


def _solved(
    file: WinsetFile, source: Source, bench: xr.Dataset, found: Bargain, quo: np.ndarray
) -> dict[str, tuple[float, float]]:
    """Gains at the named points, each solved: what is between grid points is seen."""
    costs = np.array([side.cost for side in file.sides])
    centre = Centre(bench, resolve(parse_scenario(source, bench), bench))
    gains = {}
    for name, spot in named(found).items():
        there = source
        for axis, value in ((file.x, spot.x), (file.y, spot.y)):
            there = put(there, axis.key, value, Place("winset"))
        solution = centre.near(bench, meaning(parse_scenario(there, bench), bench))
        got = payoffs(gains_of(solution, bench), file.sides, bench).values - quo + costs
        gains[name] = (float(got[0]), float(got[1]))
    return gains
