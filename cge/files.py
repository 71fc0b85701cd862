"""Files on disk: written whole or not at all, whatever interrupts."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from cge.errors import DataError

DRAFT_SUFFIX = ".part"
ABANDONED = 600.0
"""Seconds after which a draft is nobody's: writing one takes a few."""


def write_bytes(content: bytes | memoryview, path: Path) -> Path:
    """Write a file under a temporary name beside it, then rename: whole, or not there.

    Raises
    ------
    DataError
        If the folder or the disk refuses, with the reason and what to do.
    """
    draft: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(DRAFT_SUFFIX, f".{path.name}.", path.parent)
        draft = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        draft.replace(path)
        remove_drafts(path, ABANDONED)
    except OSError as error:
        raise DataError(_refused(path, error)) from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
    return path


def check_writable(folder: Path) -> None:
    """Find out before hours of solving whether results can be written.

    Raises
    ------
    DataError
        If the folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DataError(_refused(folder, error)) from error


def remove_drafts(path: Path, older: float = 0.0) -> None:
    """Remove what a process that was killed left of ``path``, if untouched for so many seconds."""
    for draft in path.parent.glob(f".{path.name}.*{DRAFT_SUFFIX}"):
        with suppress(OSError):  # another run may finish it, or remove it, at this moment
            if time.time() - draft.stat().st_mtime >= older:
                draft.unlink()


def _refused(path: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"cannot write {path}: {reason}; what was there stays; choose another place (--out)"
