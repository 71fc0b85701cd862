"""A key with nothing after it is a mistake, and so is a key that YAML reads as something else."""

from __future__ import annotations

import pytest

from cge.errors import ScenarioError, UsageError
from cge.scenario.load import load_scenario
from cge.scenario.schema import Scenario


def written(tmp_path, text: str, name: str = "s.yaml"):
    (tmp_path / name).write_text(text)
    return tmp_path / name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("parameters: {esubnm: }", r"s.yaml:2: parameters.esubnm: has no value"),
        ("remittances: {cost: }", r"s.yaml:2: remittances.cost: has no value"),
        ("remittances:\n  cost: ~", r"s.yaml:3: remittances.cost: has no value"),
        ("visas:", r"s.yaml:2: visas: has no value"),
        ("closure:\n  capital: null", r"s.yaml:3: closure.capital: has no value"),
        ("report: [welfare_ev, ~]", r"s.yaml:2: report.1: has no value"),
        ("parameters: {esubd: {true: 2}}", r"s.yaml:2: the key true is no word"),
        ("parameters: {esubd: {1.10: 2}}", r"s.yaml:2: the key 1.10 is no word"),
        ("parameters: {esubsk: 1e4}", r"s.yaml:2: parameters.esubsk: .*at most 1000, or .inf"),
        ("parameters: {esubnm: 1.0e+4}", r"s.yaml:2: parameters.esubnm: .*at most 1000"),
    ],
)  # fmt: skip
def test_in_a_file(tmp_path, text, words):
    with pytest.raises(ScenarioError, match=words):
        load_scenario(written(tmp_path, f"name: a\n{text}\n"))


def test_it_does_not_cancel_what_the_parent_says(tmp_path):
    written(tmp_path, "name: p\nparameters: {esubnm: 5}\n", "p.yaml")
    with pytest.raises(ScenarioError, match=r"s.yaml:3: parameters.esubnm: has no value"):
        load_scenario(written(tmp_path, "name: a\nbase: p\nparameters: {esubnm: }\n"))


@pytest.mark.parametrize("option", ["parameters.esubnm=", "remittances.cost=~", "visas= "])
def test_on_the_command_line(tmp_path, option):
    with pytest.raises(ScenarioError, match=r"--set .*has no value"):
        load_scenario(written(tmp_path, "name: a\n"), overrides=[option])


def test_all_options_are_judged_at_once(tmp_path):
    options = ["parameters.esubnm=", "=3", "base=quota_3pct", "visas.4=3", "parameters.esubn=2"]
    with pytest.raises(ScenarioError) as raised:
        load_scenario(written(tmp_path, "name: a\nvisas: []\n"), overrides=options)
    for option in options:
        assert f"--set {option}: " in str(raised.value)


@pytest.mark.parametrize("option", ["base=quota_3pct", "base=", "base.name=p", " base = p"])
def test_a_parent_is_no_option(tmp_path, option):
    """It would be read too late to be merged, and was left out without a word."""
    with pytest.raises(ScenarioError, match="base: a parent is named in the file of a scenario"):
        load_scenario(written(tmp_path, "name: a\n"), overrides=[option])


# ------------------------------------------------------------------------------ Python
def test_a_scenario_made_in_python_stands_on_its_base(tmp_path, monkeypatch):
    written(tmp_path, "name: p\nparameters: {esubnm: 5, esubsk: 3}\n", "p.yaml")
    monkeypatch.chdir(tmp_path)
    asked = {"name": "a", "base": "p", "parameters": {"esubnm": 7}}
    for scenario in (Scenario.model_validate(asked), load_scenario(asked)):
        assert (scenario.parameters.esubnm, scenario.parameters.esubsk) == (7, 3)
    shipped = Scenario.model_validate({"name": "q", "base": "quota_3pct"})
    assert shipped.visas == load_scenario("quota_3pct").visas
    with pytest.raises(UsageError, match=r"there is no scenario .quota_3pc."):
        Scenario.model_validate({"name": "q", "base": "quota_3pc"})
