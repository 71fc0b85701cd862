"""What a benchmark leaves out is told: who would come, and what money buys where."""

from __future__ import annotations

import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.scenario.resolve import baseline, resolve
from cge.scenario.schema import Scenario

QUOTA = {
    "name": "q",
    "visas": [
        {"name": "more", "to": "NORTH", "from": ["MIDDLE", "SOUTH"], "instrument": "quota",
         "size": {"percent_of_labour_force": 3}},
    ],
}  # fmt: skip


def cautions(bench: xr.Dataset, scenario: dict | None = None) -> str:
    if scenario is None:
        return baseline(bench).meta["cautions"]
    return resolve(Scenario.model_validate(scenario), bench).meta["cautions"]


def test_a_benchmark_that_says_who_would_come_and_what_money_buys_needs_no_caution():
    bench = load_benchmark("north_south")
    for scenario in (None, QUOTA):
        assert "price_level" not in cautions(bench, scenario)
        assert "would_be_migrants" not in cautions(bench, scenario)


def test_without_would_be_migrants_a_quota_stays_empty_and_says_so():
    bench = load_benchmark("north_south").drop_vars(["would_move", "would_be_migrants"])
    for scenario in (None, QUOTA):
        assert "nobody is kept out today" in cautions(bench, scenario)
    given = QUOTA | {"parameters": {"would_be_migrants": 60e6}}
    assert "nobody is kept out today" not in cautions(bench, given)
    table = xr.DataArray(0.3, coords={"destination": bench.destination, "skill": bench.skill},
                         dims=("destination", "skill"))  # fmt: skip
    assert "nobody is kept out today" not in cautions(bench.assign(visa_price=table), QUOTA)


def test_without_price_levels_international_dollars_are_market_dollars_and_it_says_so():
    bench = load_benchmark("north_south")
    bench = bench.assign(price_level=xr.ones_like(bench.price_level))
    for scenario in (None, QUOTA):
        assert "price_level is 1 in every region" in cautions(bench, scenario)


def test_beliefs_decide_nothing_where_all_have_the_same_tastes():
    bench = load_benchmark("north_south")
    textbook = {"migration_elasticity": float("inf"), "would_be_migrants": "low"}
    found = cautions(bench, QUOTA | {"parameters": textbook})
    assert "would_be_migrants (scenario): changes nothing" in found
    alone = {"migration_elasticity": 0.7, "would_be_migrants": "low"}
    assert "would_be_migrants" not in cautions(bench, QUOTA | {"parameters": alone})
