"""``cge.sensitivity``: one solve, one transposed solve for each outcome, and declarations."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

import cge
from cge.benchmark.check import judge
from cge.benchmark.once import unchanged
from cge.errors import CgeError, UsageError
from cge.run.provenance import git_commit, now
from cge.scenario.load import parse
from cge.scenario.resolve import resolve
from cge.sensitivities.adjoint import Adjoint, kinks
from cge.sensitivities.inputs import DATUM, every_input
from cge.sensitivities.outcomes import HEADLINE, check_name, outcomes_of
from cge.sensitivities.slopes import Declarations
from cge.sensitivities.table import effects
from cge.solver.continuation import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from cge.sensitivities.adjoint import Slopes
    from cge.sensitivities.inputs import Input
    from cge.sensitivities.outcomes import Outcome
    from cge.sensitivities.slopes import Numbers
    from cge.yaml_file import Source

    Progress = Callable[[str, int], None]
    """Told the input that is moved next, and how many there are."""

KINK = 1e-5
"""Difference of the slopes on both sides, relative to them, from which there is a kink."""
ROUNDING = 1e-2
"""Part of an outcome, as a slope, that is too small to look for kinks in."""


def sensitivity(
    bench: xr.Dataset,
    source: Source,
    outcomes: Sequence[str] = HEADLINE,
    *,
    parameters: Sequence[str] | None = None,
    data: Sequence[str] | None = None,
    over: Sequence[str] = (),
    progress: Progress | None = None,
) -> xr.Dataset:
    """Derivatives of outcomes of a scenario in parameters, data and values of the scenario.

    Parameters
    ----------
    bench : xarray.Dataset
        The benchmark.
    source : Source
        The scenario, parents merged.
    outcomes : sequence of str
        Selectors, see :func:`cge.sensitivities.outcomes.outcomes_of`.
    parameters : sequence of str, optional
        Names; all when left out, none when empty.
    data : sequence of str, optional
        Selectors of data; every table of the benchmark when left out, none when empty.
    over : sequence of str
        Dotted keys of numbers in the scenario.

    Returns
    -------
    xarray.Dataset
        ``derivative`` (input, outcome) [unit of the outcome per unit of the input; per unit of its
        reciprocal where the input is infinite], ``below`` and ``above``: the same on either side
        of a kink, where ``derivative`` is their mean; and what
        :func:`cge.sensitivities.table.effects` makes of it.

    Raises
    ------
    UsageError
        For an outcome, datum or key that does not exist; or a scenario of several years.
    ScenarioError, DataError, SolveError, CheckError
        If the scenario has no equilibrium, or its Jacobian is singular.
    """
    scenario = parse(source, bench)
    if scenario.years is not None:
        msg = (
            f"{scenario.name} is a path of years, and derivatives are those of one equilibrium; "
            "leave out years, and closure.capital: path"
        )
        raise UsageError(msg)
    for text in outcomes:
        check_name(text)
    judge(bench).raise_if_errors()
    inputs = every_input(source, bench, parameters, data, over)
    settings = resolve(scenario, bench)
    solution = solve(bench, settings)
    asked = [one for text in outcomes for one in outcomes_of(text, solution)]
    adjoint = Adjoint(solution)
    slopes = [adjoint.slopes(one) for one in asked]
    told = progress or (lambda _name, _count: None)
    declarations, rows, refused = Declarations(solution), list[Row](), list[str]()
    for kept in (True, False):
        with unchanged() if kept else nullcontext():  # figures of a benchmark that does not move
            for one in (x for x in inputs if (x.kind != DATUM) == kept):
                told(one.name, len(inputs))
                try:
                    rows.append(row_of(one, declarations, asked, slopes))
                except CgeError as error:
                    refused.append(f"{one.name}: {str(error).splitlines()[-1].strip()}")
    cautions = [*kinks(solution), *settings.meta["cautions"].splitlines()]
    found = _dataset([one for one, *_ in rows], asked, [row for _, *row in rows])
    return effects(found).assign_attrs(
        title=f"sensitivity of {scenario.name}",
        scenario_name=scenario.name,
        scenario=settings.meta["yaml"],
        benchmark=str(bench.attrs["name"]),
        benchmark_sha256=str(bench.attrs["sha256"]),
        package_version=cge.__version__,
        git_commit=git_commit(),
        created=now(),
        cautions="\n".join(cautions),
        refused="\n".join(refused),
    )


Row = tuple["Input", np.ndarray, np.ndarray, np.ndarray, str]
"""Input; derivative, and slopes below and above where they differ (outcome); a note."""


def row_of(
    one: Input, declarations: Declarations, asked: Sequence[Outcome], slopes: Sequence[Slopes]
) -> Row:
    """Derivatives of all outcomes in one input, and on either side of a kink.

    Raises
    ------
    CgeError
        If it can move in neither direction.
    """
    motion = declarations.motion(one)
    slope = _along(slopes, motion.numbers)
    below, above = np.full((2, len(asked)), np.nan)
    if motion.jump is not None:
        value = np.array([abs(outcome.value) for outcome in asked])
        size = abs(slope) + ROUNDING * value / (abs(one.point) or 1.0)
        kink = abs(_along(slopes, motion.jump)) > KINK * size
        if kink.any():
            sides = [_along(slopes, declarations.on_side(one, sign)) for sign in (-1.0, 1.0)]
            below, above = (np.where(kink, side, np.nan) for side in sides)
            slope = np.where(kink, (sides[0] + sides[1]) / 2, slope)
    notes = (one.note, f"only {motion.side} its value" if motion.side else "")
    return one, slope, below, above, "; ".join(filter(None, notes))


def _along(slopes: Sequence[Slopes], moved: Numbers) -> np.ndarray:
    return np.array([one.target @ moved.target + one.benchmark @ moved.benchmark for one in slopes])


def _dataset(
    inputs: Sequence[Input], outcomes: Sequence[Outcome], rows: Sequence[Sequence[Any]]
) -> xr.Dataset:
    both = ("input", "outcome")
    shape = len(inputs), len(outcomes)
    numbers = [np.array([row[n] for row in rows]).reshape(shape) for n in range(3)]
    about = "derivative of the outcome in the input"
    attrs = {"long_name": about, "units": "unit of the outcome per unit of the input"}
    names = ("derivative", "below", "above")
    found = xr.Dataset({name: (both, x, attrs) for name, x in zip(names, numbers, strict=True)})
    return found.assign_coords(
        input=[one.name for one in inputs],
        outcome=[one.name for one in outcomes],
        kind=("input", [one.kind for one in inputs]),
        value=("input", [one.value for one in inputs]),
        low=("input", [one.low for one in inputs]),
        high=("input", [one.high for one in inputs]),
        reciprocal=("input", [one.reciprocal for one in inputs]),
        note=("input", [row[3] for row in rows]),
        outcome_value=("outcome", [one.value for one in outcomes]),
        outcome_unit=("outcome", [one.unit for one in outcomes]),
    )
