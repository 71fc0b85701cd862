"""Draws are what `cge run` says, each once, whatever happens on the way."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import cge
from cge.errors import DataError, SolveError, UsageError
from cge.scenario.load import load_scenario, read_source
from cge.scenario.resolve import resolve
from cge.solver.continuation import solve
from cge.sweeps.carry_out import carry_out
from cge.sweeps.centre import Centre
from cge.sweeps.file import short
from cge.sweeps.interval import intervals
from cge.sweeps.journal import Journal
from cge.sweeps.table import open_sweep
from cge.sweeps.worker import Row, scenario_of, solve_draw

pytestmark = pytest.mark.slow  # a minute of solving

SIZE = "visas.0.size.percent_of_labour_force"


@pytest.fixture(scope="module")
def bench():
    return cge.load_benchmark("north_south")


def planned(*over, **about):
    return short("quota_3pct", over, benchmark="north_south", **about)


def test_a_draw_is_what_a_run_with_the_same_values_says(bench):
    """Every parameter with a range is drawn, and a size of the quota; to 1e-9."""
    plan = planned("parameters=all", f"{SIZE}=[2, 3]", draws=3)
    found = carry_out(plan)
    assert set(found.status.values) == {"solved"}
    for draw in plan.rows()[-2:]:
        fresh = cge.solve(bench, scenario_of(plan, draw).data)
        row = found.isel(draw=draw.number)
        assert float(row.welfare_ev_world_ppp) == pytest.approx(
            float(fresh.welfare_ev_world_ppp), rel=1e-9
        )
        by_group = fresh.welfare_ev.sum(["region", "skill"])
        gap = abs(row.welfare_ev.sel(group=by_group["group"].values).values - by_group.values)
        assert gap.max() <= 1e-9 * abs(by_group).max()


def test_a_neighbour_does_not_depend_on_what_was_solved_between(bench):
    """A, B, A gives A again bit for bit, and agrees with a solve from the benchmark."""

    def settings(**given):
        asked = {"name": "q", "base": "quota_3pct", "parameters": given}
        return resolve(load_scenario(asked), bench)

    centre = Centre(bench, settings())
    a, b = settings(catch_up=0.3, esubd=2.0), settings(migration_elasticity=1.1, congestion=0.2)
    first, _, again = (centre.near(bench, one) for one in (a, b, a))
    assert np.array_equal(again.v, first.v)
    fresh = solve(bench, a)
    assert np.array_equal(first.v_base, fresh.v_base)
    assert np.allclose(first.v, fresh.v, rtol=1e-9, atol=1e-9)


def test_a_value_that_opens_another_structure_is_solved_as_a_whole(bench):
    """nu = inf replaces the logit by arbitrage: other equations on other sets."""
    plan = planned("parameters.migration_elasticity=[0.7, 0.9, 0.8, 1.0, .inf]")
    found = carry_out(plan)
    fresh = cge.solve(bench, scenario_of(plan, plan.rows()[-1]).data)
    assert float(found.welfare_ev_world[-1]) == pytest.approx(float(fresh.welfare_ev_world), 1e-9)


def test_failures_are_rows_with_their_message(tmp_path):
    """An elasticity of zero, which has no inverse, is refused, and the others are solved."""
    plan = planned("parameters.esubnm=[10, 11]")
    draws = plan.rows()
    draws[1].values["parameters.esubnm"] = 0
    rows = [solve_draw(plan, draw) for draw in draws]
    assert [row.status for row in rows] == ["solved", "failed"]
    assert "esubnm" in rows[1].error
    assert rows[1].exit_code == 2


def test_a_sweep_of_failures_alone_is_an_error():
    plan = planned("parameters.esubnm=[10, 11]", outcomes=["welfare_ev[group=martians]"])
    with pytest.raises(SolveError, match=r"every draw failed.*'martians' is not a group"):
        carry_out(plan)


def test_killed_and_resumed_every_draw_is_solved_once(tmp_path):
    """kill -9 midway: what is on disk stays, half a line is cut off, nothing is solved again."""
    out = tmp_path / "s.nc"
    cge_of_this_python = [sys.executable, "-c", "from cge.cli.main import main; main()"]
    asked = ["sweep", "quota_3pct", "--benchmark", "north_south", "--draws", "6"]
    command = [*cge_of_this_python, *asked, "--over", "parameters.catch_up", "--out", str(out)]
    journal = tmp_path / "s.nc.draws"
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not journal.exists() or len(journal.read_bytes().splitlines()) < 4:
        assert process.poll() is None
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    before = journal.read_bytes()
    done = len(before.splitlines()) - 1
    assert not out.exists()
    journal.write_bytes(before + b'{"draw": 6, "sta')
    subprocess.run([*command, "--resume"], check=True, capture_output=True)
    after = journal.read_bytes()
    assert after.startswith(before)
    solved = [json.loads(line)["draw"] for line in after.splitlines()[1:]]
    assert sorted(solved) == list(range(7))
    assert len(solved) == 7 > done
    assert set(open_sweep(out).status.values) == {"solved"}


def test_processes_say_what_one_process_says():
    plan = planned("parameters.catch_up", draws=4)
    one, two = carry_out(plan), carry_out(plan, workers=2)
    assert np.array_equal(one.welfare_ev_world.values, two.welfare_ev_world.values)


def test_a_journal_of_another_sweep_is_refused(tmp_path):
    path = tmp_path / "x.draws"
    with Journal(path, "one", resume=False) as journal:
        journal.add(Row(0, "solved", 1.0))
        with pytest.raises(DataError, match="another process"):
            Journal(path, "one", resume=True)
    with pytest.raises(UsageError, match="another sweep"):
        Journal(path, "two", resume=True)
    with Journal(path, "one", resume=True) as journal:
        assert list(journal.rows) == [0]


def test_the_interval_says_when_a_sign_turns():
    plan = planned("parameters.catch_up={low: 0.0, high: 1.0}", draws=20)
    found = {one.name: one for one in intervals(carry_out(plan))}
    world = found["welfare_ev_world"]
    assert world.low < world.central < world.high
    assert not world.turns
    assert world.loses == 0
    mixed = [one for one in found.values() if one.turns]
    assert all("sign turns" in one.sentence() for one in mixed)


def test_the_same_from_python(bench):
    found = cge.sweep(bench, ["quota_3pct"], {SIZE: "1:2:1"}, outcomes=["welfare_ev_world"])
    assert found.welfare_ev_world.values[1] > found.welfare_ev_world.values[0] > 0
    assert found[SIZE].values.tolist() == [1.0, 2.0]
    assert read_source("quota_3pct").data["name"] == "quota_3pct"
