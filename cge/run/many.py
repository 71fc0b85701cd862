"""Several scenarios, one after another or on several cores; one failure does not stop the rest."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cge.benchmark.read import load_benchmark
from cge.errors import SolveError, as_known
from cge.files import remove_drafts
from cge.interrupt import caused_by_interrupt
from cge.run.one import Progress, run_scenario, up_to_date

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.schema import Scenario

OF_WORKERS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONWARNINGS": "ignore:resource_tracker:UserWarning",
}
"""Processes share the cores, so each gets one thread; that Python removes the semaphores which
interrupted ones leave is no news to the user."""


@dataclass(frozen=True)
class Job:
    """One scenario on one benchmark, and where its result goes."""

    scenario: Scenario
    benchmark: str
    out: Path
    steps: int | None = None
    decompose: int | None = None
    """Segments of the decomposition of welfare, if any."""
    resume: bool = False
    """Leave a result alone that is of the same scenario, benchmark and code."""
    solver: str = "newton"
    """See :func:`cge.solver.solve`."""


@dataclass(frozen=True)
class Outcome:
    """How a job ended."""

    job: Job
    status: str
    """solved, up to date, or failed"""
    seconds: float
    error: str | None = None
    exit_code: int = 0
    trace: str | None = None
    """Traceback of a failure that is a bug of ours."""


def run_jobs(
    jobs: Sequence[Job],
    *,
    workers: int = 1,
    progress: Callable[[Job], Progress] | None = None,
) -> Iterator[Outcome]:
    """Carry out the jobs; outcomes come as they end.

    Parameters
    ----------
    workers : int
        Processes; with one, the jobs run here and ``progress`` follows each.
    """
    if workers == 1 or len(jobs) == 1:
        for job in jobs:
            yield run_job(job, progress(job) if progress else None)
        return
    with processes(min(workers, len(jobs)), [job.out for job in jobs]) as pool:
        futures = {pool.submit(run_job, job): job for job in jobs}
        for future in as_completed(futures):
            yield _outcome(future, futures[future])


def _outcome(future: Future[Outcome], job: Job) -> Outcome:
    try:
        return future.result()
    except BrokenProcessPool:
        remove_drafts(job.out)
        text = "the process ended before the solution did (out of memory?); try fewer --jobs"
        return Outcome(job, "failed", 0.0, text, SolveError.exit_code)


def run_job(job: Job, progress: Progress | None = None) -> Outcome:
    """Carry out one job; a failure is an outcome too, so that the other jobs go on."""
    started = time.perf_counter()

    def ended(status: str, *failure: Any) -> Outcome:
        return Outcome(job, status, time.perf_counter() - started, *failure)

    try:
        bench = _benchmark(job.benchmark)
        if job.resume and up_to_date(job.scenario, bench, job.out, job.decompose):
            return ended("up to date")
        run_scenario(
            job.scenario,
            bench,
            job.out,
            steps=job.steps,
            solver=job.solver,
            decompose=job.decompose,
            progress=progress,
        )
    except Exception as error:  # a failure of one scenario must not lose the others
        known = as_known(error)
        if known is not None:
            return ended("failed", str(known), known.exit_code)
        if caused_by_interrupt(error):
            raise KeyboardInterrupt from error
        return ended("failed", f"{type(error).__name__}: {error}", 1, traceback.format_exc())
    return ended("solved")


@lru_cache(maxsize=2)
def _benchmark(name: str) -> xr.Dataset:
    return load_benchmark(name)


@contextmanager
def processes(workers: int, outs: Sequence[Path] = ()) -> Iterator[ProcessPoolExecutor]:
    """Processes that leave nothing behind, however they end; ``outs`` are files they write."""
    before = {name: os.environ.get(name) for name in OF_WORKERS}
    os.environ.update(OF_WORKERS)
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=spawn, initializer=_serve)
    try:
        yield pool
    except BaseException:
        for child in multiprocessing.active_children():
            child.terminate()
        pool.shutdown(cancel_futures=True)
        for out in outs:
            remove_drafts(out)
        raise
    finally:
        pool.shutdown()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _serve() -> None:
    """Make this process a worker: it does not hear Ctrl-C, and it ends with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # for the process that reports; it ends the others
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the parent is gone, however it was killed, and leave at once."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
