"""What it costs to keep people out (E-1, E-2): barriers, help of the origin, freedom to move."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import xarray as xr

from cge.analysis.decomposition import decompose
from cge.benchmark.read import load_benchmark
from cge.errors import ScenarioError
from tests.model.equilibrium import equilibrium

SHARE, SAVING = 0.02, 0.3
RULE = {"to": "NORTH", "from": "SOUTH", "share": SHARE}
QUOTA = {
    "name": "q",
    "to": "NORTH",
    "from": "SOUTH",
    "instrument": "quota",
    "size": {"percent_of_labour_force": 3},
}


@cache
def solved(visa: str, *, watched: bool = True, saving: float = 0.0) -> xr.Dataset:
    clause: dict[str, Any] = QUOTA | {"instrument": visa}
    if visa == "free":
        clause.pop("size")
    return equilibrium(
        load_benchmark("north_south"),
        visas=[clause] if visa else [],
        enforcement=[RULE | {"saving": saving}] if watched else [],
    ).result


def cost(result: xr.Dataset, name: str = "enforcement_cost") -> float:
    return float(result[name].sel(region="NORTH"))


def test_todays_cost_is_part_of_public_consumption():
    result = solved("quota")
    bench = load_benchmark("north_south")
    spent = float(bench.final_demand.sel(use="government", region="NORTH").sum())
    assert cost(result, "enforcement_cost_base") == pytest.approx(SHARE * spent, rel=1e-12)
    assert float(result.enforcement_cost.sel(region="SOUTH")) == 0


def test_the_cost_follows_barriers_weighed_by_those_who_are_kept_out():
    result, nu = solved("quota"), float(load_benchmark("north_south").migration_elasticity)
    lane = {"origin": "SOUTH", "destination": "NORTH"}
    before, after = (
        -np.log1p(-result[name].sel(lane).values) for name in ("visa_price_base", "visa_price")
    )
    people = load_benchmark("north_south").workers.sel(lane).values * np.expm1(nu * before)
    ratio = (people * after / before).sum() / people.sum()
    price = float(result.government_spending.sel(region="NORTH", item="public_consumption"))
    whole = result.public_consumption.sel(region="NORTH")
    whole = float(whole) + ratio * cost(result, "enforcement_cost_base")
    expected = ratio * cost(result, "enforcement_cost_base") * price / whole
    assert cost(result) == pytest.approx(expected, rel=1e-9)
    assert ratio < 0.95


def test_a_given_number_costs_what_the_quota_of_that_number_costs():
    assert cost(solved("stock")) == pytest.approx(cost(solved("quota")), rel=1e-8)


def test_free_movement_saves_the_whole_cost():
    free, blind = solved("free"), solved("free", watched=False)
    saved = cost(free, "enforcement_cost_base")
    assert abs(cost(free)) < 1e-4 * saved
    gain = float(free.welfare_ev_world_ppp - blind.welfare_ev_world_ppp)
    worth = saved / float(load_benchmark("north_south").price_level.sel(region="NORTH"))
    # And more than that: what is saved makes the host richer, so that more people come and gain.
    assert 1 < gain / worth < 1.25
    assert float(free.new_migrants.sum()) > float(blind.new_migrants.sum())


def test_help_of_the_origin_is_worth_what_it_saves():
    """Without another policy: resources that kept people out serve somebody."""
    result = solved("", saving=SAVING)
    before = cost(result, "enforcement_cost_base")
    # A little more than that: what is saved makes the host richer, and more people want to come.
    assert 0 < cost(result) / ((1 - SAVING) * before) - 1 < 0.01
    level = float(load_benchmark("north_south").price_level.sel(region="NORTH"))
    assert float(result.welfare_ev_world_ppp) == pytest.approx(SAVING * before / level, rel=0.02)


def test_channels_of_gains_add_up_where_barriers_fall():
    case = equilibrium(
        load_benchmark("north_south"), visas=[QUOTA], enforcement=[RULE | {"saving": SAVING}]
    )
    found = decompose(case.solution, case.result)
    parts = found["welfare_decomposition"]
    assert float(abs(parts.sel(channel="residual")).max()) < 1e-3 * float(abs(parts).max())


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"enforcement": [RULE, RULE]}, "NORTH enforces here and in enforcement.0"),
        (
            {"enforcement": [RULE | {"from": "NORTH"}]},
            "NORTH has no corridor with migrants and a barrier today",
        ),
        (
            {
                "enforcement": [RULE],
                "visas": [QUOTA | {"instrument": "stock", "size": {"percent_of_current": -100}}],
            },
            "next to nobody of today's number from SOUTH may live in NORTH",
        ),
    ],
)
def test_what_has_no_cost_is_refused(keys: dict, expected: str):
    with pytest.raises(ScenarioError, match=expected):
        equilibrium(load_benchmark("north_south"), **keys)
