from pathlib import Path

import pytest
import xarray as xr

from calibration import check, database
from calibration.calibrate import calibrate
from cge.benchmark import load_benchmark
from cge.paths import shipped

NAMES = ("north_south", "world", "world160")


@pytest.fixture(scope="session")
def data() -> xr.Dataset:
    """The committed country database."""
    return check.with_defaults(database.read())


@pytest.fixture(scope="session", params=NAMES)
def bench(request) -> xr.Dataset:
    """Each committed benchmark."""
    return load_benchmark(request.param)


@pytest.fixture(scope="session")
def world() -> xr.Dataset:
    return load_benchmark("world")


def map_of(name: str) -> Path:
    return shipped("data") / "regions" / f"{name}.yaml"


@pytest.fixture(scope="session")
def fresh() -> dict[str, xr.Dataset]:
    """Benchmarks calibrated anew from the committed database."""
    return {name: calibrate(map_of(name)) for name in NAMES}
