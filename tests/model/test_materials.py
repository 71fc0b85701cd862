"""Intermediate goods that replace each other (esubint): closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from cge.benchmark import accounts
from tests.economies import random_economy
from tests.marks import rest_slow
from tests.model.equilibrium import Equilibrium, equilibrium

RISES = [1.3, 0.9, 1.1]


def closed_economy(esubint: float) -> Equilibrium:
    """One factor, no trade, no tax; sectors become more or less productive."""
    bench = random_economy(
        11, regions=2, sectors=3, skills=1, nonlabour=0, trade=False, taxes=False, zeros=False,
        migrants=False, government=False, investment=False, foreign_ownership=False,
        elasticities={"esubt": 1.0, "esubint": esubint},
    )  # fmt: skip
    productivity = [
        {"sector": sector, "region": "r0", "scale": rise}
        for sector, rise in zip(bench.sector.values.tolist(), RISES, strict=True)
    ]
    return equilibrium(bench, productivity=productivity)


def test_cobb_douglas_materials_pass_productivity_on_by_the_leontief_inverse():
    """log(p / w) = -(I - B')^-1 log A, with B the cost shares of inputs: a sum over all rounds."""
    e = closed_economy(1.0)
    r0 = {"region": "r0"}
    bench = e.bench.sel(r0)
    inputs = bench.intermediate.transpose("sector_in", "sector").values
    share = inputs / accounts.output(e.bench).sel(r0).values
    expected = -np.linalg.solve(np.eye(3) - share.T, np.log(RISES))
    wage = float(e.v("pl", "skill", "region").sel(r0).squeeze())
    price = e.v("po", "sector", "region").sel(r0).values / wage
    np.testing.assert_allclose(np.log(price), expected, rtol=1e-8)


@pytest.mark.parametrize("esubint", rest_slow([0.5, 0.0, 1.0, 2.5]))
def test_the_share_of_a_material_follows_its_relative_price(esubint):
    """Spending on good j over that on good i moves with (p_j / p_i)^(1 - esubint)."""
    e = closed_economy(esubint)
    cost = e.v("pc", "sector", "region").sel(region="r0")
    bundle = e.v("pint", "sector", "region").sel(region="r0")
    before = e.bench.intermediate.sel(region="r0")
    share = before / before.sum("sector_in")
    spent = share * (cost.rename(sector="sector_in") / bundle) ** (1 - esubint)
    np.testing.assert_allclose(spent.sum("sector_in"), 1.0, rtol=1e-9)
