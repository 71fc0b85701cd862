"""Answers that can be worked out by hand, or were published."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from scipy.optimize import brentq

from cge.benchmark.complete import complete
from cge.benchmark.problems import Problems
from cge.benchmark.schema import TABLES
from cge.benchmark.sets import Sets
from tests.economies import random_economy
from tests.model.equilibrium import assert_close, equilibrium, everywhere, example

HOMOGENEOUS = {"trade": "homogeneous"}
OFF = 1 - np.eye(2)


def one_good(
    *, labour_share: float = 0.6, gdp: tuple[float, float] = (1000.0, 100.0), abroad: float = 1e-3,
    would_be: float | None = None, **elasticities: float,
) -> xr.Dataset:  # fmt: skip
    """North and South make one good; a few from the South live in the North."""
    sets = Sets(
        name="one good", description="closed form", base_year=2017,
        regions={"N": "North", "S": "South"}, sectors={"good": "Good"}, factors=["capital"],
        skills=["labour"], groups={}, free_movement={},
        remittance_sector="good",
    )  # fmt: skip
    made = np.array(gdp)
    workers = np.array([[100e6, 0.0], [abroad * 100e6, 80e6]])[:, :, None]
    given = {
        "value_added": np.array([1 - labour_share, labour_share])[:, None, None] * made,
        "final_demand": np.array([1.0, 0, 0])[:, None, None] * made,
        "workers": workers,
        "catch_up": np.array(1.0),
    }
    if would_be is not None:
        given["would_be_migrants"] = np.array(would_be)
    values = {
        "esubva": 1.0,
        "esubd": 2.0,
        "esubsk": 1.0,
        "esubnm": np.inf,
        "migration_elasticity": 1.0,
    }
    given |= {
        n: sets.full(TABLES[n].dims, 1.0).values * v for n, v in (values | elasticities).items()
    }
    arrays = {
        n: xr.DataArray(v, sets.coords(TABLES[n].dims), TABLES[n].dims) for n, v in given.items()
    }
    return complete(arrays, sets, sets.free_pairs(), Problems("one good"), "one good")


def arrivals(bench: xr.Dataset, workers: float) -> dict:
    clause = {
        "name": "in",
        "to": "N",
        "from": "S",
        "instrument": "stock",
        "size": {"workers": workers},
    }
    return {"closure": HOMOGENEOUS, "visas": [clause]}


@pytest.mark.slow
@pytest.mark.parametrize("sigma", [0.5, 2.0])
def test_the_immigration_surplus_is_half_s_e_m_squared(sigma):
    s, error = 0.6, []
    for m in (0.02, 0.01):
        bench = one_good(labour_share=s, abroad=1e-9, esubva=sigma)
        gain = equilibrium(bench, **arrivals(bench, m * 100e6)).result.welfare_ev
        surplus = float(gain.sel(group="natives", region="N").sum()) / 1000
        e = (1 - s) / sigma  # elasticity of the wage to labour
        error.append(abs(surplus / (0.5 * s * e * m**2) - 1))
    assert error[0] < 0.06, f"surplus off by {error[0]:.1%} at m = 2%"
    assert error[1] / error[0] == pytest.approx(0.5, abs=0.05), "the formula holds to second order"


def test_natives_of_a_cobb_douglas_economy_gain_the_exact_surplus():
    s, m = 0.6, 0.2
    bench = one_good(labour_share=s, abroad=1e-7)
    result = equilibrium(bench, **arrivals(bench, m * 100e6)).result
    output = 1000 * (1 + m) ** s
    exact = output - s * output * m / (1 + m) - 1000  # output less the wages of those who came
    natives = float(result.welfare_ev.sel(group="natives", region="N").sum())
    assert natives == pytest.approx(exact, rel=2e-6)
    assert float(result.gdp_real.sel(region="N")) == pytest.approx(output, rel=2e-6)
    stayers = 1 - 0.25  # of 80 million, 20 million left
    assert float(result.gdp_real.sel(region="S")) == pytest.approx(100 * stayers**s, rel=2e-6)
    # Of the capital of the South those who left keep their part at home, at the new rental.
    first = float(bench.mover_wealth.item())
    part = first * 0.25 + (1 - first) * 0.25**2
    kept = part * (1 - s) * 100 * stayers**s
    movers = s * output * m / (1 + m) + kept - 0.25 * s * 100 - part * (1 - s) * 100
    got = float(result.income_change.sel(group="new_migrants", region="N").sum())
    assert got == pytest.approx(movers, rel=2e-6)


@pytest.mark.parametrize("nu", [0.7, pytest.param(3.0, marks=pytest.mark.slow)])
def test_free_movement_in_two_cobb_douglas_regions_by_one_equation(nu):
    s = 0.6
    bench = one_good(labour_share=s, abroad=0.05, would_be=15e6, migration_elasticity=nu)
    clause = {"name": "open", "to": "N", "from": "S", "instrument": "free"}
    result = equilibrium(bench, closure=HOMOGENEOUS, visas=[clause]).result
    north, south, here, born = 100e6, 80e6, 5e6, 85e6
    kept = here / (here + 15e6) * (1 - 15e6 / south)  # M-5, one destination pays above the mean
    barrier = 1 - kept ** (1 / nu)

    def excess(number: float) -> float:
        w_north = ((north + number) / (north + here)) ** (s - 1)
        w_south = ((born - number) / south) ** (s - 1)
        pull = w_north / ((1 - barrier) * w_south)
        return np.log(number / here * south / (born - number)) - nu * np.log(pull)

    exact = brentq(excess, here / 10, born * (1 - 1e-9), xtol=1e-3, rtol=1e-14)
    got = float(result.workers.sel(origin="S", destination="N").sum())
    assert got == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("sigma", [2.0, pytest.param(20.0, marks=pytest.mark.slow), np.inf])
def test_relative_wages_of_migrants_follow_relative_numbers(sigma):
    bench = random_economy(5, zeros=False, elasticities={"esubnm": sigma})
    clause = everywhere(bench, instrument="stock", size={"percent_of_current": 40}, catch_up=1.0)
    result = equilibrium(bench, visas=[clause]).result
    there = bench.workers.where(bench.origin != bench.destination, 0.0)
    new = there * 0.4
    real = bench.value_added.sum("sector").sel(factor=bench.skill.values).rename(factor="skill")
    natives = bench.workers.where(bench.origin == bench.destination, 0.0).sum("origin")
    before = (there * bench.efficiency).sum("origin")
    unit = (real.rename(region="destination") / (natives + before)).transpose(
        "destination", "skill"
    )
    assert float(unit.min()) > 0
    migrants = before + new.sum("origin")  # catch_up 1: whoever arrives does a whole worker's work
    stay = natives - new.sum("destination").rename(origin="destination")
    numbers = np.log(migrants / before) - np.log(stay / natives)
    wages = np.log(result.wage / result.wage_base)
    relative = wages.sel(nativity="migrant", drop=True) - wages.sel(nativity="native", drop=True)
    assert_close((relative + numbers / sigma).rename("gap"), 0.0, 1e-8, 1.0)


@pytest.mark.slow
@pytest.mark.parametrize(
    "scenario", ["full_mobility", "full_mobility_adjusted", "ten_percent_adjusted"]
)
def test_opening_labour_markets_gains_as_much_for_people_as_in_gdp(scenario):
    """How much is in the published cases: ``cge verify moses_letnes``."""
    result = example("moses_letnes", scenario).result
    gain = float((result.gdp_real - result.gdp_base).sum())
    assert float(result.welfare_ev_world) == pytest.approx(gain, rel=1e-8)


def test_a_quota_of_the_two_regions_fills_where_wages_differ_most():
    result = example("two_regions", "quota_10pct").result.sel(origin="south", destination="north")
    low, high = result.sel(skill="low"), result.sel(skill="high")
    assert float(low.new_migrants) == pytest.approx(5e6, rel=1e-8)
    assert bool(low.quota_binding)
    assert 0.4 < float(low.visa_price) < float(low.visa_price_base)
    assert float(high.new_migrants) < 5.1e6
    assert not bool(high.quota_binding)
    assert float(high.visa_price) == pytest.approx(0.0, abs=1e-9)
    gain = example("two_regions", "quota_10pct").result.welfare_ev.sum("skill")
    assert float(gain.sel(group="new_migrants", region="north")) > 0
    assert float(gain.sel(group="established_migrants", region="north")) < 0


def test_cheaper_remittances_give_the_poor_what_banks_lose():
    result = example("two_regions", "cheap_remittances").result
    arrived = float(result.remittances.sum() - result.remittances_base.sum())
    assert arrived == pytest.approx(1.5, rel=0.02)
    assert float(result.welfare_ev.sel(group="remaining_behind").sum()) > 1.2
