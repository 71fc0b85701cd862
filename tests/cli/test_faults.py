"""Damage from outside: broken text, flipped bytes, killed processes, refusing disks, odd locales.

Whatever happens: one clear message, the right exit code, nothing half-written, nothing lost.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import cge as package
from cge.benchmark.check import judge
from cge.benchmark.read import load_benchmark
from cge.benchmark.store import write_benchmark
from cge.errors import DataError, ScenarioError, UsageError
from cge.files import write_bytes
from cge.paths import shipped
from cge.results.store import open_result, write_result
from cge.run.manifest import NAME
from cge.scenario.load import parse, read_source
from cge.scenario.resolve import resolve
from tests.cli.conftest import Command, left, start

ROOT = Path(package.__file__).parents[1]
TWO = shipped("examples") / "two_regions"
SCENARIOS = [p.read_text(encoding="utf-8") for p in sorted(shipped("scenarios").rglob("*.yaml"))]
ODD = [
    "null", ".nan", ".inf", "-1", "1e400", "[]", "{}", "''", "*a", "&a [*a]",
    "!!python/object:os.system x", "!!binary aGk=", "2020-01-01", "yes", "0x1F", "'", '"', "\t",
    "\x00", "é", "𝒳", "? a", "<<: *x", "all", "[[[[", "- ", "name: a", "9" * 5000, "!!set {a}",
    "../../etc/passwd",
]  # fmt: skip
CELLS = ["nan", "inf", "-1", "1e400", "", "x", "é", "\x00", '"', "north", "1,2", "0", "1e-320"]


@pytest.fixture(scope="module")
def north_south() -> xr.Dataset:
    return load_benchmark("north_south")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file of results, in bytes."""
    path = tmp_path_factory.mktemp("result") / "r.nc"
    package.solve(load_benchmark(TWO / "benchmark"), TWO / "quota_10pct.yaml", out=path)
    return path.read_bytes()


# ------------------------------------------------------------------------------ broken input
edits = st.lists(
    st.tuples(
        st.floats(0, 0.999), st.sampled_from(["cut", "value", "insert"]), st.sampled_from(ODD)
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def edited(text: str, changes: list[tuple[float, str, str]]) -> str:
    for where, how, odd in changes:
        at = int(where * len(text))
        if how == "cut":
            text = text[:at] + text[at + 1 + len(odd) :]
        elif how == "insert":
            text = text[:at] + odd + text[at:]
        else:
            colon = text.find(":", at)
            end = text.find("\n", colon)
            text = text[: colon + 1] + " " + odd + text[end:] if 0 <= colon < end else text
    return text


@settings(max_examples=80)
@given(text=st.sampled_from(SCENARIOS), changes=edits)
def test_any_broken_scenario_is_a_scenario_error(north_south, text, changes, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "broken.yaml"
    path.write_text(edited(text, changes), encoding="utf-8", errors="surrogatepass")
    with suppress(ScenarioError, UsageError, DataError):  # anything else would be a bug
        resolve(parse(read_source(str(path)), north_south), north_south)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: a\ndescription: &a [*a]\n", "contains itself"),
        (f"name: a\nbase: {'x' * 5000}\n", "there is no scenario"),
        (f"name: a\nbenchmark: {'x' * 5000}\n", "no benchmark"),
        ("name: a\ndescription: !!python/object/apply:os.system [id]\n", "not allowed"),
        ("name: ../../tmp/x\nbenchmark: north_south\n", "name"),
        ("name: /tmp/x\nbenchmark: north_south\n", "name"),
    ],
)
def test_files_cannot_run_code_or_write_elsewhere(cge: Command, tmp_path, text, words):
    path = tmp_path / "s.yaml"
    path.write_text(text)
    done = cge("run", path, "--out", tmp_path / "out")
    assert done.code in (2, 3)
    assert words in done.err
    assert left(tmp_path) == ["s.yaml"]


def test_nothing_is_unpickled_or_evaluated():
    for path in [*(ROOT / "cge").rglob("*.py"), *(ROOT / "calibration").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\bpickle\b|\beval\(|(?<![.\w])exec\(|shell=True", text), path
        assert not re.search(r"YAML\((?!typ=\"(safe|rt)\"|\))", text), path


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 200), st.integers(0, 99), st.integers(0, 9), st.sampled_from(CELLS)
        ),
        min_size=1, max_size=3,
    )
)  # fmt: skip
def test_any_broken_table_is_a_data_error(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("tables") / "b"
    shutil.copytree(TWO / "benchmark", folder)
    files = sorted(folder.glob("*.csv"))
    for file, line, cell, odd in changes:
        path = files[file % len(files)]
        lines = path.read_text().split("\n")
        cells = lines[line % len(lines)].split(",")
        cells[cell % len(cells)] = odd
        lines[line % len(lines)] = ",".join(cells)
        path.write_text("\n".join(lines), encoding="utf-8")
    with suppress(DataError):  # anything else would be a bug
        judge(load_benchmark(folder)).raise_if_errors()


def test_flipped_bytes_are_damage_and_never_a_crash(result, tmp_path):
    rng = random.Random(1)
    path = tmp_path / "bad.nc"
    told = 0
    for _ in range(25):
        content = bytearray(result)
        if rng.random() < 0.3:
            content = content[: rng.randrange(len(content))]
        for _ in range(rng.choice([1, 5, 50])):
            content[rng.randrange(len(content))] = rng.randrange(256)
        path.write_bytes(content)
        try:
            open_result(path)
        except DataError:
            told += 1
    assert told > 5


def test_a_flipped_bit_never_changes_a_number(tmp_path):
    """Checksums: else a wrong number would be shown as a result."""
    numbers = [random.Random(n).random() for n in range(2_000)]
    data = xr.Dataset({"a": ("x", numbers)}, attrs={"scenario": "s", "benchmark_sha256": "0"})
    path = write_result(data, tmp_path / "a.nc")
    content = path.read_bytes()
    told = 0
    for at in range(7, len(content), max(1, len(content) // 40)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        try:
            found = open_result(path)
        except DataError:
            told += 1
        else:
            assert found.a.values.tolist() == numbers, f"byte {at}"
    assert told > 5


# ------------------------------------------------------------------------------ disks and kills
def refuse(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(("where", "what"), [(Path, "replace"), (os, "fsync")])
def test_a_disk_that_refuses_at_the_last_step(tmp_path, monkeypatch, where, what):
    path = write_bytes(b"old", tmp_path / "x")
    bench = load_benchmark(TWO / "benchmark")
    monkeypatch.setattr(where, what, refuse)
    with pytest.raises(DataError, match="No space left"):
        write_bytes(b"new", path)
    with pytest.raises(DataError, match="No space left"):
        write_benchmark(bench, tmp_path / "b.nc")
    assert path.read_bytes() == b"old"
    assert left(tmp_path) == ["x"]


def test_a_benchmark_beyond_the_limit_of_file_sizes(tmp_path):
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        "from cge.benchmark.read import load_benchmark\n"
        "from cge.benchmark.store import write_benchmark\n"
        "from cge.errors import DataError\n"
        "try:\n    write_benchmark(load_benchmark(sys.argv[1]), sys.argv[2])\n"
        "except DataError as error:\n    print(error)\n"
    )
    words = [sys.executable, "-c", code, str(TWO / "benchmark"), str(tmp_path / "b.nc")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "limit on the size of files" in done.stdout
    assert left(tmp_path) == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 9000


def test_a_folder_that_refuses(tmp_path, monkeypatch):
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(DataError, match="Permission denied"):
        write_bytes(b"x", tmp_path / "x")
    assert left(tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.0, 0.6])
def test_a_killed_run_leaves_no_result_and_can_be_resumed(tmp_path, after, cge: Command):
    out = tmp_path / "out"
    process = start("run", TWO / "quota_10pct.yaml", "--out", out)
    deadline = time.monotonic() + 60
    while not out.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    for path in out.glob("*.nc"):
        open_result(path)  # whole, if it is there
    done = cge("run", TWO / "quota_10pct.yaml", "--out", out, "--resume")
    assert done.code == 0, done.err
    open_result(out / "two_regions_quota.nc")
    assert json.loads((out / NAME).read_text())["scenarios"]["two_regions_quota"]["exit_code"] == 0


@pytest.mark.slow
def test_two_runs_into_one_folder_lose_nothing(tmp_path):
    both = [start("run", TWO / f"{name}.yaml", "--out", tmp_path)
            for name in ("quota_10pct", "cheap_remittances")]  # fmt: skip
    for process in both:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    names = ["two_regions_cheap_remittances", "two_regions_quota"]
    assert sorted(json.loads((tmp_path / NAME).read_text())["scenarios"]) == names
    for name in names:
        open_result(tmp_path / f"{name}.nc")


def test_entries_of_two_processes_are_both_kept(tmp_path):
    """The manifest is read and written by one process at a time."""
    code = (
        "import sys, time; from pathlib import Path; import cge.run.manifest as m\n"
        "folder = Path(sys.argv[1])\n"
        "with m._alone(folder):\n"
        "    (folder / 'held').touch(); time.sleep(1.0); (folder / 'done').touch()\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    deadline = time.monotonic() + 60
    while not (tmp_path / "held").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    from cge.run.manifest import write_manifest

    write_manifest(tmp_path, [], command=["cge"], benchmarks={})
    assert (tmp_path / "done").exists(), "it did not wait"
    assert holder.wait(timeout=30) == 0


@pytest.mark.slow
# ------------------------------------------------------------------------------ clock and locale
@pytest.mark.solver
def test_what_is_up_to_date_does_not_depend_on_the_clock(cge: Command, tmp_path):
    cge("run", TWO / "cheap_remittances.yaml", "--out", tmp_path)
    file = tmp_path / "two_regions_cheap_remittances.nc"
    for stamp in (0, 4e9):
        os.utime(file, (stamp, stamp))
        done = cge("run", TWO / "cheap_remittances.yaml", "--out", tmp_path, "--resume")
        assert "up to date" in done.out


def test_a_terminal_that_knows_ascii_only(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text("name: a\ndescription: Würde – 価格\nbenchmark: nö\n", encoding="utf-8")
    odd = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Nowhere/Land"}
    process = start("check", path, env=os.environ | odd | {"PYTHONIOENCODING": "ascii"})
    _, err = process.communicate(timeout=60)
    assert process.returncode == 3, err
    assert "no benchmark 'n?'" in err


def test_a_comma_as_decimal_point_is_told(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text("name: a\nbenchmark: north_south\nparameters: {esubnm: 2,5}\n")
    with pytest.raises(ScenarioError, match=r"esubnm|parameters"):
        parse(read_source(str(path)))


def test_what_a_killed_run_left_goes_with_the_next_and_a_run_at_work_is_left_alone(tmp_path):
    old, busy = tmp_path / ".a.nc.old.part", tmp_path / ".a.nc.new.part"
    for draft in (old, busy):
        draft.write_bytes(b"half")
    os.utime(old, (0, 0))
    write_bytes(b"whole", tmp_path / "a.nc")
    assert {path.name for path in tmp_path.iterdir()} == {"a.nc", busy.name}
