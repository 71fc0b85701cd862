"""Other equilibria are found where there are some, and only there."""

from __future__ import annotations

import math
import re

import pytest
from scipy.optimize import brentq

from cge.benchmark.read import load_benchmark
from cge.paths import shipped
from cge.solver import solve
from cge.solver.probe import probe
from tests.cli.conftest import Command, cge  # noqa: F401
from tests.economies import random_economy
from tests.model.equilibrium import meaning

FOLDER = shipped("examples") / "multiple_equilibria"
SHARE, SIGMA = 0.9, 0.4


def unbalanced(log_p: float) -> float:
    """Exports less imports of A at the relative price of its good."""
    p = math.exp(log_p)
    power = p ** (1 - SIGMA)
    return power / ((1 - SHARE) * power + SHARE) - p / (SHARE * power + 1 - SHARE)


def test_three_equilibria_are_three():
    rich = math.exp(brentq(unbalanced, 0.1, 20.0, xtol=1e-14))
    bench = load_benchmark(FOLDER / "benchmark")
    solution = solve(bench, meaning(bench))
    found = probe(solution, 40)  # a random search: twenty starts find one of the two others
    assert found.solved >= 30
    assert len(found.others) == 2
    system = solution.compiled
    prices = []
    for x in found.others:
        one, other = system.get("po", system.full(x))
        prices.append(one / other)
    assert sorted(prices) == pytest.approx([1 / rich, rich], rel=1e-7)


@pytest.mark.slow
def test_an_ordinary_economy_has_one():
    bench = random_economy(3, zeros=False)
    visas = [{"name": "in", "to": "r0", "from": "r1", "instrument": "quota",
              "size": {"percent_of_labour_force": 3}}]  # fmt: skip
    found = probe(solve(bench, meaning(bench, visas=visas)), 5)
    assert found.solved >= 1
    assert found.unique


@pytest.mark.slow
def test_the_command_warns(cge: Command):  # noqa: F811
    done = cge("check", FOLDER / "nothing.yaml", "--multistart", 12)
    assert done.code == 0, done.err
    assert re.search(r"one equilibrium +NO .* 2 are others", done.out)
