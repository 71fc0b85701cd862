"""Carry out a sweep: every draw once, on one core, several, or an executor of somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TYPE_CHECKING

from cge.errors import SolveError
from cge.run.many import processes
from cge.sweeps.cluster import on_cluster
from cge.sweeps.journal import ENDING, Journal
from cge.sweeps.plan import Draw, Plan
from cge.sweeps.table import dataset, write
from cge.sweeps.worker import Row, solve_draw

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

    Progress = Callable[[int, int, Row | None], None]
    """Told how many draws are done, of how many, and the last one."""
    Way = Callable[[Plan, Sequence[Draw]], Iterator[Row]]
    """How draws are solved: here, in processes, on a cluster."""

ATTEMPTS = 3
"""Times that processes which died are replaced."""


def carry_out(
    plan: Plan,
    out: Path | None = None,
    *,
    workers: int = 1,
    resume: bool = False,
    progress: Progress | None = None,
    executor: Executor | None = None,
    scheduler: str | None = None,
) -> xr.Dataset:
    """Solve every draw of a plan; one dataset with a dimension ``draw``.

    Parameters
    ----------
    plan : Plan
        The draws.
    out : Path, optional
        NetCDF file; finished draws are kept in ``<out>.draws`` beside it as they end.
    workers : int
        Processes; with one, draws are solved here.
    resume : bool
        Keep the draws that a process which was stopped has finished.
    progress : callable, optional
        Told after each draw.
    executor : concurrent.futures.Executor, optional
        Solves the draws instead of processes of our own.
    scheduler : str, optional
        Address of the scheduler of a dask cluster, whose workers solve the draws.

    Raises
    ------
    SolveError
        If processes keep dying, or every draw has failed.
    """
    tell = progress or (lambda _done, _all, _row: None)
    draws = plan.rows()
    how = _how(workers, executor, scheduler)
    if out is None:
        rows = {row.draw: row for row in _solved(plan, draws, how, tell, len(draws))}
        return dataset(plan, draws, rows)
    journal = Journal(out.with_name(out.name + ENDING), plan.identity, resume=resume)
    with journal:
        left = [draw for draw in draws if draw.number not in journal.rows]
        tell(len(journal.rows), len(draws), None)
        for row in _solved(plan, left, how, tell, len(draws)):
            journal.add(row)
        found = dataset(plan, draws, journal.rows)
        write(found, out)
    return found


def _how(workers: int, executor: Executor | None, scheduler: str | None) -> Way:
    if scheduler is not None:
        return partial(on_cluster, scheduler)
    if executor is not None:
        return partial(_submitted, executor)
    return _here if workers == 1 else partial(_in_processes, workers)


def _solved(
    plan: Plan, draws: Sequence[Draw], how: Way, tell: Progress, total: int
) -> Iterator[Row]:
    """Rows as they end, each draw once."""
    left = {draw.number for draw in draws}
    for row in how(plan, draws):
        left.remove(row.draw)
        tell(total - len(left), total, row)
        yield row


def _here(plan: Plan, draws: Sequence[Draw]) -> Iterator[Row]:
    for draw in draws:
        yield solve_draw(plan, draw)


def _in_processes(workers: int, plan: Plan, draws: Sequence[Draw]) -> Iterator[Row]:
    left = {draw.number: draw for draw in draws}
    for _ in range(ATTEMPTS):
        if not left:
            return
        try:
            with processes(min(workers, len(left))) as pool:
                for row in _submitted(pool, plan, list(left.values())):
                    del left[row.draw]
                    yield row
        except BrokenProcessPool:
            continue  # what was finished is kept; the others are given to new processes
    if left:
        msg = (
            f"processes ended {ATTEMPTS} times before their draws did (out of memory?); "
            "try fewer --jobs, with --resume"
        )
        raise SolveError(msg)


def _submitted(executor: Executor, plan: Plan, draws: Sequence[Draw]) -> Iterator[Row]:
    futures = [executor.submit(solve_draw, plan, draw) for draw in draws]
    for future in as_completed(futures):
        yield future.result()
