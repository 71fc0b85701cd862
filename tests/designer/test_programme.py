"""Derivatives of the programme, and where it ends."""

import numpy as np
import pytest
import scipy.sparse as sp

from cge.designer.designer import Designer
from cge.designer.protected import People

STEP = 1e-6


@pytest.fixture(scope="module", params=["world", "atkinson"])
def programme(request, bench, design_of):
    from tests.designer.conftest import TREATY

    aim = {"world": {}, "atkinson": {"aim": "atkinson", "aversion": 1.5}}[request.param]
    levy = {"name": "tax", "base": "earnings", "to": "high_income", "from": "developing",
            "rate": [0, 0.3]}  # fmt: skip
    designer = Designer(design_of(TREATY | {"maximise": aim, "levies": [levy]}), bench)
    v, values = designer.start(1 / 3)
    people = People(designer.design, designer.equilibrium, v)
    made = designer.programme(v, people.aim(), [one.condition for one in people.guards()])
    return made, made.point(v, values)


def jacobian(programme, x):
    at = programme.jacobianstructure()
    shape = (len(programme.low), len(x))
    return sp.coo_matrix((programme.jacobian(x), at), shape=shape).tocsr()


def test_the_start_is_an_equilibrium(programme):
    made, x = programme
    assert np.abs(made.constraints(x)[: made.equations]).max() < 1e-9


def test_first_derivatives_agree_with_differences(programme):
    made, x = programme
    d = np.random.default_rng(0).standard_normal(len(x))
    up, down = (made.constraints(x + h * d) for h in (STEP, -STEP))
    assert np.abs((up - down) / (2 * STEP) - jacobian(made, x) @ d).max() < 1e-6
    up, down = (made.objective(x + h * d) for h in (STEP, -STEP))
    assert (up - down) / (2 * STEP) == pytest.approx(made.gradient(x) @ d, rel=1e-6)


def test_second_derivatives_agree_with_differences(programme):
    made, x = programme
    rng = np.random.default_rng(1)
    d, weights = rng.standard_normal(len(x)), rng.standard_normal(len(made.low))
    lower = sp.coo_matrix(
        (made.hessian(x, weights, 0.7), made.hessianstructure()), shape=(len(x),) * 2
    ).tocsr()
    whole = lower + lower.T - sp.diags(lower.diagonal())

    def slope(at):
        return 0.7 * made.gradient(at) + jacobian(made, at).T @ weights

    change = (slope(x + STEP * d) - slope(x - STEP * d)) / (2 * STEP)
    assert np.abs(change - whole @ d).max() < 1e-5 * np.abs(change).max()
