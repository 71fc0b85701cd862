"""Instruments within bounds: what each government sets when it looks at the others, and together.

A best response is a nonlinear programme on the equilibrium with exact derivatives, in which what
the others do is held: their tariffs and levies, and their numbers admitted or visa prices.  Best
responses in turn lead to a Nash equilibrium, or do not.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.designer.aims import WeightedSum
from cge.designer.equilibrium import Equilibrium
from cge.designer.instruments import Table
from cge.designer.optimise import FIRST_ORDER, Optimum, optimise
from cge.designer.programme import Programme
from cge.designer.protected import GAIN
from cge.designer.schema import Design
from cge.designer.template import with_instruments
from cge.errors import SolveError
from cge.games.payoffs import weights
from cge.games.schema import INSTRUMENTS
from cge.scenario.resolve import meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xarray as xr

    from cge.designer.aims import Sum
    from cge.games.schema import GameFile, Player

STILL = 1e-6
"""Change of every instrument and number in a round that is none."""
MOST_ROUNDS = 100
ALIKE = 1e-4
"""Difference of instruments and numbers by which two searches found one equilibrium."""
SHARES = (1 / 3, 0.05, 0.9)
"""Parts of the places taken at the first starts."""
SEED = 1
MOST_HALVINGS = 12


@dataclass(frozen=True)
class Point:
    """An equilibrium of the model under some instruments."""

    v: np.ndarray
    """All cells, definitions computed."""
    values: dict[str, float]
    """Instruments by name."""
    payoffs: tuple[float, ...]
    """What each player gets [10^9 int. USD]."""
    first_order: float = 0.0
    """Largest slope of a Lagrangian that should have none."""
    rounds: int = 0


class Continuous:
    """A game of instruments on a benchmark."""

    def __init__(
        self, game: GameFile, bench: xr.Dataset, told: Callable[[str], None] = lambda _: None
    ) -> None:
        self.game = game
        self._told = told
        self.design = design_of(game, game.players)
        self.equilibrium = Equilibrium.of(bench, meaning(with_instruments(self.design), bench))
        self.table = Table(self.design, self.equilibrium)
        self.active = [n for n, p in enumerate(game.players) if p.sets_instruments]
        own = {n: Table(design_of(game, [game.players[n]]), self.equilibrium) for n in self.active}
        self.names = {n: {x.name for x in t.choices.instruments} for n, t in own.items()}
        """Instruments of each player that has some."""
        self._cells = {n: self._held_cells(table) for n, table in own.items()}
        v = self.equilibrium.reached(self.table.policy)
        self.start = Point(v, {}, tuple(self._get(n, v) for n in range(len(game.players))))
        """The base, at which nobody has set anything."""
        self._programmes: dict[int | None, Programme] = {}

    def _held_cells(self, table: Table) -> list[int]:
        """Cells of a player's admissions that others take as given."""
        name = {"numbers": "mig", "prices": "fee_share"}[self.game.strategies]
        corridors = [
            key for one in table.admitted if not one.clause.one_price for key in one.corridors
        ]
        return [int(cell) for cell in self.equilibrium.cells(name, corridors)]

    def _sum(self, player: int) -> Sum:
        weight = weights(self.game.players[player], self.equilibrium.model.bench).to_series()
        known = weight[weight != 0].to_dict()
        component = self.equilibrium.structure.cells.components[GAIN]
        return {
            component.start + n: float(known[key])
            for n, key in enumerate(component.keys)
            if key in known
        }

    def _get(self, player: int, v: np.ndarray) -> float:
        return float(sum(weight * v[cell] for cell, weight in self._sum(player).items()))

    # -- searches --------------------------------------------------------------------------------
    def begin(self, n: int) -> Point:
        """Where the n-th search starts: an equilibrium with instruments in the middle or drawn."""
        rng = np.random.default_rng([SEED, n]) if n else None
        share = SHARES[n] if n < len(SHARES) else float(np.random.default_rng(n).uniform(0.05, 0.9))
        fees = self.equilibrium.cells("fee_share", self.equilibrium.admissions)
        for _ in range(MOST_HALVINGS):
            goals, values = self.table.start(share, rng)
            v = self.equilibrium.reached(goals)
            if (v[fees] >= 0).all():
                return self._point(v, values)
            share /= 2  # nobody is paid for coming: fewer come unpaid
        msg = (
            "no start is found at which all who are admitted come unpaid.  "
            "Next: corridors in which more people want to come, or narrower bounds"
        )
        raise SolveError(msg)

    def _point(self, v: np.ndarray, values: dict[str, float], slope: float = 0.0) -> Point:
        gets = tuple(self._get(n, v) for n in range(len(self.game.players)))
        return Point(v, values, gets, slope)

    def response(self, player: int | None, at: Point) -> Point:
        """The best that one player can do at a point, the others held; None: all together.

        Raises
        ------
        SolveError
            If no best response is found.
        """
        programme = self._programme(player, at)
        x = programme.point(at.v, at.values)
        if player is not None:
            programme = self._held(programme, player, x)
        optimum = optimise(programme, np.clip(x, programme.lower, programme.upper))
        if not optimum.solved or optimum.first_order > FIRST_ORDER * max(1.0, abs(optimum.value)):
            who = "all together" if player is None else self.game.players[player].name
            msg = (
                f"no best response of {who} is found: {optimum.message} after "
                f"{optimum.iterations} iterations.  Next: narrower bounds, or prices as strategies"
            )
            raise SolveError(msg)
        return self._reached(programme, optimum)

    def _reached(self, programme: Programme, optimum: Optimum) -> Point:
        cells = programme.cells(optimum.x)
        v = self.equilibrium.structure.outcomes.at(cells, self.equilibrium.before)
        return self._point(v, programme.chosen(optimum.x), optimum.first_order)

    def nash(self, start: Point) -> Point:
        """A Nash equilibrium by best responses in turn.

        Raises
        ------
        SolveError
            If they go round, or a best response is not found.
        """
        here = start
        for n in range(1, MOST_ROUNDS + 1):
            before, slope = here, 0.0
            for player in self.active:
                here = self.response(player, here)
                slope = max(slope, here.first_order)
            change = self.distance(before, here)
            if change < STILL:
                return Point(here.v, here.values, here.payoffs, slope, n)
        msg = (
            f"best responses do not settle in {MOST_ROUNDS} rounds (last change {change:.1e}): no "
            "equilibrium in pure strategies is near.  Next: other starts, or listed actions"
        )
        raise SolveError(msg)

    def distance(self, one: Point, other: Point) -> float:
        """Largest difference of instruments, and of numbers admitted relative to those there."""
        cells = self.equilibrium.cells("mig", self.equilibrium.admissions)
        numbers = np.abs(one.v[cells] - other.v[cells]).max(initial=0.0)
        gaps = [abs(value - other.values[name]) for name, value in one.values.items()]
        return float(max(numbers, max(gaps, default=0.0)))

    def equilibria(self) -> list[Point]:
        """Different Nash equilibria of all starts, the best for all together first.

        Raises
        ------
        SolveError
            If no start leads to one; with the message of the last.
        """
        found: list[Point] = []
        failed = ""
        for n in range(self.game.starts):
            try:
                point = self.nash(self.begin(n))
            except SolveError as error:
                failed = str(error)
                self._told(f"start {n + 1}: {failed}")
                continue
            self._told(f"start {n + 1}: settled in {point.rounds} rounds")
            if all(self.distance(point, other) > ALIKE for other in found):
                found.append(point)
        if not found:
            raise SolveError(failed)
        return sorted(found, key=lambda point: -sum(point.payoffs))

    # -- programmes ------------------------------------------------------------------------------
    def _programme(self, player: int | None, at: Point) -> Programme:
        """Made once: what is held changes bounds alone."""
        if player not in self._programmes:
            choices, equilibrium = self.table.choices, self.equilibrium
            unknowns = equilibrium.unknowns(choices.shared_prices)
            lower, upper = equilibrium.bounds(unknowns)
            for n, cell in enumerate(unknowns.tolist()):
                if cell in choices.prices:
                    lower[n], upper[n] = choices.prices[cell]
            players = range(len(self.game.players)) if player is None else [player]
            total: dict[int | str, float] = {}
            for one in players:
                for key, weight in self._sum(one).items():
                    total[key] = total.get(key, 0.0) + weight
            self._programmes[player] = Programme(
                equilibrium.systems, unknowns, lower, upper, equilibrium.structure.outcomes,
                at.v, choices.instruments, WeightedSum((total,)), choices.conditions,
            )  # fmt: skip
        return self._programmes[player]

    def _held(self, programme: Programme, player: int, x: np.ndarray) -> Programme:
        others = [n for n in self.active if n != player]
        names = {name for n in others for name in self.names[n]}
        cells = {cell for n in others for cell in self._cells[n]}
        states = [n for n, cell in enumerate(programme.states.tolist()) if cell in cells]
        chosen = [
            len(programme.states) + n
            for n, one in enumerate(programme.instruments)
            if one.name in names
        ]
        at = np.array([*states, *chosen], dtype=np.int64)
        held = copy(programme)
        held.lower, held.upper = programme.lower.copy(), programme.upper.copy()
        held.lower[at] = held.upper[at] = x[at]
        return held


def design_of(game: GameFile, players: Sequence[Player]) -> Design:
    """Instruments of some players as one design, placed where they are written."""
    parts = {name: [x for p in players for x in getattr(p, name)] for name in INSTRUMENTS}
    design = Design.model_validate(
        {"name": game.name, "base": game.base, "benchmark": game.benchmark, "protected": (),
         "signatories": tuple(dict.fromkeys(word for p in players for word in p.of)),
         "description": game.description, **parts}
    )  # fmt: skip
    design.places.clear()
    design.places.update(game.places)
    for name in INSTRUMENTS:
        at = [("players", n, name, m) for n, player in enumerate(game.players) if player in players
              for m in range(len(getattr(player, name)))]  # fmt: skip
        for m, key in enumerate(at):
            for written, place in game.places.items():
                if written[: len(key)] == key:
                    design.places[(name, m, *written[len(key) :])] = place
    return design
