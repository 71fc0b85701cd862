"""Files on disk: written whole or not at all, whatever interrupts, and never over what was read."""

from __future__ import annotations

import glob
import os
import secrets
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cge.errors import DataError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

DRAFT_SUFFIX = ".part"
ABANDONED = 600.0
"""Seconds after which a draft is nobody's: writing one takes a few."""
FORMATS = (".csv", ".h5", ".htm", ".html", ".json", ".nc", ".nc4", ".parquet", ".pdf", ".png",
           ".svg", ".tex", ".txt", ".xlsx", ".yaml", ".yml")  # fmt: skip
"""Endings that say what a file holds; no folder is meant by a name that has one."""


def write_bytes(content: bytes | memoryview, path: Path) -> Path:
    """Write a file under a temporary name beside it, then rename: whole, or not there.

    A link stays a link: the file it leads to is written.  A new file has the permissions that the
    umask leaves, an old one keeps its own.

    Raises
    ------
    DataError
        If the folder or the disk refuses, or a device, pipe or folder stands there: with the
        reason and what to do.
    """
    draft: Path | None = None
    try:
        target = Path(os.path.realpath(path))
        mode = _mode_of(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}{DRAFT_SUFFIX}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)  # less the umask
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            draft.chmod(mode)
        draft.replace(target)
        remove_drafts(target, ABANDONED)
    except (OSError, ValueError) as error:  # a null byte in a name is a ValueError
        raise DataError(_refused(path, error)) from error
    finally:
        if draft is not None:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
    return path


def _mode_of(path: Path) -> int | None:
    """Permissions of the file that is there; None if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        what = "a folder" if stat.S_ISDIR(found.st_mode) else "a device, a pipe or a socket"
        msg = f"it is {what}, not a file"
        raise OSError(msg)
    return stat.S_IMODE(found.st_mode)


def check_output(out: Path, inputs: Iterable[Path], suffixes: Iterable[str] = ()) -> None:
    """Find out before any work whether a file may be written under a name.

    Parameters
    ----------
    out : Path
        The file to write.
    inputs : iterable of Path
        Files that are read; none of them may be written over, whatever it is called.
    suffixes : iterable of str
        Endings that the name may have, if it has one; any when left out.

    Raises
    ------
    UsageError
        If the name has another ending, or leads to one of the inputs.
    """
    allowed = list(suffixes)
    if allowed and out.suffix and out.suffix.lower() not in allowed:
        msg = f"--out {out}: the name must end in {' or '.join(allowed)}; nothing is written"
        raise UsageError(msg)
    for path in inputs:
        with suppress(OSError, ValueError):  # what cannot be found is not written over
            if out.exists() and path.exists() and out.samefile(path):
                msg = f"--out {out} is the file that is read ({path}); give another name"
                raise UsageError(msg)


def check_place(path: Path) -> None:
    """Find out before any work whether something other than a file stands under a name.

    Raises
    ------
    DataError
        If a folder, a device, a pipe or a socket does, or the name cannot be looked up.
    """
    try:
        _mode_of(path)
    except (OSError, ValueError) as error:
        raise DataError(_refused(path, error)) from error


def check_folder_name(out: Path) -> None:
    """Refuse the name of a file where a folder is meant.

    Raises
    ------
    UsageError
        If the name ends like a file and no folder of that name exists.
    """
    if out.suffix.lower() in FORMATS and not out.is_dir():
        msg = (
            f"--out {out}: allowed: a file that ends in .nc, or a folder; '{out.suffix}' is no .nc"
        )
        raise UsageError(msg)


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
    except (OSError, ValueError) as error:
        raise DataError(_refused(folder, error)) from error


def remove_drafts(path: Path, older: float = 0.0) -> None:
    """Remove what a process that was killed left of ``path``, if untouched for so many seconds."""
    for draft in path.parent.glob(f".{glob.escape(path.name)}.*{DRAFT_SUFFIX}"):
        with suppress(OSError):  # another run may finish it, or remove it, at this moment
            if time.time() - draft.stat().st_mtime >= older:
                draft.unlink()


def _refused(path: Path, error: OSError | ValueError) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return f"cannot write {path}: {reason}; what was there stays; choose another place (--out)"
