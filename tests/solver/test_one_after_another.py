"""What was solved before leaves nothing behind in the next answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import xarray as xr

import cge
from cge.benchmark.read import load_benchmark
from cge.model.declare import Declared, Param
from cge.paths import shipped
from tests.marks import rest_slow

SHOCK = {"name": "x", "productivity": [{"region": "north", "scale": 1.01}]}


@pytest.fixture(scope="module")
def bench() -> xr.Dataset:
    return load_benchmark(shipped("examples") / "two_regions" / "benchmark")


def alone(bench: xr.Dataset, scenario: dict[str, Any]) -> xr.Dataset:
    """Solved in a thread of its own, which has compiled nothing."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(cge.solve, bench, scenario).result()


def after_another(bench: xr.Dataset, scenario: dict[str, Any], other: xr.Dataset) -> xr.Dataset:
    def both() -> xr.Dataset:
        cge.solve(other, SHOCK)
        return cge.solve(bench, scenario)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(both).result()


@pytest.mark.solver
@pytest.mark.parametrize(
    "parameters", rest_slow([{"congestion": 0.9, "esubhh": 0.5}, {"esubd": 4.0}]), ids=str
)
def test_elasticities_are_those_of_the_scenario_that_is_solved(bench, parameters):
    scenario = SHOCK | {"parameters": parameters}
    xr.testing.assert_equal(alone(bench, scenario), after_another(bench, scenario, bench))


@pytest.mark.solver
def test_the_benchmark_is_the_one_that_is_given(bench):
    money = ["value_added", "intermediate", "output_tax", "final_demand", "trade", "remittances"]
    twice = bench.assign({name: 2 * bench[name] for name in money})
    result = after_another(twice, SHOCK, bench)
    xr.testing.assert_allclose(result.gdp, 2 * cge.solve(bench, SHOCK).gdp)
    xr.testing.assert_equal(result, alone(twice, SHOCK))


def test_keys_of_an_index_without_name_are_part_of_the_structure() -> None:
    """As many cells at other keys are another structure: their numbers would be read wrongly."""

    def declared(*keys: str) -> tuple[Any, ...]:
        m = Declared("x")
        m.a = Param(keys, initialize=1.0)
        return tuple(m.signature())

    assert declared("r1", "r2") == declared("r1", "r2")
    assert declared("r1", "r2") != declared("r1", "r3")
