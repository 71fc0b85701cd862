"""Definitions: evaluated in layers, derivatives by the chain rule."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest

from cge.model.definition import Definition, declare_cells, definition, keys_of_cells
from cge.solver.cells import Cells
from cge.solver.outcomes import Outcomes


@definition("X-1", over="PAIRS")
def pay(m, r, k):
    return m.wage[r] ** 2 * m.number[r, k]


@definition("X-2", over="REGIONS", before=True)
def income(m, r):
    return sum(pay(m, r, k) for k in m.SKILLS)


@definition("X-3", over="REGIONS", before=True)
def people(m, r):
    return sum(m.number[r, k] for k in m.SKILLS)


@definition("X-4", over="REGIONS")
def gain(m, r):
    return pyo.log(m.income[r] / m.people[r]) - pyo.log(m.income_base[r] / m.people_base[r])


@definition("X-5")
def world(m):
    return sum(m.gain[r] * m.people[r] for r in m.REGIONS)


@definition("X-6", over="REGIONS", of="tax", item="wages")
def tax_on_wages(m, r):
    return m.income[r] / 4


@definition("X-7", over="REGIONS", of="tax", item="heads")
def tax_on_heads(m, r):
    return 2 * people(m, r)


@definition("X-8", over="REGIONS")
def revenue(m, r):
    return m.tax["wages", r] + m.tax["heads", r]


DEFINITIONS = (revenue, world, gain, tax_on_heads, tax_on_wages, income, people)


@pytest.fixture
def outcomes() -> Outcomes:
    m = pyo.ConcreteModel()
    m.REGIONS, m.SKILLS = pyo.Set(initialize=["a", "b"]), pyo.Set(initialize=["low", "high"])
    m.PAIRS = m.REGIONS * m.SKILLS
    m.wage = pyo.Var(m.REGIONS, initialize={"a": 1.0, "b": 2.0})
    m.number = pyo.Param(m.PAIRS, initialize=lambda _, r, k: 1.0 + (r == "b") + 2 * (k == "low"))
    declare_cells(m, DEFINITIONS)
    return Outcomes(m, DEFINITIONS, Cells(m, keys_of_cells(m, DEFINITIONS)))


def test_values_are_those_of_the_formulas(outcomes: Outcomes) -> None:
    before = outcomes.cells.values.copy()
    wage = outcomes.component("wage")
    now = before.copy()
    now[wage.cells] = [3.0, 5.0]
    base = outcomes.benchmark(before)
    v = outcomes.at(now, base)
    expected = 2 * np.log(3.0) * 4 + 2 * np.log(5.0 / 2.0) * 6
    assert v[outcomes.component("world").start] == pytest.approx(expected)
    assert base[outcomes.component("world").start] == 0
    revenue = v[outcomes.component("revenue").cells]
    assert revenue == pytest.approx([9 * 4 / 4 + 2 * 4, 25 * 6 / 4 + 2 * 6])


@pytest.mark.parametrize("moves", ["target", "benchmark", "both"])
def test_gradients_agree_with_differences(outcomes: Outcomes, moves: str) -> None:
    before = outcomes.cells.values.copy()
    now = before.copy()
    now[outcomes.component("wage").cells] = [3.0, 5.0]
    end = outcomes.component("world").start

    def value(cell: int, step: float) -> float:
        there, then = now.copy(), before.copy()
        if moves != "benchmark":
            there[cell] += step
        if moves != "target":
            then[cell] += step
        return outcomes.at(there, outcomes.benchmark(then))[end]

    base = outcomes.benchmark(before)
    found = outcomes.gradient(outcomes.at(now, base), base, {end: 1.0}, moves)
    for name in ("wage", "number"):
        component = outcomes.component(name)
        for cell in range(component.start, component.start + len(component.keys)):
            slope = (value(cell, 1e-6) - value(cell, -1e-6)) / 2e-6
            assert found[cell] == pytest.approx(slope, rel=1e-7, abs=1e-8), outcomes.cells.label(
                cell
            )


def test_jacobian_agrees_with_gradients(outcomes: Outcomes) -> None:
    base = outcomes.benchmark(outcomes.cells.values)
    columns = np.arange(2)
    jacobian = outcomes.jacobian(base, columns).toarray()
    for name in ("gain", "world", "people"):
        at = outcomes.component(name).start
        gradient = outcomes.gradient(base, base, {at: 1.0})
        assert jacobian[at] == pytest.approx(gradient[columns])


def test_forward_is_the_jacobian_times_a_direction(outcomes: Outcomes) -> None:
    base = outcomes.benchmark(outcomes.cells.values)
    v = base.copy()
    v[outcomes.component("wage").cells] = [3.0, 5.0]
    v = outcomes.at(v, base)
    direction = np.zeros(len(v))
    moved = np.arange(len(v))[outcomes.component("wage").cells]
    direction[moved] = [0.5, -2.0]
    found = outcomes.forward(v, direction)
    expected = outcomes.jacobian(v, moved) @ direction[moved]
    assert found == pytest.approx(expected)
    assert found[outcomes.component("gain").start] == pytest.approx(2 * 0.5 / 3.0)
    held = outcomes.component("income_base").cells
    assert not found[held].any(), "what is compared with is held"


def test_a_layout_with_more_definitions_keeps_the_places_of_the_first(outcomes: Outcomes) -> None:
    more = outcomes.cells.extended({"later": ["a", "b"], "later_base": ["a", "b"]})
    assert more.size == outcomes.cells.size + 4
    assert more.components["wage"].cells == outcomes.component("wage").cells
    assert more.label(more.size - 1) == "later_base[b]"
    assert not more.free[outcomes.cells.size :].any()


def test_circles_are_refused() -> None:
    m = pyo.ConcreteModel()
    m.R = pyo.Set(initialize=["a"])
    one = Definition("X-1", "one", "R", lambda m, r: m.two[r], "one")
    two = Definition("X-2", "two", "R", lambda m, r: 2 * m.one[r], "two")
    declare_cells(m, [one, two])
    with pytest.raises(ValueError, match="circle: one, two"):
        Outcomes(m, [one, two], Cells(m, keys_of_cells(m, [one, two])))
