"""Files are never destroyed: an output is no input, a link stays, a device is left alone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import cge as package
from cge.benchmark.read import load_benchmark
from cge.benchmark.store import write_benchmark
from cge.errors import DataError
from cge.files import write_bytes
from cge.report.tidy import iamc
from cge.results.store import open_result, write_result
from cge.seal import LENGTH
from tests.cli.conftest import HEARS, Command, left

TEXT = "a word that nothing else says"


@pytest.fixture
def result(result_files: dict[str, Path], tmp_path: Path) -> Path:
    """A result that a test may damage."""
    return Path(shutil.copy(result_files["quota_10pct"], tmp_path / "r.nc"))


# ------------------------------------------------------------------------------ inputs, endings
@pytest.mark.solver
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("r.html", ("report", "--out")),
        ("r.csv", ("export", "--to", "csv", "--out")),
        ("r.svg", ("plot", "--figure", "welfare", "--out")),
        ("r.csv", ("export", "--to", "iamc", "--out", "link.csv")),
        ("r.csv", ("plot", "--figure", "welfare", "--out", "r.svg")),
    ],
)
def test_an_output_is_never_its_own_input(
    cge: Command, result: Path, monkeypatch, name: str, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(result.parent)
    file = result.rename(name)
    Path("link.csv").symlink_to(name)
    before = file.read_bytes()
    rest = words[1:] if not words[-1].startswith("--") else (*words[1:], name)
    done = cge(words[0], name, *rest)
    assert done.code == 2
    assert "is the file that is read" in done.err
    assert file.read_bytes() == before


@pytest.mark.solver
@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (("export", "--to", "csv", "--out", "r.nc"), ".csv"),
        (("export", "--to", "csv", "--out", "new.xlsx"), ".csv"),
        (("export", "--to", "latex", "--out", "new.csv"), ".tex"),
        (("report", "--out", "new.nc"), ".html"),
        (("report", "--out", "r.nc"), ".html"),
        (("plot", "--figure", "welfare", "--out", "new.bmp"), ".svg"),
    ],
)
def test_a_name_says_what_the_file_holds(
    cge: Command, result: Path, monkeypatch, words: tuple[str, ...], allowed: str
) -> None:
    monkeypatch.chdir(result.parent)
    before = result.read_bytes()
    done = cge(words[0], result.name, *words[1:])
    assert done.code == 2
    assert f"must end in {allowed}" in done.err
    assert left(result.parent) == ["r.nc"]
    assert result.read_bytes() == before


@pytest.mark.parametrize("name", ["r.csv", "r.NC", "r.html", "quota.yaml"])
def test_results_go_to_a_netcdf_file_or_a_folder(cge: Command, quota, tmp_path, name) -> None:
    done = cge("run", quota, "--out", tmp_path / name)
    assert done.code == 2
    assert "allowed: a file that ends in .nc, or a folder" in done.err
    assert left(tmp_path) == []


def test_a_result_does_not_replace_its_benchmark(cge: Command, quota, two_regions, tmp_path):
    path = write_benchmark(load_benchmark(two_regions), tmp_path / "b.nc")
    before = path.read_bytes()
    done = cge("run", quota, "--benchmark", path, "--out", path)
    assert done.code == 2
    assert "is the file that is read" in done.err
    assert path.read_bytes() == before


# ------------------------------------------------------------------------------ links, devices
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    for name in ("there", "nowhere_yet"):
        link = tmp_path / f"to_{name}"
        link.symlink_to(tmp_path / name)
    (tmp_path / "there").write_bytes(b"old")
    for name in ("there", "nowhere_yet"):
        write_bytes(b"new", tmp_path / f"to_{name}")
        assert (tmp_path / f"to_{name}").is_symlink()
        assert (tmp_path / name).read_bytes() == b"new"


def test_pipes_devices_and_folders_are_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "null").symlink_to(os.devnull)
    for name, word in (("pipe", "pipe"), ("folder", "folder"), ("null", "device")):
        with pytest.raises(DataError, match=f"it is .*{word}"):
            write_bytes(b"x", tmp_path / name)
    assert (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "null").is_symlink()
    assert left(tmp_path) == ["folder", "null", "pipe"]


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_new_files_have_the_permissions_of_the_umask(tmp_path, umask, mode):
    before = os.umask(umask)
    try:
        assert write_bytes(b"x", tmp_path / "x").stat().st_mode & 0o777 == mode
    finally:
        os.umask(before)


def test_an_old_file_keeps_its_permissions(tmp_path):
    path = write_bytes(b"x", tmp_path / "x")
    path.chmod(0o640)
    assert write_bytes(b"y", path).stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_no_disk_takes(tmp_path, name):
    with pytest.raises(DataError, match="cannot write"):
        write_bytes(b"x", tmp_path / name)


# ------------------------------------------------------------------------------ damage
def small(path: Path) -> Path:
    data = xr.Dataset({"a": ("x", np.arange(500.0))})
    return write_result(data.assign_attrs(scenario=TEXT, benchmark_sha256="0"), path)


def test_a_flipped_bit_of_an_attribute_is_damage(tmp_path):
    path = small(tmp_path / "a.nc")
    content = path.read_bytes()
    for word in (TEXT, "benchmark_sha256", "scenario"):
        at = content.index(word.encode())
        path.write_bytes(content[:at] + b"X" + content[at + 1 :])
        with pytest.raises(DataError, match=r"damaged.*checksum"):
            open_result(path)


def test_no_byte_can_change_unseen(tmp_path):
    path = small(tmp_path / "a.nc")
    content = path.read_bytes()
    for at in [*range(0, len(content) - LENGTH, 97), len(content) - LENGTH, len(content) - 1]:
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(DataError, match="damaged"):
            open_result(path)


@pytest.mark.parametrize("kept", [0, 1, 100, -1, -LENGTH])
def test_a_result_that_was_cut_short(tmp_path, kept):
    path = small(tmp_path / "a.nc")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(DataError, match="damaged or not NetCDF"):
        open_result(path)


def test_other_programs_read_a_result_as_before(tmp_path):
    with xr.open_dataset(small(tmp_path / "a.nc"), engine="netcdf4") as data:
        assert data.a.values.tolist() == list(range(500))
        assert data.attrs["scenario"] == TEXT


# ------------------------------------------------------------------------------ fingerprint, NA
@pytest.mark.solver
def test_a_benchmark_changed_in_memory_is_another_benchmark(
    cge: Command, quota, two_regions, tmp_path
):
    bench = load_benchmark(two_regions)
    one = package.solve(bench, quota, out=tmp_path / "one.nc")
    bench["esubnm"] = bench.esubnm * 0 + 5.0
    two = package.solve(bench, quota, out=tmp_path / "two.nc")
    assert one.attrs["benchmark_sha256"] == load_benchmark(two_regions).attrs["sha256"]
    assert one.attrs["benchmark_sha256"] != two.attrs["benchmark_sha256"]
    done = cge("compare", tmp_path / "one.nc", tmp_path / "two.nc")
    assert done.code in (2, 3)
    assert "benchmark" in done.err
    back = load_benchmark(write_benchmark(bench, tmp_path / "b.nc"))
    assert back.attrs["sha256"] == two.attrs["benchmark_sha256"]


@pytest.mark.parametrize(("name", "written"), [("Namibia", "Namibia"), ("NA", "region NA")])
def test_namibia_is_a_region_of_iamc_tables(tmp_path, name, written):
    import io

    import pandas as pd

    codes = np.array(["NA", "DEU"])
    data = xr.Dataset(
        {"gdp": ("region", [1.0, 2.0]), "region_name": ("region", np.array([name, "Germany"]))},
        {"region": codes}, {"scenario_name": "s"},
    )  # fmt: skip
    text = iamc(data, ["gdp"], year=2017).to_csv(index=False)
    assert pd.read_csv(io.StringIO(text)).region.tolist() == [written, "DEU"]


# ------------------------------------------------------------------------------ workers
PARENT = """
import pathlib, sys, time
from cge.run.many import Job, run_jobs
from tests.cli.test_outputs import sleepers
if __name__ == "__main__":
    from cge.interrupt import interruptible
    try:
        with interruptible():
            sleepers(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
"""


def asleep(folder: str) -> None:
    """What a worker does in the tests below: it says who it is, and works for ever."""
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(600)


def sleepers(folder: str) -> None:
    """Two workers of the pool that scenarios run in."""
    from cge.run.many import processes

    with processes(2) as pool:
        for future in [pool.submit(asleep, folder) for _ in range(2)]:
            future.result()


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize(
    ("ending", "code"),
    [(signal.SIGKILL, -9), (signal.SIGTERM, 130), (signal.SIGHUP, 130), (signal.SIGINT, 130)],
)
def test_workers_end_with_their_parent(tmp_path, ending, code):
    script = tmp_path / "parent.py"
    script.write_text(HEARS + PARENT)
    folder = tmp_path / "workers"
    folder.mkdir()
    root = str(Path(package.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, script, folder], env=os.environ | {"PYTHONPATH": root}
    )
    deadline = time.monotonic() + 120
    while len(left(folder)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    workers = [int(name) for name in left(folder)]
    assert len(workers) == 2
    process.send_signal(ending)
    assert process.wait(timeout=60) == code
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, workers))
