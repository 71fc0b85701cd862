"""One run: write the scenario, solve it, and say which of five endings it had."""

from __future__ import annotations

import re
import signal
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xarray as xr
import yaml

from cge.errors import CgeError
from cge.run.one import run_scenario
from cge.scenario.load import load_scenario
from tests.gauntlet import identities

REFUSED, SOLVED, FAILED, CHECK, CRASH = "refused", "solved", "failed", "check failed", "crash"
WRONG, LATE = "wrong", "late"
ENDINGS = (REFUSED, SOLVED, FAILED, CHECK, CRASH, WRONG, LATE)
"""The last two: solved, but an identity or relation is missed; not done within the time."""
DEFECTS = (CHECK, CRASH, WRONG, LATE)
BY_EXIT = {2: REFUSED, 3: REFUSED, 4: FAILED, 5: CHECK}
LOCATED = re.compile(r"\.(ya?ml|csv|nc):\d+|^closure \w+: ")
"""A line of a file, or a closure, which holds whether it is written or not."""
LONGEST = 240
"""Seconds that a run may take on a busy machine."""


@dataclass
class Attempt:
    """How one run ended."""

    ending: str
    message: str = ""
    seconds: float = 0.0
    gaps: dict[str, float] = field(default_factory=dict)
    """By how much each identity that applies is missed."""
    result: xr.Dataset | None = None

    @property
    def defect(self) -> bool:
        """Whether something is to be repaired."""
        return self.ending in DEFECTS


class TooLateError(Exception):
    """The time of a run is over."""


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raise inside the block when its time is over."""

    def stop(_signal: int, _frame: Any) -> None:
        raise TooLateError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def attempt(scenario: dict[str, Any], bench: xr.Dataset, folder: Path, **options: Any) -> Attempt:
    """Solve a scenario from its file into a file, and judge the file."""
    started = time.perf_counter()
    file, out = folder / "scenario.yaml", folder / "result.nc"
    out.unlink(missing_ok=True)
    file.write_text(yaml.safe_dump(scenario, sort_keys=False, allow_unicode=True), encoding="utf-8")
    try:
        with at_most(LONGEST), warnings.catch_warnings():
            warnings.simplefilter("error")
            run_scenario(load_scenario(file, bench=bench), bench, out, **options)
        ended = _judged(out, bench, scenario)
    except TooLateError:
        ended = Attempt(LATE, f"more than {LONGEST} s")
    except CgeError as error:
        ended = _known(error, out, bench)
    except Exception:
        ended = Attempt(CRASH, traceback.format_exc(limit=-4))
    ended.seconds = time.perf_counter() - started
    return ended


def _judged(out: Path, bench: xr.Dataset, scenario: dict[str, Any]) -> Attempt:
    with xr.open_dataset(out) as opened:
        result = opened.load()
    gaps = identities.missed(result, bench, scenario)
    wrong = [f"{words}: {gap:.1e}" for words, gap in gaps.items() if not gap <= identities.CLOSE]
    return Attempt(WRONG if wrong else SOLVED, "; ".join(wrong), gaps=gaps, result=result)


def _known(error: CgeError, out: Path, bench: xr.Dataset) -> Attempt:
    """The ending that an error stands for; a refusal has to name a line of a file or a region."""
    ending, message = BY_EXIT.get(error.exit_code, CRASH), str(error)
    named = any(re.search(rf"\b{re.escape(str(r))}\b", message) for r in bench.region.values)
    if ending == REFUSED and not (named or LOCATED.search(message)):
        ending, message = WRONG, f"refused without a place: {message}"
    if out.exists():
        ending, message = WRONG, f"a result was written and the run ended with: {message}"
    return Attempt(ending, message)
