"""Ctrl-C and SIGTERM end a solve at once, although compiled code stands between it and Python.

CasADi turns a KeyboardInterrupt that is raised beneath it into a SystemError, and Ipopt may go on
after one.  So the interrupt is remembered as well as raised; while Ipopt runs it is only
remembered, and Ipopt is told to stop.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType


ENDING = (signal.SIGTERM, signal.SIGHUP)
"""Signals that end a process: heard as Ctrl-C is, so that workers and drafts are cleared away."""
UNHANDLED = (signal.default_int_handler, signal.SIG_DFL)
"""Handlers of a signal that nobody else listens to."""


@dataclass
class _State:
    asked: bool = False
    held: bool = False


_STATE = _State()


def asked() -> bool:
    """Whether Ctrl-C was pressed since the work began."""
    return _STATE.asked


def stop_if_asked() -> None:
    """Raise the KeyboardInterrupt that some callback may have swallowed.

    Raises
    ------
    KeyboardInterrupt
        If Ctrl-C was pressed since the work began.
    """
    if _STATE.asked:
        raise KeyboardInterrupt


@contextmanager
def interruptible() -> Iterator[None]:
    """Within, Ctrl-C raises KeyboardInterrupt whatever code it meets; main thread only.

    A shell starts what runs in the background with Ctrl-C ignored: SIGTERM is heard all the same.
    """
    main = threading.current_thread() is threading.main_thread()
    ours = signal.getsignal(signal.SIGINT) in (signal.default_int_handler, signal.SIG_IGN)
    heard = [s for s in (signal.SIGINT, *ENDING) if signal.getsignal(s) in UNHANDLED]
    if not (main and ours and heard):
        yield
        return
    _STATE.asked = False
    before = {one: signal.signal(one, _remember) for one in heard}
    try:
        yield
    except Exception as error:
        if _STATE.asked or caused_by_interrupt(error):
            raise KeyboardInterrupt from error
        raise
    else:
        if _STATE.asked:
            raise KeyboardInterrupt
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        _STATE.asked = False


@contextmanager
def held() -> Iterator[None]:
    """Within, Ctrl-C only sets :func:`asked`; KeyboardInterrupt is raised at the end."""
    _STATE.held = True
    try:
        yield
    finally:
        _STATE.held = False
    if _STATE.asked:
        raise KeyboardInterrupt


def caused_by_interrupt(error: BaseException | None) -> bool:
    """Whether a KeyboardInterrupt is what lies behind an error."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _remember(_signal: int, _frame: FrameType | None) -> None:
    _STATE.asked = True
    if not _STATE.held:
        raise KeyboardInterrupt
