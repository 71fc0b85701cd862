"""A benchmark is written completely or not at all, and read back unchanged."""

from __future__ import annotations

import pytest
import xarray as xr
from hypothesis import given, settings

from cge.benchmark.read import load_benchmark
from cge.benchmark.store import write_benchmark
from cge.errors import DataError
from tests.economies import economies, random_economy


@settings(max_examples=5, deadline=None)
@given(economies())
def test_round_trip_is_exact(tmp_path_factory, bench):
    path = write_benchmark(bench, tmp_path_factory.mktemp("store") / "bench.nc")
    xr.testing.assert_identical(load_benchmark(path), bench)


def test_infinite_elasticities_survive(tmp_path):
    bench = random_economy(elasticities={"esubnm": float("inf"), "esubd": [2.0, float("inf")]})
    back = load_benchmark(write_benchmark(bench, tmp_path / "bench.nc"))
    assert back.identical(bench)
    assert float(back.esubnm) == float("inf")


def test_a_folder_and_its_file_are_the_same_benchmark(two_regions, tmp_path):
    bench = load_benchmark(two_regions)
    back = load_benchmark(write_benchmark(bench, tmp_path / "bench.nc"))
    xr.testing.assert_identical(back, bench)
    assert back.esubnm.attrs["high"] == float("inf")


def test_the_same_contents_give_the_same_bytes(tmp_path):
    bench = random_economy(3)
    first = write_benchmark(bench, tmp_path / "first.nc").read_bytes()
    assert write_benchmark(bench, tmp_path / "second.nc").read_bytes() == first


def test_the_fingerprint_follows_the_contents(two_regions):
    before = load_benchmark(two_regions).sha256
    assert load_benchmark(two_regions).sha256 == before
    table = two_regions / "price_level.csv"
    table.write_text(table.read_text().replace("0.5", "0.6"))
    assert load_benchmark(two_regions).sha256 != before


def test_every_variable_has_a_name_and_a_unit():
    for name, variable in random_economy().data_vars.items():
        assert variable.attrs["long_name"], name
        assert variable.attrs["units"], name


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt(), ValueError("bug")])
def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, failure):
    path = tmp_path / "bench.nc"
    path.write_bytes(b"old")

    def fail(*_args: object, **_kwargs: object) -> None:
        raise failure

    monkeypatch.setattr(xr.Dataset, "to_netcdf", fail)
    with pytest.raises((DataError, KeyboardInterrupt, ValueError)):
        write_benchmark(random_economy(), path)
    assert [found.name for found in tmp_path.iterdir()] == ["bench.nc"]
    assert path.read_bytes() == b"old"


def test_a_folder_that_does_not_exist_is_an_error_of_the_user(tmp_path):
    with pytest.raises(DataError, match="cannot write"):
        write_benchmark(random_economy(), tmp_path / "nowhere" / "bench.nc")
