"""Scenarios on the real benchmark, each solved once whatever the number of test processes."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from functools import cache

import pytest
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.results.store import open_result
from cge.run.one import run_scenario
from cge.scenario.load import load_scenario

Solved = Callable[[str], xr.Dataset]


@pytest.fixture(scope="session")
def solved(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Solved:
    """Result of a shipped scenario, as read from its file."""
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        folder = folder.parent  # shared by the processes of one run

    @cache
    def result(name: str, benchmark: str = "world") -> xr.Dataset:
        file = folder / f"{benchmark}_{name}.nc"
        with (folder / f"{benchmark}_{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                bench = load_benchmark(benchmark)
                run_scenario(load_scenario(name, bench=bench), bench, file)
        return open_result(file)

    return result
