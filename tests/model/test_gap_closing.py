"""Gaps of wages closed in part or whole: w' = w - t (w - wbar), wherever people then go."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import xarray as xr
from scipy.optimize import brentq

from cge.benchmark import accounts
from cge.benchmark.read import load_benchmark
from cge.errors import ScenarioError
from cge.model.gap_closing import LAST
from cge.paths import shipped
from cge.solver import solve
from cge.solver.solution import Solution
from tests.economies import random_economy
from tests.marks import rest_slow
from tests.model.equilibrium import meaning

LABOUR_SHARE = 0.687
PEOPLE = np.array([0.93e9, 3.44e9, 0.74e9])
PARTICIPATION = np.array([0.48, 0.41, 0.41])
EFFICIENCY = np.array([1, 1 / 3, 1 / 5])
DEFINITIONS = {
    "people": PEOPLE,
    "who work": PEOPLE * PARTICIPATION,
    "efficiency": PEOPLE * EFFICIENCY,
    "efficiency of who work": PEOPLE * PARTICIPATION * EFFICIENCY,
}
HOMOGENEOUS = {"trade": "homogeneous"}


def employment(wage: np.ndarray, sigma: float) -> np.ndarray:
    """Employment at a wage, both relative to the benchmark: CES of labour and a fixed capital.

    Below unity (sigma) no wage beyond a highest one is ever earned: nobody works but the last.
    """
    if sigma == 1:
        return wage ** (-1 / (1 - LABOUR_SHARE))
    left = np.maximum(1 - LABOUR_SHARE * wage ** (1 - sigma), 0.0) / (1 - LABOUR_SHARE)
    with np.errstate(divide="ignore"):
        found = np.where(left > 0, (wage / left ** (1 / (1 - sigma))) ** -sigma, 0.0)
    return np.maximum(found, LAST)


def closed_form(wage: np.ndarray, labour: np.ndarray, share: float, sigma: float) -> np.ndarray:
    """Employment relative to the benchmark once a share of each gap is closed."""

    def after(common: float) -> np.ndarray:
        return employment(1 - share * (1 - common / wage), sigma)

    low, high = 0.5 * wage.min(), 2 * wage.max()
    common = brentq(lambda w: after(w) @ labour - labour.sum(), low, high, xtol=1e-15, rtol=1e-14)
    return after(common)


def moses_letnes(labour: np.ndarray, sigma: float) -> xr.Dataset:
    """The published economy with another unit of labour and elasticity of substitution."""
    bench = load_benchmark(shipped("examples") / "moses_letnes" / "unadjusted")
    at_home = np.diag(labour)[:, :, None]
    workers = xr.DataArray(at_home, dims=("origin", "destination", "skill"))
    bench["workers"] = workers.assign_coords(bench.workers.coords).astype(float)
    bench["esubva"] = bench.esubva * 0 + sigma
    return bench


def closed(bench: xr.Dataset, share: float, **keys: object) -> Solution:
    gap = {"name": "gap", "to": "all", "instrument": "close_gap", "share": share}
    return solve(bench, meaning(bench, visas=[gap], **keys))


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("sigma", rest_slow([0.5, 0.75, 1.0, 1.25, 2.0]))
def test_a_tenth_of_the_wage_gap_in_the_economy_of_moses_and_letnes(definition, sigma):
    labour = DEFINITIONS[definition]
    now = closed(bench := moses_letnes(labour, sigma), 0.1, closure=HOMOGENEOUS)
    wage = accounts.native_wage(bench).sel(skill="labour").values
    expected = closed_form(wage, labour, 0.1, sigma)
    ql = now.array("ql", "skill", "region").sel(skill="labour").values
    np.testing.assert_allclose(ql, expected, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize(
    ("sigma", "definition"),
    list(product([0.5], DEFINITIONS)),
)
def test_full_mobility_where_a_region_empties(sigma, definition):
    """Its wage stays below that of all others, although nobody is left."""
    labour = DEFINITIONS[definition]
    now = closed(bench := moses_letnes(labour, sigma), 1.0, closure=HOMOGENEOUS)
    wage = accounts.native_wage(bench).sel(skill="labour").values
    expected = closed_form(wage, labour, 1.0, sigma)
    empty = expected == LAST
    assert empty.sum() == 1, "a region empties"
    ql = now.array("ql", "skill", "region").sel(skill="labour").values
    np.testing.assert_allclose(ql, expected, rtol=1e-6)
    after = wage * now.array("wn", "skill", "region").sel(skill="labour").values
    assert (after[empty] < after.max() * (1 - 1e-6)).all(), "no wage keeps anybody"


@pytest.mark.parametrize("share", rest_slow([0.3, 0.02, 1.0]))
def test_prices_of_goods_decide_who_sends(share):
    """Trade moves the wage of a region that would send by its wage alone: it takes people in."""
    bench = random_economy(4, regions=4, zeros=False, remittances=False)
    now = closed(bench, share)
    before = accounts.native_wage(bench)
    after = before * now.array("wn", "skill", "region")
    common = before + (after - before) / share
    spread = common.max("region") - common.min("region")
    assert float((spread / common.mean("region")).max()) < 1e-8
    assert abs(now.walras) < 1e-10
    mig = now.array("mig", "origin", "destination", "skill")
    assert float(mig.min()) >= 1 - 1e-9, "no migrant of before is sent home"


def test_twice_a_small_part_of_the_gap_moves_twice_as_many():
    bench = random_economy(4, regions=4, zeros=False, remittances=False)
    one, two = (
        closed(bench, share).array("mig", "origin", "destination", "skill") - 1
        for share in (1e-5, 2e-5)
    )
    assert 1e-7 < float(one.max()) < 1e-2
    np.testing.assert_allclose(two, 2 * one, rtol=1e-3, atol=1e-9)


@pytest.mark.parametrize("more", [{}, {"tariffs": [{"importer": "all", "set": 0.2}]}])
def test_no_part_of_the_gap_is_refused(more):
    """People would move only to hold wages where they are today, whatever else changes."""
    with pytest.raises(ScenarioError, match=r"visas.0.share: is 0: no part of the gap is closed"):
        closed(random_economy(4, regions=4, zeros=False, remittances=False), 0.0, **more)
