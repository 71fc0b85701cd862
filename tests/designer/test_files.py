"""Design files: the published schema, the shipped designs."""

import json

import pytest

import cge
from cge.benchmark.read import load_benchmark
from cge.designer import schema
from cge.designer.load import parse_design, read_design
from cge.designer.schema import json_schema
from cge.errors import ScenarioError, UsageError
from cge.paths import shipped
from cge.scenario.examples import shipped_examples
from cge.scenario.kinds import Section


def test_the_published_schema_is_that_of_the_code():
    file = shipped("examples") / "designs" / "schema.json"
    assert json.loads(file.read_text()) == json.loads(json.dumps(json_schema())), (
        "examples/designs/schema.json is old: write json_schema() to it"
    )


@pytest.mark.parametrize("name", shipped_examples("designs"))
def test_a_shipped_design_names_what_its_benchmark_has(name):
    source = read_design(name)
    assert parse_design(source, load_benchmark(source.data["benchmark"])).name == name


def test_a_mistake_is_told_with_file_and_line(tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text("name: wrong\nsignatories: all\nadmissions:\n  - {name: a, too: NORTH}\n")
    with pytest.raises(ScenarioError, match=r"wrong.yaml:4: admissions.0.too: unknown key"):
        parse_design(read_design(file))


def test_an_unknown_design_is_told_with_the_nearest_name():
    with pytest.raises(UsageError, match="mexico_usa"):
        read_design("mexiko_usa")


def test_python_gives_result_and_scenario(bench, written):
    result, scenario = cge.design(bench, written)
    assert result.attrs["design_claim"] == "locally optimal"
    assert result.attrs["design_first_order"] < 1e-6
    assert float(result.design_price.max()) > 0
    assert "instrument: fee" in scenario


def test_a_path_of_years_is_no_base(bench, written):
    written["base"] = "quota_3pct_path"
    with pytest.raises(ScenarioError, match="one period"):
        cge.design(bench, written)


def test_fees_by_origin_are_of_the_origins_of_the_clause(bench):
    clause = {"name": "in", "to": "NORTH", "from": ["MIDDLE", "SOUTH"], "instrument": "fee"}
    same = cge.solve(bench, {"name": "a", "visas": [clause | {"fee": {"share": 0.4}}]})
    both = {"by_origin": {"MIDDLE": 0.4, "SOUTH": 0.4}}
    each = cge.solve(bench, {"name": "a", "visas": [clause | {"fee": both}]})
    assert float(abs(same.workers - each.workers).max()) == 0.0
    with pytest.raises(ScenarioError, match="has no fee for MIDDLE"):
        cge.solve(bench, {"name": "a", "visas": [clause | {"fee": {"by_origin": {"SOUTH": 0.4}}}]})


def test_every_part_of_the_schema_has_its_keys_in_messages():
    ours = {part for part in Section.__subclasses__() if part.__module__ == schema.__name__}
    assert ours | {schema.Size} == set(schema.SECTIONS.values())
