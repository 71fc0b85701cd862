"""Compiled equations against the rules they come from, and derivatives against differences."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from cge.model import build
from cge.solver.compiled import Compiled
from cge.solver.realindex import compare, random_point
from tests.economies import random_economy
from tests.model.equilibrium import everywhere, meaning
from tests.model.test_closed_forms import one_good

BENCH = random_economy(5, nonlabour=2)
QUOTA = [everywhere(BENCH, instrument="quota", size={"percent_of_current": 20})]


@cache
def systems():
    """Benchmark and settings by name."""
    found = {
        capital: (BENCH, meaning(BENCH, closure={"capital": capital}, visas=QUOTA))
        for capital in ("fixed", "mobile", "steady")
    }
    textbook = BENCH.assign(migration_elasticity=np.inf)
    found["textbook"] = textbook, meaning(textbook, visas=QUOTA)
    world = one_good()
    gap = {"name": "gap", "to": "all", "from": "all", "instrument": "close_gap", "share": 0.5}
    closure = {"trade": "homogeneous"}
    found["close_gap"] = world, meaning(world, closure=closure, visas=[gap])
    return found


@pytest.fixture(scope="module", params=["fixed", "mobile", "steady", "textbook", "close_gap"])
def case(request):
    model = build(*systems()[request.param])
    return model, Compiled.of(model.pyomo, model.equations)


def inside(system: Compiled) -> np.ndarray:
    """A random point away from the kinks of arrivals and of quotas."""
    return random_point(system, seed=4)


def test_rules_called_with_labels_give_what_was_compiled(case):
    model, system = case
    found = compare(model, system, inside(system), per_family=40)
    assert found.ok, f"{found.worst}: rule and compiled equation differ by {found.gap:.1e}"
    assert found.rows >= min(system.size, 60)


def assert_slope(label, got, forward, backward, step):
    expected = (forward - backward) / (2 * step)
    scale = max(abs(expected).max(), 1.0)
    worst = int(abs(got - expected).argmax())
    gap = abs(got - expected)[worst] / scale
    assert gap < 1e-6, (
        f"{label(worst)}: derivative {got[worst]:.9g}, difference {expected[worst]:.9g}"
    )


def test_jacobian_against_differences(case):
    _, system = case
    x, rng, step = inside(system), np.random.default_rng(0), 1e-6
    for _ in range(3):
        d = rng.normal(size=len(x))
        got = system.g_x(x) @ d
        assert_slope(system.row_label, got, system.g(x + step * d), system.g(x - step * d), step)


def test_parameter_derivatives_against_differences(case):
    _, system = case
    x, rng, step = inside(system), np.random.default_rng(1), 1e-6
    powers = [n for n in system.components if n.startswith(("esub", "inv_", "kink", "complem"))]
    fixed = np.ones(len(system.v), dtype=bool)
    fixed[system.unknowns] = False
    for name in powers:
        fixed[system.components[name].cells] = False  # kinks and powers: tested one by one
    start, d = system.v.copy(), np.where(fixed, rng.normal(size=len(system.v)), 0.0) * 0.1
    got = system.g_v(x) @ d
    values = []
    for sign in (1, -1):
        system.v = start + sign * step * d
        values.append(system.g(x))
    system.v = start
    assert_slope(system.row_label, got, *values, step)


@pytest.mark.parametrize("name", ["esubva", "esubd", "esubsk", "esubt", "esubhh", "inv_esubnm"])
def test_derivatives_with_respect_to_elasticities(name):
    model = build(*systems()["fixed"])
    system = Compiled.of(model.pyomo, model.equations)
    x, step = inside(system), 1e-6
    cells = system.components[name].cells
    start, d = system.v.copy(), np.zeros(len(system.v))
    d[cells] = 1.0
    system.v[cells] = 0.7  # off 0 and 1: the forms branch there, differences would cross
    start[cells] = 0.7
    got = system.g_v(x) @ d
    values = []
    for sign in (1, -1):
        system.v = start + sign * step * d
        values.append(system.g(x))
    assert abs(got).max() > 1e-3, f"{name} must matter"
    system.v = start
    assert_slope(system.row_label, got, *values, step)


def test_hessian_against_differences_of_the_jacobian(case):
    _, system = case
    x, rng, step = inside(system), np.random.default_rng(2), 1e-6
    multipliers, d = rng.normal(size=system.size), rng.normal(size=len(x))
    lower = system.g_xx(x, multipliers)
    got = lower @ d + lower.T @ d - lower.diagonal() * d
    forward, backward = (system.g_x(x + s * step * d).T @ multipliers for s in (1, -1))
    assert_slope(lambda n: system.label(int(system.unknowns[n])), got, forward, backward, step)
