from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr

from calibration import check, database
from calibration.build import FLAGS, MOVES, build_data
from calibration.calibrate import calibrate
from cge.benchmark.read import load_benchmark
from cge.paths import shipped
from tests.calibration.raw_tables import write_raw
from tests.calibration.raw_world import World

NAMES = ("north_south", "world", "world10", "world160")


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


@dataclass(frozen=True)
class Invented:
    """Raw tables of an invented world, and the database built from them."""

    raw: Path
    out: Path
    world: World
    data: xr.Dataset
    moves: pd.DataFrame
    flags: pd.DataFrame

    @property
    def truth(self) -> pd.DataFrame:
        return self.world.table

    def flagged(self, item: str, how: str = "") -> set[str]:
        """Regions whose item was imputed (in this way)."""
        found = self.flags[(self.flags["item"] == item) & self.flags["how"].str.contains(how)]
        return set(found["region"])

    def moved(self, step: str, item: str) -> pd.DataFrame:
        """Figures before and after a step, by region."""
        found = self.moves[(self.moves["step"] == step) & (self.moves["item"] == item)]
        return found.set_index("region")[["before", "after"]]


@pytest.fixture(scope="session")
def invented(tmp_path_factory) -> Invented:
    """The whole reconciliation of an invented world (seconds)."""
    folder = tmp_path_factory.mktemp("invented")
    world = write_raw(folder / "raw")
    assert build_data(folder / "raw", folder / "data").rebuilt
    built = folder / "data" / "countries"
    moves, flags = (
        pd.read_csv(built / name, keep_default_na=False, na_values=[""], dtype={"step": str})
        for name in (MOVES, FLAGS)
    )
    data = check.with_defaults(database.read(built))
    return Invented(folder / "raw", folder / "data", world, data, moves, flags)


@pytest.fixture
def changed(invented, tmp_path) -> Callable[..., Path]:
    """The invented raw tables with one of them edited (the others are links)."""

    def change(name: str, edit: Callable[[pd.DataFrame], pd.DataFrame]) -> Path:
        folder = tmp_path / "changed"
        folder.mkdir(exist_ok=True)
        for path in invented.raw.iterdir():
            if not (folder / path.name).exists():
                (folder / path.name).symlink_to(path)
        file = folder / f"{name}.csv"
        table = edit(pd.read_csv(file, keep_default_na=False, na_values=[""], low_memory=False))
        file.unlink()
        table.to_csv(file, index=False)
        return folder

    return change
