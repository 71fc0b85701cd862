"""Questions to a result: a variable, a country, the first lines of a run."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from cge.benchmark.countries import countries, region_of
from cge.benchmark.read import load_benchmark
from cge.errors import UsageError
from cge.results.store import open_result
from tests.cli.conftest import Command


@pytest.fixture(scope="module")
def file(result_files: dict[str, Path]) -> Path:
    return result_files["quota_10pct"]


@pytest.fixture(scope="module")
def result(file: Path) -> xr.Dataset:
    return open_result(file)


def cells(line: str) -> list[str]:
    return line.split()


# ------------------------------------------------------------------------------ run, briefly
@pytest.mark.solver
def test_a_run_says_where_its_page_is_and_five_lines(
    cge: Command, quota: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = cge("run", quota)
    assert done.code == 0, done.err
    first, *rest = [line for line in done.out.splitlines() if line][1:]
    page = Path(first.removeprefix("report: "))
    assert page.is_file()
    assert rest[0].startswith("two_regions_quota: ")
    assert rest[1].startswith("  The world gains")
    assert len(rest) <= 7, "five lines, one hint, one on where there is more"
    assert "Who gains and who loses" not in done.out


@pytest.mark.solver
def test_a_run_tells_all_about_a_region(cge: Command, quota: Path, tmp_path: Path) -> None:
    done = cge("run", quota, "--out", tmp_path / "q.nc", "--focus", "South")
    assert done.code == 0, done.err
    assert "South: economy" in done.out


def test_a_focus_that_does_not_exist_is_told_before_anything_is_solved(
    cge: Command, quota: Path, tmp_path: Path
) -> None:
    done = cge("run", quota, "--out", tmp_path / "q.nc", "--focus", "East")
    assert done.code == 2
    assert "no region 'East'" in done.err
    assert not list(tmp_path.iterdir())


# ------------------------------------------------------------------------------ show
@pytest.mark.solver
def test_a_variable_is_shown_before_and_after(cge: Command, file: Path, result: xr.Dataset) -> None:
    done = cge(
        "show", file, "real_wage", "region=north", "skill=low", "nativity=native", "--change"
    )
    assert done.code == 0, done.err
    head, row = done.out.splitlines()[1:3]
    assert cells(head) == ["destination", "skill", "nativity", "before", "after", "change", "%"]
    at = {"destination": "north", "skill": "low", "nativity": "native"}
    before, after = (float(result[n].sel(at)) for n in ("wage_base", "real_wage"))
    shown = [float(text.replace(",", "")) for text in cells(row)[3:]]
    expected = [before, after, after - before, 100 * (after / before - 1)]
    assert shown == pytest.approx(expected, rel=6e-3)
    assert cells(row)[:3] == ["North", "low", "native"]


@pytest.mark.solver
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("real_wag",), "did you mean 'real_wage'"),
        (("real_wage", "skill=lo"), "'lo' is not a skill; allowed: low, high"),
        (("workers", "region=north"), "workers has no dimension 'region'; allowed: origin"),
        (("real_wage", "region=east"), "no region 'east'"),
        (("real_wage", "region="), "selects nothing"),
        (("skill=low",), "of which variable?"),
        (("real_wage", "wage"), "one variable at a time"),
    ],
)
def test_wrong_questions_are_answered(
    cge: Command, file: Path, words: tuple[str, ...], said: str
) -> None:
    done = cge("show", file, *words)
    assert done.code == 2
    assert said in done.err


@pytest.mark.solver
def test_a_region_is_told_as_a_whole(cge: Command, file: Path, result: xr.Dataset) -> None:
    done = cge("show", file, "region=North")
    assert done.code == 0, done.err
    for title in ("North: economy", "Wages", "Public budget", "Migrants in North", "Remittances",
                  "Exports of North", "Imports of North"):  # fmt: skip
        assert title in done.out
    (line,) = [x for x in done.out.splitlines() if x.startswith("GDP at market prices")]
    assert f"{float(result.gdp.sel(region='north')):,.0f}"[:3] in line


@pytest.mark.solver
def test_without_a_variable_all_are_listed(cge: Command, file: Path) -> None:
    done = cge("show", file)
    assert "real_wage" in done.out
    assert "gdp_base" not in done.out


# ------------------------------------------------------------------------------ countries
def test_a_country_inside_a_region_is_told_where_it_is(cge: Command) -> None:
    world = load_benchmark("world")
    assert region_of("germany", world) == region_of("DEU", world) == "DEU"
    for word in ("SVN", "Slovenia"):
        with pytest.raises(
            UsageError, match=r"SVN \(Slovenia\) is part of EUE \(Rest of EU east\)"
        ):
            region_of(word, world)
    done = cge("explain", "SVN")
    assert done.code == 0
    assert "`cge calibrate` can set it apart" in done.out


def test_a_scenario_that_names_such_a_country_is_told_too(cge: Command, tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(
        "name: s\nbenchmark: world\nclosure: {numeraire: SVN}\n"
        "tariffs:\n  - {importer: [SVN], exporter: [DEU], cut: 0.5}\n"
    )
    done = cge("check", file)
    assert done.code == 2
    inside = "SVN (Slovenia) is part of EUE"
    assert f"s.yaml:5: tariffs.0.importer.0: 'SVN' is not a region or group: {inside}" in done.err
    assert f"s.yaml:3: closure.numeraire: 'SVN' is not a numeraire: {inside}" in done.err
    assert "did you mean" not in done.err


def test_every_country_of_the_database_is_in_one_region() -> None:
    world = load_benchmark("world")
    inside = countries("world", [str(r) for r in world.region.values])
    listed = [code for codes in inside.values() for code in codes]
    assert len(listed) == len(set(listed))
    assert {"CYP", "SVN", "AFG", "USA"} <= set(listed)


def test_regions_and_groups_are_listed_and_explained(cge: Command) -> None:
    done = cge("regions")
    assert "EUE  Rest of EU east" in done.out
    assert "Slovenia (SVN)" in done.out
    assert "sub_saharan_africa" in done.out
    told = cge("explain", "DEU").out
    assert "Germany" in told
    assert "high_income, europe" in told
    assert "a group of regions" in cge("explain", "south_asia").out
