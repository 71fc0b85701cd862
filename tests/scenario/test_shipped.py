"""The scenarios that come with the package make sense on their benchmark."""

from __future__ import annotations

from functools import lru_cache

import pytest
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.scenario.load import benchmark_of, load_scenario, read_source
from cge.scenario.resolve import resolve
from cge.scenario.settings import Settings
from cge.scenario.shipped import shipped_scenarios


@lru_cache(maxsize=1)
def world() -> xr.Dataset:
    return load_benchmark("world")


def resolved(name: str) -> Settings:
    return resolve(load_scenario(name, bench=world()), world())


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_scenario_has_a_description_and_resolves(name: str) -> None:
    scenario = load_scenario(name, bench=world())
    assert scenario.name == name
    assert benchmark_of(read_source(name)) == "world", "runs by its name alone"
    assert scenario.description
    assert scenario.sources or name == "baseline"
    resolve(scenario, world())


def test_quotas_are_three_percent_of_the_labour_force() -> None:
    bench = world()
    rich = bench.region.values[bench.member.sel(region_group="high_income").values]
    force = float(bench.workers.sum("origin").sel(destination=rich).sum())
    caps = resolved("quota_3pct").caps
    assert sum(cap.limit - cap.today for cap in caps) == pytest.approx(0.03 * force)
    numbers = resolved("worldbank_3pct").stock - bench.workers
    assert float(numbers.sum()) == pytest.approx(0.03 * force)
    parts = resolved("quota_3pct_low").caps + resolved("quota_3pct_high").caps
    assert sum(cap.limit for cap in parts) == pytest.approx(sum(cap.limit for cap in caps))


def test_undoing_free_movement_takes_all_of_europe() -> None:
    bench, settings = world(), resolved("eu_free_movement_undone")
    europe = settings.regime == "price"
    members = bench.region.values[europe.any(["destination", "skill"]).values]
    assert {"DEU", "POL", "EUE", "EFT"} <= set(members)
    assert "GBR" not in members, "it left in 2020"
    left = bench.free_movement & bench.origin.isin(members) & bench.destination.isin(members)
    assert not bool(((settings.regime == "free") & left).any())
    raised = settings.visa_price_target.where(europe)
    assert float(raised.min()) >= 0
    assert float(raised.max()) > 0
    assert float(settings.visa_price.where(europe).max()) == 0
