"""A second solution of 2 x 2 x 2 with tariffs, written by hand: every pattern is tried in turn.

Which sectors are open in each region and which goods n imports, exports or leaves alone is guessed;
what remains are smooth equations for scipy, and the one guess that breaks no inequality is the
equilibrium.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import root

from tests.model.heckscher_ohlin import hat, moved, random_world, solved

OPEN = (("c", "m"), ("c",), ("m",))
TRADE = ("import", "export", "none")


def residuals(x, shares, endowment, spending, tariff, sectors, regimes):
    """Levels of a textbook: no benchmark, no shares of use, no hats."""
    wage_rent, output = (
        np.exp(x[:4]).reshape(2, 2),
        x[4:8].reshape(2, 2),
    )  # (factor or good, region)
    price, bought = np.exp(x[8:12]).reshape(2, 2), x[12:14]
    cost = np.exp(shares.T @ np.log(wage_rent))
    income = (wage_rent * endowment).sum(0)
    income[0] += tariff * (price[:, 1] * np.maximum(bought, 0)).sum()
    used = spending[:, None] * income / price
    out = []
    for r in range(2):
        for i, name in enumerate("cm"):
            is_open = name in sectors[r]
            out.append(np.log(cost[i, r] / price[i, r]) if is_open else output[i, r])
        hired = (shares * (cost * output)[:, r]).sum(1) / wage_rent[:, r]
        out += list(hired / endowment[:, r] - 1)
    supply = output + np.outer(bought, [1, -1])
    markets = list(((supply - used) / used.sum()).ravel())
    links = {"import": np.log(1 + tariff), "export": 0.0}
    for i, regime in enumerate(regimes):
        gap = np.log(price[i, 0] / price[i, 1])
        out.append(bought[i] if regime == "none" else gap - links[regime])
    markets[3] = np.log(price[1, 1])  # Walras: money
    if regimes == ("none", "none"):
        markets[1] = np.log(price[1, 0])
    return np.array(out + markets)


def consistent(x, shares, tariff, sectors, regimes):
    output, price, bought = x[4:8].reshape(2, 2), np.exp(x[8:12]).reshape(2, 2), x[12:14]
    cost = np.exp(shares.T @ np.log(np.exp(x[:4]).reshape(2, 2)))
    band = price[:, 0] / price[:, 1]
    fits = output.min() > -1e-9 and (cost > price * (1 - 1e-9)).all()
    if regimes != ("none", "none"):
        fits = fits and (band < (1 + tariff) * (1 + 1e-9)).all() and (band > 1 - 1e-9).all()
    else:  # the level of prices in n is free: some level must fit
        fits = fits and band.max() / band.min() < (1 + tariff) * (1 + 1e-9)
    signs = {"import": 1, "export": -1, "none": 0}
    return fits and all(bought[i] * signs[r] > -1e-9 for i, r in enumerate(regimes) if signs[r])


def by_hand(shares, endowment, spending, tariff):
    for sectors in product(OPEN, OPEN):
        for regimes in product(TRADE, TRADE):
            start = np.zeros(14)
            start[4:8] = endowment.sum() / 4
            args = (shares, endowment, spending, tariff, sectors, regimes)
            found = root(residuals, start, args=args, tol=1e-13)
            if abs(found.fun).max() < 1e-9 and consistent(
                found.x, shares, tariff, sectors, regimes
            ):
                return found.x, sectors, regimes
    msg = "no pattern fits"
    raise AssertionError(msg)


CASES = [
    pytest.param(1, 0.0, 0.1, id="diversified"),
    pytest.param(2, 0.9, 0.05, id="specialised", marks=pytest.mark.slow),
    pytest.param(4, 0.5, 0.3, id="high tariff", marks=pytest.mark.slow),
    pytest.param(1, 0.0, 30.0, id="prohibitive", marks=pytest.mark.slow),
    pytest.param(6, 0.95, 0.5, id="specialised and protected", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("seed", "share", "tariff"), CASES)
def test_a_second_solution_by_hand(seed, share, tariff):
    w = random_world(seed)
    shift = moved(w, "labour", share) if share else []
    e = solved(w, endowments=shift, tariffs=[{"importer": "n", "set": tariff}])
    endowment = w.endowment.copy()
    endowment[1] += share * w.endowment[1, 1] * np.array([1, -1])
    x, sectors, regimes = by_hand(w.shares, endowment, w.spending, tariff)
    output, price = x[4:8].reshape(2, 2), np.exp(x[8:12]).reshape(2, 2)
    np.testing.assert_allclose(hat(e, "qo") * w.output, output, rtol=1e-7, atol=1e-6)
    imports = -hat(e, "net")[:, 0] * w.output.sum(0)[0]
    np.testing.assert_allclose(imports, x[12:14], rtol=1e-6, atol=1e-6, err_msg=f"{regimes}")
    real = np.exp(x[:4]).reshape(2, 2) / np.exp(w.spending @ np.log(price))
    ours = np.array([hat(e, "r"), hat(e, "w")]) / e.v("p_cons", "region").values
    np.testing.assert_allclose(ours, real, rtol=1e-8, err_msg=f"{sectors}")
