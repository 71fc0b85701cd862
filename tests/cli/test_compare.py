"""``cge compare``: differences mean what they say, and only within one benchmark."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr

from cge.report.compare import Difference, differences
from cge.results.store import open_result, write_result
from tests.cli.conftest import Command

pytestmark = pytest.mark.solver
Files = dict[str, Path]


@pytest.fixture
def pair(result_files: Files) -> tuple[Path, Path]:
    return result_files["cheap_remittances"], result_files["quota_10pct"]


def test_a_difference_is_the_second_less_the_first(cge: Command, pair: tuple[Path, Path]) -> None:
    done = cge("compare", *pair, "--json")
    said = json.loads(done.out)
    assert said["base"] == "two_regions_cheap_remittances"
    (found,) = said["comparisons"]
    assert found["scenario"] == "two_regions_quota"
    world = {d["name"]: d for d in found["differences"] if d["section"] == "World"}
    one, two = (open_result(path) for path in pair)
    ev = world["EV of the world, purchasing power"]
    assert ev["base"] == pytest.approx(float(one.welfare_ev_world_ppp))
    assert ev["difference"] == pytest.approx(
        float(two.welfare_ev_world_ppp - one.welfare_ev_world_ppp)
    )
    assert ev["percent"] == pytest.approx(100 * ev["difference"] / abs(ev["base"]))


def test_groups_add_up_to_the_difference_of_the_world(pair: tuple[Path, Path]) -> None:
    found = differences(*(open_result(path) for path in pair))
    groups = sum(d.level for d in found if d.section == "Groups" and d.unit == "10^9 int. USD")
    regions = sum(d.level for d in found if d.section == "Regions")
    (world,) = [d.level for d in found if d.name == "EV of the world, purchasing power"]
    assert groups == pytest.approx(world)
    assert regions == pytest.approx(world)


def test_a_result_does_not_differ_from_itself(pair: tuple[Path, Path]) -> None:
    result = open_result(pair[1])
    assert all(d.level == 0 for d in differences(result, result))


def test_the_tables_name_scenarios_units_and_largest_differences(
    cge: Command, pair: tuple[Path, Path]
) -> None:
    done = cge("compare", *pair)
    assert done.code == 0
    for words in (
        "two_regions_quota against two_regions_cheap",
        "10^9 int. USD",
        "Remittances received",
    ):
        assert words in done.out
    assert "largest differences" in done.out
    assert "largest differences" not in cge("compare", *pair, "--all").out


def test_results_of_different_benchmarks_are_refused(
    cge: Command, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    other = open_result(pair[1]).assign_attrs(benchmark_sha256="0" * 64, benchmark="elsewhere")
    done = cge("compare", pair[0], write_result(other, tmp_path / "other.nc"))
    assert done.code == 2
    assert "different benchmarks" in done.err
    assert "elsewhere (sha256 000000000000)" in done.err
    assert done.out == ""


def test_one_result_is_not_enough_nor_is_the_same_twice(
    cge: Command, pair: tuple[Path, Path]
) -> None:
    assert cge("compare", pair[0]).code == 2
    done = cge("compare", pair[0], pair[0])
    assert done.code == 2
    assert "twice" in done.err


def test_scenarios_of_one_name_are_told_apart_by_their_files(
    cge: Command, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    copy = tmp_path / "again.nc"
    copy.write_bytes(pair[0].read_bytes())
    done = cge("compare", pair[0], copy, "--json")
    assert json.loads(done.out)["comparisons"][0]["scenario"] == "again"


def test_what_only_one_result_has_counts_from_nothing() -> None:
    new = Difference("Visa prices", "North, low", "USD", float("nan"), 5.0)
    assert new.level == 5.0
    assert new.percent != new.percent  # NaN: there is nothing to be a percentage of


def test_a_path_is_compared_by_its_last_year(pair: tuple[Path, Path]) -> None:
    result = open_result(pair[1])
    earlier = result.assign(welfare_ev_world=result.welfare_ev_world * 0)
    path = xr.concat([earlier, result], xr.IndexVariable("year", [2017, 2030]), data_vars="all")
    assert all(d.level == 0 for d in differences(result, path))


def test_many_results_stand_in_one_table(
    cge: Command, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    names = "two_regions_cheap_remittances", "two_regions_quota"
    done = cge("compare", *pair, "--wide")
    assert all(name in done.out.splitlines()[1] for name in names)
    one, two = (open_result(path) for path in pair)
    file = tmp_path / "w.csv"
    cge("compare", *pair, "--difference", "--out", file)
    frame = pd.read_csv(file)
    row = frame[(frame.table == "World") & (frame.unit == "10^9 int. USD")].iloc[0]
    gains = [float(result.welfare_ev_world_ppp) for result in (one, two)]
    assert row[names[0]] == pytest.approx(gains[0])
    assert row[f"{names[1]} − {names[0]}"] == pytest.approx(gains[1] - gains[0])


def test_the_wide_table_is_one_for_a_journal(
    cge: Command, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    file = tmp_path / "w.tex"
    assert cge("compare", *pair, "--out", file).code == 0
    text = file.read_text()
    for words in (r"\toprule", r"\bottomrule", "$10^{9}$ int. USD", r"two\_regions\_quota"):
        assert words in text
    assert "10^9" not in text
    assert cge("compare", *pair, "--out", tmp_path / "w.xlsx").code == 2
