"""Options and profiles that hold for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking an economy takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden numbers be written anew: a change of results that is meant."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write scenarios/expected/*.csv instead of comparing with them",
    )


@pytest.fixture(scope="session")
def result_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Results of the two regions, by scenario: a quota, and cheaper remittances."""
    from cge.benchmark import load_benchmark
    from cge.paths import shipped
    from cge.run.one import run_scenario
    from cge.scenario.load import load_scenario

    folder, source = tmp_path_factory.mktemp("results"), shipped("examples") / "two_regions"
    bench = load_benchmark(source / "benchmark")
    files = {}
    for name in ("quota_10pct", "cheap_remittances"):
        files[name] = folder / f"{name}.nc"
        run_scenario(load_scenario(source / f"{name}.yaml", bench=bench), bench, files[name])
    return files
