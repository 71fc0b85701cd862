"""What `cge.sensitivity` says: rankings, kinks, limits, and errors that name what is meant."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

import cge
from cge.benchmark.check import judge
from cge.errors import SolveError, UsageError
from cge.paths import shipped
from cge.report.tornado import draw_tornado
from cge.scenario.load import parse, read_source
from cge.scenario.resolve import resolve
from cge.sensitivities.adjoint import Adjoint, kinks
from cge.sensitivities.data import balanced, data_of, every_table
from cge.sensitivities.outcomes import outcomes_of
from cge.sensitivities.table import as_json, ranked, sheets, write
from cge.solver.continuation import solve
from tests.model.heckscher_ohlin import random_world, solved

SIZE = "visas.quota.size.percent_of_labour_force"
FEW = ["catch_up", "esubsk", "esubvin"]
QUOTA = str(shipped("examples") / "two_regions" / "quota_10pct.yaml")


@pytest.fixture(scope="module")
def bench():
    return cge.load_benchmark(shipped("examples") / "two_regions" / "benchmark")


@pytest.fixture(scope="module")
def found(bench):
    names = ["welfare_ev_world_ppp", "welfare_ev[group=*]"]
    asked = {"parameters": FEW, "data": ["workers[abroad]"], "over": [SIZE]}
    return cge.sensitivity(bench, QUOTA, names, **asked)


@pytest.fixture(scope="module")
def solution(bench):
    return solve(bench, resolve(parse(read_source(QUOTA), bench), bench))


def test_groups_add_up_to_the_world(bench):
    """Sums of outcomes have sums of derivatives."""
    names = ["welfare_ev_world", "welfare_ev[group=*]"]
    few = cge.sensitivity(bench, QUOTA, names, parameters=FEW, data=[])
    groups = few.derivative.isel(outcome=slice(1, None)).sum("outcome")
    assert abs(groups).max() > 1e-3
    assert np.allclose(few.derivative.isel(outcome=0), groups, rtol=1e-8, atol=1e-10)


def test_the_size_of_a_quota_raises_the_gain_and_one_per_cent_says_by_how_much(found):
    row = found.isel(outcome=0).sel(input=SIZE)
    assert float(row.derivative) > 0
    assert float(row.value) == 10
    assert float(row.one_percent) == pytest.approx(0.1 * float(row.derivative))
    share = float(row.one_percent) / float(row.outcome_value) * 100
    assert float(row.elasticity) == pytest.approx(share)


def test_the_ends_of_a_range_are_reached_to_first_order():
    world = cge.load_benchmark("north_south")
    row = cge.sensitivity(world, "quota_3pct", parameters=["catch_up", "esubvin"], data=[])
    finite, endless = row.isel(outcome=0, input=0), row.isel(outcome=0, input=1)
    assert float(finite.to_high) == pytest.approx(0.5 * float(finite.derivative))
    assert float(endless.to_low) == pytest.approx(float(endless.derivative) / 20)
    assert float(endless.to_high) == 0
    assert np.isnan(float(endless.elasticity))


def test_rankings_fall(found):
    one = ranked(found)
    size = np.fmax(np.fmax(abs(one.to_low), abs(one.to_high)), abs(one.one_percent)).values
    assert (np.diff(size[np.isfinite(size)]) <= 1e-12).all()
    assert len(sheets(found, 5)) == found.sizes["outcome"]


def test_labels_without_dims_are_found_by_their_names(solution):
    (named,) = outcomes_of("wage[destination=north, skill=low, nativity=native]", solution)
    (short,) = outcomes_of("wage[north, low, native]", solution)
    assert short.weights == named.weights
    assert short.value == named.value > 0


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("welfare_ev_wrld", "did you mean 'welfare_ev_world'"),
        ("welfare_ev[natves]", "did you mean 'natives'"),
        ("welfare_ev[place=north]", "no dimension 'place'"),
        ("wage", "cannot be added up"),
    ],
)
def test_an_outcome_that_does_not_exist_is_told_with_the_nearest(bench, outcome, words):
    with pytest.raises(UsageError, match=words.replace("[", r"\[")):
        cge.sensitivity(bench, QUOTA, [outcome], data=[])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("worker", "did you mean 'workers'"),
        ("workers[origin=nrth]", "did you mean 'north'"),
        ("tariff[abroad, place=x]", "write dim=label"),
        ("final_demand", "what households buy"),
        ("price_level[abroad]", "no pairs of regions"),
    ],
)
def test_a_datum_that_does_not_exist_is_told_with_the_nearest(bench, data, words):
    with pytest.raises(UsageError, match=words):
        list(data_of(data, bench))


@pytest.mark.parametrize("key", ["visas.quota.name", "parameters.catch_up"])
def test_only_numbers_of_the_scenario_can_be_moved(bench, key):
    with pytest.raises(UsageError, match="finite number"):
        cge.sensitivity(bench, QUOTA, data=[], over=[key])


def test_a_path_of_years_has_no_derivative_here(bench):
    with pytest.raises(UsageError, match="path of years"):
        cge.sensitivity(bench, {"name": "p", "base": "one_point_more", "years": "2017..2019",
                                "closure": {"capital": "path"}}, data=[])  # fmt: skip


@pytest.mark.slow
def test_every_datum_moves_with_balanced_accounts():
    world = cge.load_benchmark("north_south")
    for datum in every_table(world):
        moved = datum.moved(world, 1.01)
        judge(moved).raise_if_errors()
        assert not np.array_equal(moved[datum.table].values, world[datum.table].values), datum.name
    alike = balanced(world, "trade", xr.ones_like(world.trade))
    xr.testing.assert_allclose(alike, world, rtol=1e-13)


def test_a_kink_of_the_data_has_a_slope_on_either_side(bench):
    """Costs of sending are capped where they are: a lower cap matters, a higher one does not."""
    row = cge.sensitivity(
        bench, {"name": "c", "base": QUOTA, "remittances": {"cost": 0.06}},
        parameters=[], data=[], over=["remittances.cost"],
    ).isel(outcome=0).sel(input="remittances.cost")  # fmt: skip
    assert float(row.below) != pytest.approx(0.0, abs=1e-3)
    assert float(row.above) == pytest.approx(0.0, abs=1e-5 * abs(float(row.below)))


def test_a_quota_that_is_just_filled_is_at_a_kink(bench, solution):
    """It has room for exactly those who would come: one place less binds, one more does not."""
    assert kinks(solution) == []

    def low_skilled(size):
        given = (f"visas.quota.size={size}", "visas.quota.skill=[low]")
        source = read_source(QUOTA, overrides=given)
        return solve(bench, resolve(parse(source, bench), bench))

    idle = low_skilled("{percent_of_labour_force: 300}")
    assert kinks(idle) == []
    stocks = [idle.array("mig", "origin", "destination", "skill", base=base) for base in (0, 1)]
    came = (stocks[0] - stocks[1]) * idle.model.people.scale
    size = float(came.sel(origin="south", destination="north", skill="low"))
    (words,) = kinks(low_skilled(f"{{workers: {size!r}}}"))
    assert "quota and visa price is at a kink at quota north low" in words


def test_a_singular_jacobian_has_no_derivative():
    """More goods than factors: many patterns of output go with the same prices."""
    open_world = solved(random_world(0, goods=3)).solution
    with pytest.raises(SolveError, match=r"singular.*nothing determines"):
        Adjoint(open_world)


def test_tables_and_figures_are_written(found, tmp_path):
    for ending in (".csv", ".json", ".nc"):
        assert write(found, tmp_path / f"s{ending}").stat().st_size > 0
    rows = json.loads(as_json(found))["rows"]
    assert {row["outcome"] for row in rows} == set(found.outcome.values)
    figure = draw_tornado(ranked(found), tmp_path / "t.svg", 10)
    assert b"workers[abroad]" in figure.read_bytes()
    assert (tmp_path / "t.csv").read_text().startswith("input,low,value,high")
