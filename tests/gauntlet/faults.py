"""Damaged and mistyped input: refused with a message that says where, or read right."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cge.cli.main import main
from cge.paths import shipped
from tests.gauntlet.attempt import (
    CHECK,
    CRASH,
    LATE,
    LONGEST,
    REFUSED,
    SOLVED,
    WRONG,
    TooLateError,
    at_most,
)

EXAMPLE = "two_regions"
PLACE = re.compile(r"\.(csv|ya?ml|nc)\b")
Fault = Callable[[np.random.Generator, Path], None]


def command(*arguments: str) -> tuple[int, str]:
    """Exit code of ``cge`` in this process, and all that it says."""
    said = io.StringIO()
    before = sys.argv
    sys.argv = ["cge", *arguments]
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            main()
    except SystemExit as stop:
        return int(stop.code or 0), said.getvalue()  # type: ignore[call-overload]
    finally:
        sys.argv = before
    return 0, said.getvalue()


def run(rng: np.random.Generator, folder: Path) -> tuple[str, tuple[str, str]]:
    """Damage a copy of an example, and let the command line judge it."""
    copy_of_example(shipped("examples") / EXAMPLE, folder)
    name = str(rng.choice(list(FAULTS)))
    fault, must_refuse = FAULTS[name]
    fault(rng, folder)
    return f"fault: {name}", _judged(folder, must_refuse)


def copy_of_example(source: Path, folder: Path) -> Path:
    """A benchmark and a scenario, ``q.yaml``, that are solved as they are."""
    shutil.copytree(source / "benchmark", folder / "benchmark")
    shutil.copy(source / "quota_10pct.yaml", folder / "q.yaml")
    return folder


def _judged(folder: Path, must_refuse: bool) -> tuple[str, str]:
    try:
        with at_most(LONGEST):
            code, said = command("check", str(folder / "q.yaml"))
            if code == 0:
                code, said = command("run", str(folder / "q.yaml"), "--out", str(folder / "o.nc"))
    except TooLateError:
        return LATE, "more than the time allowed"
    except Exception:
        return CRASH, traceback.format_exc(limit=-4)
    if code in (2, 3):
        return (REFUSED, said) if PLACE.search(said) else (WRONG, f"without a place: {said}")
    if code == 0:
        return (WRONG, "accepted") if must_refuse else (SOLVED, said)
    return {5: CHECK, 4: "failed"}.get(code, CRASH), said


def _file(rng: np.random.Generator, folder: Path, pattern: str = "benchmark/*.csv") -> Path:
    files = sorted(folder.glob(pattern))
    return files[int(rng.integers(len(files)))]


def _edit(rng: np.random.Generator, folder: Path, new: Callable[[str], str]) -> None:
    """Replace one number of one table."""
    file = _file(rng, folder)
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = [n for n, line in enumerate(lines) if n and re.search(r"\d", line)]
    n = rows[int(rng.integers(len(rows)))]
    cells = lines[n].split(",")
    numbers = [m for m, cell in enumerate(cells) if re.fullmatch(r"\s*[-\d.e]+\s*", cell)]
    m = numbers[int(rng.integers(len(numbers)))]
    cells[m] = new(cells[m])
    lines[n] = ",".join(cells)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


WORDS = ("many", "nan", "inf", "-inf", "1e999", "0x1F", "1_000", "1;5", "--", "#N/A", "²", "1e")


def no_number(rng: np.random.Generator, folder: Path) -> None:
    _edit(rng, folder, lambda _: str(rng.choice(WORDS)))


def below_zero(rng: np.random.Generator, folder: Path) -> None:
    _edit(rng, folder, lambda cell: f"-{cell.strip()}" if float(cell) else "-1")


def cut_off(rng: np.random.Generator, folder: Path) -> None:
    file = _file(rng, folder)
    data = file.read_bytes()
    file.write_bytes(data[: int(rng.integers(1, len(data) - 1))])


def bytes_changed(rng: np.random.Generator, folder: Path) -> None:
    file = _file(rng, folder, "**/*.*")
    data = bytearray(file.read_bytes())
    for _ in range(3):
        data[int(rng.integers(len(data)))] = int(rng.integers(256))
    file.write_bytes(bytes(data))


def no_text(rng: np.random.Generator, folder: Path) -> None:
    _file(rng, folder, "**/*.*").write_bytes(rng.bytes(300) + b"\xff\xfe\x00")


def row_twice(rng: np.random.Generator, folder: Path) -> None:
    file = _file(rng, folder)
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")


def stray_quote(rng: np.random.Generator, folder: Path) -> None:
    file = _file(rng, folder)
    lines = file.read_text(encoding="utf-8").splitlines()
    n = int(rng.integers(1, len(lines)))
    lines[n] = '"' + lines[n]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def unknown_column(rng: np.random.Generator, folder: Path) -> None:
    file = _file(rng, folder)
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([lines[0] + ",other", *(f"{x},1" for x in lines[1:])]) + "\n")


def of_windows(rng: np.random.Generator, folder: Path) -> None:
    file = _file(rng, folder)
    text = file.read_text(encoding="utf-8").replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())


KEYS = ("to", "from", "instrument", "size", "measure", "name")
VALUES = (
    "",
    "[]",
    "{}",
    "null",
    "true",
    "1e400",
    "2017-01-01",
    "[[a]]",
    "{a: b}",
    "-5",
    "'9,5'",
    "!!x",
)


def wrong_type(rng: np.random.Generator, folder: Path) -> None:
    """A value of the quota's clause that is of no kind allowed."""
    key, value = str(rng.choice(KEYS)), str(rng.choice(VALUES))
    file = folder / "q.yaml"
    text = re.sub(rf"(?m)^(  . {key}|    {key}): .*$", rf"\1: {value}", file.read_text())
    file.write_text(text, encoding="utf-8")


def unknown_key(rng: np.random.Generator, folder: Path) -> None:
    file = folder / "q.yaml"
    line = str(
        rng.choice(
            ["visa: []", "tarifs: []", "closure: {capitol: fixed}", "parameters: {esubn: 3}"]
        )
    )
    file.write_text(file.read_text() + line + "\n", encoding="utf-8")


def key_twice(rng: np.random.Generator, folder: Path) -> None:
    file = folder / "q.yaml"
    lines = file.read_text().splitlines()
    again = str(rng.choice(["name: other", "visas: []", "benchmark: ./benchmark"]))
    file.write_text("\n".join([*lines, again]) + "\n", encoding="utf-8")


FAULTS: dict[str, tuple[Fault, bool]] = {
    "a word for a number": (no_number, True),
    "a number below zero": (below_zero, False),
    "a file cut off": (cut_off, False),
    "bytes changed": (bytes_changed, False),
    "no text": (no_text, True),
    "a row twice": (row_twice, True),
    "a stray quote": (stray_quote, True),
    "a column more": (unknown_column, True),
    "a file of Windows": (of_windows, False),
    "a wrong type": (wrong_type, True),
    "an unknown key": (unknown_key, True),
    "a key twice": (key_twice, True),
}
"""By name: what is done, and whether it must be refused."""
