"""Numbers far out of scale are read aloud: what was read, not what may have been meant."""

from __future__ import annotations

from typing import Any

import pytest
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.paths import shipped
from cge.places import Problems
from cge.scenario.scale import out_of_scale
from cge.scenario.schema import Scenario


@pytest.fixture(scope="module")
def two() -> xr.Dataset:
    return load_benchmark(shipped("examples") / "two_regions" / "benchmark")


def said(bench: xr.Dataset, **keys: Any) -> list[str]:
    scenario = Scenario.model_validate({"name": "x", **keys})
    return out_of_scale(scenario, bench, Problems(scenario.places))


def quota(**size: float) -> list[dict[str, Any]]:
    return [{"name": "v", "to": "north", "instrument": "quota", "size": size}]


def levy(amount: float) -> list[dict[str, Any]]:
    return [{"name": "l", "base": "head", "amount": amount, "to": "north"}]


def fee(usd: float) -> list[dict[str, Any]]:
    return [{"name": "v", "to": "north", "instrument": "fee", "fee": {"usd": usd}}]


TARIFF = {"importer": "north", "exporter": "south"}
OUT: list[tuple[dict[str, Any], str]] = [
    ({"tariffs": [TARIFF | {"set": 25}]}, "tariffs.0.set (scenario): 25 is read as a rate of 2"),
    ({"tariffs": [TARIFF | {"add": 5}]}, "5 is read as a rate of 500%; 0.05 is 5%"),
    ({"visas": quota(percent_of_labour_force=0.03)}, "0.03 percent of the labour force; 3 is"),
    ({"visas": quota(percent_of_population=0.005)}, "0.005 percent of the population"),
    ({"visas": quota(percent_of_natives=0.5)}, "visas.0.size.percent_of_natives"),
    (
        {"visas": [quota(percent_of_current=1.1)[0] | {"measure": "total"}]},
        "1.1 percent of today's number",
    ),
    ({"visas": fee(0.3)}, "visas.0.fee.usd (scenario): 0.3 is read as 0.3 USD per worker and year"),
    ({"visas": fee(3e6)}, "times of the wage there"),
    ({"levies": levy(5)}, "levies.0.amount"),
    ({"levies": levy(1e6)}, "levies.0.amount"),
    (
        {"productivity": [{"region": "north", "scale": 110}]},
        "110 is read as 110 times today's; 1.1 is 110% of it",
    ),
    ({"endowments": [{"factor": "capital", "region": "north", "scale": 0.05}]}, "0.05 times"),
    ({"remittances": {"shares": [{"scale": 50}]}}, "50 is read as 50 times today's share"),
    ({"parameters": {"esubnm": 900.0}}, "the benchmark has 20"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "words"), OUT, ids=[words[:24] for _, words in OUT])
def test_what_is_out_of_scale_is_read_aloud(
    two: xr.Dataset, keys: dict[str, Any], words: str
) -> None:
    assert any(words in line for line in said(two, **keys)), said(two, **keys)


IN_SCALE: list[dict[str, Any]] = [
    {"tariffs": [TARIFF | {"set": 0.25}, TARIFF | {"add": 1.0}]},
    {"visas": quota(percent_of_labour_force=3)},
    {"visas": quota(percent_of_current=10)},
    {"visas": fee(5000)},
    {"levies": levy(1000)},
    {"parameters": {"esubnm": float("inf"), "migration_elasticity": 2.0, "brain_drain": 0.1}},
    {"productivity": [{"region": "north", "scale": 2}]},
]


@pytest.mark.parametrize("keys", IN_SCALE, ids=str)
def test_what_is_in_scale_is_not(two: xr.Dataset, keys: dict[str, Any]) -> None:
    assert said(two, **keys) == []


@pytest.mark.parametrize("factor", [1e-6, 1e-3, 1e6])
def test_wages_of_people_counted_in_millions_are_read_aloud(two: xr.Dataset, factor: float) -> None:
    odd = two.assign(workers=two.workers * factor)
    found = [line for line in said(odd) if "mean wage" in line]
    assert len(found) == two.sizes["region"]
    assert "USD a year" in found[0]


def test_no_shipped_scenario_is_out_of_scale() -> None:
    """The shipped files mean what they say: whoever reads a caution has made a slip of his own."""
    from cge.scenario.load import load_scenario
    from cge.scenario.shipped import shipped_scenarios

    world = load_benchmark("world")
    for name in shipped_scenarios():
        scenario = load_scenario(name)
        assert out_of_scale(scenario, world, Problems(scenario.places)) == [], name
