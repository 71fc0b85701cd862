"""Derivatives by the adjoint are those that differences of full solves find."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from cge.scenario.load import parse, read_source
from cge.scenario.resolve import meaning, resolve
from cge.sensitivities.adjoint import Adjoint
from cge.sensitivities.inputs import Input, every_input
from cge.sensitivities.local import row_of
from cge.sensitivities.outcomes import outcomes_of
from cge.sensitivities.slopes import ABOVE, FINITE, Declarations
from cge.solver.continuation import solve
from cge.sweeps.centre import Centre

OUTCOMES = ("welfare_ev_world_ppp", "welfare_ev[natives]", "welfare_ev[remaining_behind]")
CENTRAL = {-2: 1 / 12, -1: -2 / 3, 1: 2 / 3, 2: -1 / 12}
STEP, FROM_ZERO = 1e-3, 2e-2
EXACT = 1e-6
"""Of the derivative."""
NOISE = 2e-9
"""Of the outcome: what solves leave in differences over a thousandth, for all of the input."""
CLOSURES = ("fixed", "mobile", "steady")
CASES = {
    "quota": ("north_south", "quota_3pct", ()),
    "auction": ("north_south", "auction_3pct", ()),
    "homogeneous": ("north_south_net", "quota_3pct", ("closure.trade=homogeneous",)),
}
FEW = ("catch_up", "mover_wealth", "esubinv", "would_be_migrants")
DATA = ("workers[abroad, destination=NORTH]", "value_added[factor=high, region=NORTH]",
        "tariff", "remittances[origin=SOUTH]", "ownership[abroad]", "remittance_cost")  # fmt: skip


def gaps(case, closure, names=None, data=()):
    """Name, exact and by differences of every input, for a full change of it (outcome)."""
    where, scenario, given = CASES[case]
    bench = cge.load_benchmark(where)
    source = read_source(scenario, overrides=[*given, f"closure.capital={closure}"])
    settings = resolve(parse(source, bench), bench)
    solution = solve(bench, settings)
    asked = [one for text in OUTCOMES for one in outcomes_of(text, solution)]
    adjoint, declarations = Adjoint(solution), Declarations(solution)
    slopes = [adjoint.slopes(one) for one in asked]
    centre = Centre(bench, settings)

    def figures(one: Input, point: float) -> np.ndarray:
        moved, there = one.moved(point)
        neighbour = centre.near(there, meaning(parse(moved, there), there))
        return np.array([x.value for text in OUTCOMES for x in outcomes_of(text, neighbour)])

    values = np.array([abs(one.value) for one in asked])
    for one in every_input(source, bench, names, data):
        _, exact, below, above, note = row_of(one, declarations, asked, slopes)
        unit = abs(one.point) or 1.0
        sides = [(exact, CENTRAL, STEP * unit)]
        if one.reciprocal or "only" in note:
            sides = [(exact, ABOVE, FINITE if one.reciprocal else FROM_ZERO)]
        if np.isfinite(below).any():
            kink = np.isfinite(below)
            sides = [(np.where(kink, x, exact), ABOVE, sign * STEP * unit)
                     for x, sign in ((below, -1), (above, 1))]  # fmt: skip
        for slope, weights, step in sides:
            found = sum(w * figures(one, one.point + n * step) for n, w in weights.items()) / step
            yield one.name, unit * slope, unit * found, values


def check(cases):
    """Every derivative, and that most are no zeros."""
    known = list(cases)
    for name, exact, found, values in known:
        gap = abs(exact - found) - EXACT * abs(found) - NOISE * values
        assert (gap <= 0).all(), (name, exact, found, values)
    large = [name for name, exact, _, values in known if (abs(exact) > 1e-4 * values).any()]
    assert len(large) > len(known) / 2, large
    return known


@pytest.mark.slow
def test_parameters_of_a_quota():
    known = [name for name, *_ in check(gaps("quota", "fixed", FEW))]
    assert known.count("would_be_migrants") == 2  # beliefs are joined by a line with a kink
    assert len(known) == len(FEW) + 2  # wealth is by skill


def test_data_of_a_quota():
    """A datum moves with the accounts balanced again, in the derivative as in the solve."""
    assert len(check(gaps("quota", "fixed", (), DATA[:2]))) == 2


@pytest.mark.slow
@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("case", CASES)
def test_every_parameter(case, closure):
    assert len(check(gaps(case, closure))) > 20


@pytest.mark.slow
def test_data():
    check(gaps("auction", "mobile", (), DATA))
