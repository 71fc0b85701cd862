"""A few runs of the gauntlet, more with ``-m ""``, and as many as ``CGE_GAUNTLET`` says."""

from __future__ import annotations

import os

import numpy as np
import pytest

from cge.scenario.schema import SECTIONS, keys_of
from tests.gauntlet import faults, grounds, identities, relations, runner
from tests.gauntlet.attempt import DEFECTS
from tests.gauntlet.draws import Hat, scenario

SEED = 20
FEW = range(3)
MANY = int(os.environ.get("CGE_GAUNTLET", "60"))
"""Runs in the slow tests; hundreds take hours."""
ONLY_OLD = {("tariffs", "phase_in"), ("visas", "phase_in")}


def defects(done: list[runner.Run]) -> str:
    return "\n\n".join(runner.in_words(one) for one in done if one.ending in DEFECTS)


@pytest.mark.solver
@pytest.mark.parametrize("number", FEW)
def test_a_random_run_is_refused_solved_or_fails_with_a_reason(number):
    done = runner.run(SEED, number, family="scenario")
    assert not defects([done])


def test_damaged_input_is_refused_where_it_is_damaged():
    done = [runner.run(SEED, number, family="fault") for number in range(1)]
    assert not defects(done)


@pytest.mark.slow
@pytest.mark.solver
def test_many_random_runs_hold_every_identity_and_relation():
    done = list(runner.runs(SEED, range(100, 100 + MANY), jobs=1))
    assert not defects(done)
    tested = runner.worst_gaps(done)
    assert MANY < 60 or set(tested) == set(identities.IDENTITIES)
    assert MANY < 60 or runner.solved_share(done) >= 0.97
