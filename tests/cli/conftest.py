"""The command line as a user meets it: in this process, or in another where signals matter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cge.cli.main import main
from cge.paths import shipped


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture
def cge(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run ``cge`` in this process."""

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["cge", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        said = capsys.readouterr()
        return Done(int(stop.value.code or 0), said.out, said.err)

    return run


HEARS = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
for ending in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(ending, signal.SIG_DFL)
"""
"""Signals reach a process as from a terminal, also where the tests run in the background."""


def start(*arguments: object, before: str = "", **options: Any) -> subprocess.Popen[str]:
    """Start ``cge`` in another process, after the Python statements ``before``."""
    code = (
        f"{HEARS}{before}\nfrom cge.cli.main import main\nif __name__ == '__main__':\n    main()\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


@pytest.fixture(scope="session")
def examples() -> Path:
    """A benchmark of two regions and scenarios on it that are solved in a second."""
    return shipped("examples") / "two_regions"


@pytest.fixture
def quota(examples: Path) -> Path:
    """A scenario."""
    return examples / "quota_10pct.yaml"


@pytest.fixture
def cheap(examples: Path) -> Path:
    """Another one."""
    return examples / "cheap_remittances.yaml"


@pytest.fixture
def two_regions(examples: Path) -> Path:
    """Their benchmark."""
    return examples / "benchmark"


def left(folder: Path) -> list[str]:
    """What lies in a folder, hidden files included."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
