"""Finished draws on disk, one line each, appended as they end: nothing solved is ever lost.

A line is complete or it is not there: what a killed process left of its last one is cut off by the
next.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cge.errors import DataError, UsageError
from cge.sweeps.worker import Row

if TYPE_CHECKING:
    from io import BufferedRandom
    from pathlib import Path
    from types import TracebackType

ENDING = ".draws"


class Journal:
    """The file of a sweep; one process at a time writes it.

    Parameters
    ----------
    path : Path
        The file.
    identity : str
        Of the plan: rows of another one are refused.
    resume : bool
        Keep the rows that are there; without it the file is begun anew.

    Raises
    ------
    DataError
        If another process writes it, it cannot be written, or is damaged.
    UsageError
        If it belongs to another sweep.
    """

    def __init__(self, path: Path, identity: str, *, resume: bool) -> None:
        self.path = path
        self.rows: dict[int, Row] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: BufferedRandom = path.open("a+b")
        except OSError as error:
            msg = f"cannot write {path}: {error.strerror}; choose another place (--out)"
            raise DataError(msg) from error
        try:
            self._begin(identity, resume=resume)
        except BaseException:
            self._file.close()
            raise

    def _begin(self, identity: str, *, resume: bool) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            msg = f"{self.path}: another process is at this sweep; wait, or give another --out"
            raise DataError(msg) from error
        if resume:
            self._read(identity)
        if not self.rows:
            self._file.truncate(0)
            self._line({"sweep": identity})

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, row: Row) -> None:
        """Keep a row: it is on disk when this returns."""
        self.rows[row.draw] = row
        self._line(asdict(row))

    def _line(self, content: dict[str, Any]) -> None:
        self._file.write(json.dumps(content).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _read(self, identity: str) -> None:
        self._file.seek(0)
        content = self._file.read()
        whole = content[: content.rfind(b"\n") + 1]
        lines = whole.splitlines()
        if not lines:
            return
        try:
            head = json.loads(lines[0])
            rows = [Row(**json.loads(line)) for line in lines[1:]]
        except (ValueError, TypeError) as error:
            msg = f"{self.path}: damaged ({error}); remove it and start again without --resume"
            raise DataError(msg) from error
        if head.get("sweep") != identity:
            msg = (
                f"{self.path}: holds draws of another sweep, benchmark or version of the code; "
                "leave out --resume to start again, or give another --out"
            )
            raise UsageError(msg)
        self._file.truncate(len(whole))
        self.rows = {row.draw: row for row in rows}
