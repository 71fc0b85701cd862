"""A game of instruments within bounds, from its file to the answer and its scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.benchmark.check import judge
from cge.errors import CheckError, SolveError
from cge.games.nash import Continuous
from cge.games.payoffs import OUTCOME, payoffs
from cge.interrupt import interruptible
from cge.report.sheet import Sheet
from cge.run.one import run_scenario
from cge.scenario.load import load_scenario
from cge.scenario.resolve import as_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cge.games.nash import Point
    from cge.games.schema import GameFile

    Rows = tuple[tuple[str | float, ...], ...]

REPRODUCED = 1e-6
"""Largest difference between a point and the fresh run of its scenario, relative to payoffs."""
TODAY, NASH, TOGETHER = "base", "nash", "cooperative"
SHOWN = 40
"""Rows of a table of instruments."""


@dataclass(frozen=True)
class Settled:
    """Where governments end alone and together."""

    searched: Continuous
    equilibria: list[Point]
    """Nash equilibria, the best for all together first."""
    cooperative: Point

    def points(self) -> dict[str, Point]:
        """The base, every equilibrium, and what is best for all together, by name."""
        many = len(self.equilibria) > 1
        nash = {
            f"{NASH}_{n + 1}" if many else NASH: point for n, point in enumerate(self.equilibria)
        }
        return {TODAY: self.searched.start, **nash, TOGETHER: self.cooperative}


@interruptible()
def settle(
    game: GameFile, bench: xr.Dataset, told: Callable[[str], None] = lambda _: None
) -> Settled:
    """Nash equilibria and the cooperative solution.

    Raises
    ------
    ScenarioError, DataError
        For mistakes of the game.
    SolveError
        If best responses do not settle, or no cooperative solution is found.
    """
    judge(bench).raise_if_errors()
    searched = Continuous(game, bench, told)
    equilibria = searched.equilibria()
    best, failed = None, ""
    for start in (*equilibria, *(searched.begin(n) for n in range(game.starts))):
        try:
            point = searched.response(None, start)
        except SolveError as error:
            failed = str(error)
            continue
        if best is None or sum(point.payoffs) > sum(best.payoffs):
            best = point
    if best is None:
        raise SolveError(failed)
    return Settled(searched, equilibria, best)


def write(settled: Settled, folder: Path, bench: xr.Dataset) -> Iterator[Path]:
    """Write the scenario of every point and its result, solved afresh.

    Raises
    ------
    CheckError
        If a fresh run gives other payoffs.
    """
    from cge.files import check_writable
    from cge.results.store import write_result

    check_writable(folder)
    searched = settled.searched
    for name, point in settled.points().items():
        if name == TODAY:
            continue
        title = f"{searched.game.name}_{name}"
        design = searched.design.model_copy(update={"name": title})
        design.places.clear()
        design.places.update(searched.design.places)
        data = searched.table.treaty(point.v, point.values).scenario(design)
        data["sources"] = ["chosen by cge game", *searched.game.sources]
        result = run_scenario(load_scenario(data), bench)
        _compare(searched, point, result, bench)
        path = folder / f"{title}.yaml"
        path.write_text(as_yaml(data), encoding="utf-8")
        write_result(result, path.with_suffix(".nc"))
        yield path


def _compare(searched: Continuous, point: Point, result: xr.Dataset, bench: xr.Dataset) -> None:
    again = payoffs(result[OUTCOME], searched.game.players, bench).values
    gap = float(np.abs(again - point.payoffs).max())
    size = max(float(np.abs(point.payoffs).max()), 1.0)
    if gap > REPRODUCED * size:
        msg = (
            f"a fresh run gives payoffs that differ by {gap:.1e} bn int. USD.  "
            "Next: narrower bounds; this is a fault of the program"
        )
        raise CheckError(msg)


def sheets(settled: Settled) -> list[Sheet]:
    """Payoffs, instruments and numbers admitted at every point."""
    searched, points = settled.searched, settled.points()
    players = [player.name for player in searched.game.players]
    rows: Rows = tuple((name, *point.payoffs, sum(point.payoffs)) for name, point in points.items())
    heads = ("", *(f"{name} gets, bn int. USD" for name in players), "all together")
    chosen = {name: point for name, point in points.items() if name != TODAY}
    instruments: Rows = tuple(
        (one.name, *(point.values[one.name] for point in chosen.values()))
        for one in searched.table.choices.instruments
        if one.lower < one.upper
    )
    made = [Sheet(f"Payoffs of {searched.game.name}", heads, rows)]
    if instruments:
        made.append(Sheet("Instruments", ("", *chosen), instruments[:SHOWN]))
    admitted = tuple(_admitted(searched, chosen))
    if admitted:
        heads = ("clause", "to", *(f"{name}, 1000 newcomers" for name in chosen))
        made.append(Sheet("Admitted", heads, admitted[:SHOWN]))
    return made


def _admitted(searched: Continuous, points: dict[str, Point]) -> Iterator[tuple[str | float, ...]]:
    """Newcomers by clause and destination."""
    equilibrium = searched.equilibrium
    for one in searched.table.admitted:
        for destination in dict.fromkeys(key[1] for key in one.corridors):
            keys = [key for key in one.corridors if key[1] == destination]
            numbers, before, scale = (
                equilibrium.cells(name, keys) for name in ("mig", "mig_base", "scale")
            )
            yield (
                one.clause.name,
                destination,
                *(
                    float((p.v[scale] * (p.v[numbers] - p.v[before])).sum()) / 1e3
                    for p in points.values()
                ),
            )


def as_dataset(settled: Settled) -> xr.Dataset:
    """Payoffs and instruments at every point."""
    points = settled.points()
    chosen = {name: point for name, point in points.items() if name != TODAY}
    names = [one.name for one in settled.searched.table.choices.instruments]
    found = xr.Dataset(
        {
            "payoff": (("point", "player"), [point.payoffs for point in points.values()]),
            "instrument_value": (
                ("choice", "instrument"),
                [[point.values[name] for name in names] for point in chosen.values()],
            ),
        },
        coords={
            "point": list(points),
            "choice": list(chosen),
            "player": [player.name for player in settled.searched.game.players],
            "instrument": names,
        },
        attrs={"title": f"game {settled.searched.game.name}"},
    )
    found.payoff.attrs |= {"units": "10^9 int. USD", "long_name": "what a government gets"}
    return found


def sentence(settled: Settled) -> str:
    """How sure it is."""
    count, first = len(settled.equilibria), settled.equilibria[0]
    found = "one Nash equilibrium" if count == 1 else f"{count} Nash equilibria"
    lost = sum(settled.cooperative.payoffs) - sum(first.payoffs)
    return (
        f"{settled.searched.game.name}: {found} from {settled.searched.game.starts} starts "
        f"(locally best responses, slope {first.first_order:.0e}, {first.rounds} rounds); together "
        f"all could have {lost:.4g} bn int. USD more.  Fresh runs give the same payoffs."
    )
