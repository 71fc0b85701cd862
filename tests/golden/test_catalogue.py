"""The catalogue: every scenario does something, which makes sense beside its neighbours."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cge.paths import shipped
from cge.scenario.shipped import shipped_scenarios, theme
from tests.golden.test_headlines import SCENARIOS

ROOT = Path(__file__).parents[2]
NAMES = sorted(name for name in shipped_scenarios() if name != "baseline")
GROUPS = ("natives", "remaining_behind", "established_migrants", "new_migrants", "government")


@cache
def expected(name: str) -> dict[str, float]:
    """Figures that the golden test holds a scenario to."""
    file = shipped("scenarios") / "expected" / f"{name}.csv"
    with file.open(newline="", encoding="utf-8") as stream:
        return {row["name"]: float(row["value"]) for row in csv.DictReader(stream)}


def gain(name: str, group: str) -> float:
    return expected(name)[f"welfare_ev_ppp of {group}"]


def come(name: str) -> float:
    return sum(expected(name)[f"new migrants, {k}"] for k in ("low", "high"))


def stay(name: str) -> float:
    """Who comes less who returns [million]."""
    return come(name) - sum(expected(name)[f"returnees, {k}"] for k in ("low", "high"))


@pytest.mark.parametrize("name", sorted(set(NAMES) & set(SCENARIOS)))
def test_every_scenario_moves_somebody_s_welfare(name):
    assert max(abs(gain(name, group)) for group in GROUPS) > 0.1, "10^9 int. USD"


def test_every_scenario_and_theme_is_explained():
    words = YAML(typ="safe").load((ROOT / "docs" / "catalogue.yaml").read_text(encoding="utf-8"))
    assert sorted(words["scenarios"]) == NAMES
    assert set(words["themes"]) == {theme(path) for path in shipped_scenarios().values()}
    for name, text in words["scenarios"].items():
        assert text.strip().count(". ") >= 1, f"{name}: two sentences"


def test_a_fee_at_the_price_of_an_auction_is_the_same_policy():
    auction, fee = expected("auction_usa"), expected("fee_usa")
    assert fee == pytest.approx(auction, rel=1e-6, abs=1e-6)


def test_who_is_paid_decides_who_gains():
    sold, dividend = "auction_3pct", "auction_social_dividend"
    assert gain("quota_3pct", "natives") < 0 < gain(sold, "natives")
    # places are filled alike; who returns, and whose place is sold again, differs with transfers
    assert stay(dividend) == pytest.approx(stay(sold), rel=0.01)
    assert gain(dividend, "natives") > gain(sold, "natives")
    assert gain("auction_shared_with_origins", "remaining_behind") > gain(sold, "remaining_behind")


def test_tariffs_for_admission_help_those_whose_goods_sell_better():
    assert gain("grand_bargain_switch", "natives") > gain("quota_3pct", "natives")
    assert come("grand_bargain_switch") == pytest.approx(come("quota_3pct"), rel=0.01)


def test_a_bloc_of_equals_gains_little_and_one_of_unequals_much():
    world = {
        n: expected(f"free_movement_{n}")["welfare_ev_world_ppp"]
        for n in ("canzuk", "north_america")
    }
    # At purchasing power equals lose a little: some move for tastes, which EV does not count.
    assert 20 * abs(world["canzuk"]) < world["north_america"]


def test_preference_for_neighbours_diverts():
    name = "welfare_ev_world_ppp"
    assert expected("usa_million_preference")[name] < expected("usa_million_mfn")[name]


def test_the_host_pays_for_a_credit_and_migrants_for_none():
    taxed, credited = "bhagwati_tax", "bhagwati_tax_host_credit"
    assert gain(taxed, "established_migrants") < gain(credited, "established_migrants") < 0
    assert gain(credited, "natives") < gain(taxed, "natives")
    assert min(gain(name, "remaining_behind") for name in (taxed, credited)) > 0
