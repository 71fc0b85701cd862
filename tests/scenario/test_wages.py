"""Floors under wages and wage curves in a scenario file: what they mean, what is refused."""

from __future__ import annotations

import math

import pytest
import xarray as xr
from pydantic import ValidationError

from cge.scenario.schema import WageClause
from tests.scenario.small import mistake, settings

FLOOR = {"region": "rich", "skill": "low", "floor": 1.0}
CURVE = {"region": "IND", "curve": {"unemployment": 0.06}}


def test_a_clause_is_a_rule_for_each_skill_of_each_region(bench: xr.Dataset) -> None:
    rules = settings(bench, wages=[FLOOR, CURVE | {"benefit": 0.5}]).wages
    floors = {(rule.region, rule.skill) for rule in rules if rule.floor == 1.0}
    assert floors == {("USA", "low"), ("DEU", "low")}
    curved = [rule for rule in rules if rule.curve is not None]
    assert {rule.skill for rule in curved} == set(bench.skill.values.tolist())
    assert {(rule.curve, rule.unemployment, rule.benefit) for rule in curved} == {(0.1, 0.06, 0.5)}


def test_an_exemption_names_groups(bench: xr.Dataset) -> None:
    given = {"parameters": {"esubvin": 5, "esubnm": 5}}
    for word, groups in (("newcomers", ("recent",)), ("migrants", ("settled", "recent"))):
        rule = settings(bench, wages=[FLOOR | {"exempt": word}], **given).wages[0]
        assert rule.exempt == groups


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (FLOOR | {"curve": {"unemployment": 0.1}}, "found floor and curve"),
        ({"region": "rich"}, "exactly one of floor, curve"),
        (FLOOR | {"floor": 0}, "found 0; allowed: a number 0.01 to 10"),
        (CURVE | {"curve": {"unemployment": 6}}, "found 6; allowed: a number 0.001 to 0.9"),
        (FLOOR | {"benefit": 1.2}, "found 1.2; allowed: a number 0 to 1"),
    ],
)
def test_numbers_out_of_bounds_are_refused(clause: dict, expected: str) -> None:
    with pytest.raises(ValidationError, match=expected):
        WageClause.model_validate(clause)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"wages": [FLOOR | {"region": "USSR"}]}, "'USSR' is not a region or group"),
        ({"wages": [FLOOR, FLOOR | {"region": "USA"}]}, "here and in wages.0"),
        (
            {"wages": [FLOOR | {"exempt": "newcomers"}], "parameters": {"esubvin": math.inf}},
            "employers would hire no established migrant above it; allowed: a finite esubvin",
        ),
        (
            {"wages": [FLOOR | {"exempt": "migrants"}], "parameters": {"esubnm": math.inf}},
            "employers would hire no native above it; allowed: a finite esubnm",
        ),
        (
            {"wages": [FLOOR], "years": "2017..2019", "closure": {"capital": "path"}},
            "a floor or a curve holds in one period; allowed: a scenario without years",
        ),
    ],
)
def test_what_cannot_hold_is_refused(bench: xr.Dataset, keys: dict, expected: str) -> None:
    assert expected in mistake(bench, **keys)
