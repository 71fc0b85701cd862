"""Streams of a command: work goes on when nobody reads, and an answer that is lost is told.

``cge run ... | head`` closes the stream in the middle: results, manifest and report are still
written.  A stream that is closed from the start is replaced by one that leads nowhere, because the
next file that is opened would take its place.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from cge.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO


class Stream(io.TextIOBase):
    """A text stream that remembers its failure and swallows what comes after."""

    def __init__(self, inner: TextIO) -> None:
        self.inner = inner
        self.failure: OSError | None = None

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Encoding of the stream beneath."""
        return self.inner.encoding or "utf-8"

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        """What the stream beneath does with characters that it cannot write."""
        return self.inner.errors

    def isatty(self) -> bool:
        """Whether somebody watches."""
        return self.inner.isatty()

    def fileno(self) -> int:
        """Descriptor of the stream beneath."""
        return self.inner.fileno()

    def writable(self) -> bool:
        """Return true."""
        return True

    def write(self, text: str) -> int:
        """Write, unless writing has failed before."""
        if self.failure is None:
            try:
                self.inner.write(text)
            except OSError as error:
                self._fail(error)
        return len(text)

    def flush(self) -> None:
        """Flush, unless writing has failed before."""
        if self.failure is None:
            try:
                self.inner.flush()
            except OSError as error:
                self._fail(error)

    def _fail(self, error: OSError) -> None:
        self.failure = error
        with suppress(OSError, ValueError):  # what is left in the buffer goes nowhere at the end
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.inner.fileno())
            os.close(nowhere)


def open_closed_streams() -> None:
    """Let descriptors 0 to 2 lead somewhere, so that no other file takes their place."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115


@contextmanager
def lasting_streams() -> Iterator[None]:
    """Within, a stdout or stderr that fails ends nothing; at the end a lost answer is an error.

    Raises
    ------
    DataError
        If stdout is full.  That its reader closed it is no error: he had enough.
    """
    open_closed_streams()
    before = sys.stdout, sys.stderr
    answers, notes = Stream(before[0]), Stream(before[1])
    sys.stdout, sys.stderr = answers, notes  # type: ignore[assignment]
    try:
        yield
        answers.flush()
        if answers.failure and not isinstance(answers.failure, BrokenPipeError):
            reason = answers.failure.strerror or answers.failure
            msg = f"the answer could not be written to stdout: {reason}; send it elsewhere"
            raise DataError(msg)
    finally:
        answers.flush()
        notes.flush()
        sys.stdout, sys.stderr = before
