"""Options and profiles that hold for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, settings

if TYPE_CHECKING:
    import pytest

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
