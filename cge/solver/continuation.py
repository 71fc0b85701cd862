"""Solve a scenario: continuation along the shock, every step solved by Ipopt, checks after it.

A step is tried with an empty Hessian (a square system needs only its Jacobian), then with rounded
kinks, and halved if both fail; slower methods are for the last step tried.  The status is read
after every solve, and every equation, the market left out and every complementary pair are checked
again at the end.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from cge.errors import CheckError, SolveError
from cge.model import Model, build
from cge.model.definition import keys_of_cells
from cge.solver import complementarity, diagnose, indeterminate
from cge.solver.cells import Cells
from cge.solver.compiled import Compiled
from cge.solver.ipopt import ATTEMPTS, FIRST, Outcome, solve_square
from cge.solver.solution import Solution

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.settings import Settings

Progress = Callable[[float, str], None]
"""Called with the share of the shock reached and a word on the step."""

RESIDUAL = 1e-10
"""Largest residual of any equation that is accepted."""
COMPLEMENTARITY = 1e-8
"""Largest min(left, right) of any complementary pair."""
WALRAS = 1e-8
"""Largest excess demand on the market left out, as a share of world GDP."""
ROUNDING = (1e-2, 1e-4, 1e-7)
"""Widths of kinks on the way to the sharp solution, where that is not found at once."""
SMALLEST_STEP = 1 / 512
SMALLEST_START = 1 / 64
"""Shortest step that is tried where not even the beginning of the shock can be solved."""
SMALLEST_RETRY = 1 / 32
"""Shortest step tried because the market left out does not clear, before that is reported."""


def solve(
    bench: xr.Dataset,
    settings: Settings,
    *,
    steps: int | None = None,
    progress: Progress | None = None,
) -> Solution:
    """Equilibrium of a scenario.

    Parameters
    ----------
    bench : xarray.Dataset
        A benchmark, see :mod:`cge.benchmark.schema`.
    settings : Settings
        A scenario resolved on it.
    steps : int, optional
        Steps of the path; by default one, halved where it fails.
    progress : callable, optional
        Told the share of the shock after each step.

    Raises
    ------
    CheckError
        If the model is not square, does not replicate the benchmark or violates Walras' law.
    SolveError
        If no equilibrium was found; the message names the worst equations and the share reached.
    """
    began = time.perf_counter()
    model = build(bench, settings)
    cells = Cells(model.pyomo, keys_of_cells(model.pyomo, model.definitions))
    system = Compiled.of(model.pyomo, model.equations, cells=cells)
    report = diagnose.structure(system)
    if not report.ok:
        raise CheckError("\n".join(["the model of this scenario is not sound", *report.lines()]))
    base = system.v.copy()
    walk = _Walk(model, system, progress or (lambda _share, _word: None))
    walk.go(steps or 1)
    outcome = walk.outcome
    walras = walk.walras(outcome.x)
    _judge(system, walras)
    openness = indeterminate.settle(system, base)
    return Solution(
        model=model,
        compiled=system,
        v=system.v.copy(),
        v_base=base,
        status=outcome.message,
        iterations=walk.iterations,
        steps=walk.steps,
        residual=float(np.abs(system.g(system.v[system.unknowns])).max(initial=0.0)),
        walras=walras,
        wall_time=time.perf_counter() - began,
        openness=openness,
    )


class _Walk:
    """The path from the benchmark to the full shock; the point reached is kept in ``system.v``."""

    def __init__(self, model: Model, system: Compiled, progress: Progress) -> None:
        self._system = system
        self._progress = progress
        self._name = model.settings.name
        cells, targets = [], []
        for name, goals in model.path.targets.items():
            component = system.components[name]
            position = {key: n for n, key in enumerate(component.keys)}
            cells += [component.start + position[key] for key in goals]
            targets += list(goals.values())
        self._cells = np.array(cells, dtype=int)
        self._start = system.v[self._cells]
        self._target = np.array(targets)
        self._share = 0.0
        self._model = model
        self._left_out = Compiled.of(
            model.pyomo, [model.walras], values=system.v, cells=system.cells
        )
        self.outcome: Outcome
        self.iterations = 0
        self.steps = 0

    def go(self, steps: int) -> None:
        """Walk to the full shock; the benchmark itself is solved where nothing changes."""
        longest = length = 1.0 / steps if len(self._cells) else 1.0
        smooth = 0
        while self._share < 1.0:
            ahead = min(1.0, self._share + length)
            if ahead > 1 - 1e-12:
                ahead = 1.0
            patient = length > SMALLEST_RETRY
            shortest = SMALLEST_STEP if self._share else SMALLEST_START
            outcome = self._step(ahead, patient=patient, last=length / 2 < shortest)
            if not self._sound(outcome, patient=patient):
                length, smooth = length / 2, 0
                self._progress(self._share, f"step halved to {length:.3g}")
                if length < shortest:
                    raise self._failure(outcome)
                continue
            self._system.v[self._system.unknowns] = outcome.x
            self.outcome = outcome
            self._share = ahead
            self.steps += 1
            smooth += 1
            if smooth > 1:
                length, smooth = min(2 * length, longest), 0
            self._progress(ahead, "solved")

    def walras(self, x: np.ndarray) -> float:
        """Excess supply on the market left out at the unknowns x, as a share of world GDP."""
        m = self._model.pyomo
        self._left_out.v = self._system.full(x)
        gap = float(self._left_out.g(self._left_out.v[self._left_out.unknowns])[0])
        key = next(iter(getattr(m, str(self._model.walras.over))))
        size = walras_size(m, key)
        return gap * size / sum(pyo.value(m.v_gdp[r]) for r in m.REGIONS)

    def _sound(self, outcome: Outcome, *, patient: bool) -> bool:
        """Accepted by Ipopt, and no root far away where a price index no longer moves.

        1 - p^(1-s) is flat at high prices, so that a wrong p leaves no residual; the market left
        out tells.  A shorter step stays near; if none does, Walras' law is reported as broken.
        """
        return _accepted(outcome) and not (patient and abs(self.walras(outcome.x)) > WALRAS)

    def _step(self, share: float, *, patient: bool, last: bool) -> Outcome:
        """Ipopt at a share of the shock, from the point reached so far.

        Half a step is cheaper than a slow method; those are for the last step that is tried.
        """
        system = self._system
        self._place(share)
        start = system.v[system.unknowns]
        outcome = self._try(start, FIRST)
        if self._sound(outcome, patient=patient):
            return outcome
        better = self._rounded(start)
        if better is start and not last:
            return outcome
        for attempt in ATTEMPTS if last else (FIRST,):
            outcome = self._try(better, attempt)
            if self._sound(outcome, patient=patient):
                break
        return outcome

    def _try(self, start: np.ndarray, attempt: dict[str, Any]) -> Outcome:
        outcome = solve_square(self._system, start, **attempt)
        self.iterations += outcome.iterations
        return outcome

    def _rounded(self, start: np.ndarray) -> np.ndarray:
        """A better start: the solution with rounded kinks, sharper and sharper.

        Where a path begins on a kink (a price that just binds), sharp Newton steps may swing
        between its two sides.
        """
        system, x = self._system, start
        cells = [system.components[name].start for name in ("kink", "complementarity")]
        sharp = system.v[cells].copy()
        for width in ROUNDING:
            system.v[cells] = width**2
            outcome = self._try(x, FIRST)
            if not outcome.solved:
                break
            x = outcome.x
        system.v[cells] = sharp
        return x

    def _place(self, share: float) -> None:
        """Set parameters and given numbers to their values at a share of the shock."""
        self._system.v[self._cells] = self._start + share * (self._target - self._start)

    def _failure(self, last: Outcome) -> SolveError:
        system = self._system
        lines = [
            f"no equilibrium found for {self._name}: {last.message}",
            "Largest residuals: " + "; ".join(diagnose.worst_equations(system, last.x)),
            f"Last solved step: {100 * self._share:.3g}% of the shock.",
        ]
        close = diagnose.near_bounds(system, last.x)
        if close:
            lines.insert(2, "Near a bound: " + "; ".join(close))
        lines.append(
            "Next: run with more --steps or a smaller shock; cge explain tells what the worst "
            "equation says."
        )
        return SolveError("\n".join(lines))


def walras_size(m: pyo.ConcreteModel, key: object) -> float:
    """Money that the residual of the market left out is a share of [10^9 USD]."""
    if hasattr(m, "MARKETS"):
        return float(m.v_output[key])
    return float(m.v_gdp[key[1]] if isinstance(key, tuple) else m.v_world_use[key])


def _accepted(outcome: Outcome) -> bool:
    return outcome.solved and outcome.residual < RESIDUAL


def _judge(system: Compiled, walras: float) -> None:
    """Checks that no solver status replaces: Walras' law, complementarity of every pair."""
    if abs(walras) > WALRAS:
        msg = (
            f"Walras' law fails: excess demand on the market left out is {walras:.1e} of world GDP"
        )
        raise CheckError(msg)
    worst, where = complementarity.worst(system, system.v)
    if worst > COMPLEMENTARITY:
        msg = f"complementarity fails: {where}: both sides are {worst:.1e} or one is negative"
        raise CheckError(msg)
    turned = diagnose.turned_flows(system, system.v)
    if turned:
        msg = (
            f"close_gap: {'; '.join(turned[:5])}: other prices, or other shocks of the scenario, "
            "move wages the other way.  Next: leave these regions out of 'to'"
        )
        raise CheckError(msg)
