"""Rule (M-5): barriers to migration at the benchmark."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from cge.benchmark import accounts
from cge.benchmark.visa_prices import benchmark_visa_price, would_be_stock
from cge.errors import DataError
from tests.economies import economies, random_economy


def by_hand() -> xr.Dataset:
    """Three regions, one skill, no taxes; wages 40, 20, 5 [10^3 USD]; only the first two admit."""
    bench = random_economy(
        2,
        skills=1,
        sectors=1,
        nonlabour=0,
        intermediates=False,
        taxes=False,
        trade=False,
        government=False,
        remittances=False,
        zeros=False,
    )
    workers = np.array([[90e6, 0, 0], [4e6, 60e6, 0], [6e6, 40e6, 300e6]])
    bench["workers"] = bench.workers.copy(data=workers[:, :, None])
    bench["efficiency"] = xr.ones_like(bench.efficiency)
    bench["value_added"] = bench.value_added.copy(data=[[[4000.0, 2000.0, 1500.0]]])
    bench["price_level"] = bench.price_level.copy(data=[1.0, 1.0, 1.0])
    return bench


def test_three_regions_by_hand():
    # nu = 1, LF = 100, 100 (300 admits nobody), mean wage = 7500 / 500 = 15 thousand.
    # pull = 100 (40/15 - 1) and 100 (20/15 - 1) million: five to one.  Stocks are 10 and 40
    # million.  150 million would be abroad, 50 are: 100 more, 250/3 and 50/3.
    price = benchmark_visa_price(by_hand(), nu=1.0, would_be=150e6).squeeze("skill")
    first, second = 1 - 10 / (10 + 250 / 3), 1 - 40 / (40 + 50 / 3)
    expected = [[0, second, 0], [first, 0, 0], [first, second, 0]]
    np.testing.assert_allclose(price, expected, atol=1e-12)


def test_where_work_pays_less_than_in_the_average_place_nobody_is_kept_out():
    bench = by_hand()
    bench["value_added"] = bench.value_added.copy(data=[[[4000.0, 1000.0, 2500.0]]])
    price = benchmark_visa_price(bench, nu=1.0, would_be=90e6).squeeze("skill")
    np.testing.assert_allclose(price[2], [1 - 10 / 50, 0, 0], atol=1e-12)


def test_the_elasticity_turns_numbers_into_prices():
    # nu = 2: pull (8/3)^2 - 1 = 55/9 to (4/3)^2 - 1 = 7/9
    price = benchmark_visa_price(by_hand(), nu=2.0, would_be=150e6).squeeze("skill")
    np.testing.assert_allclose(price[2, 0], 1 - (10 / (10 + 100 * 55 / 62)) ** 0.5, atol=1e-12)


def test_free_movement_has_no_price_and_its_movers_count_as_would_be_migrants():
    bench = by_hand()
    free = bench.free_movement.copy()
    free.loc["r1", "r0"] = True
    bench["free_movement"] = free
    # 4 of the 10 million in the first moved freely: 6 need a visa; 100 more, five to one
    price = benchmark_visa_price(bench, nu=1.0, would_be=150e6).squeeze("skill")
    assert price.sel(origin="r1", destination="r0") == 0
    first, second = 1 - 6 / (6 + 250 / 3), 1 - 40 / (40 + 50 / 3)
    np.testing.assert_allclose(price[2], [first, second, 0], atol=1e-12)


def test_perfectly_elastic_supply_makes_movers_indifferent():
    bench = by_hand()
    price = benchmark_visa_price(bench, nu=np.inf).squeeze("skill")
    expected = [[0, 0, 0], [1 - 20 / 40, 0, 0], [1 - 5 / 40, 1 - 5 / 20, 0]]
    np.testing.assert_allclose(price, expected, atol=1e-12)


def test_a_price_level_twice_as_high_halves_the_attraction():
    bench = by_hand()
    bench["price_level"] = bench.price_level.copy(data=[2.0, 1.0, 1.0])
    # real wages 20, 20, 5: both pull alike
    more = would_be_stock(bench, nu=1.0, would_be=150e6).squeeze("skill") - [10e6, 40e6, 0]
    np.testing.assert_allclose(more, [50e6, 50e6, 0], atol=1.0)


def test_a_given_table_is_used_outside_free_movement():
    bench = random_economy(5, free_movement=True)
    cells = {"destination": bench.destination, "skill": bench.skill}
    bench["visa_price"] = xr.DataArray(np.full((3, 2), 0.3), cells, ("destination", "skill"))
    price = benchmark_visa_price(bench, nu=0.7, would_be=1e12)
    xr.testing.assert_allclose(price, xr.where(needed(bench), 0.3, 0.0).broadcast_like(price))


def test_nothing_known_means_no_barrier():
    assert not benchmark_visa_price(random_economy(1), nu=0.7).any()


def test_fewer_would_be_migrants_than_migrants_contradict_each_other():
    with pytest.raises(DataError, match="live outside their region of birth already"):
        benchmark_visa_price(by_hand(), nu=0.7, would_be=49e6)


def needed(bench: xr.Dataset) -> xr.DataArray:
    """Corridors that need a visa (origin, destination)."""
    return ~bench.free_movement & (bench.origin != bench.destination)


@settings(max_examples=6)
@given(
    economies(regions=3, migrants=True),
    st.floats(0.3, 5.0),
    st.floats(1.01, 10.0),
)
def test_would_be_stocks_add_up_and_prices_are_shares(bench, nu, multiple):
    abroad = float(accounts.off_diagonal(bench.workers).sum())
    stock = would_be_stock(bench, nu, multiple * abroad)
    free = float(bench.workers.where(bench.free_movement, 0).sum())
    attracts = accounts.native_wage(bench) / bench.price_level
    force = bench.workers.sum("origin").rename(destination="region")
    attracts = attracts > (attracts * force).sum("region") / force.sum("region")
    admits = (bench.workers * needed(bench)).sum("origin").rename(destination="region") > 0
    kept_out = multiple * abroad if bool((attracts & admits).any()) else abroad
    assert float(stock.sum()) + free == pytest.approx(kept_out, rel=1e-9)
    price = benchmark_visa_price(bench, nu, multiple * abroad)
    assert ((price >= 0) & (price < 1)).all()
    assert not accounts.diagonal(price).any()
