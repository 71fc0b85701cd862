"""Rule (M-5): barriers to migration at the benchmark."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from cge.benchmark import accounts
from cge.benchmark.read import load_benchmark
from cge.benchmark.schema import BELIEFS
from cge.benchmark.visa_prices import benchmark_visa_price, outsiders_price
from cge.benchmark.would_be import barred, barrier, stayers, totals, would_move
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


def price_by_hand(
    stock: float, wish: float, kept_out: float, unbarred: float, nu: float = 1.0
) -> float:
    """Of those who met no barrier some leave: the others are scaled to what is left of them."""
    return 1 - (stock / (stock + wish) * (1 - kept_out / unbarred)) ** (1 / nu)


def test_three_regions_by_hand():
    # nu = 1, LF = 100, 100 (300 admits nobody), mean wage = 7500 / 500 = 15 thousand.
    # pull = 100 (40/15 - 1) and 100 (20/15 - 1) million: five to one.  Stocks are 10 and 40
    # million.  100 million would move: 250/3 and 50/3, from each origin as its migrants today:
    # 100/3 from r1 (60 at home), 50 and 50/3 from r2 (300 at home).
    price = benchmark_visa_price(by_hand(), nu=1.0, belief=100e6).squeeze("skill")
    from_r1 = price_by_hand(4, 100 / 3, 100 / 3, 60)
    first, second = (price_by_hand(*x, 200 / 3, 300) for x in ((6, 50), (40, 50 / 3)))
    np.testing.assert_allclose(price[1, 0], from_r1, atol=1e-12)
    np.testing.assert_allclose(price[2], [first, second, 0], atol=1e-12)


def test_corridors_without_migrants_are_opened_at_the_mean_barrier_of_the_destination():
    price = benchmark_visa_price(by_hand(), nu=1.0, belief=100e6).squeeze("skill")
    assert float(price[0, 1]) == pytest.approx(float(price[2, 1]), rel=1e-12)


def test_where_work_pays_less_than_in_the_average_place_nobody_wants_to_go():
    bench = by_hand()
    bench["value_added"] = bench.value_added.copy(data=[[[4000.0, 1000.0, 2500.0]]])
    wish = would_move(bench, 40e6, nu=1.0).squeeze("skill").sum("origin")
    np.testing.assert_allclose(wish, [40e6, 0, 0], atol=1e-6)


def test_the_elasticity_turns_numbers_into_prices():
    # nu = 2: pull (8/3)^2 - 1 = 55/9 to (4/3)^2 - 1 = 7/9
    price = benchmark_visa_price(by_hand(), nu=2.0, belief=100e6).squeeze("skill")
    first, second = 0.6 * 100 * 55 / 62, 100 * 7 / 62
    expected = price_by_hand(6, first, first + second, 300, nu=2.0)
    np.testing.assert_allclose(price[2, 0], expected, atol=1e-12)


def test_free_movement_has_no_price_and_who_moves_freely_meets_no_barrier():
    bench = by_hand()
    free = bench.free_movement.copy()
    free.loc["r1", "r0"] = True
    bench["free_movement"] = free
    # 4 of the 10 million in the first moved freely: all 250/3 come from r2
    price = benchmark_visa_price(bench, nu=1.0, belief=100e6)
    assert price.sel(origin="r1", destination="r0").item() == 0
    first = price_by_hand(6, 250 / 3, 100, 300)
    second = price_by_hand(40, 50 / 3, 100, 300)
    np.testing.assert_allclose(price.squeeze("skill")[2], [first, second, 0], atol=1e-12)
    outside = outsiders_price(bench, price).sel(origin="r1", destination="r0")
    assert outside.item() == pytest.approx(first, rel=1e-12)


def frozen(bench: xr.Dataset, price: xr.DataArray, nu: float) -> xr.DataArray:
    """Where people live under free movement if no income changes: the logit of (M-1)."""
    odds = bench.workers / (1 - price) ** nu
    return odds / odds.sum("destination") * bench.workers.sum("destination")


@pytest.mark.parametrize("nu", [0.6, 0.7, 1.43, 5.0])
@pytest.mark.parametrize("belief", BELIEFS)
def test_free_movement_at_frozen_incomes_gives_the_surveyed_number_back(belief, nu):
    bench = load_benchmark("north_south")
    moved = frozen(bench, benchmark_visa_price(bench, nu, belief), nu) - bench.workers
    wish = bench.would_move.sel(belief=belief, drop=True).transpose(*moved.dims)
    here = barred(bench) > 0
    np.testing.assert_allclose(moved.where(here, 0.0), wish.where(here, 0.0), rtol=1e-9, atol=1e-3)


@pytest.mark.parametrize("name", ["north_south", "world"])
@pytest.mark.parametrize("belief", BELIEFS)
def test_barriers_of_shipped_benchmarks_are_neither_walls_nor_missing(name, belief):
    bench = load_benchmark(name)
    price = benchmark_visa_price(bench, float(bench.migration_elasticity), belief)
    known = price.where(barred(bench) > 0)
    rich = bench.member.sel(region_group="high_income").rename(region="destination")
    assert float(known.max()) <= 0.97
    assert float(known.where(rich).min()) >= 0.02
    assert float(known.min()) > 0, "a poor destination too has some who would come"


def test_beliefs_are_ordered_and_a_number_lies_between_them():
    bench = load_benchmark("north_south")
    low, central, high = (float(total) for total in totals(bench).sel(belief=list(BELIEFS)))
    assert low < central < high
    assert float(bench.would_be_migrants) == pytest.approx(central, rel=1e-12)
    xr.testing.assert_allclose(
        would_move(bench, central, 0.7), would_move(bench, "central", 0.7), rtol=1e-12
    )
    for number in (0.5 * low, 0.5 * (low + central), 0.3 * central + 0.7 * high, 4 * high):
        wish = would_move(bench, number, 0.7)
        assert float(wish.sum()) == pytest.approx(number, rel=1e-9)
        assert float(stayers(bench, wish).min()) > 0
        assert float(wish.min()) >= 0


def test_a_belief_without_a_table_is_refused():
    with pytest.raises(DataError, match="no table would_move"):
        would_move(by_hand(), "low", 0.7)


def test_more_who_would_move_than_there_are_is_refused():
    with pytest.raises(DataError, match="more workers would move from r1"):
        benchmark_visa_price(by_hand(), nu=0.7, belief=250e6)
    with pytest.raises(DataError, match="live where somebody would leave"):
        would_move(load_benchmark("north_south"), 5e9, 0.7)


def test_perfectly_elastic_supply_makes_movers_indifferent():
    bench = by_hand()
    price = benchmark_visa_price(bench, nu=np.inf).squeeze("skill")
    expected = [[0, 0, 0], [1 - 20 / 40, 0, 0], [1 - 5 / 40, 1 - 5 / 20, 0]]
    np.testing.assert_allclose(price, expected, atol=1e-12)


def test_a_price_level_twice_as_high_halves_the_attraction():
    bench = by_hand()
    bench["price_level"] = bench.price_level.copy(data=[2.0, 1.0, 1.0])
    # real wages 20, 20, 5: both pull alike
    more = would_move(bench, 100e6, nu=1.0).squeeze("skill").sum("origin")
    np.testing.assert_allclose(more, [50e6, 50e6, 0], atol=1.0)


def test_a_given_table_is_used_outside_free_movement():
    bench = random_economy(5, free_movement=True)
    cells = {"destination": bench.destination, "skill": bench.skill}
    bench["visa_price"] = xr.DataArray(np.full((3, 2), 0.3), cells, ("destination", "skill"))
    price = benchmark_visa_price(bench, nu=0.7, belief=1e12)
    xr.testing.assert_allclose(price, 0.3 * barrier(bench).broadcast_like(price))


def test_nothing_known_means_no_barrier():
    assert not benchmark_visa_price(random_economy(1), nu=0.7).any()


@settings(max_examples=6)
@given(economies(regions=3, migrants=True), st.floats(0.3, 5.0), st.floats(0.01, 0.2))
def test_wishes_add_up_and_prices_are_shares(bench, nu, part):
    number = part * float(barred(bench).sum())
    wish = would_move(bench, number, nu)
    attracts = accounts.native_wage(bench) / bench.price_level
    force = bench.workers.sum("origin").rename(destination="region")
    attracts = attracts > (attracts * force).sum("region") / force.sum("region")
    admits = barred(bench).sum("origin").rename(destination="region") > 0
    expected = number if bool((attracts & admits).any()) else 0.0
    assert float(wish.sum()) == pytest.approx(expected, rel=1e-9)
    price = benchmark_visa_price(bench, nu, number)
    assert ((price >= 0) & (price < 1)).all()
    assert not accounts.diagonal(price).any()
