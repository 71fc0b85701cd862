"""What the shipped scenarios say about the real world, to the digit and within sense."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest
import xarray as xr

from cge.paths import shipped
from cge.report.headline import MEASURES
from cge.results.groups import RESIDUALS
from cge.scenario.load import read_source
from cge.scenario.shipped import shipped_scenarios
from tests.marks import rest_slow

PATHS = {name for name, file in shipped_scenarios().items() if "years" in read_source(file).data}
"""Scenarios with years: minutes each on the world; tests/model/test_path.py has small ones."""
SCENARIOS = sorted(set(shipped_scenarios()) - PATHS)
QUICK = ("quota_3pct",)
SOME_NOW = [
    name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in SCENARIOS
]
EXPECTED = shipped("scenarios") / "expected"
DIGITS = 1e-6
SMALLEST = {"10^9 USD": 1e-4, "10^9 int. USD": 1e-4, "%": 1e-6, "million": 1e-5, "share": 1e-7}
"""Numbers below this are noise: [unit] a hundred thousand USD, ten persons."""


def rich(result: xr.Dataset) -> xr.DataArray:
    return result.member.sel(region_group="high_income").drop_vars("region_group").astype(bool)


def natives_wages(result: xr.Dataset) -> xr.DataArray:
    real = result.real_wage_pct.sel(nativity="native", drop=True).rename(destination="region")
    return real.where(rich(result), drop=True)


def headlines(result: xr.Dataset) -> dict[tuple[str, str], float]:
    """(name, unit) -> number."""
    out: dict[tuple[str, str], float] = {}
    for view, unit in (("", "10^9 USD"), ("_ppp", "10^9 int. USD")):
        out[f"welfare_ev_world{view}", unit] = float(result[f"welfare_ev_world{view}"])
        out[f"welfare_ev_world{view}_pct", "%"] = float(result[f"welfare_ev_world{view}_pct"])
        for group in result.group.values.tolist():
            total = float(result[f"welfare_ev{view}"].sel(group=group).sum())
            out[f"welfare_ev{view} of {group}", unit] = total
    out["income_change_world", "10^9 USD"] = float(result.income_change_world)
    out["income_change_world_pct", "%"] = float(result.income_change_world_pct)
    new = result.sel(group="new_migrants")
    out["income_change of new_migrants", "10^9 USD"] = float(new.income_change.sum())
    out["public_services_ppp of new_migrants", "10^9 int. USD"] = float(
        new.public_services_ppp.sum()
    )
    for source in result.source.values.tolist():
        total = float(result.welfare_ev_by_source.sel(source=source).sum())
        out[f"welfare_ev_by_source from {source}", "10^9 USD"] = total
    for skill in result.skill.values.tolist():
        by = result.sel(skill=skill)
        out[f"new migrants, {skill}", "million"] = float(by.new_migrants.sum()) / 1e6
        out[f"returnees, {skill}", "million"] = float(by.returnees.sum()) / 1e6
        wages = natives_wages(result).sel(skill=skill)
        out[f"real wage of natives of high_income, {skill}, lowest", "%"] = float(wages.min())
        out[f"visa price USA of MEX, {skill}", "share"] = float(
            by.visa_price.sel(origin="MEX", destination="USA")
        )
    for name in ("remittances", "gdp_real", "gni", "trade", "tariff_revenue", "visa_payment"):
        out[f"{name} of the world", "10^9 USD"] = float(result[name].sum())
    levied = float(result.levy_payment.sum()) if "levy_payment" in result else 0.0
    out["levied in the world", "10^9 USD"] = levied
    for code in ("USA", "DEU", "MEX", "IND", "NGA"):
        out[f"gdp_real of {code}", "10^9 USD"] = float(result.gdp_real.sel(region=code))
        gain = result.welfare_ev.sel(region=code)
        out[f"welfare_ev of {code}", "10^9 USD"] = float(gain.sum())
    return out


@pytest.mark.parametrize("name", SOME_NOW)
def test_golden_numbers(name, solved, request):
    result = solved(name)
    assert result.attrs["residual"] < 1e-10
    assert abs(result.attrs["walras"]) < 1e-8
    found = headlines(result)
    file = EXPECTED / f"{name}.csv"
    if request.config.getoption("--update-golden"):
        EXPECTED.mkdir(exist_ok=True)
        with file.open("w", newline="", encoding="utf-8") as stream:
            table = csv.writer(stream, lineterminator="\n")
            table.writerow(["name", "unit", "value"])
            for (what, unit), x in found.items():
                table.writerow([what, unit, f"{0.0 if abs(x) < SMALLEST[unit] else x:.10g}"])
        pytest.skip(f"{file.name} written")
    with file.open(newline="", encoding="utf-8") as stream:
        expected = {(r["name"], r["unit"]): float(r["value"]) for r in csv.DictReader(stream)}
    assert set(found) == set(expected)
    wrong = [
        f"{what}: {found[what, unit]:.10g}, expected {x:.10g} {unit}"
        for (what, unit), x in expected.items()
        if not math.isclose(found[what, unit], x, rel_tol=DIGITS, abs_tol=SMALLEST[unit])
        and not (math.isnan(found[what, unit]) and math.isnan(x))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_the_baseline_changes_nothing(solved):
    result = solved("baseline")
    assert abs(float(result.welfare_ev_world_pct)) < 1e-9
    assert float(abs(result.real_wage_pct).max()) < 1e-8


@pytest.mark.slow
def test_world_bank_shock_is_of_the_size_of_published_studies(solved):
    result = solved("worldbank_3pct")
    assert 0.3 < float(result.income_change_world_pct) < 0.9
    assert 0.15 < float(result.welfare_ev_world_ppp_pct) < 0.6
    assert 0.15 < float(result.welfare_ev_world_pct) < 0.6
    assert 14e6 < float(result.new_migrants.sum()) < 20e6
    force = result.workers_base.sum("origin").rename(destination="region").where(rich(result))
    into = result.new_migrants.sum("origin").rename(destination="region").where(rich(result))
    share = (into / force).sum("skill").where(rich(result), drop=True) / result.sizes["skill"]
    # 3% of each skill; inside free-movement areas a few more follow or leave
    assert 0.02 < float(share.median()) < 0.031, share.to_series().to_dict()


@pytest.mark.parametrize("name", rest_slow(["quota_3pct", "worldbank_3pct"]))
def test_those_who_move_gain_most_and_those_left_behind_gain_too(name, solved):
    result = solved(name)
    gain = result.welfare_ev_ppp.sum(["region", "skill"])
    base = result.income_before_ppp.sum(["region", "skill"])
    percent = (100 * gain / base).to_series()
    assert percent.drop(["new_migrants", "returnees"]).max() < percent["new_migrants"]
    # dear places take half of what pay at exchange rates promises
    assert percent["new_migrants"] > 40, percent
    incomes = result.income_change.sum(["region", "skill"])
    assert float(incomes.sel(group="new_migrants")) > 0.5 * float(result.income_change_world)
    assert float(gain.sel(group="remaining_behind")) > 0
    ppp = result.welfare_ev_ppp.sum(["region", "skill"])
    assert float(ppp.sel(group="remaining_behind")) > 0
    wages = natives_wages(result)
    assert float(wages.min()) > -3, wages.to_series().idxmin()
    assert float(wages.min()) < 0, "somebody competes with those who come"
    remitted = float(result.remittances.sum() / result.remittances_base.sum())
    assert 1.02 < remitted < 1.6


@pytest.mark.slow
def test_a_quota_that_stays_unfilled_admits_fewer_at_no_price(solved):
    quota, number = solved("quota_3pct"), solved("worldbank_3pct")
    limited = quota.regime == "quota"
    price, slack = quota.visa_price.where(limited), (quota.quota_slack / quota.quota).where(limited)
    assert float(price.min()) > -1e-8
    assert float(np.minimum(price, slack).max()) < 1e-8
    full = quota.quota_binding.where(limited)
    assert 0.3 < float(full.mean()) <= 1
    assert float(quota.new_migrants.sum()) <= float(number.new_migrants.sum()) * (1 + 1e-6)


@pytest.mark.slow
def test_low_and_high_skilled_quotas_are_parts_of_the_whole(solved):
    both = float(solved("quota_3pct").welfare_ev_world_ppp)
    parts = sum(float(solved(f"quota_3pct_{k}").welfare_ev_world_ppp) for k in ("low", "high"))
    assert parts == pytest.approx(both, rel=0.1)


@pytest.mark.slow
def test_cheaper_remittances_reach_those_who_stay(solved):
    result = solved("remittance_cost_3pct")
    gain = result.welfare_ev_ppp.sum(["region", "skill"])
    assert float(gain.sel(group="remaining_behind")) > 0
    assert float(result.remittances.sum()) > float(result.remittances_base.sum())


@pytest.mark.slow
def test_ending_free_movement_costs_the_world(solved):
    result = solved("eu_free_movement_undone")
    assert float(result.welfare_ev_world_ppp) < 0
    assert float(result.returnees.sum()) > 1e5
    assert float(result.new_migrants.sum()) < 0.05 * float(result.returnees.sum())


@pytest.mark.slow
def test_free_trade_leaves_no_tariff_and_a_small_gain(solved):
    result = solved("tariff_free")
    assert float(abs(result.tariff).max()) < 1e-12
    assert 0 < float(result.welfare_ev_world_ppp_pct) < 1
    assert float(result.trade.sum()) > float(result.trade_base.sum())


@pytest.mark.parametrize("name", SOME_NOW)
def test_the_world_adds_up(name, solved):
    result = solved(name)
    gdp = float(result.gdp_base.sum())
    persons = result.workers.sum("destination")
    np.testing.assert_allclose(persons, result.workers_base.sum("destination"), rtol=1e-10)
    for residual in RESIDUALS:
        assert abs(float(result[residual])) < 1e-9
    account = result.external_account
    assert float(abs(account.sum("external_item")).max()) < 1e-8 * gdp
    assert (
        float(
            abs(account.sum("region").sel(external_item=["foreign_saving", "factor_income"])).max()
        )
        < 1e-8 * gdp
    )
    budget = result.government_revenue.sum("item") - result.government_spending.sum("item")
    assert float(abs(budget).max()) < 1e-8 * gdp
    income = result.group_income.sum(["source", "group", "skill"])
    np.testing.assert_allclose(income, result.disposable_income - result.capital_charge, rtol=1e-8)
    by_source = float(result.welfare_ev_by_source.sum())
    government = float(result.welfare_ev.sel(group="government").sum())
    incomes = float(result.income_change_world)
    assert by_source + government == pytest.approx(incomes, abs=1e-8 * gdp)
    assert float(result.welfare_ev_by_residence.sum()) == pytest.approx(incomes, abs=1e-8 * gdp)
    for measure, world in MEASURES.items():
        total = float(result[world])
        assert float(result[measure].sum()) == pytest.approx(total, abs=1e-8 * gdp)
    for view in ("", "_ppp"):
        served = float(result[f"welfare_ev{view}"].sel(group="government").sum())
        born = float(result[f"welfare_ev_by_birth{view}"].sum()) + served
        assert born == pytest.approx(float(result[f"welfare_ev_world{view}"]), abs=1e-8 * gdp)
    persons = result.welfare_ev_by_group_and_source.sum("source")
    by_group = result.welfare_ev_ppp.sum("skill").drop_sel(group="government")
    np.testing.assert_allclose(persons.sel(group=by_group.group), by_group, atol=1e-8 * gdp)
    for name in ("inequality", "inequality_by_birth", "inequality_without_migrants"):
        assert bool(result[name].notnull().all()), name


@pytest.mark.slow
def test_the_quota_on_160_countries(solved):
    result = solved("quota_3pct", "world160")
    assert result.attrs["residual"] < 1e-10
    coarse = solved("quota_3pct")
    fine, rough = float(result.welfare_ev_world_ppp_pct), float(coarse.welfare_ev_world_ppp_pct)
    assert fine == pytest.approx(rough, rel=0.35), "finer regions move the answer, not its size"
    limited = result.regime == "quota"
    slack = (result.quota_slack / result.quota).where(limited)
    assert float(np.minimum(result.visa_price.where(limited), slack).max()) < 1e-8
