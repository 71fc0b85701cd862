"""Capital goes where its return after tax is highest, whatever tax moves (K-1, K-3)."""

from __future__ import annotations

from functools import cache

import pytest
import xarray as xr

from cge.benchmark import accounts
from tests.economies import random_economy
from tests.model.equilibrium import Equilibrium, equilibrium, everywhere, meaning, solved

BENCH = random_economy(3, zeros=False, foreign_ownership=True)
MORE = [everywhere(BENCH, instrument="stock", size={"percent_of_current": 20.0})]


@cache
def after(cause: str, capital: str) -> Equilibrium:
    """Migration with a budget balanced by income taxes, or a higher tax on the capital of one."""
    if cause == "budget":
        return equilibrium(BENCH, closure={"fiscal": "income_tax", "capital": capital}, visas=MORE)
    tax = BENCH.income_tax.copy()
    tax.loc[{"factor": "capital", "region": "r0"}] += 0.1
    settings = meaning(BENCH, closure={"capital": capital})
    values = dict(settings.values) | {"income_tax": tax}
    return solved(BENCH, meaning(BENCH, closure={"capital": capital}, change={"values": values}))


CAUSES = ["budget", "higher tax"]


def net(e: Equilibrium, base: bool = False) -> xr.DataArray:
    """Share of its income that capital keeps after tax (region)."""
    rate = e.solution.array("tax", "factor", "region", base=base).sel(factor="capital", drop=True)
    return 1 - rate - e.solution.array("tax_shift", "region", base=base)


def of_capital(e: Equilibrium, name: str) -> xr.DataArray:
    return e.v(name, "factor", "region").sel(factor="capital", drop=True)


@pytest.mark.parametrize("cause", CAUSES)
def test_mobile_capital_earns_the_same_after_tax_everywhere(cause):
    e = after(cause, "mobile")
    rental = of_capital(e, "pf")
    kept = rental * net(e) / net(e, base=True)
    assert float(kept.max() - kept.min()) < 1e-10
    assert float(rental.max() - rental.min()) > 1e-3, "taxes keep rentals before tax apart"


@pytest.mark.parametrize("cause", CAUSES)
def test_steady_capital_earns_its_price_after_tax(cause):
    e = after(cause, "steady")
    rental, price = of_capital(e, "pf"), e.v("p_inv", "region")
    assert float(abs(rental * net(e) / net(e, base=True) / price - 1).max()) < 1e-10
    assert float(abs(rental / price - 1).max()) > 1e-3


@pytest.mark.parametrize("cause", CAUSES)
def test_owners_of_mobile_capital_bear_its_taxes_once(cause):
    """They share what all capital earns after tax, each by what was his before."""
    e = after(cause, "mobile")
    share = e.v("prop", "region")
    assert float(share.max() - share.min()) < 1e-10, "wherever their capital was"
    owned = accounts.property_income(BENCH)
    income = accounts.factor_income(BENCH).sel(factor="capital", drop=True)
    earned = income * of_capital(e, "pf") * of_capital(e, "qe") * net(e)
    assert float((owned * share).sum()) == pytest.approx(float(earned.sum()), rel=1e-10)


@pytest.mark.parametrize("capital", ["mobile", "steady"])
def test_a_tax_drives_capital_out(capital):
    stock = of_capital(after("higher tax", capital), "qe")
    assert float(stock.sel(region="r0")) < 0.97
