"""Scenarios in Python: dicts, parents, changes, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

import cge
from cge.benchmark.read import load_benchmark
from cge.errors import ScenarioError, UsageError
from cge.paths import shipped
from cge.report.summary import summarise
from cge.scenario.load import load_scenario
from cge.scenario.resolve import resolve
from cge.scenario.schema import Scenario


@pytest.fixture(scope="module")
def bench() -> xr.Dataset:
    return load_benchmark("north_south")


def test_a_base_is_honoured_wherever_a_scenario_is_made() -> None:
    child = {"name": "c", "base": "quota_3pct", "parameters": {"esubnm": 10}}
    for made in (Scenario.model_validate(child), Scenario(**child), load_scenario(child)):
        assert [clause.name for clause in made.visas] == ["rich_quota"]
        assert made.parameters.esubnm == 10
    with pytest.raises(UsageError, match=r"no scenario 'quota_3pc'.*did you mean 'quota_3pct'"):
        Scenario.model_validate({"name": "c", "base": "quota_3pc"})


def test_with_changes_values_and_keeps_the_rest() -> None:
    quota = cge.load_scenario("quota_3pct")
    small = quota.with_({"visas.rich_quota.size.percent_of_labour_force": 1})
    assert small.visas[0].size.percent_of_labour_force == 1
    assert small.visas[0].to == quota.visas[0].to
    assert "percent_of_labour_force=1" in small.description
    other = quota.with_(name="other", closure={"capital": "mobile"})
    assert (other.name, other.closure.capital, other.closure.fiscal) == (
        "other", "mobile", "lump_sum",
    )  # fmt: skip
    assert quota.closure.capital == "fixed"
    with pytest.raises(ScenarioError, match=r"closure.capital: found 'mobil'"):
        quota.with_(closure={"capital": "mobil"})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"bench": 3}, "the benchmark: found 3"),
        ({"scenario": ["quota_3pct"]}, "the scenario: found"),
        ({"solver": "Newton"}, "solver: found 'Newton'"),
        ({"steps": 0}, "steps: found 0"),
        ({"decompose": True}, "decompose: found True"),
    ],
)
def test_wrong_arguments_are_answered(arguments: dict, said: str) -> None:
    given = {"bench": "north_south", "scenario": "quota_3pct"} | arguments
    with pytest.raises(UsageError, match=said):
        cge.solve(given.pop("bench"), given.pop("scenario"), **given)


@pytest.mark.solver
def test_names_and_dicts_are_solved(tmp_path: Path) -> None:
    path = shipped("examples") / "two_regions" / "benchmark"
    ceiling = {"costs": [{"to": "north", "cost": 0.01}]}
    scenario = {
        "name": "cheap",
        "remittances": ceiling,
        "report": ["real_wage region=north skill=low"],
    }
    result = cge.solve(path, scenario, out=str(tmp_path / "r.nc"))
    assert (tmp_path / "r.nc").is_file()
    (sheet,) = [s for s in summarise(result).sheets if s.title.startswith("real_wage")]
    assert [row[:2] for row in sheet.rows] == [("North", "low")] * 2
    (answer,) = cge.why(path, scenario, "real_wage[north,low]")
    assert answer.cause.after == pytest.approx(
        float(result.real_wage.sel(destination="north", skill="low", nativity="native"))
    )


def test_a_ceiling_on_the_cost_of_sending_holds_where_it_is_said(bench: xr.Dataset) -> None:
    def cost(remittances: dict) -> xr.DataArray:
        scenario = load_scenario({"name": "c", "remittances": remittances}, bench=bench)
        return resolve(scenario, bench).values["remittance_cost"]

    today = bench.remittance_cost
    some = cost({"costs": [{"to": "NORTH", "from": "SOUTH", "cost": 0.03}]})
    at = {"origin": "SOUTH", "destination": "NORTH"}
    assert float(some.sel(at)) == 0.03 < float(today.sel(at))
    others = (some.origin != "SOUTH") | (some.destination != "NORTH")
    xr.testing.assert_equal(some.where(others), today.transpose(*some.dims).where(others))
    both = cost({"cost": 0.05, "costs": [{"to": "NORTH", "cost": 0.03}]})
    assert float(both.sel(at)) == 0.03
    assert float(both.sel(origin="SOUTH", destination="MIDDLE")) <= 0.05


def test_cells_to_report_are_written_as_selections(bench: xr.Dataset) -> None:
    with pytest.raises(ScenarioError) as error:
        load_scenario({"name": "c", "report": ["wag region=DEU", "wage DEU"]}, bench=bench)
    assert "'wag' is not a result" in str(error.value)
    assert "found 'DEU' behind wage; allowed: dim=label" in str(error.value)
