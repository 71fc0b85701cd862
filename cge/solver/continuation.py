"""Solve a scenario: continuation along the shock, and checks after it.

Newton's method on the whole shock comes first, then with rounded kinks, then on a shorter shock;
where that ends Ipopt takes over and walks on in the same way.  Every equation, the market left out
and every complementary pair are checked again at the end, and Ipopt's own termination test must
accept the point, whoever found it.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cge.errors import CheckError, SolveError
from cge.model import build
from cge.solver import complementarity, diagnose, indeterminate
from cge.solver.certificate import FROM_NEIGHBOUR, certify, null_directions
from cge.solver.ipopt import accepts
from cge.solver.linear import Factors
from cge.solver.measure import RESIDUAL
from cge.solver.methods import NEWTON, Method, methods, rounded
from cge.solver.session import Session
from cge.solver.solution import Solution
from cge.solver.walras import WALRAS, LeftOut

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    import xarray as xr

    from cge.model import Model
    from cge.scenario.settings import Settings
    from cge.solver.compiled import Compiled
    from cge.solver.outcome import Outcome
    from cge.solver.session import Structure

    Progress = Callable[[float, str], None]
    """Called with the share of the shock reached and a word on the step."""

SESSION = Session()
"""Structures compiled in this process: the next scenario of equal structure compiles nothing."""
COMPLEMENTARITY = 1e-8
"""Largest min(left, right) of any complementary pair."""
SHOWN = 3
"""Directions that nothing determines, named in a message."""
SMALLEST_RETRY = 1 / 32
"""Shortest step tried because the market left out does not clear, before that is reported."""


def solve(
    bench: xr.Dataset,
    settings: Settings,
    *,
    steps: int | None = None,
    progress: Progress | None = None,
    solver: str = NEWTON,
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
    solver : str
        ``newton``, with Ipopt where it fails, or ``ipopt`` alone.

    Raises
    ------
    CheckError
        If the model is not square, does not replicate the benchmark or violates Walras' law.
    SolveError
        If no equilibrium was found; the message names the worst equations and the share reached.
    """
    model = build(bench, settings)
    structure = SESSION.structure(model)
    system = structure.system()
    report = diagnose.structure(system, structure.unmatched)
    if not report.ok:
        raise CheckError("\n".join(["the model of this scenario is not sound", *report.lines()]))
    return equilibrium(model, structure, system, steps=steps, progress=progress, solver=solver)


def equilibrium(
    model: Model,
    structure: Structure,
    system: Compiled,
    *,
    steps: int | None = None,
    progress: Progress | None = None,
    solver: str = NEWTON,
    near: np.ndarray | None = None,
    factors: Factors | None = None,
) -> Solution:
    """Equilibrium of a model whose cells stand in ``system.v`` at the benchmark.

    Parameters
    ----------
    model, structure, system
        The path of the shock is that of the model; the numbers are those of the system.
    steps, progress, solver
        See :func:`solve`.
    near : numpy.ndarray (unknowns), optional
        Solution of a neighbouring scenario, from which the whole shock is tried first.
    factors : Factors, optional
        Those of the neighbour: their plan of elimination serves where it fits.

    Raises
    ------
    CheckError, SolveError
    """
    began = time.perf_counter()
    base = system.v.copy()
    if factors is None:
        factors = Factors(structure.where)
    ways = methods(solver, system, factors)
    walk = _Walk(model, structure, system, factors, progress or (lambda _share, _word: None))
    reached = near is not None and walk.reaches(ways[0], near)
    if not reached:
        walk.go(ways, steps or 1)
    walras = walk.market.gap(system.v)
    pairs = judge(system, walras)
    openness = indeterminate.settle(system, base)
    certificate = certify(system, factors, walk.method.name, walk.outcome)
    if reached:
        certificate = replace(certificate, words=FROM_NEIGHBOUR)
    if certificate.undetermined and not openness.cells:
        words = tuple(
            f"at the solution the Jacobian is singular: nothing determines {what}"
            for what in certificate.undetermined
        )
        openness = replace(openness, cautions=(*openness.cautions, *words))
    return Solution(
        model=model,
        structure=structure,
        compiled=system,
        v=system.v.copy(),
        v_base=base,
        status=walk.outcome.message,
        iterations=walk.iterations,
        steps=walk.steps,
        walras=walras,
        complementarity=pairs,
        certificate=certificate,
        wall_time=time.perf_counter() - began,
        openness=openness,
    )


class _Walk:
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
        if complementarity.worst(self._system, v)[0] > COMPLEMENTARITY:
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
        if last.solved and worst > COMPLEMENTARITY:
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


def judge(system: Compiled, walras: float) -> float:
    """Checks that no solver status replaces: Walras' law, complementarity of every pair.

    The worst pair's smaller side is handed back.
    """
    if not abs(walras) <= WALRAS:
        msg = (
            f"Walras' law fails: excess demand on the market left out is {walras:.1e} of world GDP"
        )
        raise CheckError(msg)
    worst, where = complementarity.worst(system, system.v)
    if not worst <= COMPLEMENTARITY:
        msg = f"complementarity fails: {where}: both sides are {worst:.1e} or one is negative"
        raise CheckError(msg)
    return worst
