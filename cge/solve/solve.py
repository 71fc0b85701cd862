"""Solve a scenario: continuation along the shock, Ipopt as judge, checks after it.

Newton is the fast path of each step; where it stalls, Ipopt takes over with an empty Hessian, then
with the exact one, and if that fails too the step is halved.  The last point always goes through
Ipopt, whose status is read, and every equation and the market left out are checked again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from cge.errors import CheckError, SolveError
from cge.model import Model, build
from cge.solve import diagnose
from cge.solve.compiled import Compiled
from cge.solve.ipopt import Outcome, solve_square
from cge.solve.newton import newton
from cge.solve.solution import Solution

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.settings import Settings

Progress = Callable[[float, str], None]
"""Called with the share of the shock reached and a word on the step."""

RESIDUAL = 1e-10
"""Largest residual of any equation that is accepted."""
POLISH = 1e-12
WALRAS = 1e-8
"""Largest excess demand on the market left out, as a share of world GDP."""
SMALLEST_STEP = 1 / 512


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
    system = Compiled(model.pyomo, model.equations)
    report = diagnose.structure(system)
    if not report.ok:
        raise CheckError("\n".join(["the model of this scenario is not sound", *report.lines()]))
    base = system.v.copy()
    walk = _Walk(model, system, progress or (lambda _share, _word: None))
    walk.go(steps or 1)
    outcome = walk.certify()
    residual, walras = outcome.residual, _walras(model, system)
    if abs(walras) > WALRAS:
        msg = f"Walras' law fails: excess demand on the market left out is {walras:.1e} of world GDP"
        raise CheckError(msg)
    return Solution(
        model=model,
        compiled=system,
        v=system.v.copy(),
        v_base=base,
        status=outcome.message,
        iterations=walk.iterations,
        steps=walk.steps,
        residual=residual,
        walras=walras,
        wall_time=time.perf_counter() - began,
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
        self.iterations = 0
        self.steps = 0

    def go(self, steps: int) -> None:
        """Walk to the full shock."""
        length = 1.0 / steps
        if not len(self._cells):
            self._share = 1.0
        while self._share < 1.0:
            ahead = min(1.0, self._share + length)
            if ahead > 1 - 1e-12:
                ahead = 1.0
            reached = self._step(ahead)
            if reached is None:
                length /= 2
                self._progress(self._share, f"step halved to {length:.3g}")
                if length < SMALLEST_STEP:
                    raise self._failure(ahead)
                continue
            self._system.v[self._system.unknowns] = reached
            self._share = ahead
            self.steps += 1
            self._progress(ahead, "solved")

    def _step(self, share: float) -> np.ndarray | None:
        """Solution at a share of the shock, from the point reached so far; None if there is none."""
        system = self._system
        self._place(share)
        start = system.v[system.unknowns]
        descent = newton(system, start, tolerance=POLISH)
        self.iterations += descent.iterations
        if descent.residual < RESIDUAL:
            return descent.x
        for exact in (False, True):
            outcome = solve_square(system, start, exact_hessian=exact)
            self.iterations += outcome.iterations
            if outcome.solved and outcome.residual < RESIDUAL:
                return newton(system, outcome.x, tolerance=POLISH, iterations=3).x
        self._place(self._share)
        return None

    def _place(self, share: float) -> None:
        """Set parameters and given numbers to their values at a share of the shock."""
        self._system.v[self._cells] = self._start + share * (self._target - self._start)

    def certify(self) -> Outcome:
        """Let Ipopt judge the last point, and polish what it returns."""
        system = self._system
        outcome = solve_square(system, system.v[system.unknowns])
        self.iterations += outcome.iterations
        if not outcome.solved or outcome.residual > RESIDUAL:
            raise self._failure(1.0, outcome.message)
        polished = newton(system, outcome.x, tolerance=POLISH, iterations=3)
        system.v[system.unknowns] = polished.x
        return Outcome(polished.x, outcome.status, outcome.message, outcome.iterations, polished.residual)

    def _failure(self, share: float, message: str = "") -> SolveError:
        system = self._system
        self._place(share)
        last = solve_square(system, system.v[system.unknowns])
        lines = [
            f"no equilibrium found for {self._name}: {message or last.message}",
            "Largest residuals: " + "; ".join(diagnose.worst_equations(system, last.x)),
            f"Last solved step: {100 * self._share:.3g}% of the shock.",
        ]
        close = diagnose.near_bounds(system, last.x)
        if close:
            lines.insert(2, "Near a bound: " + "; ".join(close))
        lines.append(
            "Next: run with more --steps, a smaller shock, or look at the worst equation with cge explain."
        )
        return SolveError("\n".join(lines))


def _walras(model: Model, system: Compiled) -> float:
    """Excess supply on the market left out, as a share of world GDP."""
    left_out = Compiled(model.pyomo, [model.walras], values=system.v)
    gap = float(left_out.g(system.v[left_out.unknowns])[0])
    index = getattr(model.pyomo, model.walras.over)
    key = next(iter(index))
    size = model.pyomo.v_output[key] if isinstance(key, tuple) else model.pyomo.v_world_output[key]
    world = sum(pyo.value(model.pyomo.v_gdp[r]) for r in model.pyomo.REGIONS)
    return gap * size / world
