"""The designer: the best treaty under which nobody who is named loses.

One nonlinear programme from several starts.  What it ends at is locally optimal: the equilibrium
holds, no condition is broken and the Lagrangian has no slope.  Where no treaty is possible, the
smallest sum of losses says who cannot be compensated and by how much.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cge.designer.aims import Penalised, WeightedSum
from cge.designer.equilibrium import Equilibrium
from cge.designer.instruments import Table
from cge.designer.optimise import FIRST_ORDER, Optimum, optimise
from cge.designer.programme import Programme
from cge.designer.protected import People, shortfalls
from cge.designer.rank import independent
from cge.designer.template import NIL, with_instruments
from cge.errors import SolveError
from cge.scenario.resolve import meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xarray as xr

    from cge.designer.aims import Aim, Sum
    from cge.designer.programme import Condition, Instrument
    from cge.designer.protected import Guard
    from cge.designer.schema import Design

    Told = Callable[[str], None]
    Search = tuple["Start", Programme, list[Guard]]

SHARES = (1 / 3, 0.05, 0.7)
"""Parts of the places taken at the first starts."""
SEED = 1
ALIKE = 1e-5
"""Relative difference of the aim by which two starts have found the same treaty."""
FAR = 1e4
"""Value of an instrument that runs away."""
DEAR = 1e3
"""Price of a loss beyond those allowed, where losses are allowed at a price."""
MOST_TOLD = 20
"""Groups that a message lists."""


@dataclass(frozen=True)
class Start:
    """Where a search began and ended."""

    name: str
    optimum: Optimum
    cpu_time: float

    @property
    def found(self) -> bool:
        """Whether it ended at a locally optimal point."""
        return self.optimum.solved and self.optimum.first_order < FIRST_ORDER


@dataclass(frozen=True)
class Designed:
    """A treaty that is locally optimal."""

    table: Table
    programme: Programme
    optimum: Optimum
    guards: list[Guard]
    starts: list[Start]
    before: np.ndarray

    @cached_property
    def v(self) -> np.ndarray:
        """All cells under the treaty, definitions computed."""
        structure = self.table.equilibrium.structure
        return structure.outcomes.at(self.programme.cells(self.optimum.x), self.before)

    @property
    def values(self) -> dict[str, float]:
        """Values of the instruments, at a bound where they are next to it."""
        found = self.programme.chosen(self.optimum.x)
        for one in self.programme.instruments:
            near = (end for end in (one.lower, one.upper) if abs(found[one.name] - end) < NIL)
            found[one.name] = next(near, found[one.name])
        return found

    def scenario(self) -> dict[str, object]:
        """The scenario file of the treaty."""
        return self.table.treaty(self.v, self.values).scenario(self.table.design)

    def prices(self) -> dict[tuple[str, str, str], float]:
        """Price of each guard: gain of the aim per unit of money that its group may lose more."""
        rows = self._rows([" ".join(one.group) for one in self.guards])
        return {
            one.group: float(self.optimum.prices[row] / one.percent)
            for one, row in zip(self.guards, rows, strict=True)
        }

    @cached_property
    def independent(self) -> bool:
        """Whether these prices are the only ones: gradients of what binds have full rank."""
        return independent(self.programme, self.optimum.x)

    def _rows(self, names: list[str]) -> list[int]:
        known = {one.name: n for n, one in enumerate(self.programme.conditions)}
        return [known[name] for name in names]


class Designer:
    """A design on a benchmark, ready to be searched."""

    def __init__(self, design: Design, bench: xr.Dataset, told: Told = lambda _: None) -> None:
        self.design = design
        self.equilibrium = Equilibrium.of(bench, meaning(with_instruments(design), bench))
        self.table = Table(design, self.equilibrium)
        self._told = told

    def search(self) -> Designed:
        """The best treaty of all starts.

        Raises
        ------
        SolveError
            If no treaty is possible, with the groups that cannot be compensated; if the aim has no
            upper bound; if no start has ended.
        """
        rng = np.random.default_rng(SEED)
        searches: list[Search] = []
        for n in range(self.design.starts):
            share = SHARES[n] if n < len(SHARES) else float(rng.uniform(0.02, 0.9))
            name = f"{share:.2f} of the places" + (", instruments drawn" if n else "")
            began = time.process_time()
            try:
                v, values = self.start(share, rng if n else None)
            except SolveError as error:
                self._told(f"start {n + 1}: {error}")
                continue
            programme, optimum, guards = self._from(v, values)
            start = Start(name, optimum, time.process_time() - began)
            self._told(f"start {n + 1} ({name}): {outcome(start)}")
            searches.append((start, programme, guards))
        good = [one for one in searches if one[0].found]
        if not good:
            told = "; ".join(outcome(one[0]) for one in searches) or "none could begin"
            msg = f"no start has ended at a treaty: {told}"
            raise SolveError(msg)
        best, programme, guards = max(good, key=lambda one: one[0].optimum.value)
        every = [one[0] for one in searches]
        return Designed(self.table, programme, best.optimum, guards, every, self.equilibrium.before)

    def _from(
        self, v: np.ndarray, values: dict[str, float]
    ) -> tuple[Programme, Optimum, list[Guard]]:
        """Search from one start; if it does not end, allow losses at a price and look again.

        Raises
        ------
        SolveError
            If some groups cannot be compensated, or the aim has no upper bound.
        """
        people = People(self.design, self.equilibrium, v)
        guards, aim = people.guards(), people.aim()
        programme = self.programme(v, aim, [one.condition for one in guards])
        optimum = optimise(programme, programme.point(v, values))
        if optimum.solved:
            return programme, optimum, guards
        self._refuse_no_bound(programme, optimum)
        if not guards:
            return programme, optimum, guards
        self._told(f"{optimum.message} after {optimum.iterations} iterations; looking for losses")
        loose = [one.elastic() for one in guards]
        least: Sum = {one.excess: -one.percent for one in guards}
        rows, more = [row for _, row in loose], [instrument for instrument, _ in loose]
        begin = values | {one.excess: max(0.0, -float(v[one.cell])) for one in guards}
        losses = self.programme(v, WeightedSum((least,)), rows, more)
        nearest = optimise(losses, losses.point(v, begin))
        if not nearest.solved:
            return programme, optimum, guards
        _refuse_losses(guards, losses.chosen(nearest.x))
        again = self.programme(v, Penalised(aim, least, DEAR), rows, more)
        x = again.point(self._cells(losses, nearest), losses.chosen(nearest.x))
        return again, optimise(again, x), guards

    def _cells(self, programme: Programme, optimum: Optimum) -> np.ndarray:
        """All cells at an optimum, definitions computed."""
        outcomes = self.equilibrium.structure.outcomes
        return outcomes.at(programme.cells(optimum.x), self.equilibrium.before)

    def start(
        self, share: float, rng: np.random.Generator | None = None
    ) -> tuple[np.ndarray, dict[str, float]]:
        """An equilibrium to start from, all cells, and the values of instruments there."""
        goals, values = self.table.start(share, rng)
        return self.equilibrium.willing(goals), values

    def programme(
        self,
        v: np.ndarray,
        aim: Aim,
        conditions: Sequence[Condition],
        more: Sequence[Instrument] = (),
    ) -> Programme:
        """The programme at a point: the equilibrium, instruments, an aim, and conditions."""
        choices = self.table.choices
        unknowns = self.equilibrium.unknowns(choices.shared_prices)
        lower, upper = self.equilibrium.bounds(unknowns)
        for n, cell in enumerate(unknowns.tolist()):
            if cell in choices.prices:
                lower[n], upper[n] = choices.prices[cell]
        return Programme(
            self.equilibrium.systems,
            unknowns,
            lower,
            upper,
            self.equilibrium.structure.outcomes,
            v,
            [*choices.instruments, *more],
            aim,
            [*conditions, *choices.conditions],
        )

    @staticmethod
    def _refuse_no_bound(programme: Programme, optimum: Optimum) -> None:
        """Say that the aim has no upper bound, where instruments run away."""
        chosen = programme.chosen(optimum.x)
        far = [name for name, value in chosen.items() if abs(value) > FAR]
        if optimum.diverges or far:
            what = ", ".join(far[:5]) or "unknowns of the equilibrium"
            msg = (
                f"the aim has no upper bound: {what} grow without limit.  "
                "Next: give the instruments bounds, or protect those who pay"
            )
            raise SolveError(msg)


def _refuse_losses(guards: list[Guard], chosen: dict[str, float]) -> None:
    """Name the groups that cannot be compensated where the sum of losses is least.

    Raises
    ------
    SolveError
        If there are any.
    """
    short = shortfalls(guards, chosen)
    if not short:
        return
    total = sum(loss * one.percent for one, loss in short)
    lines = [
        f"no treaty under these conditions: {len(short)} groups cannot be compensated, "
        f"{total:.3g} bn int. USD are missing at least (a local result)"
    ]
    lines += [
        f"  {' '.join(one.group)}: {loss:.3g}% of income ({loss * one.percent:.3g} bn int. USD) "
        "beyond the loss that is allowed"
        for one, loss in short[:MOST_TOLD]
    ]
    lines.append("Next: allow losses (at_most_percent), or more instruments that compensate")
    raise SolveError("\n".join(lines))


def outcome(start: Start) -> str:
    """A sentence on a search."""
    one = start.optimum
    if start.found:
        return f"{one.value:,.3f} bn int. USD, {one.iterations} iterations, {start.cpu_time:.1f} s"
    return f"{one.message} after {one.iterations} iterations"
