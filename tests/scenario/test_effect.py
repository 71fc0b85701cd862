"""Clauses that change nothing are named, clauses that others undo are refused, of every kind."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.errors import ScenarioError
from cge.paths import shipped
from cge.scenario.effect import parts
from cge.scenario.resolve import meaning, resolve
from cge.scenario.schema import OF_YEARS, Scenario
from cge.scenario.settings import Settings
from cge.scenario.substance import FIELDS, substance
from tests.scenario.small import clause

Given = dict[str, Any]


@pytest.fixture(scope="module")
def two() -> xr.Dataset:
    return load_benchmark(shipped("examples") / "two_regions" / "benchmark")


@pytest.fixture(scope="module")
def world() -> xr.Dataset:
    return load_benchmark("world")


@pytest.fixture(scope="module")
def three() -> xr.Dataset:
    return load_benchmark("north_south")


def scenario(**keys: Any) -> Scenario:
    return Scenario.model_validate({"name": "x", **keys})


def cautions(bench: xr.Dataset, **keys: Any) -> str:
    return resolve(scenario(**keys), bench).meta["cautions"]


def refused(bench: xr.Dataset, **keys: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        resolve(scenario(**keys), bench)
    return str(caught.value)


LEVY = {"name": "l", "base": "head", "amount": 1000}
QUOTA = {"name": "q", "to": "north", "instrument": "quota", "size": {"percent_of_current": 10}}

IDLE: list[tuple[str, Given]] = [
    ("remittances.matching.0", {"remittances": {"matching": [{"by": "north", "rate": 0.5}]}}),
    ("remittances.matching.0", {"remittances": {"matching": [{"by": "south", "rate": 0.0}]}}),
    ("remittances.cost", {"remittances": {"cost": 0.5}}),
    ("remittances.cost", {"remittances": {"cost": 0.9}}),
    ("remittances.shares.0", {"remittances": {"shares": [{"to": "south", "scale": 2}]}}),
    ("remittances.shares.0", {"remittances": {"shares": [{"scale": 1}]}}),
    ("tariffs.0", {"tariffs": [{"importer": "north", "exporter": "north", "set": 0.5}]}),
    ("tariffs.0", {"tariffs": [{"importer": "north", "exporter": "north", "add": 0.1}]}),
    ("tariffs.0", {"tariffs": [{"importer": "all", "cut": 0.0}]}),
    ("levies.0", {"levies": [LEVY | {"to": "north", "from": "south"}]}),
    ("levies.0", {"levies": [LEVY | {"amount": 0}], "visas": [QUOTA]}),
    ("eligibility.0", {"eligibility": [{"share": 0.5}]}),
    ("eligibility.0", {"eligibility": [{"to": "south", "share": 0, "applies_to": "all"}]}),
    ("endowments.0", {"endowments": [{"factor": "all", "region": "all", "scale": 1}]}),
    ("productivity.0", {"productivity": [{"region": "north", "scale": 1}]}),
    (
        "irregular.0",
        {
            "irregular": [
                {"name": "w", "to": "north", "share": 0, "price": 0.2, "discount": 0.2}
            ]
        },
    ),
    ("parameters.migration_elasticity", {"parameters": {"migration_elasticity": 2.0}}),
    ("parameters.catch_up", {"parameters": {"catch_up": 0.9}}),
    (
        "visas.0",
        {
            "visas": [
                {"name": "v", "to": "north", "instrument": "stock", "measure": "total",
                 "size": {"percent_of_current": 100}}
            ]
        },
    ),
    ("closure.others", {"closure": {"others": "price"}, "visas": [QUOTA]}),
]  # fmt: skip


@pytest.mark.parametrize(("key", "keys"), IDLE, ids=[f"{n}-{k}" for n, (k, _) in enumerate(IDLE)])
def test_what_changes_nothing_is_named(two: xr.Dataset, key: str, keys: Given) -> None:
    said = [line for line in cautions(two, **keys).splitlines() if "changes nothing" in line]
    assert any(line.startswith(f"{key} (") for line in said), said


ACTIVE: list[Given] = [
    {"remittances": {"matching": [{"by": "south", "rate": 0.5}]}},
    {"remittances": {"cost": 0.01}},
    {"tariffs": [{"importer": "north", "exporter": "south", "set": 0.3}]},
    {"levies": [LEVY | {"to": "north", "applies_to": "all"}]},
    {"levies": [LEVY | {"to": "north"}], "visas": [QUOTA]},
    {"eligibility": [{"share": 0.5}], "visas": [QUOTA]},
    {"parameters": {"catch_up": 0.9, "migration_elasticity": 2.0}, "visas": [QUOTA]},
    {"closure": {"others": "price"}},
    {"tariffs": [{"importer": "north", "add": 0.1}, {"importer": "north", "add": -0.1}]},
]


@pytest.mark.parametrize("keys", ACTIVE, ids=str)
def test_what_changes_something_is_not_named(two: xr.Dataset, keys: Given) -> None:
    assert "changes nothing" not in cautions(two, **keys)


UNDONE: list[tuple[str, Given]] = [
    (
        "remittances.matching.0",
        {"remittances": {"matching": [{"by": "developing", "rate": 0.5},
                                      {"by": "south", "rate": 0.1}]}},
    ),
    ("tariffs.0", {"tariffs": [{"importer": "north", "cut": 0.5}, {"importer": "all", "set": 0}]}),
    (
        "eligibility.0",
        {"eligibility": [{"share": 0.5, "applies_to": "all"},
                         {"share": 0.2, "applies_to": "all"}]},
    ),
    (
        "remittances.shares.0",
        {"remittances": {"shares": [{"scale": 0.5}, {"to": "north", "share": 0.1}]}},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("key", "keys"), UNDONE, ids=[key for key, _ in UNDONE])
def test_what_others_undo_is_refused(two: xr.Dataset, key: str, keys: Given) -> None:
    said = refused(two, **keys)
    assert f"{key}: other clauses of" in said
    assert "allowed: one clause that speaks last" in said


def test_of_two_clauses_that_meet_the_part_that_is_replaced_is_named(world: xr.Dataset) -> None:
    """A rate for all and an exception: said, and not refused."""
    matching = [{"by": "developing", "rate": 0.1}, {"by": "MEX", "rate": 0.3}]
    said = cautions(world, remittances={"matching": matching})
    assert "remittances.matching.0 (scenario): is replaced by other clauses in MEX" in said
    swapped = refused(world, remittances={"matching": matching[::-1]})
    assert "undo all that it says in MEX" in swapped


def test_free_movement_where_people_move_freely_is_named(
    world: xr.Dataset, bench: xr.Dataset
) -> None:
    inside = {"name": "v", "to": "DEU", "from": "POL", "instrument": "free"}
    for bench_, keys in (
        (bench, inside),
        (bench, inside | {"instrument": "price", "price": 0}),
        (world, inside | {"from": "FRA"}),
    ):
        assert "visas.0 (scenario): changes nothing" in cautions(bench_, visas=[keys])
    raised = inside | {"instrument": "price", "price": 0.3}
    assert "changes nothing" not in cautions(bench, visas=[raised])


def test_labels_in_which_nothing_changes_are_named(three: xr.Dataset) -> None:
    """NORTH sends and receives nothing from a matching fund; the others do."""
    received = three.remittances.sum("destination")
    silent = [str(r) for r in three.region.values if float(received.sel(origin=r)) == 0]
    assert not silent  # every region receives: take away what one receives
    quiet = three.copy(deep=True)
    quiet["remittances"].loc[{"origin": "NORTH"}] = 0.0
    matching = [{"by": ["NORTH", "SOUTH"], "rate": 0.5}]
    said = cautions(quiet, remittances={"matching": matching})
    assert "changes nothing by NORTH" in said


def test_a_clause_that_others_refer_to_has_an_effect(bench: xr.Dataset) -> None:
    trading = bench.copy(deep=True)
    trading["trade"][:] = 1.0
    link = {"grants": "tariff_cut", "by": "IND", "to": "rich", "for": "v", "switch": 0.5}
    said = cautions(trading, visas=[clause("v")], linkage=[link])
    assert "changes nothing" not in said


def test_every_field_of_settings_says_where_it_matters() -> None:
    """A field that is added gets a line of its own, or the comparison would not see it."""
    assert set(FIELDS) == {field.name for field in fields(Settings)}


def test_every_list_of_the_schema_is_looked_at(two: xr.Dataset) -> None:
    """By the schema alone: whatever is a list of clauses, or a value of a section."""
    given = scenario(
        visas=[QUOTA],
        tariffs=[{"importer": "north", "cut": 0.5}],
        eligibility=[{"share": 0.5}],
        levies=[LEVY],
        irregular=[{"name": "w", "to": "north", "share": 0.1, "price": 0.2, "discount": 0.2}],
        linkage=[{"grants": "tariff_cut", "by": "south", "to": "north", "for": "q",
                  "switch": 0.5}],
        remittances={"cost": 0.03, "shares": [{"scale": 2}],
                     "matching": [{"by": "south", "rate": 0.5}]},
        endowments=[{"factor": "capital", "region": "north", "scale": 2}],
        productivity=[{"region": "north", "scale": 2}],
        wages=[{"region": "north", "floor": 0.9}],
        enforcement=[{"to": "north", "share": 0.01}],
        transfers=[{"payer": "north", "recipient": "south", "amount": 1}],
        closure={"capital": "mobile"},
        parameters={"esubnm": 10.0},
    )  # fmt: skip
    lists = {
        name
        for name, info in Scenario.model_fields.items()
        if str(info.annotation).startswith("tuple[cge.")
    }
    seen = {part.key for part in parts(given)}
    assert {key[0] for key in seen} == lists | {"remittances", "closure", "parameters"}
    assert ("remittances", "cost") in seen
    assert ("remittances", "matching", 0) in seen
    whole = substance(meaning(given, two), two)
    for part in parts(given):
        if part.key[0] not in ("visas", "linkage"):
            assert substance(meaning(part.without, two), two).keys() | whole.keys()


def test_values_of_years_are_no_idle_values(world: xr.Dataset) -> None:
    path = {"capital": "path"}
    keys = {"closure": path, "years": "2017..2019", "parameters": dict.fromkeys(OF_YEARS, 0.01)}
    said = cautions(world, visas=[QUOTA | {"to": "USA"}], **keys)
    assert "changes nothing" not in said
