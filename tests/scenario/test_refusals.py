"""What has no equilibrium is refused before it is solved, with the reason and what is allowed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.errors import ScenarioError
from cge.paths import shipped
from cge.scenario import productive
from cge.scenario.refusals import RULES
from cge.scenario.resolve import resolve
from cge.scenario.schema import Scenario


@pytest.fixture(scope="module")
def three() -> xr.Dataset:
    return load_benchmark("north_south")


@pytest.fixture(scope="module")
def two() -> xr.Dataset:
    return load_benchmark(shipped("examples") / "two_regions" / "benchmark")


def read(bench: xr.Dataset, **keys: Any) -> None:
    resolve(Scenario.model_validate({"name": "x", **keys}), bench)


def refused(bench: xr.Dataset, **keys: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        read(bench, **keys)
    assert "allowed: " in str(caught.value)
    return str(caught.value)


# ------------------------------------------------------------------------------ productivity


@pytest.mark.parametrize(
    "clause",
    [
        {"region": "MIDDLE", "sector": ["agriculture", "industry"], "scale": 0.5},
        {"region": "NORTH", "scale": 0.5},
        {"region": ["MIDDLE", "SOUTH"], "scale": 0.4},
    ],
    ids=str,
)
def test_productivity_that_leaves_no_surplus_is_refused(
    three: xr.Dataset, clause: dict[str, Any]
) -> None:
    said = refused(three, productivity=[clause])
    assert "productivity.0: at this productivity" in said
    assert "spectral radius" in said


@pytest.mark.parametrize("scale", [0.6, 0.9, 1.5])
def test_productivity_that_leaves_one_is_not(three: xr.Dataset, scale: float) -> None:
    """At 0.6 the radius is 0.97 and an equilibrium is found (inv 3.5% of the benchmark's)."""
    clause = {"region": "MIDDLE", "sector": ["agriculture", "industry"], "scale": scale}
    read(three, productivity=[clause])


def test_substitution_of_inputs_or_homogeneous_goods_are_left_to_the_solver(
    three: xr.Dataset,
) -> None:
    half = [{"region": "MIDDLE", "scale": 0.5}]
    read(three, productivity=half, parameters={"esubt": 0.5})
    read(three, productivity=half, closure={"trade": "homogeneous"})


def test_a_closed_region_stands_or_falls_with_the_spectral_radius(three: xr.Dataset) -> None:
    """Hawkins and Simon: without trade, prices that cover costs exist below 1 and not above."""
    alone = three.assign(trade=three.trade * 0)
    region = productive.region(alone, {}, "MIDDLE")
    today = region.radius(np.ones(3))
    for share, works in ((1.02, True), (0.98, False)):
        level = np.full(3, today * share)
        assert (region.radius(level) < 1) == works
        assert (region.employed_at_zero_wages(level) >= 1) == works


def test_prices_at_zero_wages_cover_the_cost_of_inputs(three: xr.Dataset) -> None:
    region = productive.region(three, {}, "MIDDLE")
    level = np.array([0.5, 0.5, 1.0])
    price = region.price_at_zero_wages(level)
    assert price == pytest.approx(region.composite(price) @ region.inputs / level, rel=1e-9)
    assert (price > 0).all()


# ------------------------------------------------------------------------------ proportions

RIGID = {"esubva": 0.0}


def test_fixed_proportions_do_not_employ_any_endowment(three: xr.Dataset) -> None:
    for scale in (0.5, 3.0):
        more = [{"factor": "capital", "region": "MIDDLE", "scale": scale}]
        said = refused(three, parameters=RIGID, endowments=more)
        assert "endowments.0: sectors of MIDDLE use their factors in fixed proportions" in said
        read(three, endowments=more)  # where factors replace each other
    both = [{"factor": "all", "region": "MIDDLE", "scale": 2}]
    read(three, parameters=RIGID, endowments=both)  # together they grow


def test_one_sector_that_substitutes_employs_what_others_leave(three: xr.Dataset) -> None:
    more = [{"factor": "capital", "region": "MIDDLE", "scale": 3.0}]
    mixed = {"esubva": {"agriculture": 0.0, "industry": 0.0, "services": 1.0}}
    read(three, parameters=mixed, endowments=more)


def test_capital_that_adjusts_needs_no_proportion(three: xr.Dataset) -> None:
    less = [{"factor": "capital", "region": "MIDDLE", "scale": 0.5}]
    read(three, parameters=RIGID, endowments=less, closure={"capital": "mobile"})


# ------------------------------------------------------------------------------ movers


def test_services_that_nobody_sells_cannot_be_bought(three: xr.Dataset) -> None:
    silent = three.copy(deep=True)
    silent.attrs["remittance_sector"] = "services"
    for name in ("intermediate", "trade", "value_added", "output_tax", "final_demand"):
        for dim in ("sector", "sector_in"):
            if dim in silent[name].dims:
                silent[name] = silent[name].where(silent[dim] != "services", 0.0)
    fee = {"name": "v", "to": "NORTH", "instrument": "fee", "fee": {"share": 0.1}}
    assert "visas.0.dissipated" in refused(silent, visas=[fee | {"dissipated": 0.5}])
    way = {"name": "w", "to": "NORTH", "share": 0.1, "price": 0.2, "discount": 0.2}
    assert "irregular.0.price: what smugglers take" in refused(silent, irregular=[way])
    one = {"percent_of_labour_force": 1}
    sponsors = {"name": "v", "to": "NORTH", "instrument": "sponsorship", "size": one}
    sponsors |= {"supply": {"mean": 100, "cost": 50}}
    assert "visas.0.supply.cost: the cost of hosting" in refused(silent, visas=[sponsors])
    read(silent, visas=[fee])


def test_people_cannot_be_sent_to_pay_more_than_they_earn(three: xr.Dataset) -> None:
    levy = {"name": "l", "base": "head", "amount": 60000, "to": "NORTH"}
    ten = {"name": "v", "to": "NORTH", "instrument": "stock", "size": {"percent_of_current": 10}}
    for amount in (30000, 60000):  # newcomers of low skill from SOUTH have 19,185 USD
        said = refused(three, visas=[ten], levies=[levy | {"amount": amount}])
        assert f"would pay {amount:,} USD of an income of 26,619 USD" in said
    read(three, visas=[ten], levies=[levy | {"amount": 5000}])
    quota = ten | {"instrument": "quota"}
    read(three, visas=[quota], levies=[levy])  # nobody comes: an equilibrium
    rich = [{"region": "NORTH", "scale": 5}]
    read(three, visas=[ten], levies=[levy], productivity=rich)  # incomes are not known beforehand


@pytest.mark.parametrize("number", [1e-6, 1e-9])
def test_a_barrier_that_rounds_to_the_whole_income_is_refused(
    two: xr.Dataset, number: float
) -> None:
    dust = two.copy(deep=True)
    dust["workers"].loc[{"origin": "south", "destination": "north", "skill": "high"}] = number
    quota = {
        "name": "q",
        "to": "north",
        "instrument": "quota",
        "size": {"percent_of_labour_force": 10},
    }
    said = refused(dust, visas=[quota])
    assert f"{number:g} workers of skill high from south in north" in said
    read(dust)  # nobody decides there


def test_every_rule_says_what_it_is_about() -> None:
    assert all(rule.__doc__ for rule in RULES)
