"""What would do nothing is refused or named: a scenario never means less than it says."""

from __future__ import annotations

import math
from typing import Any

import pytest
import xarray as xr

from cge.scenario.resolve import resolve
from cge.scenario.schema import Scenario
from tests.scenario.small import clause, mistake

WAY = {"name": "w", "to": "USA", "share": 0.1, "price": 0.2, "discount": 0.2}
LINK = {"grants": "tariff_cut", "to": "rich", "for": "v", "switch": 0.5}


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"irregular": [WAY], "parameters": {"density": 0.1}}, "density does not count irregular"),
        ({"irregular": [WAY], "parameters": {"migration_elasticity": math.inf}}, "a finite"),
        (
            {"levies": [{"name": "l", "base": "property", "rate": 0.1}],
             "closure": {"ownership": "residence"}},
            "levies.0: new migrants keep no property",
        ),
        (
            {"levies": [{"name": "l", "base": "remittances", "rate": 0.1, "to": "POL"}]},
            "levies.0: nobody sends anything",
        ),
        (
            {"visas": [clause("v", to="DEU", seed=0.5, remittance_share=0.2)]},
            "visas.0.remittance_share: nobody sends anything",
        ),
        (
            {"visas": [clause("v", seed=0.5)], "parameters": {"migration_elasticity": math.inf}},
            "visas.0.seed: opens corridors by how many would come",
        ),
        (
            {"visas": [clause("v", instrument="quota", seed=0.5, allocation="bilateral",
                              size={"workers": 5})]},
            "visas.0.seed: nobody is there today",
        ),
        (
            {"visas": [clause("v")], "linkage": [LINK | {"by": "poor"}, LINK | {"by": "USA"}]},
            "linkage.1: no corridor of 'v'",
        ),
        (
            {"visas": [clause("v")], "linkage": [LINK | {"by": "IND"}]},
            "linkage.0: there is no tariff to cut: IND on goods of USA, IND on goods of DEU",
        ),
    ],
)  # fmt: skip
def test_what_would_have_no_effect_is_refused(
    bench: xr.Dataset, keys: dict[str, Any], words: str
) -> None:
    assert words in mistake(bench, **keys)


def test_a_pair_without_a_tariff_is_named(bench: xr.Dataset) -> None:
    """IND taxes goods of the USA and, after the cut of the scenario, none of DEU."""
    trading = bench.copy(deep=True)
    trading["trade"][:] = 1.0
    trading["tariff"].loc[{"importer": "IND"}] = 0.1
    free = {"importer": "IND", "exporter": "DEU", "sector": "all", "set": 0}
    keys = {"visas": [clause("v")], "linkage": [LINK | {"by": "IND"}], "tariffs": [free]}
    said = resolve(Scenario.model_validate({"name": "s"} | keys), trading).meta["cautions"]
    assert "no tariff to cut: IND on goods of DEU" in said
    assert "USA" not in said.split("no tariff to cut:")[1].splitlines()[0]
