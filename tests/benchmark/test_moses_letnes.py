"""Moses and Letnes (2004): published gains, and the closed form that explains them."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from scipy.optimize import brentq

from cge.benchmark import accounts
from cge.benchmark.check import judge
from cge.benchmark.read import load_benchmark
from cge.paths import shipped

LABOUR_SHARE = 0.687


def closed_form(bench: xr.Dataset, share: float) -> float:
    """Gain of world GDP [10^9 USD] when a share of each wage gap is closed, Cobb-Douglas."""
    gdp = accounts.gdp(bench).values
    labour = bench.workers.sum(["origin", "skill"]).values
    wage = LABOUR_SHARE * gdp / labour

    def moved(common: float) -> np.ndarray:
        return labour * (wage / (wage - share * (wage - common))) ** (1 / (1 - LABOUR_SHARE))

    common = brentq(lambda w: moved(w).sum() / labour.sum() - 1, wage.min(), wage.max(), xtol=1e-18)
    return float((gdp * (moved(common) / labour) ** LABOUR_SHARE - gdp).sum())


@pytest.mark.parametrize(
    ("folder", "share", "published", "digits"),
    [
        pytest.param("unadjusted", 1.0, 0.965 * 35310, 0.0005 * 35310, id="96.5% of world GDP"),
        pytest.param("adjusted", 1.0, 3400, 50, id="$3.4tn"),
        pytest.param("adjusted", 0.1, 774, 0.5, id="$774bn"),
    ],
)
def test_the_closed_form_reproduces_the_published_gains(folder, share, published, digits):
    bench = load_benchmark(shipped("examples") / "moses_letnes" / folder)
    assert closed_form(bench, share) == pytest.approx(published, abs=digits)


@pytest.mark.parametrize("folder", ["unadjusted", "adjusted"])
def test_the_economy_is_the_published_one(folder):
    bench = load_benchmark(shipped("examples") / "moses_letnes" / folder)
    assert not judge(bench).findings
    np.testing.assert_allclose(accounts.gdp(bench), [21450, 12920, 940], rtol=1e-14)
    np.testing.assert_allclose(bench.population, [0.93e9, 3.44e9, 0.74e9], rtol=1e-12)
    paid = accounts.factor_income(bench).sel(factor="labour") / accounts.gdp(bench)
    np.testing.assert_allclose(paid, LABOUR_SHARE, rtol=1e-14)
