"""Everything that can go wrong: one clear message, the right exit code, no half-written file."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import xarray as xr

import cge as cge_package
from cge.errors import CheckError, DataError, ScenarioError, SolveError, UsageError
from cge.files import check_writable, write_bytes
from cge.results.store import open_result, write_result
from cge.solver import solve as honest
from tests.cli.conftest import Command, left, start
from tests.scenario.test_load import FIVE_MISTAKES

INTERRUPTED = 130
WAITS = """
import pathlib, sys, time, cge.solver
def solve(*_, **__):
    pathlib.Path(sys.argv[sys.argv.index("--out") + 1] + ".solving").touch()
    time.sleep(60)
cge.solver.solve = solve
"""


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let every solve end in an error."""

    def solve(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("cge.solver.solve", solve)


# ------------------------------------------------------------------------------ what users type


def test_five_mistakes_exit_code_two_nothing_written(
    cge: Command, tmp_path: Path, two_regions: Path
) -> None:
    path = tmp_path / "five.yaml"
    path.write_text(FIVE_MISTAKES.replace("rich", "north"))
    out = tmp_path / "out"
    done = cge("run", path, "--benchmark", two_regions, "--out", out)
    assert done.code == 2
    assert done.out == ""
    lines = done.err.replace("ScenarioError: ", "").splitlines()
    assert len(lines) == 5
    assert all(line.startswith(f"{path}:") for line in lines)
    assert not out.exists()


def test_mistakes_of_all_files_are_told_together(
    cge: Command, tmp_path: Path, two_regions: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(f"name: {name}\nbenchmrk: x\n")
    done = cge("run", tmp_path / "a.yaml", tmp_path / "b.yaml", "--benchmark", two_regions)
    assert done.code == 2
    assert "a.yaml:2: benchmrk" in done.err
    assert "b.yaml:2: benchmrk" in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "Missing argument"),
        (["rnu"], "No such command"),
        (["run", "quota_3pct", "--jobs", "0"], "--jobs"),
        (["run", "no_such_scenario"], "there is no scenario 'no_such_scenario'"),
        (["run", "baseline", "quota_3pct", "--out", "one.nc"], "give a folder"),
        (["run", "baseline", "baseline"], "two scenarios are called 'baseline'"),
        (["build-data"], "give --raw DIR"),
        (["run", "baseline", "--benchmark", ""], "--benchmark is empty"),
    ],
)
def test_usage_errors(cge: Command, arguments: list[str], words: str) -> None:
    done = cge(*arguments)
    assert done.code == 2
    assert words in done.err


def test_a_scenario_without_benchmark(cge: Command, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("name: s\n")
    done = cge("run", path)
    assert done.code == 2
    assert "benchmark: missing; name a benchmark here or with --benchmark" in done.err


# ------------------------------------------------------------------------------ data


def test_a_benchmark_that_is_missing(cge: Command, quota: Path) -> None:
    done = cge("run", quota, "--benchmark", "wrld")
    assert done.code == 3
    assert "no benchmark 'wrld'" in done.err


def test_a_sam_out_of_balance(cge: Command, two_regions: Path, quota: Path, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    shutil.copytree(two_regions, folder)
    table = folder / "final_demand.csv"
    text = table.read_text()
    assert "5301" in text
    table.write_text(text.replace("5301", "5302"))
    for command in (["check", folder], ["run", quota, "--benchmark", folder, "--out", tmp_path]):
        done = cge(*command)
        assert done.code == 3
        assert "accounts differ" in done.err
        assert done.err.count("DataError") == 1
    with pytest.raises(DataError, match="accounts differ"):
        cge_package.solve(cge_package.load_benchmark(folder), quota)
    assert left(tmp_path) == ["b"]


@pytest.mark.parametrize("damage", ["text", "cut"])
def test_a_corrupt_file(cge: Command, quota: Path, tmp_path: Path, damage: str) -> None:
    good, bad = tmp_path / "good.nc", tmp_path / "bad.nc"
    write_result(xr.Dataset({"a": ("x", range(10_000))}), good)
    content = good.read_bytes()
    bad.write_bytes(b"not a NetCDF file" if damage == "text" else content[:1000])
    with pytest.raises(DataError, match="damaged or not NetCDF"):
        open_result(bad)
    done = cge("run", quota, "--benchmark", bad)
    assert done.code == 3
    assert str(bad) in done.err


def test_a_file_that_is_no_result(tmp_path: Path) -> None:
    path = write_result(xr.Dataset({"a": 1.0}), tmp_path / "a.nc")
    with pytest.raises(DataError, match="not a result of `cge run`"):
        open_result(path)
    with pytest.raises(DataError, match="no such file"):
        open_result(tmp_path / "b.nc")


# ------------------------------------------------------------------------------ solving


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("told so"), 2),
        (ScenarioError("told so"), 2),
        (DataError("told so"), 3),
        (SolveError("told so"), 4),
        (CheckError("told so"), 5),
        (RuntimeError("told so"), 1),
    ],
)
def test_each_failure_has_its_exit_code(
    cge: Command,
    monkeypatch: pytest.MonkeyPatch,
    quota: Path,
    tmp_path: Path,
    error: Exception,
    code: int,
) -> None:
    failing(monkeypatch, error)
    done = cge("run", quota, "--out", tmp_path / "q.nc")
    assert done.code == code
    assert "told so" in done.err
    assert "Traceback" not in done.err
    assert "FAILED" in done.out
    assert left(tmp_path) == []


@pytest.mark.slow
@pytest.mark.solver
def test_one_failure_does_not_lose_the_others(
    cge: Command, monkeypatch: pytest.MonkeyPatch, quota: Path, cheap: Path, tmp_path: Path
) -> None:
    def solve(bench: Any, settings: Any, **options: Any) -> Any:
        if settings.name == "two_regions_quota":
            msg = "no equilibrium"
            raise SolveError(msg)
        return honest(bench, settings, **options)

    monkeypatch.setattr("cge.solver.solve", solve)
    done = cge("run", quota, cheap, "--out", tmp_path)
    assert done.code == 4
    assert "no equilibrium" in done.err
    assert left(tmp_path) == ["manifest.json", "two_regions_cheap_remittances.nc"]
    entries = json.loads((tmp_path / "manifest.json").read_text())["scenarios"]
    assert {name: entry["exit_code"] for name, entry in entries.items()} == {
        "two_regions_quota": 4,
        "two_regions_cheap_remittances": 0,
    }


def test_a_bug_says_so(cge: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("cge.scenario.shipped.shipped_scenarios", broken)
    monkeypatch.delenv("CGE_DEBUG", raising=False)
    done = cge("list")
    assert done.code == 1
    assert "please report" in done.err
    assert "Traceback" not in done.err
    monkeypatch.setenv("CGE_DEBUG", "1")
    assert "Traceback" in cge("list").err


# ------------------------------------------------------------------------------ interrupts, disks


def test_interrupt_while_solving(quota: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start("run", quota, "--out", out, before=WAITS)
    deadline = time.monotonic() + 60
    while not Path(f"{out}.solving").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == INTERRUPTED
    assert err.strip() == "interrupted; nothing unfinished is written"
    assert left(out) == []


@pytest.mark.slow
@pytest.mark.parametrize("after", [1.0, 5.0])
def test_interrupt_of_a_real_solve(tmp_path: Path, after: float) -> None:
    """While a model is built or solved: what was finished before is kept, and told."""
    out = tmp_path / "out"
    process = start("run", "worldbank_3pct", "quota_3pct", "--out", out)
    deadline = time.monotonic() + 60
    while not out.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(after)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    pressed = time.monotonic()
    said, err = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED
    assert err.strip().endswith("interrupted; nothing unfinished is written")
    assert time.monotonic() - pressed < 10
    told = [line.rpartition("/")[2] for line in err.splitlines() if "and kept" in line]
    assert left(out) == told == [line.rpartition("/")[2] for line in said.splitlines()]


def test_an_interrupt_that_compiled_code_renamed_ends_the_batch(
    cge: Command, monkeypatch: pytest.MonkeyPatch, quota: Path, cheap: Path, tmp_path: Path
) -> None:
    renamed = SystemError("returned a result with an exception set")
    renamed.__cause__ = KeyboardInterrupt()
    failing(monkeypatch, renamed)
    done = cge("run", quota, cheap, "--out", tmp_path)
    assert done.code == INTERRUPTED
    assert done.err.strip() == "interrupted; nothing unfinished is written"
    assert left(tmp_path) == []


@pytest.mark.slow
def test_interrupt_of_several_processes(tmp_path: Path) -> None:
    process = start("run", "quota_3pct", "worldbank_3pct", "--jobs", 2, "--out", tmp_path / "out")
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED
    assert err.strip().endswith("interrupted; nothing unfinished is written")
    assert left(tmp_path / "out") == []


@pytest.mark.slow
@pytest.mark.solver
def test_the_disk_is_full(quota: Path, tmp_path: Path) -> None:
    limit = 20_000
    process = start(
        "run",
        quota,
        "--out",
        tmp_path / "q.nc",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    _, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert f"cannot write {tmp_path / 'q.nc'}: File too large" in err
    assert "Traceback" not in err
    assert left(tmp_path) == []


def test_a_folder_that_cannot_be_made(cge: Command, quota: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    done = cge("run", quota, "--out", file / "results")
    assert done.code == 3
    assert "cannot write" in done.err
    assert "--out" in done.err


def test_what_stands_in_the_way_is_found_before_solving(
    cge: Command, monkeypatch: pytest.MonkeyPatch, quota: Path, tmp_path: Path
) -> None:
    failing(monkeypatch, AssertionError("solved all the same"))
    (tmp_path / "d.nc").mkdir()
    done = cge("run", quota, "--out", tmp_path / "d.nc")
    assert done.code == 2
    assert "d.nc is a folder" in done.err
    (tmp_path / "two_regions_quota.nc").mkdir()
    done = cge("run", quota, "--out", tmp_path)
    assert done.code == 3
    assert "two_regions_quota.nc: it is a folder" in done.err
    os.mkfifo(tmp_path / "pipe.nc")
    done = cge("run", quota, "--out", tmp_path / "pipe.nc")
    assert done.code == 3
    assert "pipe.nc: it is a device, a pipe or a socket" in done.err
    (tmp_path / "manifest.json").write_text("{")
    done = cge("run", quota, "--out", tmp_path)
    assert done.code == 3
    assert "manifest.json: damaged" in done.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(DataError, match="Permission denied"):
        check_writable(tmp_path)
    with pytest.raises(DataError, match="Permission denied"):
        write_bytes(b"x", tmp_path / "x")


def test_what_was_there_survives_a_failed_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_bytes(b"old", tmp_path / "x")

    def fsync(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(b"new", path)
    assert path.read_bytes() == b"old"
    assert left(tmp_path) == ["x"]
