"""Where no equilibrium is found, the assumption that stands in the way is named, and changing it
helps."""

from __future__ import annotations

import math
from typing import Any

import pytest
import xarray as xr

import cge
from cge.benchmark.read import load_benchmark
from cge.errors import ScenarioError, SolveError
from cge.scenario.advice import advice
from cge.scenario.resolve import meaning
from cge.scenario.schema import Scenario
from cge.scenario.settings import Settings
from cge.solver import solve

FREE = {"name": "v", "to": "all", "instrument": "free"}


@pytest.fixture(scope="module")
def three() -> xr.Dataset:
    return load_benchmark("north_south")


def settings(bench: xr.Dataset, **keys: Any) -> Settings:
    return meaning(Scenario.model_validate({"name": "x", **keys}), bench)


def free(elasticity: float, **closure: str) -> dict[str, Any]:
    return {
        "visas": [FREE],
        "closure": closure,
        "parameters": {"migration_elasticity": elasticity},
    }


def rigid(esubva: float) -> dict[str, Any]:
    more = [{"factor": "capital", "region": "MIDDLE", "scale": 1.1}]
    return {"parameters": {"esubva": esubva}, "endowments": more}


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (free(math.inf, capital="fixed"), "give a finite elasticity"),
        (free(math.inf, capital="steady"), "give a finite elasticity"),
        (rigid(0.0), "give esubva above 0"),
    ],
    ids=["fixed", "steady", "proportions"],
)
def test_the_assumption_is_named(three: xr.Dataset, keys: dict[str, Any], words: str) -> None:
    (said,) = advice(settings(three, **keys), three)
    assert words in said


@pytest.mark.parametrize(
    "keys",
    [free(20.0, capital="steady"), free(20.0, capital="fixed"), rigid(0.5), {}],
    ids=["finite", "fixed", "substitution", "nothing"],
)
def test_nothing_is_advised_where_it_would_not_help(
    three: xr.Dataset, keys: dict[str, Any]
) -> None:
    assert advice(settings(three, **keys), three) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "keys",
    [
        free(20.0, capital="steady"),
        free(20.0, capital="mobile"),
        free(20.0, capital="fixed"),
        rigid(0.5),
    ],
    ids=["steady", "mobile", "fixed", "substitution"],
)
def test_what_is_advised_helps(three: xr.Dataset, keys: dict[str, Any]) -> None:
    result = cge.solve(three, {"name": "x", **keys})  # which refuses people below zero
    assert abs(result.attrs["walras"]) < 1e-8


@pytest.mark.parametrize("capital", ["fixed", "mobile"])
def test_more_leave_than_there_are_where_nobody_has_a_taste(three: xr.Dataset, capital: str):
    with pytest.raises((ScenarioError, SolveError), match="finite elasticity"):
        cge.solve(three, {"name": "x", **free(math.inf, capital=capital)})


@pytest.mark.slow
def test_fixed_proportions_fail_and_the_reason_is_the_rent(three: xr.Dataset) -> None:
    with pytest.raises(SolveError, match=r"pf\[capital,MIDDLE\]"):
        solve(three, settings(three, **rigid(0.0)))


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.0383, 0.1])
def test_gaps_of_wages_are_closed_where_capital_stays(share: float) -> None:
    """Goods and capital that move fix wages by world prices (north_south_net)."""
    net = load_benchmark("north_south_net")
    gap = {"name": "v", "to": "all", "instrument": "close_gap", "share": share}
    mobile, fixed = (
        settings(net, visas=[gap], closure={"trade": "homogeneous", "capital": capital})
        for capital in ("mobile", "fixed")
    )
    (said,) = advice(mobile, net)
    assert "give capital: fixed" in said
    assert advice(fixed, net) == []
    assert abs(solve(net, fixed).walras) < 1e-8
