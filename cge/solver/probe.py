"""Is there another equilibrium?  Solve again from many places (a probe, not a proof)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.interrupt import stop_if_asked
from cge.solver.ipopt import solve_square
from cge.solver.measure import RESIDUAL
from cge.solver.walras import LeftOut

if TYPE_CHECKING:
    from cge.solver.compiled import Compiled
    from cge.solver.solution import Solution

SPREAD = 0.5
"""Standard deviation of the logarithm of what positive unknowns start from."""
APART = 1e-5
"""Largest difference of two solutions that are one, relative to the unknown or to 1."""


@dataclass(frozen=True)
class Probe:
    """What was found from other starting points."""

    starts: int
    solved: int
    """Starts that led to some equilibrium."""
    others: tuple[np.ndarray, ...]
    """Equilibria other than the solution: values of the unknowns."""
    far: tuple[str, ...]
    """For each of them the unknown that differs most, with both values."""

    @property
    def unique(self) -> bool:
        """Whether nothing else was found."""
        return not self.others


def probe(solution: Solution, starts: int, seed: int = 0) -> Probe:
    """Look for other equilibria of the same scenario.

    Unknowns that cannot be negative start from the solution times a random factor, the others from
    the solution and a random number.  Solutions are accepted as in the solver proper: residuals,
    and the market left out.
    """
    system = solution.compiled
    market = LeftOut(solution.model, solution.structure.left_out)
    rng = np.random.default_rng(seed)
    home = solution.v[system.unknowns]
    positive = np.isfinite(system.lower)
    system.v = solution.v.copy()
    found: list[np.ndarray] = []
    solved = 0
    for _ in range(starts):
        stop_if_asked()
        draw = rng.normal(0.0, SPREAD, len(home))
        start = np.where(positive, home * np.exp(draw), home + 0.1 * draw)
        outcome = solve_square(system, start)
        if not outcome.solved or not outcome.residual < RESIDUAL:
            continue
        if not market.clears(system.full(outcome.x)):
            continue
        solved += 1
        if all(distance(outcome.x, other) > APART for other in (home, *found)):
            found.append(outcome.x)
    return Probe(
        starts=starts,
        solved=solved,
        others=tuple(found),
        far=tuple(_farthest(system, home, other) for other in found),
    )


def distance(one: np.ndarray, other: np.ndarray) -> float:
    """Largest difference, relative to the unknown or to 1."""
    return float((abs(one - other) / np.maximum(abs(one), 1.0)).max(initial=0.0))


def _farthest(system: Compiled, home: np.ndarray, other: np.ndarray) -> str:
    at = int((abs(home - other) / np.maximum(abs(home), 1.0)).argmax())
    label = system.label(int(system.unknowns[at]))
    return f"{label} = {other[at]:.4g}, not {home[at]:.4g}"
