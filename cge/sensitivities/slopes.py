"""How an input moves the numbers that the model is declared with: differences of declarations.

Nothing is solved: the scenario is read and the model declared at neighbouring values.  Differences
of fourth order leave 1e-10 of what they differ, far below any number that is reported.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.benchmark.once import unchanged
from cge.errors import CgeError, DataError
from cge.model.build import build
from cge.places import Problems
from cge.scenario.load import parse
from cge.scenario.refusals import Case as Refusals
from cge.scenario.refusals import refuse
from cge.scenario.resolve import meaning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cge.model.build import Model
    from cge.sensitivities.inputs import Input
    from cge.solver.solution import Solution

STEP = 1e-3
"""Relative step; of one for an input that is zero."""
FINITE = 2e-3
"""Step of the reciprocal of an infinite input: 500, which every elasticity may be."""
STRAIGHT = {-1: -1 / 2, 1: 1 / 2}
"""Weights of the first derivative of what moves in proportion."""
BETWEEN = {-2: 1 / 12, -1: -2 / 3, 1: 2 / 3, 2: -1 / 12}
"""Weights of the first derivative, values on both sides."""
ROUNDING = 1e-13
"""Part of a number that is lost when it is computed."""
ABOVE = {0: -25 / 12, 1: 4.0, 2: -3.0, 3: 4 / 3, 4: -1 / 4}
"""The same from values on one side."""


@dataclass(frozen=True)
class Numbers:
    """Numbers of the model (cells)."""

    benchmark: np.ndarray
    target: np.ndarray
    """At the full shock; unknowns as at the benchmark."""


@dataclass(frozen=True)
class Motion:
    """Derivative of the numbers of the model in one input."""

    numbers: Numbers
    jump: Numbers | None
    """By how much the derivative above the point exceeds that below; None if one side is closed."""
    side: str
    """``above`` or ``below`` if the input can move in one direction only, else empty."""


class Declarations:
    """The numbers of neighbouring models, all with the structure of a solved one."""

    def __init__(self, solution: Solution) -> None:
        self._cells = copy(solution.structure.cells)
        self._model = solution.model
        self._signature = tuple(solution.model.declared.signature())
        self._here = self._numbers(solution.model)

    def motion(self, one: Input) -> Motion:
        """Derivative of all numbers in an input.

        Raises
        ------
        CgeError
            If it can move in neither direction: with the words of the refusal.
        """
        step = _step(one)
        if one.reciprocal:
            return self._one_sided(one, FINITE, "")
        try:
            around = {n: self._at(one, one.point + n * step) for n in (-1, 1)}
            if self._straight(around):
                return Motion(_mean(around, STRAIGHT, step), None, "")
            around |= {n: self._at(one, one.point + n * step) for n in (-2, 2)}
        except CgeError as refused:
            return self._open_side(one, step, refused)
        return Motion(_mean(around, BETWEEN, step), self._jump(around, step), "")

    def _straight(self, around: Mapping[int, Numbers]) -> bool:
        """Whether every number moves in proportion, as that of an elasticity itself."""
        here = self._here
        for name in ("benchmark", "target"):
            middle, less, more = (getattr(x, name) for x in (here, around[-1], around[1]))
            bent = abs((more - middle) - (middle - less))
            if (bent > ROUNDING * (abs(middle) + abs(more - less) / STEP)).any():
                return False
        return True

    def on_side(self, one: Input, sign: float) -> Numbers:
        """Derivative of all numbers from values above (``sign`` 1) or below (-1) alone."""
        return self._one_sided(one, sign * _step(one), "").numbers

    def _open_side(self, one: Input, step: float, refused: CgeError) -> Motion:
        for sign, side in ((1.0, "above"), (-1.0, "below")):
            try:
                return self._one_sided(one, sign * step, side)
            except CgeError:
                continue
        raise refused

    def _one_sided(self, one: Input, step: float, side: str) -> Motion:
        around = {n: self._at(one, one.point + n * step) for n in ABOVE if n}
        return Motion(_mean({0: self._here, **around}, ABOVE, step), None, side)

    def _jump(self, around: Mapping[int, Numbers], step: float) -> Numbers:
        """The part of the second difference that does not shrink with the step."""
        weights = {1: 2.0, -1: 2.0, 2: -0.5, -2: -0.5, 0: -3.0}
        return _mean({0: self._here, **around}, weights, step)

    def _at(self, one: Input, point: float) -> Numbers:
        source, bench = one.moved(point)
        with unchanged():
            scenario = parse(source, bench)
            settings = meaning(scenario, bench)
            problems = Problems(scenario.places)
            refuse(Refusals(scenario, settings, bench, problems))
            problems.raise_if_any()
            model = build(bench, settings)
        alike = model.equations == self._model.equations
        if not alike or tuple(model.declared.signature()) != self._signature:
            msg = "a small change of it gives the model other equations"
            raise DataError(msg)
        return self._numbers(model)

    def _numbers(self, model: Model) -> Numbers:
        self._cells.read(model.declared)
        target = self._cells.values.copy()
        for name, cells in model.path.targets.items():
            component = self._cells.components[name]
            for key, value in cells.items():
                target[component.position(key)] = value
        return Numbers(self._cells.values, target)


def _step(one: Input) -> float:
    return STEP * (abs(one.point) or 1.0)


def _mean(known: Mapping[int, Numbers], weights: Mapping[int, float], step: float) -> Numbers:
    def of(name: str) -> np.ndarray:
        here = getattr(known.get(0, next(iter(known.values()))), name)
        # differences first, so that what does not move is exactly zero
        moved = sum(w * (getattr(known[n], name) - here) for n, w in weights.items())
        return np.asarray(moved) / step

    return Numbers(of("benchmark"), of("target"))
