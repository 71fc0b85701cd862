"""What the system refuses is no bug of ours: one message, the right code, nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import xarray as xr

from cge.benchmark.check import judge
from cge.benchmark.read import load_benchmark
from cge.errors import CheckError, DataError, SolveError, as_known
from cge.paths import shipped
from tests.cli.conftest import Command, left, start
from tests.cli.test_failures import failing
from tests.marks import rest_slow

QUICK = """
import cge.run.many as many
from cge.run.one import report
def run_scenario(scenario, bench, out, **options):
    import shutil, sys
    shutil.copy(sys.argv[-1], out)
many.run_scenario = run_scenario
"""
"""Instead of solving, the result named last is copied."""


# ------------------------------------------------------------------------------ stdout
@pytest.mark.solver
@pytest.mark.parametrize("kind", rest_slow(["head", "closed", "full"]))
def test_results_manifest_and_report_outlive_the_reader(quota, tmp_path, result_files, kind):
    code = QUICK + "sys_argv = __import__('sys').argv\nlast = sys_argv.pop()\n"
    code = code.replace("sys.argv[-1]", repr(str(result_files["quota_10pct"])))
    code += "from cge.cli.main import main\nif __name__ == '__main__':\n    main()\n"
    words = [sys.executable, "-c", code, "run", str(quota), "--out", str(tmp_path), "--report", "x"]
    reader, writer = os.pipe()
    os.close(reader)
    full = os.open("/dev/full", os.O_WRONLY)
    before = (lambda: os.close(1)) if kind == "closed" else None
    done = subprocess.run(
        words, stdout=full if kind == "full" else writer, stderr=subprocess.PIPE, text=True,
        preexec_fn=before, check=False,
    )  # fmt: skip
    os.close(writer)
    os.close(full)
    assert done.returncode == (3 if kind == "full" else 0), done.stderr
    assert ("could not be written to stdout: No space left" in done.stderr) == (kind == "full")
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert left(tmp_path) == ["manifest.json", "report.html", "two_regions_quota.nc"]
    entries = json.loads((tmp_path / "manifest.json").read_text())["scenarios"]
    assert entries["two_regions_quota"]["exit_code"] == 0


@pytest.mark.parametrize("words", [("list",), ("--version",), ("--help",), ("run", "--help")])
def test_any_answer_into_a_full_disk(words):
    with Path("/dev/full").open("w") as full:
        code = "from cge.cli.main import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, *words], stdout=full, stderr=subprocess.PIPE, text=True,
            check=False,
        )  # fmt: skip
    assert done.returncode == 3
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


# ------------------------------------------------------------------------------ surroundings
def test_a_working_directory_that_is_gone(quota, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    leave = f"import os, cge.cli.main; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r})"
    process = start("check", quota, before=leave)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "the working directory does not exist any more" in err


def test_texts_that_python_removed(quota):
    code = "from cge.cli.main import main; main()"
    words = [sys.executable, "-OO", "-c", code, "check", str(quota)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "-OO" in done.stderr


LONG = "x" * 5000


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("run", LONG), 2),
        (("check", LONG), 3),
        (("report", f"{LONG}.nc"), 3),
        (("export", f"{LONG}.nc", "--to", "csv"), 3),
        (("plot", f"{LONG}.nc", "--figure", "welfare"), 3),
        (("compare", f"{LONG}.nc", f"{LONG}2.nc"), 3),
        (("run", "baseline", "--out", f"{LONG}.nc"), 3),
        (("run", "baseline", "--out", LONG), 3),
        (("run", "baseline", "--benchmark", LONG), 3),
        (("calibrate", "--regions", LONG), 2),
        (("import", LONG, "--from", "icio", "--map", LONG, "--tables", LONG, "--out", LONG), 3),
    ],
)
def test_names_that_are_too_long(cge: Command, words: tuple[str, ...], code: int) -> None:
    done = cge(*words)
    assert done.code == code, done.err
    assert "bug of ours" not in done.err


@pytest.mark.parametrize("words", [("run", ""), ("run", "baseline", "--out", " "), ("check", "")])
def test_an_argument_from_an_unset_variable(cge: Command, words: tuple[str, ...]) -> None:
    done = cge(*words)
    assert done.code == 2
    assert "is a shell variable unset?" in done.err


@pytest.mark.parametrize(
    ("value", "shown"), [("0", False), ("false", False), ("", False), ("1", True)]
)
def test_a_traceback_only_where_it_is_asked_for(cge: Command, monkeypatch, value, shown) -> None:
    monkeypatch.setenv("CGE_DEBUG", value)
    assert ("Traceback" in cge("run", "no_such_scenario").err) == shown


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        MemoryError("Unable to allocate 74.5 GiB"),
        RuntimeError("std::bad_alloc"),
        ImportError("libx.so: failed to map segment from shared object"),
        OSError(12, "Cannot allocate memory"),
    ],
)
def test_no_memory_is_said_in_words(cge: Command, monkeypatch, quota, tmp_path, error) -> None:
    failing(monkeypatch, error)
    done = cge("run", quota, "--out", tmp_path / "q.nc")
    assert done.code == 4
    assert "out of memory" in done.err
    assert left(tmp_path) == []


def test_which_errors_are_ours():
    assert as_known(ZeroDivisionError()) is None
    assert as_known(ValueError("x")) is None
    assert isinstance(as_known(FileNotFoundError(2, "No such file", "f")), DataError)
    assert isinstance(as_known(MemoryError()), SolveError)
    told = CheckError("x")
    assert as_known(told) is told


# ------------------------------------------------------------------------------ one for another
@pytest.mark.solver
def test_files_given_for_what_they_are_not(cge: Command, quota, two_regions, result_files):
    result = result_files["quota_10pct"]
    for words, code, text in [
        (("report", quota, "--out", "x.html"), 3, "is a scenario file, not a result"),
        (("compare", quota, result), 3, "is a scenario file, not a result"),
        (("export", two_regions, "--to", "csv"), 3, "a folder, not a result"),
        (("run", result), 2, "NetCDF), not a scenario"),
        (("check", result), 3, "a result of `cge run`, not a benchmark"),
        (("run", quota, "--benchmark", result), 3, "a result of `cge run`, not a benchmark"),
    ]:
        done = cge(*words)
        assert done.code == code, words
        assert text in done.err


def test_a_shipped_benchmark_is_no_result(cge: Command, tmp_path):
    from cge.benchmark.shipped import available

    done = cge("report", available()["north_south"], "--out", tmp_path / "r.html")
    assert done.code == 3
    assert "is a benchmark, not a result" in done.err


def test_a_benchmark_that_is_not_there_hides_nothing(cge: Command, tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text("name: a\nbenchmark: wrld\nlevees: {}\nvisas: [{name: v}]\n")
    for command in ("check", "run"):
        done = cge(command, path)
        assert done.code == 2
        assert "s.yaml:2: benchmark: no benchmark 'wrld'" in done.err
        assert "did you mean 'world'?" in done.err
        assert "s.yaml:3: levees: unknown key" in done.err
        assert "s.yaml:4: visas.0.to: missing" in done.err
    path.write_text("name: a\nbenchmark: wrld\n")
    done = cge("check", path)
    assert done.code == 3
    assert "s.yaml:2: benchmark: no benchmark 'wrld'" in done.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("years: 2018..2020", "s.yaml:4: years: the first year is 2018; allowed: 2017"),
        (
            "years: 2017..2019\ntariffs:\n- {importer: north, cut: 0.5, phase_in: {from: 2030}}",
            "phase_in.from: begins in 2030; allowed: 2018 to 2019",
        ),
        (
            "years: 2017..2019\nvisas:\n- {name: v, to: all, instrument: close_gap, share: 0.1}",
            "close_gap has no years",
        ),
    ],
)
def test_check_refuses_what_run_refuses(cge: Command, two_regions, tmp_path, text, words):
    path = tmp_path / "s.yaml"
    path.write_text(f"name: a\nbenchmark: {two_regions}\nclosure: {{capital: path}}\n{text}\n")
    for command in ("check", "run"):
        done = cge(command, path, *(("--out", tmp_path / "out") if command == "run" else ()))
        assert done.code == 2
        assert words in done.err
    assert left(tmp_path) == ["s.yaml"]


def test_a_path_needs_capital(cge: Command, tmp_path):
    folder = Path(
        shutil.copytree(shipped("examples") / "moses_letnes" / "adjusted", tmp_path / "b")
    )
    for path in folder.iterdir():
        path.write_text(path.read_text().replace("capital", "land"))
    path = tmp_path / "s.yaml"
    path.write_text("name: a\nbenchmark: ./b\nclosure: {capital: path}\nyears: 1998..2000\n")
    for words in (("check", path), ("run", path, "--out", tmp_path / "out")):
        done = cge(*words)
        assert done.code == 2
        assert "needs a factor called 'capital'" in done.err


def test_advice_names_no_file_that_is_not_there(two_regions, tmp_path):
    bench = load_benchmark(two_regions)
    wrong = bench.assign(ownership=bench.ownership * 0.5)
    (finding,) = [f for f in judge(wrong).errors if f.check == "sum of ownership"]
    assert ".csv" not in finding.next_step


# ------------------------------------------------------------------------------ benchmarks
@pytest.mark.parametrize("change", [{"base_year": "soon"}, {"sources": 1}, {"schema_version": "x"}])
def test_an_attribute_of_the_wrong_type_is_data(cge: Command, two_regions, tmp_path, change):
    data: xr.Dataset = load_benchmark(two_regions).assign_attrs(change)
    data.to_netcdf(tmp_path / "b.nc", engine="netcdf4")
    done = cge("check", tmp_path / "b.nc")
    assert done.code == 3
    assert next(iter(change)) in done.err


def test_an_elasticity_that_is_infinite_in_all_but_name(cge: Command, quota, two_regions, tmp_path):
    done = cge("run", quota, "--set", "parameters.esubsk=1e4", "--out", tmp_path / "q.nc")
    assert done.code == 2
    assert "1000" in done.err
    folder = Path(shutil.copytree(two_regions, tmp_path / "b"))
    table = folder / "elasticities.csv"
    table.write_text(table.read_text().replace("esubsk,,1.5,1.5,2", "esubsk,,1e4,1.5,1e4"))
    done = cge("check", folder)
    assert done.code == 3
    assert "elasticities.csv:4: value 1e4 must be at most 1000, or inf" in done.err
