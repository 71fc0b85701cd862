from __future__ import annotations

import pytest
import xarray as xr

from tests.scenario.small import small


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    return small(tmp_path_factory.mktemp("benchmark"))
