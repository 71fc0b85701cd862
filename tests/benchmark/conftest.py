"""Benchmark folders that tests may damage."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from cge.paths import shipped

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def two_regions(tmp_path: Path) -> Path:
    """A copy of the folder examples/two_regions/benchmark."""
    folder = tmp_path / "two_regions"
    shutil.copytree(shipped("examples") / "two_regions" / "benchmark", folder)
    return folder
