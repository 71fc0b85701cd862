"""The draws of a sweep on the workers of a dask cluster (optional extra ``cluster``).

The plan is sent to each worker once, with its benchmarks, and stays there.  A worker that dies
loses only the draws that it had begun: the scheduler gives them to others.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cge.benchmark.read import load_benchmark
from cge.errors import DataError, SolveError, UsageError
from cge.run.provenance import code_hash
from cge.sweeps.worker import Row, solve_draw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cge.sweeps.plan import Draw, Plan

ATTEMPTS = 3
"""Times that the plan is sent again after every worker that held it has died."""
WAIT = 30
"""Seconds until a scheduler must have answered."""
_ONE_AT_A_TIME = threading.Lock()
"""A solve uses what a process has but once; dask may give a process several threads."""


def on_cluster(address: str, plan: Plan, draws: Sequence[Draw]) -> Iterator[Row]:
    """Rows as they end.

    Parameters
    ----------
    address : str
        Of the scheduler, as ``tcp://node17:8786``.

    Raises
    ------
    UsageError
        If dask is not installed, no scheduler answers there, or it has no worker, or one with
        several threads.
    DataError
        If a worker has another version of the package.
    SolveError
        If workers keep dying.
    """
    left = {draw.number: draw for draw in draws}
    with _client(address) as client:
        _require_workers(client, address)
        whole = replace(plan, carried=_benchmarks(plan))
        for _ in range(ATTEMPTS):
            for row in _rows(client, whole, list(left.values())):
                del left[row.draw]
                yield row
            if not left:
                return
    msg = (
        f"workers of {address} died with {len(left)} draws left (out of memory?); give them more, "
        "and go on with --resume"
    )
    raise SolveError(msg)


def _rows(client: Any, plan: Plan, draws: Sequence[Draw]) -> Iterator[Row]:
    """Rows of the draws that ended; those that died with their workers are left out."""
    from distributed import as_completed

    sent = client.scatter(plan, broadcast=True)
    futures = client.map(_on_worker, [sent] * len(draws), draws, pure=False)
    for future in as_completed(futures, loop=client.loop):
        if future.status == "finished":
            yield future.result()
        elif not _died(future):
            future.result()  # raises what the worker raised


def _on_worker(plan: Plan, draw: Draw) -> Row:
    own = code_hash()
    if own != plan.fingerprints["code"]:
        msg = "a worker of the cluster has another version of cge; install the same everywhere"
        raise DataError(msg)
    with _ONE_AT_A_TIME:
        return solve_draw(plan, draw)


def _died(future: Any) -> bool:
    """Whether a draw was lost with its worker, rather than ended with an error of its own."""
    from distributed.scheduler import KilledWorker

    return future.status in ("cancelled", "lost") or isinstance(future.exception(), KilledWorker)


def _benchmarks(plan: Plan) -> dict[str, Any]:
    listed = [value for one in plan.levels if one.key == "benchmark" for value in one.values]
    names = {name for name in (*listed, plan.benchmark) if isinstance(name, str)}
    return {name: load_benchmark(name) for name in sorted(names)}


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        msg = "--scheduler needs dask; install it: pip install 'cge[cluster]'"
        raise UsageError(msg) from error
    try:
        client = Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError) as error:
        msg = f"no dask scheduler answers at {address} ({error}); start one: dask scheduler"
        raise UsageError(msg) from error
    with client:
        yield client


def _require_workers(client: Any, address: str) -> None:
    threads = client.nthreads()
    if not threads:
        msg = f"the scheduler at {address} has no workers; start some: dask worker {address}"
        raise UsageError(msg)
    wide = [name for name, count in threads.items() if count > 1]
    if wide:
        msg = (
            f"{len(wide)} of {len(threads)} workers have several threads, as {wide[0]}; a draw "
            "takes a process of its own: dask worker --nworkers N --nthreads 1"
        )
        raise UsageError(msg)
