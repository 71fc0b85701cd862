"""The path from the benchmark to the full shock, in as few steps as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.errors import SolveError
from cge.solver import complementarity, diagnose
from cge.solver.certificate import null_directions
from cge.solver.ipopt import accepts
from cge.solver.measure import RESIDUAL
from cge.solver.methods import NEWTON, Method, rounded
from cge.solver.walras import LeftOut

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from cge.model import Model
    from cge.solver.compiled import Compiled
    from cge.solver.linear import Factors
    from cge.solver.outcome import Outcome
    from cge.solver.session import Structure

    Progress = Callable[[float, str], None]
    """Called with the share of the shock reached and a word on the step."""

SHOWN = 3
"""Directions that nothing determines, named in a message."""
SMALLEST_RETRY = 1 / 32
"""Shortest step tried because the market left out does not clear, before that is reported."""


class Walk:
    """The path from the benchmark to the full shock; the point reached is kept in ``system.v``."""

    def __init__(
        self,
        model: Model,
        structure: Structure,
        system: Compiled,
        factors: Factors,
        progress: Progress,
    ) -> None:
        self._system = system
        self._factors = factors
        self._progress = progress
        self._name = model.settings.name
        self._cells, self._target = _cells(system, model.path.targets)
        self._base = system.v.copy()
        self._start = self._base[self._cells]
        self._expected_cells, self._expected = _cells(system, model.path.expected)
        self._share = 0.0
        self.market = LeftOut(model, structure.left_out)
        self.method: Method
        self.outcome: Outcome
        self.iterations = 0
        self.steps = 0

    def reaches(self, way: Method, near: np.ndarray) -> bool:
        """Whether one step from a neighbouring solution leads to the full shock.

        Ipopt's test costs half as much as Newton does from there, and is for the neighbour.
        """
        system = self._system
        at_benchmark = system.v.copy()
        self.method = way
        system.v[self._cells] = self._target
        outcome = self._count(way.first(near))
        if not self._sound(outcome, 0.0, patient=True):
            system.v = at_benchmark
            return False
        system.v[system.unknowns] = outcome.x
        self.outcome, self.steps, self._share = outcome, 1, 1.0
        return True

    def go(self, ways: tuple[Method, ...], steps: int) -> None:
        """Walk to the full shock; the benchmark itself is solved where nothing changes."""
        longest = 1.0 / steps if len(self._cells) else 1.0
        for self.method in ways:
            failed = self._walk(longest)
            if failed is None:
                return
            if self.method is ways[-1]:
                raise self._failure(failed)

    def _walk(self, longest: float) -> Outcome | None:
        """Walk on from the share reached; what the last step ended with if that is not the end."""
        length, smooth = longest, 0
        while self._share < 1.0:
            ahead = min(1.0, self._share + length)
            if ahead > 1 - 1e-12:
                ahead = 1.0
            way = self.method
            patient = length > SMALLEST_RETRY
            shortest = way.smallest if self._share else way.smallest_start
            outcome = self._step(ahead, patient=patient, last=length / 2 < shortest)
            if not self._sound(outcome, ahead, patient=patient):
                length, smooth = length / 2, 0
                self._progress(self._share, f"step halved to {length:.3g}")
                if length < shortest:
                    return outcome
                continue
            self._system.v[self._system.unknowns] = outcome.x
            self.outcome = outcome
            self._share = ahead
            self.steps += 1
            smooth += 1
            if smooth > 1:
                length, smooth = min(2 * length, longest), 0
            self._progress(ahead, "solved")
        return None

    def _sound(self, outcome: Outcome, share: float, *, patient: bool) -> bool:
        """Accepted by its method, and no root far away where a price index no longer moves.

        1 - p^(1-s) is flat at high prices, so that a wrong p leaves no residual; the market left
        out tells.  A shorter step stays near; if none does, Walras' law is reported as broken.  A
        price of 10^11 beside places left over leaves no residual either; the pairs tell.
        What Newton reports as the solution must pass Ipopt's test.
        """
        if not outcome.solved or not outcome.residual < RESIDUAL:
            return False
        v = self._system.full(outcome.x)
        if complementarity.worst(self._system, v)[0] > complementarity.COMPLEMENTARITY:
            return False
        if patient and not self.market.clears(v):
            return False
        asked = self.method.name == NEWTON and share == 1.0
        return not asked or accepts(self._system, outcome.x)

    def _step(self, share: float, *, patient: bool, last: bool) -> Outcome:
        """Solve at a share of the shock, from the point reached so far.

        Half a step is cheaper than a slow method; those are for the last step that is tried.
        """
        system, way = self._system, self.method
        system.v[self._cells] = self._start + share * (self._target - self._start)
        if self._share == 0:
            here = self._base[self._expected_cells]
            system.v[self._expected_cells] = here + share * (self._expected - here)
        start = system.v[system.unknowns]
        outcome = self._count(way.first(start))
        if self._sound(outcome, 0.0, patient=patient):
            return outcome
        better, iterations = rounded(system, start, way.first)
        self.iterations += iterations
        if better is start and not last:
            return outcome
        for attempt in way.thorough if last else (way.first,):
            outcome = self._count(attempt(better))
            if self._sound(outcome, 0.0, patient=patient):
                break
        return outcome

    def _count(self, outcome: Outcome) -> Outcome:
        self.iterations += outcome.iterations
        return outcome

    def _failure(self, last: Outcome) -> SolveError:
        system, why = self._system, last.message
        worst, where = complementarity.worst(system, system.full(last.x))
        if last.solved and worst > complementarity.COMPLEMENTARITY:
            why = f"both sides of {where} are {worst:.1e}, where one has to be 0"
        lines = [
            f"no equilibrium found for {self._name}: {why}",
            "Largest residuals: " + "; ".join(diagnose.worst_equations(system, last.x)),
            f"Last solved step: {100 * self._share:.3g}% of the shock.",
        ]
        close = diagnose.near_bounds(system, last.x)
        if close:
            lines.insert(2, "Near a bound: " + "; ".join(close))
        loose = list(null_directions(system, self._factors, last.x))
        lines += [f"Nothing determines {what}" for what in loose[:SHOWN]]
        if len(loose) > SHOWN:
            lines.append(f"({len(loose) - SHOWN} more directions in which nothing is determined)")
        lines.append("Next: cge explain tells what the worst equation says.")
        return SolveError("\n".join(lines))


def _cells(
    system: Compiled, values: Mapping[str, Mapping[Any, float]]
) -> tuple[np.ndarray, np.ndarray]:
    """Positions of cells of the model, and their values."""
    cells = [system.components[name].position(key) for name, by in values.items() for key in by]
    return np.array(cells, dtype=int), np.array([x for by in values.values() for x in by.values()])
