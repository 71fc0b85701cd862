"""From the fields of the form to a scenario and back."""

from __future__ import annotations

import pytest
import xarray as xr

from cge.app.fields import parts, start
from cge.app.policy import NONE, Policy
from cge.benchmark.read import load_benchmark
from cge.errors import ScenarioError
from cge.scenario.load import load_scenario
from cge.scenario.resolve import as_yaml
from tests.app.conftest import POLICIES

HERE = "north_south"


@pytest.fixture(scope="module")
def bench() -> xr.Dataset:
    return load_benchmark(HERE)


def of(fields: dict[str, str]) -> Policy:
    return Policy.of({"benchmark": HERE, **fields}.items())


@pytest.mark.parametrize("name", POLICIES)
def test_an_address_says_everything_about_a_policy(name):
    policy = Policy.of([("benchmark", HERE), *POLICIES[name].items(), ("to", "MIDDLE")])
    assert Policy.read(policy.query, HERE) == policy
    assert policy.all("to") == ["high_income", "MIDDLE"]


@pytest.mark.parametrize("name", POLICIES)
def test_the_file_means_what_the_form_means(name, bench, tmp_path):
    scenario = of(POLICIES[name]).scenario(bench, HERE)
    file = tmp_path / "policy.yaml"
    file.write_text(as_yaml(scenario.as_written()), encoding="utf-8")
    assert load_scenario(file, bench=bench).as_written() == scenario.as_written()


def test_fields_become_the_clauses_of_a_scenario(bench):
    scenario = of(POLICIES["auction and trade"]).scenario(bench, HERE)
    (visa,) = scenario.visas
    assert (visa.instrument, visa.size.percent_of_current) == ("auction", 200)
    assert visa.to == ("high_income",)
    assert scenario.tariffs[0].cut == 0.5
    assert scenario.parameters.esubnm == 10
    assert scenario.closure.fiscal == "income_tax"
    assert scenario.remittances.cost == 0.03


def test_the_form_begins_with_a_policy_that_can_be_solved(bench):
    (visa,) = start(bench, HERE).scenario(bench, HERE).visas
    assert (visa.instrument, visa.size.percent_of_labour_force) == ("quota", 3)


def test_a_field_that_the_instrument_has_no_use_for_is_told(bench):
    policy = of({"to": "NORTH", "instrument": "free", "size": "3", "revenue.sponsors": "1"})
    assert policy.unused == ["size", "revenue"]
    assert policy.scenario(bench, HERE).visas[0].size is None
    assert of({"to": "NORTH", "instrument": "quota", "size": "3"}).unused == []


def test_without_an_instrument_only_the_other_values_count(bench):
    scenario = of({"instrument": NONE, "set": "remittances.cost=0.03"}).scenario(bench, HERE)
    assert scenario.visas == ()
    assert scenario.remittances.cost == 0.03


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"to": "high_incom", "instrument": "free"}, r"policy.yaml:\d+: visas.0.to.0: .*did you"),
        ({"to": "NORTH", "instrument": "quota", "size": "three"}, r"size.*found 'three'"),
        ({"to": "NORTH", "instrument": "quota"}, r"'quota' needs 'size'"),
        ({"instrument": "free"}, r"visas.0.to: missing"),
        ({"to": "NORTH", "instrument": "fee", "fee": "[", "fee_in": "usd"}, r"field fee:.*YAML"),
        ({"to": "NORTH", "instrument": "free", "set": "nonsense"}, r"--set nonsense"),
        (
            {"to": "NORTH", "instrument": "free", "set": "base=baseline"},
            "base: a parent is named",
        ),
        ({"to": "NORTH", "instrument": "free", "name": "../up"}, r"name: found '../up'; allowed"),
        ({"to": "NORTH", "instrument": "free", "cut": "2"}, r"tariffs.0"),
        ({"to": "NORTH", "instrument": "free", "benchmark": "world"}, r"cge explore world"),
        ({"to": "NORTH", "instrument": "magic"}, r"found 'magic'; allowed: stock"),
    ],
)
def test_what_is_wrong_is_told_as_on_the_command_line(bench, fields, told):
    with pytest.raises(ScenarioError, match=told):
        of(fields).scenario(bench, HERE)


def test_every_field_of_the_form_reaches_the_scenario(bench):
    """A field that the form shows and nobody reads would be a silent lie."""
    shown = {field.name for part in parts(bench) for field in part.fields}
    values = {
        "size": "3",
        "fee": "0.1",
        "captured": "0.5",
        "cut": "0.5",
        "supply.mean": "1000",
        "size_in": "workers",
        "fee_in": "usd",
        "measure": "total",
        "instrument": "auction",
        "name": "other",
        "closure.numeraire": "NORTH",
        "skill": "low",
        "to": "MIDDLE",
        "from": "SOUTH",
        "importer": "SOUTH",
        "exporter": "NORTH",
    }
    base = {"to": "NORTH", "instrument": "quota", "size": "1", "fee": "0.2", "cut": "0.1"}
    sponsors = {"to": "NORTH", "instrument": "sponsorship", "supply.mean": "1"}
    for name in shown - {"focus"}:
        plain = sponsors if name == "supply.mean" else base
        before = of(plain).text()
        after = Policy.of(
            {"benchmark": HERE, **plain, name: values.get(name, "0.3")}.items()
        ).text()
        assert after != before, name


def test_a_mistake_reads_as_it_does_in_a_file(bench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    policy = of({"to": "hig_income", "instrument": "quota", "size": "three", "cut": "2"})
    file = tmp_path / "policy.yaml"
    file.write_text(policy.text(), encoding="utf-8")
    with pytest.raises(ScenarioError) as of_the_page:
        policy.scenario(bench, HERE)
    with pytest.raises(ScenarioError) as of_the_file:
        load_scenario(file, bench=bench)
    assert str(of_the_page.value) == str(of_the_file.value)
    assert len(str(of_the_file.value).splitlines()) >= 3
