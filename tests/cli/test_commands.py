"""Commands that answer: help, list, check, explain, info, run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import xarray as xr

from cge import __version__
from cge.results.store import open_result
from tests.cli.conftest import Command, left

COMMANDS = ("run", "list", "check", "explain", "info", "calibrate", "build-data")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(cge: Command, command: str) -> None:
    done = cge(command, "--help")
    assert done.code == 0
    assert "Usage" in done.out


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, cge.cli.main; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["xarray", "pandas", "pyomo", "casadi", "cyipopt", "pydantic", "jinja2"]
    done = subprocess.run(
        [sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_version(cge: Command) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", cge("--version").out)


def test_list(cge: Command) -> None:
    done = cge("list")
    assert done.code == 0
    assert "quota_3pct" in done.out
    assert re.search(r"world +The world", done.out)


def test_explain_a_variable_and_a_table(cge: Command, two_regions: Path) -> None:
    price = cge("explain", "po").out
    assert "producer price" in price
    assert "(T-2) eq_pm" in price
    assert "cge/model/trade.py:" in cge("explain", "T-4").out
    assert "m.th_source[i, s, r]" in cge("explain", "eq_pm").out
    done = cge("explain", "esubva", "--benchmark", two_regions)
    assert "substitution among primary factors" in done.out
    assert f"in {two_regions} 1 to 1" in done.out
    error = cge("explain", "data.trade", "--benchmark", two_regions).out
    assert (
        error.index("0.67 .. 1 .. 1.5")
        < error.index("no source gives")
        < error.index("0.5 .. 1 .. 2")
    )
    wrong = cge("explain", "esubvaa")
    assert wrong.code == 2
    assert "did you mean 'esubva'?" in wrong.err


def test_check_of_a_benchmark_and_a_scenario(cge: Command, two_regions: Path, quota: Path) -> None:
    done = cge("check", two_regions, quota)
    assert done.code == 0, done.err
    assert "accounts balance    ok" in done.out
    assert done.out.count("model is square     ok") == 2
    assert f"{quota}: ok" in done.out


@pytest.mark.solver
def test_info_solves_a_problem(cge: Command) -> None:
    done = cge("info")
    assert done.code == 0
    assert re.search(r"test problem +solved in \d+ iterations", done.out)
    assert re.search(r"cyipopt-wheels +\d", done.out)


# ------------------------------------------------------------------------------ run


@pytest.mark.solver
def test_run_prints_a_summary_and_writes_a_result(
    cge: Command, quota: Path, tmp_path: Path
) -> None:
    out = tmp_path / "deep" / "q.nc"
    done = cge("run", quota, "--out", out, "--set", "report=[wage_pct]", "--verbose")
    assert done.code == 0, done.err
    assert "\x1b[" not in done.out + done.err, "no colour where nobody watches"
    assert re.search(r"two_regions_quota +solved", done.out)
    assert "The world gains" in done.out
    assert "Who gains and who loses" in done.out
    assert "wage_pct: " in done.out
    assert "north, low, native" in done.out
    assert left(out.parent) == ["q.nc"]
    result = open_result(out)
    assert result.attrs["scenario_name"] == "two_regions_quota"
    assert "percent_of_labour_force" in result.attrs["scenario"]
    for name, array in result.data_vars.items():
        assert array.attrs.get("long_name"), name
    with xr.open_dataset(out) as plain:
        assert "welfare_ev" in plain


@pytest.mark.solver
def test_a_folder_gets_results_report_and_manifest(
    cge: Command, quota: Path, cheap: Path, tmp_path: Path
) -> None:
    done = cge("run", quota, cheap, "--out", tmp_path, "--report", "--jobs", 2)
    assert done.code == 0, done.err
    names = ["two_regions_cheap_remittances", "two_regions_quota"]
    assert left(tmp_path) == ["manifest.json", "report.html", *(f"{n}.nc" for n in names)]
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert list(manifest["scenarios"]) == names
    for entry in manifest["scenarios"].values():
        assert entry["status"] == "solved"
        assert len(entry["benchmark_sha256"]) == 64
    page = (tmp_path / "report.html").read_text()
    assert "Real wages of natives" in page
    assert "default-src 'none'" in page
    outside = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"(src|href)=\"(?!#)", outside)


@pytest.mark.slow
@pytest.mark.solver
def test_resume_leaves_alone_what_is_up_to_date(cge: Command, quota: Path, tmp_path: Path) -> None:
    cge("run", quota, "--out", tmp_path)
    written = (tmp_path / "two_regions_quota.nc").stat().st_mtime_ns
    done = cge("run", quota, "--out", tmp_path, "--resume")
    assert re.search(r"two_regions_quota +up to date", done.out)
    assert (tmp_path / "two_regions_quota.nc").stat().st_mtime_ns == written
    changed = cge("run", quota, "--out", tmp_path, "--resume", "--set", "parameters.esubnm=5")
    assert re.search(r"two_regions_quota +solved", changed.out)
    entries = json.loads((tmp_path / "manifest.json").read_text())["scenarios"]
    assert entries["two_regions_quota"]["status"] == "solved"


@pytest.mark.solver
def test_json_is_all_there_is_on_stdout(cge: Command, quota: Path, tmp_path: Path) -> None:
    done = cge("run", quota, "--out", tmp_path, "--json")
    (entry,) = json.loads(done.out)
    assert entry["scenario"] == "two_regions_quota"
    assert entry["exit_code"] == 0
    assert entry["figures"]["movers_million_workers"] > 0
    assert "solved" in done.err


def test_the_package_is_a_command_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cge", "--version"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, __version__)
