"""A sweep on a cluster: every draw once, also when a worker dies; clear words if there is none."""

import os
import signal

import numpy as np
import pytest

from cge.errors import DataError, UsageError
from cge.sweeps import cluster
from cge.sweeps.carry_out import carry_out
from cge.sweeps.cluster import on_cluster
from cge.sweeps.file import short
from cge.sweeps.journal import Journal


def planned(draws):
    return short("quota_3pct", ["parameters.catch_up"], benchmark="north_south", draws=draws)


@pytest.fixture(scope="module")
def local():
    """Scheduler and two workers of one thread on this machine."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as found:
        yield found


@pytest.mark.slow
def test_a_killed_worker_costs_no_draw_and_none_is_counted_twice(local, tmp_path):
    """kill -9 of one of two workers midway; the numbers are those of one process."""
    plan = planned(12)
    out = tmp_path / "s.nc"
    killed = []

    def kill(done, _total, _row):
        if done == 4 and not killed:
            process = next(iter(local.workers.values())).process.process
            killed.append(process.pid)
            os.kill(process.pid, signal.SIGKILL)

    found = carry_out(plan, out, scheduler=local.scheduler_address, progress=kill)
    assert killed
    assert set(found.status.values) == {"solved"}
    with Journal(tmp_path / "s.nc.draws", plan.identity, resume=True) as journal:
        assert sorted(journal.rows) == list(range(13))
    alone = carry_out(plan)
    assert np.array_equal(found.welfare_ev_world.values, alone.welfare_ev_world.values)


@pytest.mark.slow
def test_a_worker_with_other_code_is_refused(local, monkeypatch):
    plan = planned(1)
    plan.fingerprints["code"] = "of yesterday"
    with pytest.raises(DataError, match="another version of cge"):
        list(on_cluster(local.scheduler_address, plan, plan.rows()))


def test_workers_with_several_threads_and_no_workers_are_refused():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=":0"
    ) as wide:
        address = wide.scheduler_address
        with pytest.raises(UsageError, match="1 of 1 workers have several threads"):
            list(on_cluster(address, planned(1), []))
    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as empty,
        pytest.raises(UsageError, match="has no workers; start some: dask worker"),
    ):
        list(on_cluster(empty.scheduler_address, planned(1), []))


def test_where_no_scheduler_answers_it_is_said(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "WAIT", 1)
    with pytest.raises(UsageError, match=r"no dask scheduler answers at tcp://127\.0\.0\.1:9"):
        list(on_cluster("tcp://127.0.0.1:9", planned(1), []))


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'cge\[cluster\]'"):
        list(on_cluster("tcp://127.0.0.1:9", planned(1), []))
