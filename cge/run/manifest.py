"""``manifest.json`` of a folder of results: what was run, with what, and how it ended."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cge.errors import DataError
from cge.files import write_bytes
from cge.run.provenance import code_hash, git_commit, now, scenario_hash, versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cge.run.many import Outcome

NAME = "manifest.json"


def write_manifest(
    folder: Path,
    outcomes: Sequence[Outcome],
    *,
    command: Sequence[str],
    benchmarks: Mapping[str, str],
) -> Path:
    """Write the manifest; entries of scenarios run into the folder before are kept.

    Parameters
    ----------
    benchmarks : mapping
        sha256 of each benchmark, by the name in the jobs.
    """
    with _alone(folder):
        return _write(folder, outcomes, command=command, benchmarks=benchmarks)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one process at a time adds to the manifest of a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(
    folder: Path,
    outcomes: Sequence[Outcome],
    *,
    command: Sequence[str],
    benchmarks: Mapping[str, str],
) -> Path:
    entries = _earlier(folder / NAME)
    for outcome in outcomes:
        job = outcome.job
        if outcome.status == "up to date" and job.scenario.name in entries:
            continue
        entries[job.scenario.name] = {
            "status": outcome.status,
            "seconds": round(outcome.seconds, 3),
            "result": None if outcome.error else job.out.name,
            "exit_code": outcome.exit_code,
            "error": outcome.error,
            "scenario_file": job.scenario.places[()].file,
            "scenario_sha256": scenario_hash(job.scenario),
            "benchmark": job.benchmark,
            "benchmark_sha256": benchmarks[job.benchmark],
            "code_sha256": code_hash(),
            "git_commit": git_commit(),
            "finished": now(),
        }
    content = {
        "command": list(command),
        "created": now(),
        "git_commit": git_commit(),
        "versions": versions(),
        "scenarios": dict(sorted(entries.items())),
    }
    return write_bytes(json.dumps(content, indent=1).encode(), folder / NAME)


def check_manifest(folder: Path) -> None:
    """Find out before solving whether what stands in the folder can be added to.

    Raises
    ------
    DataError
        If its manifest is damaged.
    """
    _earlier(folder / NAME)


def _earlier(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return dict(json.loads(path.read_text(encoding="utf-8"))["scenarios"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{path}: damaged ({error}); remove it, or choose another folder with --out"
        raise DataError(msg) from error
