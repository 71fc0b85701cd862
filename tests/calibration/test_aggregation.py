"""Aggregates equal the sum of their parts; the committed files are what the code makes."""

import numpy as np
import pytest
import xarray as xr

from calibration import check
from calibration.calibrate import calibrate
from calibration.regions import read_map
from cge.benchmark import accounts
from cge.benchmark.read import load_benchmark

from .conftest import NAMES, map_of


@pytest.mark.parametrize("name", NAMES)
def test_committed_benchmark_is_what_calibrate_makes(fresh, name):
    committed = load_benchmark(name)
    assert set(fresh[name].variables) == set(committed.variables)
    for variable in committed.variables:
        if committed[variable].dtype.kind == "f":
            np.testing.assert_allclose(
                fresh[name][variable], committed[variable], rtol=1e-11, atol=1e-14
            )
        else:
            assert (fresh[name][variable].values == committed[variable].values).all()


def test_two_runs_are_bit_identical(tmp_path, fresh):
    again = calibrate(map_of("world"), tmp_path / "a.nc")
    xr.testing.assert_identical(again, fresh["world"])
    calibrate(map_of("world"), tmp_path / "b.nc")
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()


@pytest.mark.parametrize("name", ["world", "north_south"])
def test_flows_and_people_add_up(data, name):
    bench, plan = load_benchmark(name), read_map(map_of(name))
    for code, members in plan.regions.items():
        part = data.sel(region=members)
        for table in ("value_added", "intermediate", "output_tax"):
            whole = bench[table].sel(region=code).sum()
            np.testing.assert_allclose(whole, part[table].sum(), rtol=1e-12)
        born = data["workers"].sel(origin=members).sum(("origin", "destination"))
        np.testing.assert_allclose(
            bench["workers"].sel(origin=code).sum("destination"), born, rtol=1e-12
        )
    np.testing.assert_allclose(accounts.gdp(bench).sum(), data["gdp"].sum(), rtol=1e-12)
    np.testing.assert_allclose(bench["trade"].sum(), data["trade"].sum(), rtol=1e-12)
    tariffs, _ = accounts.border_taxes(bench)
    duties, _ = accounts.border_taxes(data)
    np.testing.assert_allclose(tariffs.sum(), duties.sum(), rtol=1e-12)


def test_labour_income_of_every_corridor_adds_up(data, world):
    plan = read_map(map_of("world"))
    earned, parts = check.earnings(world), check.earnings(data)
    for origin, destination in [("MEX", "USA"), ("CAM", "USA"), ("EUE", "EUW"), ("IND", "GLF")]:
        whole = earned.sel(origin=origin, destination=destination)
        members = parts.sel(origin=plan.regions[origin], destination=plan.regions[destination])
        np.testing.assert_allclose(whole, members.sum(("origin", "destination")), rtol=1e-10)


def test_people_inside_a_region_are_a_memo(data):
    bench = load_benchmark("north_south")
    persons = bench["workers"] * bench["persons_per_worker"]
    across = float(accounts.off_diagonal(persons).sum())
    parts = accounts.off_diagonal(data["persons"]).sum() + data["memo_migrants"].sum()
    np.testing.assert_allclose(across + bench["memo_migrants"].sum(), parts, rtol=1e-10)


def test_one_sector_one_skill_two_regions(tmp_path):
    path = tmp_path / "two.yaml"
    path.write_text(
        "name: two\n"
        "regions:\n"
        "  RICH: {name: Rich, members: [USA, DEU, FRA, GBR, JPN]}\n"
        "  OTHER: {name: Other, members: rest}\n"
        "sectors: {all_goods: [agriculture, industry, services]}\n"
        "skills: {labour: [low, high]}\n",
        encoding="utf-8",
    )
    bench = calibrate(path)
    assert bench.sizes["region"] == 2
    assert list(bench["factor"].values) == ["capital", "labour"]
    assert float(accounts.gdp(bench).sum()) == pytest.approx(98_780.0, rel=1e-5)
