"""Reading scenario files: every mistake at once, each with its place."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import xarray as xr

from cge.errors import ScenarioError, UsageError
from cge.paths import shipped
from cge.scenario.kinds import Section
from cge.scenario.load import load_scenario, merge
from cge.scenario.schema import SECTIONS, ClosureSection, json_schema
from cge.scenario.settings import Closure

FIVE_MISTAKES = """\
name: five
descr: a letter is missing
visas:
  - name: q
    to: [rich, GER]
    instrument: lottery
    size: {workers: 3, percent_of_current: 4}
    skill: low
parameters: {esubn: 3}
"""


def written(folder: Path, text: str, name: str = "s.yaml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def mistakes(path: Path, **options: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, **options)
    return str(caught.value).splitlines()


def test_five_mistakes_are_five_located_messages(tmp_path: Path, bench: xr.Dataset) -> None:
    path = written(tmp_path, FIVE_MISTAKES)
    lines = mistakes(path, bench=bench)
    expected = [
        (2, "descr: unknown key 'descr'", "did you mean 'description'?"),
        (5, "visas.0.to.1: 'GER' is not a region or group", "did you mean 'DEU'?"),
        (6, "visas.0.instrument: found 'lottery'", "allowed: stock"),
        (7, "visas.0.size: found percent_of_current", "exactly one of"),
        (9, "parameters.esubn: unknown key 'esubn'", "did you mean 'esubnm'?"),
    ]
    assert len(lines) == len(expected), lines
    for line, (number, what, hint) in zip(lines, expected, strict=True):
        assert line.startswith(f"{path}:{number}: "), line
        assert hint in line
        assert what in line or "found workers and percent_of_current" in line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("years: 2030", "allowed: two years as in 2021..2030"),
        ("closure: {capital: fixd}", "allowed: fixed, mobile, steady, path; did you mean 'fixed'?"),
        ("closure: {numeraire: USB}", "did you mean 'USA'?"),
        ("closure: short_run", "allowed: a mapping with the keys capital, fiscal"),
        ("parameters: {catch_up: 2}", "allowed: a number <= 1"),
        ("parameters: {esubnm: -1}", "allowed: a number > 0 or .inf"),
        ("parameters: {esubnm: many}", "found 'many'; allowed: a number > 0 or .inf"),
        ("parameters: {esubva: {gods: 1}}", "'gods' is not a sector; allowed: goods, services"),
        ("parameters: {migration_elasticity: true}", "found True; allowed: a number"),
        ("remittances: {cost: .nan}", "found nan; allowed: a number"),
        ("remittances: {cost: 1.5}", "allowed: a number <= 0.9"),
        ("tariffs: {importer: all}", "allowed: a list, each entry beginning with '-'"),
        ("tariffs: [{importer: all}]", "found none of them; allowed: exactly one of cut, set, add"),
        ("tariffs: [{importer: except all, cut: 1}]", "selects nothing"),
        ("visas: [{to: rich, instrument: free}]", "visas.0.name: missing; this key is required"),
        ("visas: [{name: a, to: rich, instrument: quota}]", "instrument 'quota' needs 'size'"),
        (
            "visas: [{name: a, to: rich, instrument: free, weights: stock}]",
            "instrument 'free' takes no 'weights'",
        ),
        (
            "visas: [{name: a, to: rich, instrument: quota, size: {workers: 9}, weights: stock}]",
            "'weights' needs allocation 'proportional'",
        ),
        (
            "visas: [{name: a, to: rich, instrument: auction, size: {workers: 9}, captured: 0}]",
            "captured: 0 makes it a quota",
        ),
        (
            "visas: [{name: a, to: rich, instrument: fee, fee: {usd: 9}, adjustment: {low: 2}}]",
            "give destination_natives a share of revenue",
        ),
        ("visas: [{name: a, to: rich, instrument: price, price: 1}]", "a number below 1"),
        ("visas: [{name: a, to: 7, instrument: free}]", "allowed: a name or a list of names"),
        ("endowments: [{factor: capitl, region: all, scale: 2}]", "did you mean 'capital'?"),
        ("endowments: [{factor: capital, region: all, scale: 0}]", "allowed: a number > 0"),
        ("report: [welfare_e]", "did you mean 'welfare_ev'?"),
        ("report: [value_added]", "'value_added' is not a result"),
        ("report: [workers, efficiency]", "report.1: 'efficiency' is not a result"),
        ("parameters: {migration_elasticity: 0}", "found 0; allowed: a number > 0 or .inf"),
        ("parameters: {esubd: .inf}", "found inf; allowed: a number >= 0"),
        ("parameters: {esubd: {goods: .inf}}", "found inf; allowed: a number >= 0"),
        ("parameters: {congestion: 1.5}", "found 1.5; allowed: a number <= 1"),
        (f"parameters: {{esubnm: {10**400}}}", "...; allowed: a number > 0 or .inf"),
        (f"remittances: {{cost: {10**400}}}", "...; allowed: a number"),
        ("visas: [{name: a, to: rich, instrument: price, price: -101}]", "at least -100"),
        (
            "visas: [{name: a, to: USA, instrument: free}, {name: a, to: DEU, instrument: free}]",
            "visas.1.name: 'a' is the name of visas.0 too",
        ),
        ('description: "\\ud800"', "description: holds half a character"),
        ("name: two words", "no blanks"),
    ],
)
def test_each_mistake_says_what_is_allowed(
    tmp_path: Path, bench: xr.Dataset, text: str, words: str
) -> None:
    head = "" if text.startswith("name") else "name: x\n"
    path = written(tmp_path, head + text + "\n")
    (line,) = mistakes(path, bench=bench)
    assert words in line
    assert line.startswith(f"{path}:{1 if not head else 2}: ")


def test_a_key_that_stands_twice_is_told_with_the_other_mistakes(
    tmp_path: Path, bench: xr.Dataset
) -> None:
    path = written(tmp_path, "name: x\nclosure: {capital: wrong}\nname: y\n")
    first, second = mistakes(path, bench=bench)
    assert first.startswith(f"{path}:2: closure.capital")
    assert second == f"{path}:3: name: the key stands twice (first in line 1)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: !!python/object/apply:os.system [ls]", "tag"),
        ("name: [1, 2\nx: 3", ":2: not valid YAML"),
        ("\tname: x", "not valid YAML"),
        ("- a\n- b", "must be a mapping"),
        ("name: *nobody", "not valid YAML"),
        ("name: \x00", "not valid YAML"),
        ("<<: {name: x}", "keys are plain words"),
    ],
)
def test_yaml_is_data_only(tmp_path: Path, text: str, words: str) -> None:
    lines = mistakes(written(tmp_path, text))
    assert words in lines[0]


def test_a_number_of_5000_digits_and_half_a_character_in_a_key(tmp_path: Path) -> None:
    text = f'name: x\nremittances: {{cost: 1{"0" * 5000}}}\n"\\udfff": 1\n'
    lines = mistakes(written(tmp_path, text))
    assert any(":2: remittances.cost: not a number this program can hold" in x for x in lines)
    assert any("holds half a character" in line for line in lines)


def test_aliases_cannot_fill_the_memory(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "more than 100000 values" in mistakes(written(tmp_path, "\n".join(rows)))[0]


def test_binary_and_huge_files_are_not_scenarios(tmp_path: Path) -> None:
    binary = tmp_path / "b.yaml"
    binary.write_bytes(b"\xff\xfe\x00name")
    assert "not UTF-8" in mistakes(binary)[0]
    assert "larger than" in mistakes(written(tmp_path, "#" * 1_000_001, "h.yaml"))[0]


def test_a_missing_scenario_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'quota_3pct'"):
        load_scenario("quota_3pc")


# ------------------------------------------------------------------------------ parents


def test_mappings_of_a_parent_are_merged_and_lists_replaced(tmp_path: Path) -> None:
    written(
        tmp_path,
        "name: parent\ndescription: of the parent\nbenchmark: small\n"
        "closure: {capital: mobile, others: price}\nparameters: {esubnm: 5, esubsk: 2}\n"
        "tariffs: [{importer: all, cut: 1}]\nsources: [a, b]\n",
        "parent.yaml",
    )
    child = load_scenario(
        written(
            tmp_path,
            "name: child\nbase: parent\nclosure: {capital: steady}\nparameters: {esubnm: 7}\n"
            "sources: [c]\n",
        )
    )
    assert child.name == "child"
    assert child.description == ""
    assert child.benchmark == "small"
    assert child.closure.capital == "steady"
    assert child.closure.others == "price"
    assert child.parameters.esubnm == 7
    assert child.parameters.esubsk == 2
    assert child.sources == ("c",)
    assert child.tariffs[0].cut == 1


def test_a_mistake_of_the_parent_is_shown_in_the_parent(tmp_path: Path, bench: xr.Dataset) -> None:
    parent = written(tmp_path, "name: p\ntariffs:\n  - {importer: USB, cut: 1}\n", "p.yaml")
    child = written(tmp_path, "name: c\nbase: p.yaml\nparameters: {esubnm: x}\n")
    lines = mistakes(child, bench=bench)
    assert [line.split(": ")[0] for line in lines] == [f"{parent}:3", f"{child}:3"]


def test_parents_that_go_round_in_a_circle(tmp_path: Path) -> None:
    written(tmp_path, "name: a\nbase: b\n", "a.yaml")
    written(tmp_path, "name: b\nbase: a\n", "b.yaml")
    assert "is this scenario itself or descends from it" in mistakes(tmp_path / "a.yaml")[0]


def test_a_parent_that_is_missing(tmp_path: Path) -> None:
    (line,) = mistakes(written(tmp_path, "name: a\nbase: baseline_\n"))
    assert ":2: base: there is no scenario 'baseline_'" in line
    assert "did you mean 'baseline'?" in line


def test_merge_keeps_its_arguments() -> None:
    parent, child = {"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}
    assert merge(parent, child) == {"a": {"b": 3, "c": 2}}
    assert parent == {"a": {"b": 1, "c": 2}}
    assert child == {"a": {"b": 3}}


# ------------------------------------------------------------------------------ --set

QUOTA = """\
name: q
visas:
  - {name: rich_quota, to: rich, from: poor, instrument: quota, size: {workers: 3}}
"""


def test_options_replace_values(tmp_path: Path) -> None:
    path = written(tmp_path, QUOTA)
    scenario = load_scenario(
        path,
        overrides=[
            "visas.0.size.workers=5",
            "visas.rich_quota.to=[USA, DEU]",
            "parameters.esubnm=.inf",
            "closure.capital=steady",
        ],
    )
    assert scenario.visas[0].size is not None
    assert scenario.visas[0].size.workers == 5
    assert scenario.visas[0].to == ("USA", "DEU")
    assert scenario.parameters.esubnm == float("inf")
    assert scenario.closure.capital == "steady"


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("visas.1.to=USA", "--set visas.1.to=USA: visas has no entry '1'; allowed: 0 to 0"),
        ("visas.rich_qota.to=USA", "did you mean 'rich_quota'?"),
        ("name.first=x", "name is the single value 'q'"),
        ("parameters.esubnm", "write --set dotted.key=value"),
        ("parameters.esubn=3", "--set parameters.esubn=3: parameters.esubn: unknown key"),
        ("visas.0.to=[USB]", "--set visas.0.to=[USB]: visas.0.to.0: 'USB' is not a region"),
        ("a.b.c=1", "--set a.b.c=1: a: unknown key 'a'"),
        ("tariffs.0.cut=1", "--set tariffs.0.cut=1: tariffs: found {"),
        ("visas.0.size.workers=[1", "--set visas.0.size.workers=[1:1: not valid YAML"),
    ],
)
def test_a_wrong_option_is_named(
    tmp_path: Path, bench: xr.Dataset, option: str, words: str
) -> None:
    (line,) = mistakes(written(tmp_path, QUOTA), overrides=[option], bench=bench)
    assert words in line


# ------------------------------------------------------------------------------ schema


def test_the_published_schema_is_that_of_the_code() -> None:
    published = json.loads((shipped("scenarios") / "schema.json").read_text())
    assert published == json.loads(json.dumps(json_schema())), (
        "scenarios/schema.json is old: write json_schema() to it"
    )


def test_closure_of_the_file_is_closure_of_the_settings() -> None:
    assert {f.name: f.default for f in fields(Closure)} == {
        name: field.default for name, field in ClosureSection.model_fields.items()
    }


def test_every_part_of_the_schema_has_its_keys_in_messages() -> None:
    ours = "cge.scenario."  # a design file has sections of its own
    parts = {part for part in Section.__subclasses__() if part.__module__.startswith(ours)}
    assert parts == set(SECTIONS.values())


def test_every_key_is_described() -> None:
    undescribed = [
        f"{part.__name__}.{name}"
        for part in SECTIONS.values()
        for name, field in part.model_fields.items()
        if not field.description
    ]
    assert not undescribed


def test_what_an_option_changes_is_what_the_scenario_is_called() -> None:
    """Words of the file, as "up to 3%", are not said of another size."""
    option = "visas.0.size.percent_of_labour_force=1"
    assert (
        load_scenario("quota_3pct", overrides=[option]).description == f"quota_3pct with {option}"
    )
    silent = load_scenario("quota_3pct", overrides=["report=[wage]"])
    assert silent.description == load_scenario("quota_3pct").description
    own = load_scenario("quota_3pct", overrides=[option, "description=Mine"])
    assert own.description == "Mine"


def test_a_renamed_scenario_is_found_by_its_old_name() -> None:
    assert load_scenario("eu_free_movement").name == "eu_free_movement_undone"
