"""What a result came from: versions, commit, hashes of code, scenario and benchmark."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import cge
from cge.benchmark.fingerprint import fingerprint

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.schema import Scenario

LIBRARIES = (
    "pyomo",
    "casadi",
    "cyipopt-wheels",
    "numpy",
    "scipy",
    "xarray",
    "netCDF4",
    "pandas",
    "pydantic",
)
PACKAGE = Path(cge.__file__).parent
SPEAKING = ("app", "cli", "report")
"""The parts of the package that have no say in what a result holds."""


def versions() -> dict[str, str]:
    """Versions of this package, of Python and of the libraries results depend on."""
    found = {"cge": cge.__version__, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


@cache
def git_commit() -> str:
    """Commit of the checkout the code runs from, ``+`` if changed since; else ``unknown``."""
    root = PACKAGE.parent
    if not (root / ".git").exists():
        return "unknown"
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", "cge")
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return commit + ("+" if changed else "")


@cache
def code_hash() -> str:
    """sha256 over the code and symbol table that decide what a result holds."""
    digest = hashlib.sha256()
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.glob("*.csv")]):
        name = path.relative_to(PACKAGE)
        if name.parts[0] not in SPEAKING:
            digest.update(name.as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def scenario_hash(scenario: Scenario) -> str:
    """sha256 of what the scenario says, whatever the order of its keys."""
    text = json.dumps(scenario.as_written(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def identity(scenario: Scenario, bench: xr.Dataset) -> dict[str, str]:
    """What decides a result: two results with the same identity are the same."""
    return {
        "scenario_sha256": scenario_hash(scenario),
        "benchmark_sha256": fingerprint(bench),  # of what it holds now, not of what was read
        "code_sha256": code_hash(),
        "package_version": cge.__version__,
    }


def now() -> str:
    """UTC time to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True, timeout=10
    )
    return done.stdout.strip()
