"""The benchmark is an equilibrium: at any elasticity, under every closure, for every economy."""

from __future__ import annotations

import math

import pytest
import xarray as xr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cge.errors import DataError, ScenarioError
from cge.model import build
from cge.model.people import describe
from cge.solver import check
from tests.economies import economies, random_economy
from tests.model.equilibrium import equilibrium, everywhere, meaning

ordinary = st.sampled_from([0.0, 0.5, 1.0, 3.0])
positive = st.sampled_from([0.3, 1.0, 20.0, math.inf])
elasticities = st.fixed_dictionaries(
    dict.fromkeys(
        ("esubva", "esubd", "esubm", "esubsk", "esubt", "esubhh", "esubgov", "esubinv"), ordinary
    )
    | {
        "esubnm": positive,
        "migration_elasticity": positive,
        "congestion": st.sampled_from([0.0, 0.5, 1.0]),
    }
)
instruments = st.sampled_from(
    [
        {"instrument": "free"},
        {"instrument": "price", "price": 0.2},
        {"instrument": "stock", "size": {"percent_of_current": 10}},
        {"instrument": "quota", "size": {"percent_of_current": 10}},
        {"instrument": "quota", "size": {"percent_of_current": 10}, "allocation": "bilateral"},
        {"instrument": "quota", "size": {"percent_of_current": 10, "joint": True}},
    ]
)


def with_elasticities(bench: xr.Dataset, values: dict[str, float]) -> xr.Dataset:
    return bench.assign({name: xr.full_like(bench[name], value) for name, value in values.items()})


def has_migrants(bench: xr.Dataset) -> bool:
    return float(bench.workers.where(bench.origin != bench.destination, 0.0).sum()) > 0


closures = st.sampled_from(["fixed", "mobile", "steady"])


@settings(max_examples=6)
@given(bench=economies(trade=True), values=elasticities, clause=instruments, capital=closures)
def test_every_economy_replicates_and_is_square_at_every_elasticity(bench, values, clause, capital):
    replicates_and_is_square(bench, values, clause, capital)


@pytest.mark.slow
@settings(max_examples=40)
@given(bench=economies(trade=True), values=elasticities, clause=instruments, capital=closures)
def test_many_economies_replicate_and_are_square(bench, values, clause, capital):
    replicates_and_is_square(bench, values, clause, capital)


def replicates_and_is_square(bench, values, clause, capital):
    bench = with_elasticities(bench, values)
    paid, invested = bench.value_added.sum("sector"), bench.final_demand.sel(use="investment")
    if "capital" not in bench.factor:
        capital = "fixed"
    elif capital == "steady":
        wears = bool((invested.sum("sector") > 0).all() and (paid.sel(factor="capital") > 0).all())
        capital = "steady" if wears else "mobile"
    assume(float((1 / describe(bench, bench).wage_per_income).min()) > 0.3)
    visas = [everywhere(bench, **clause)] if has_migrants(bench) else []
    report = check(bench, meaning(bench, closure={"capital": capital}, visas=visas))
    assert report.ok, "\n".join([*report.lines(), f"{values} {clause}"])


@settings(max_examples=4)
@given(bench=economies(taxes=False), values=elasticities)
def test_homogeneous_goods_replicate_and_are_square(bench, values):
    if bench.sizes["factor"] < bench.sizes["sector"]:
        return  # output is indeterminate: more goods than factors
    bench = with_elasticities(bench, values)
    report = check(bench, meaning(bench, closure={"trade": "homogeneous"}))
    assert report.ok, "\n".join([*report.lines(), str(values)])


@pytest.mark.parametrize("capital", ["fixed", "mobile", "steady"])
def test_no_shock_no_change(capital):
    bench = random_economy(3, nonlabour=2, zeros=False)
    result = equilibrium(bench, closure={"capital": capital}).result
    assert abs(float(result.welfare_ev_world_pct)) < 1e-9
    assert float(abs(result.real_wage_pct).max()) < 1e-8
    assert float(result.new_migrants.sum() / result.workers_base.sum()) < 1e-10


@pytest.mark.parametrize(
    ("name", "value"),
    [("esubnm", 0.0), ("migration_elasticity", 0.0)]
    + [(name, math.inf) for name in ("esubva", "esubd", "esubm", "esubsk", "esubt", "esubhh")],
)
def test_an_elasticity_that_the_equations_cannot_take_is_refused_by_name(name, value):
    bench = random_economy(3, zeros=False)
    visas = [everywhere(bench, instrument="stock", size={"percent_of_current": 5})]
    closure = {"others": "price"}
    settings_ = meaning(bench, visas=visas if name == "esubnm" else [], closure=closure)
    with pytest.raises(DataError, match=name):
        build(with_elasticities(bench, {name: value}), settings_)


@pytest.mark.parametrize("capital", ["mobile", "steady"])
def test_capital_that_is_not_there_cannot_move(capital):
    bench = random_economy(3, nonlabour=0, zeros=False)
    with pytest.raises(ScenarioError, match="needs capital"):
        build(bench, meaning(bench, closure={"capital": capital}))


def test_choice_needs_income_after_lump_sum_taxes():
    poor = random_economy(25, taxes=False, zeros=False)
    assert float(describe(poor, poor).wage_per_income.min()) < 0, "choose another seed"
    with pytest.raises(DataError, match="lump-sum taxes"):
        build(poor, meaning(poor, visas=[everywhere(poor, instrument="free")]))
