"""A complementary equation names its sides once: solved rounded, checked as they are."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest

from cge.model.equation import complement
from cge.solver import complementarity
from cge.solver.compiled import Compiled


@complement("X-1", "GOODS", "output and loss")
def eq_made(m, i):
    """Nothing is made at a loss."""
    return m.made[i], m.cost[i] - m.price[i]


@complement("X-2", "GOODS", "exports and loss", "imports and loss")
def eq_price(m, i):
    """Exports at the floor, imports at the ceiling."""
    return m.price[i] - 1, 2 - m.price[i], m.net[i]


@pytest.fixture
def system() -> Compiled:
    m = pyo.ConcreteModel()
    m.GOODS = pyo.Set(initialize=["a", "b"])
    m.complementarity = pyo.Param(initialize=1e-24, mutable=True)
    for name, values in {"made": (3.0, 0.0), "price": (1.0, 2.0), "net": (0.5, -0.5)}.items():
        m.add_component(name, pyo.Var(m.GOODS, initialize=dict(zip("ab", values, strict=True))))
    m.cost = pyo.Param(m.GOODS, initialize={"a": 1.0, "b": 2.5}, mutable=True)
    return Compiled.of(m, [eq_made, eq_price])


def test_sides_of_a_solution_are_seen_as_they_are(system: Compiled) -> None:
    found = complementarity.pairs(system, system.v)
    assert [list(x) for x in found["output and loss"][1:]] == [[3.0, 0.0], [0.0, 0.5]]
    assert [list(x) for x in found["exports and loss"][1:]] == [[0.5, 0.0], [0.0, 1.0]]
    assert [list(x) for x in found["imports and loss"][1:]] == [[0.0, 0.5], [1.0, 0.0]]
    assert complementarity.worst(system, system.v)[0] == 0
    assert np.abs(system.residuals(system.v)).max() < 1e-11


@pytest.mark.parametrize(
    ("name", "values", "worst", "where"),
    [
        ("cost", (0.9, 2.5), 0.1, "output and loss at a"),
        ("made", (3.0, 0.2), 0.2, "output and loss at b"),
        ("net", (-0.5, -0.5), 0.5, "imports and loss at a"),
        ("price", (1.0, 2.1), 0.1, "imports and loss at b"),
    ],
)
def test_what_breaks_a_pair_is_named(
    system: Compiled, name: str, values: tuple[float, float], worst: float, where: str
) -> None:
    v = system.v.copy()
    v[system.components[name].cells] = values
    assert complementarity.worst(system, v) == (pytest.approx(worst), where)
