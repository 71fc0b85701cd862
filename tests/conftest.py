"""Options and profiles that hold for all tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from cge.solver import session

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking an economy takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("ci")

session.KEPT = 8  # tests alternate between scenarios: compile each structure once
SHARED = {
    "audited solutions": (
        "tests/model/audit/",
        "tests/model/test_account_derivatives.py",
        "tests/model/test_headline_derivatives.py",
    ),
    "an invented world": ("tests/calibration/",),
}
"""What takes long and is made once a process; the tests of it go to one."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden numbers be written anew: a change of results that is meant."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write scenarios/expected/*.csv instead of comparing with them",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests of one file go to one process, and so do tests of what they share."""
    from xdist.scheduler import LoadFileScheduling

    class ByShared(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            known = (name for name, files in SHARED.items() if nodeid.startswith(files))
            return next(known, super()._split_scope(nodeid))

    return ByShared(config, log)


@pytest.fixture(scope="session")
def solved_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path | str, str], Path]:
    """Solve a scenario on a benchmark into a file that all test processes share.

    Whole or absent (results are renamed into place), so that two processes at once solve twice at
    the worst.
    """
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base

    def solve(benchmark: Path | str, scenario: str) -> Path:
        from cge.benchmark.read import load_benchmark
        from cge.run.one import run_scenario
        from cge.scenario.load import load_scenario

        path = folder / f"{Path(benchmark).parent.name}-{Path(scenario).stem}.nc"
        if not path.exists():
            bench = load_benchmark(benchmark)
            run_scenario(load_scenario(scenario, bench=bench), bench, path)
        return path

    return solve


@pytest.fixture(scope="session")
def result_files(solved_once: Callable[[Path | str, str], Path]) -> dict[str, Path]:
    """Results of the two regions, by scenario: a quota, and cheaper remittances."""
    from cge.paths import shipped

    source = shipped("examples") / "two_regions"
    return {
        name: solved_once(source / "benchmark", str(source / f"{name}.yaml"))
        for name in ("quota_10pct", "cheap_remittances")
    }
