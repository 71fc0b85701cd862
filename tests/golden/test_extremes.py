"""Shocks far beyond any policy solve on the real world; those that are policies are shipped."""

from __future__ import annotations

import json
import time

import pytest

from cge.benchmark.read import load_benchmark
from cge.results.store import open_result
from cge.run.one import run_scenario
from cge.scenario.load import load_scenario

STEPS = 4
"""Of the path; tariffs of 100% do not solve in one."""
PATIENCE = 180
"""Seconds on an idle machine after which a shock counts as not solved."""
BORN = float(load_benchmark("world").workers.sel(origin="PHL", skill="high").sum())
SHOCKS = {
    "fee_that_sends_home": {
        "visas": [{
            "name": "prohibitive", "to": ["high_income"], "instrument": "fee",
            "fee": {"share": 0.986}, "applies_to": "all",
        }],
    },
    "tariffs_100": {"tariffs": [{"importer": "all", "set": 1}]},
    "skilled_filipinos_gone": {
        "visas": [{
            "name": "exodus", "to": ["high_income", "except ISR"], "from": "PHL", "skill": "high",
            "instrument": "stock", "measure": "total",
            "size": {"workers": 0.99 * BORN, "joint": True},
        }],
    },
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", SHOCKS)
def test_extreme_shocks_solve(name, tmp_path, record_property):
    file = tmp_path / f"{name}.yaml"
    file.write_text(json.dumps({"name": name, "benchmark": "world"} | SHOCKS[name]))
    bench = load_benchmark("world")
    began = time.process_time()
    scenario = load_scenario(str(file), bench=bench)
    run_scenario(scenario, bench, tmp_path / f"{name}.nc", steps=STEPS)
    seconds = time.process_time() - began
    result = open_result(tmp_path / f"{name}.nc")
    assert result.attrs["residual"] < 1e-10
    assert abs(result.attrs["walras"]) < 1e-8
    assert seconds < PATIENCE
    if name != "skilled_filipinos_gone":
        assert float(result.welfare_ev_world_ppp) < 0, "a barrier costs the world"
    record_property("steps", int(result.attrs["steps"]))
