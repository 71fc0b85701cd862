"""What a scenario means on the small benchmark, worked out by hand (see small.py).

Labour force: USA low 640, high 500; DEU low 350, high 240; POL low 201, high 102.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import xarray as xr

from cge.benchmark.visa_prices import benchmark_visa_price
from cge.scenario.resolve import baseline
from cge.scenario.settings import REGIMES
from tests.scenario.small import cell, clause, limits, mistake, settings, visa

# ------------------------------------------------------------------------------ no clause


def test_without_clauses_everybody_stays(bench: xr.Dataset) -> None:
    resolved = baseline(bench)
    assert set(np.unique(resolved.regime.values)) <= set(REGIMES)
    assert cell(resolved.regime, "USA", "USA", "low") == "home"
    assert cell(resolved.regime, "IND", "USA", "low") == "stock"
    assert cell(resolved.regime, "POL", "DEU", "low") == "free"
    assert cell(resolved.regime, "POL", "USA", "high") == "closed"
    xr.testing.assert_equal(resolved.stock, bench.workers)
    xr.testing.assert_equal(
        resolved.visa_price, benchmark_visa_price(bench, 0.7, 1000).drop_attrs()
    )
    xr.testing.assert_equal(resolved.visa_price_target, resolved.visa_price)
    assert not resolved.caps
    assert not resolved.values
    assert resolved.catch_up is None


def test_corridors_no_clause_names_may_keep_their_price(bench: xr.Dataset) -> None:
    resolved = settings(bench, closure={"others": "price"})
    assert cell(resolved.regime, "IND", "USA", "low") == "price"
    assert cell(resolved.regime, "POL", "DEU", "low") == "free"
    assert cell(resolved.regime, "POL", "USA", "high") == "closed"
    assert resolved.closure.others == "price"


# ------------------------------------------------------------------------------ quotas


def test_mfn_quota_is_one_cap_per_destination_and_skill(bench: xr.Dataset) -> None:
    resolved = visa(bench, size={"percent_of_labour_force": 3})
    assert limits(resolved) == {
        "v USA low": (30, 30 + 19.2),
        "v USA high": (60, 60 + 15.0),
        "v DEU low": (10, 10 + 10.5),
        "v DEU high": (20, 20 + 7.2),
    }
    assert resolved.caps[0].corridors == (("POL", "USA", "low"), ("IND", "USA", "low"))
    assert cell(resolved.regime, "IND", "DEU", "low") == "quota"
    assert cell(resolved.regime, "DEU", "USA", "low") == "stock"


def test_quota_leaves_free_movement_alone_and_says_so(bench: xr.Dataset) -> None:
    resolved = visa(bench, size={"workers": 1})
    assert cell(resolved.regime, "POL", "DEU", "low") == "free"
    said = resolved.meta["cautions"].splitlines()
    closed, free = (line for line in said if line.startswith("v: "))
    assert closed.startswith("v: 1 of 8 corridors have no migrants today")
    assert "POL to USA (high)" in closed
    assert free.startswith("v: 2 of 8 corridors are inside a free-movement area")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"size": {"workers": 7}}, 37),
        ({"size": {"workers": 7}, "measure": "total"}, 7),
        ({"size": {"percent_of_current": 50}}, 45),
        ({"size": {"percent_of_current": -50}}, 15),
        ({"size": {"percent_of_current": 80}, "measure": "total"}, 24),
        ({"size": {"percent_of_population": 5}}, 30 + 0.05 * 640),
    ],
)
def test_sizes(bench: xr.Dataset, keys: dict[str, Any], expected: float) -> None:
    assert limits(visa(bench, to="USA", skill="low", **keys)) == {"v USA low": (30, expected)}


def test_joint_quota_is_one_cap_over_everything_listed(bench: xr.Dataset) -> None:
    resolved = visa(bench, size={"percent_of_labour_force": 3, "joint": True})
    assert limits(resolved) == {"v": (120, 120 + 19.2 + 15 + 10.5 + 7.2)}
    assert len(resolved.caps[0].corridors) == 5


def test_proportional_quota_divides_by_stock(bench: xr.Dataset) -> None:
    resolved = visa(bench, to="USA", skill="low", size={"workers": 9}, allocation="proportional")
    assert limits(resolved) == {"v POL USA low": (10, 13), "v IND USA low": (20, 26)}


def test_proportional_quota_divides_by_labour_force(bench: xr.Dataset) -> None:
    resolved = visa(
        bench,
        to="USA",
        skill="low",
        size={"workers": 9},
        allocation="proportional",
        weights="labour_force",
    )
    total = 201 + 5000
    assert limits(resolved) == {
        "v POL USA low": (10, 10 + 9 * 201 / total),
        "v IND USA low": (20, 20 + 9 * 5000 / total),
    }


def test_bilateral_quota_gives_each_origin_the_whole_size(bench: xr.Dataset) -> None:
    resolved = visa(bench, to="USA", skill="low", size={"workers": 9}, allocation="bilateral")
    assert limits(resolved) == {"v POL USA low": (10, 19), "v IND USA low": (20, 29)}


# ------------------------------------------------------------------------------ other instruments


def test_stock_sets_numbers_by_todays_weights(bench: xr.Dataset) -> None:
    resolved = visa(bench, instrument="stock", size={"percent_of_labour_force": 3}, catch_up=0.3)
    assert cell(resolved.stock, "POL", "USA", "low") == pytest.approx(10 + 19.2 / 3)
    assert cell(resolved.stock, "IND", "USA", "low") == pytest.approx(20 + 19.2 * 2 / 3)
    assert cell(resolved.stock, "IND", "USA", "high") == pytest.approx(75)
    # free movement or not: a number that is named is set
    assert cell(resolved.stock, "POL", "DEU", "low") == pytest.approx(40 + 10.5 * 0.8)
    assert cell(resolved.regime, "POL", "DEU", "low") == "stock"
    assert cell(resolved.stock, "DEU", "USA", "low") == 10
    assert resolved.catch_up is not None
    assert cell(resolved.catch_up, "IND", "USA", "low") == 0.3
    assert cell(resolved.catch_up, "DEU", "USA", "low") == 0.5


def test_free_takes_the_price_away(bench: xr.Dataset) -> None:
    resolved = visa(bench, instrument="free", to="USA")
    assert cell(resolved.regime, "IND", "USA", "low") == "free"
    assert cell(resolved.visa_price_target, "IND", "USA", "low") == 0
    assert cell(resolved.visa_price, "IND", "USA", "low") > 0


def test_price_is_set(bench: xr.Dataset) -> None:
    resolved = visa(bench, instrument="price", to="USA", price=0.25)
    assert cell(resolved.regime, "IND", "USA", "low") == "price"
    assert cell(resolved.visa_price_target, "IND", "USA", "low") == 0.25


def test_free_movement_is_undone_at_the_price_of_outsiders(bench: xr.Dataset) -> None:
    resolved = visa(bench, instrument="price", price="mfn", **{"to": "DEU", "from": "POL"})
    outside = cell(resolved.visa_price, "IND", "DEU", "high")
    assert outside > 0
    assert cell(resolved.regime, "POL", "DEU", "high") == "price"
    assert cell(resolved.visa_price, "POL", "DEU", "high") == 0
    assert cell(resolved.visa_price_target, "POL", "DEU", "high") == outside


def test_mfn_price_with_infinite_elasticity_is_that_of_the_corridor(bench: xr.Dataset) -> None:
    keys = clause("v", instrument="price", price="mfn", **{"to": "DEU", "from": "POL"})
    resolved = settings(bench, visas=[keys], parameters={"migration_elasticity": math.inf})
    # wages before tax 0.5 and 1, no transfers: indifferent at half of the income
    assert cell(resolved.visa_price_target, "POL", "DEU", "low") == pytest.approx(0.5)


def test_visa_prices_follow_the_parameters(bench: xr.Dataset) -> None:
    resolved = settings(bench, parameters={"migration_elasticity": 1.4, "would_be_migrants": 500})
    xr.testing.assert_equal(resolved.visa_price, benchmark_visa_price(bench, 1.4, 500).drop_attrs())
    assert resolved.values == {"migration_elasticity": 1.4}


def test_close_gap_acts_among_its_regions(bench: xr.Dataset) -> None:
    keys = {"name": "m", "to": "all", "instrument": "close_gap", "share": 0.1, "skill": "low"}
    resolved = settings(bench, visas=[keys])
    assert resolved.gap_closing is not None
    assert resolved.gap_closing.regions == ("USA", "DEU", "POL", "IND")
    assert resolved.gap_closing.skills == ("low",)
    assert resolved.gap_closing.share == 0.1
    assert cell(resolved.regime, "USA", "IND", "low") == "close_gap"
    assert cell(resolved.regime, "IND", "USA", "high") == "stock"


# ------------------------------------------------------------------------------ mistakes


def test_two_clauses_must_not_name_one_corridor(bench: xr.Dataset) -> None:
    text = mistake(bench, visas=[clause("a"), clause("b", to="USA")])
    assert "visas.1: 'b' and 'a' (visas.0) both name POL to USA (low)" in text


def test_a_destination_without_open_corridors(bench: xr.Dataset) -> None:
    text = mistake(bench, visas=[clause("a", to=["USA", "IND"], **{"from": "POL"})])
    assert "visas.0.to: nothing to do in IND: nobody from the listed origins" in text
    keys = clause("q", instrument="quota", size={"workers": 1}, to="DEU", **{"from": "POL"})
    assert "people move freely there" in mistake(bench, visas=[keys])


def test_a_clause_that_names_no_corridor(bench: xr.Dataset) -> None:
    text = mistake(bench, visas=[clause("a", to="USA", **{"from": "USA"})])
    assert "visas.0: names no corridor: 'to' and 'from' are both USA" in text


@pytest.mark.parametrize("change", [{"set": 101}, {"add": 100}])
def test_a_tariff_in_percent_instead_of_a_rate(bench: xr.Dataset, change: dict[str, float]) -> None:
    text = mistake(bench, tariffs=[{"importer": "USA", **change}])
    assert "tariffs.0: makes a rate of 10" in text
    assert "allowed: at most 100 (0.1 is 10%)" in text


@pytest.mark.parametrize(
    ("instrument", "size", "words"),
    [
        ("quota", {"percent_of_current": -100}, "leaves 0 workers in v USA low"),
        ("quota", {"workers": -31}, "leaves -1 workers in v USA low"),
        ("stock", {"workers": 400}, "abroad; allowed: fewer than the 250 there are"),
    ],
)
def test_impossible_numbers(
    bench: xr.Dataset, instrument: str, size: dict[str, float], words: str
) -> None:
    keys = clause("v", instrument=instrument, size=size, to="USA", skill="low")
    if instrument == "stock" and size.get("workers"):
        keys["from"] = "POL"
    assert words in mistake(bench, visas=[keys])


def test_mistakes_of_several_clauses_are_told_together(bench: xr.Dataset) -> None:
    keys = [
        clause("a", instrument="quota", size={"workers": -31}, to="USA", skill="low"),
        clause("b", to="IND", **{"from": "USA"}),
    ]
    cut = {"importer": "USA", "add": -2}
    assert len(mistake(bench, visas=keys, tariffs=[cut]).splitlines()) == 3


def test_names_are_checked_without_a_file_too(bench: xr.Dataset) -> None:
    assert mistake(bench, visas=[clause("a", to="USB")]) == (
        "scenario: visas.0.to.0: 'USB' is not a region or group; allowed: all, rich, poor, USA,"
        " DEU, POL, IND; did you mean 'USA'?"
    )


# ------------------------------------------------------------------------------ values


def test_later_tariff_clauses_act_on_what_earlier_ones_left(bench: xr.Dataset) -> None:
    resolved = settings(
        bench,
        tariffs=[
            {"importer": "rich", "cut": 0.5},
            {"importer": "USA", "exporter": "except IND", "sector": "goods", "add": 0.02},
            {"importer": "DEU", "exporter": "IND", "set": 0},
        ],
    )
    tariff = resolved.values["tariff"]
    assert isinstance(tariff, xr.DataArray)
    assert cell(tariff, "goods", "POL", "USA") == pytest.approx(0.07)
    assert cell(tariff, "goods", "IND", "USA") == pytest.approx(0.05)
    assert cell(tariff, "services", "POL", "USA") == pytest.approx(0.05)
    assert cell(tariff, "goods", "IND", "DEU") == 0
    assert cell(tariff, "goods", "USA", "POL") == 0.1
    assert cell(bench.tariff, "goods", "POL", "USA") == 0.1


def test_remittance_cost_falls_where_it_is_higher(bench: xr.Dataset) -> None:
    cost = settings(bench, remittances={"cost": 0.03}).values["remittance_cost"]
    assert isinstance(cost, xr.DataArray)
    assert cell(cost, "IND", "USA") == 0.03
    assert cell(cost, "IND", "DEU") == 0.02


def test_parameters(bench: xr.Dataset) -> None:
    values = settings(
        bench,
        parameters={"esubva": {"goods": 2}, "esubd": 4, "esubnm": math.inf, "numeraire": 2},
    ).values
    assert set(values) == {"esubva", "esubd", "esubnm", "numeraire"}
    assert isinstance(values["esubva"], xr.DataArray)
    assert values["esubva"].values.tolist() == [2, 1]
    assert isinstance(values["esubd"], xr.DataArray)
    assert values["esubd"].values.tolist() == [4, 4]
    assert values["esubnm"] == math.inf
    assert values["numeraire"] == 2
    assert bench.esubva.values.tolist() == [1, 1]


def test_catch_up_for_all_and_for_a_clause(bench: xr.Dataset) -> None:
    resolved = settings(
        bench, parameters={"catch_up": 0.2}, visas=[clause("a", to="USA", catch_up=0.9)]
    )
    assert resolved.catch_up is not None
    assert cell(resolved.catch_up, "IND", "USA", "low") == 0.9
    assert cell(resolved.catch_up, "IND", "DEU", "low") == 0.2


def test_endowments_and_productivity_multiply(bench: xr.Dataset) -> None:
    values = settings(
        bench,
        endowments=[
            {"factor": ["capital", "low"], "region": "rich", "scale": 2},
            {"factor": "low", "region": "USA", "scale": 1.5},
        ],
        productivity=[{"sector": "goods", "region": "except USA", "scale": 1.1}],
    ).values
    endowment, productivity = values["endowment"], values["productivity"]
    assert isinstance(endowment, xr.DataArray)
    assert isinstance(productivity, xr.DataArray)
    assert cell(endowment, "low", "USA") == 3
    assert cell(endowment, "capital", "DEU") == 2
    assert cell(endowment, "high", "USA") == 1
    assert productivity.sel(sector="goods").values.tolist() == [1, 1.1, 1.1, 1.1]
    assert productivity.sel(sector="services").values.tolist() == [1, 1, 1, 1]


def test_the_scenario_travels_with_its_settings(bench: xr.Dataset) -> None:
    meta = settings(bench, description="why", sources=["a", "b"], parameters={"esubnm": 3}).meta
    assert meta["description"] == "why"
    assert meta["sources"] == "a\nb"
    assert "esubnm: 3" in meta["yaml"]
