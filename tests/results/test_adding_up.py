"""Goods, money and people add up, whatever the shock and the closure.

Every identity is computed here from prices and quantities, not read from the result that states it.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import xarray as xr

from cge.benchmark import accounts
from cge.report.headline import MEASURES
from cge.results.groups import RESIDUALS
from tests.economies import random_economy
from tests.marks import rest_slow
from tests.model.equilibrium import Equilibrium, assert_close, equilibrium, everywhere, magnitude


def with_claims_of_migrants(bench: xr.Dataset) -> xr.Dataset:
    """Migrants own a twentieth of the property of their country of residence."""
    abroad = accounts.off_diagonal(bench.workers)
    total = abroad.sum(["origin", "skill"])
    theirs = (abroad / total.where(total > 0)).fillna(0.0)
    part = xr.where(total > 0, 0.05, 0.0)
    return bench.assign(ownership=(1 - part) * bench.ownership + part * theirs)


BENCH = with_claims_of_migrants(
    random_economy(11, regions=3, sectors=2, nonlabour=2, free_movement=True, domestic_trade=True)
)
IR = ("sector", "region")


def half(**clause: object) -> list[dict]:
    return [everywhere(BENCH, **clause)]


SHOCKS: dict[str, dict] = {
    "quota": {"visas": half(instrument="quota", size={"percent_of_current": 30})},
    "arrivals": {
        "visas": half(instrument="stock", size={"percent_of_current": 40}),
        "remittances": {"cost": 0.02},
    },
    "returns": {
        "visas": half(instrument="stock", size={"percent_of_current": -40}),
        "endowments": [{"factor": "capital", "region": "r1", "scale": 1.2}],
        "parameters": {"numeraire": 1.5, "congestion": 0.3},
    },
    "goods": {
        "tariffs": [{"importer": "all", "exporter": "all", "sector": "all", "cut": 0.8}],
        "productivity": [{"sector": "s0", "region": "r0", "scale": 1.1}],
        "endowments": [
            {"factor": "low", "region": "r2", "scale": 1.1},
            {"factor": "resources", "region": "r0", "scale": 1.3},
        ],
    },
}
CASES = [("fixed", "quota"), ("mobile", "goods"), ("residence", "arrivals")]
CASES += [("fixed", "arrivals"), ("fixed", "returns"), ("fixed", "goods"), ("steady", "quota")]


@cache
def solution(capital: str, shock: str) -> Equilibrium:
    closure = {"ownership": "residence"} if capital == "residence" else {"capital": capital}
    return equilibrium(BENCH, closure=closure, **SHOCKS[shock])


@pytest.fixture(scope="module", params=rest_slow(CASES, 3), ids=lambda case: "-".join(case))
def case(request) -> Equilibrium:
    return solution(*request.param)


def flows(case: Equilibrium) -> dict[str, xr.DataArray]:
    """Values of what regions make, earn, spend and ship, from prices and quantities [10^9 USD]."""
    v, bench = case.v, case.bench
    spent = {u: accounts.spending(bench, u) for u in ("household", "government", "investment")}
    income = accounts.factor_income(bench)
    skills = bench.skill.values
    nonlabour = accounts.nonlabour_factors(bench)
    money = {
        "output": v("po", *IR) * v("qo", *IR) * accounts.output(bench),
        "used": (v("pc", *IR) * v("qc", *IR) * accounts.absorption(bench)).fillna(0.0),
        "nonlabour": v("pf", "factor", "region").sel(factor=nonlabour)
        * v("qe", "factor", "region").sel(factor=nonlabour)
        * income.sel(factor=nonlabour),
        "wages": v("pl", "skill", "region")
        * v("ql", "skill", "region")
        * income.sel(factor=skills).rename(factor="skill"),
        "consumption": v("p_cons", "region") * v("cons", "region") * spent["household"],
        "public": (v("p_gov", "region") * v("gov", "region")).fillna(0.0) * spent["government"],
        "investment": (v("p_inv", "region") * v("inv", "region")).fillna(0.0) * spent["investment"],
    }
    tax = v("tax", "factor", "region")
    money["factor_tax"] = (tax * money["nonlabour"]).sum("factor") + (
        tax.sel(factor=skills).rename(factor="skill") * money["wages"]
    ).sum("skill")
    money["output_tax"] = (v("to", *IR) * money["output"]).sum("sector")
    # Remittances, from people and wages.
    new, gone = case.result.new_migrants, case.result.returnees
    people = case.solution.model.people
    unit = (v("wm", "skill", "region") * accounts.native_wage(bench)).rename(region="destination")
    work = (
        bench.efficiency * (accounts.off_diagonal(bench.workers) - gone)
        + people.efficiency_new * new
    )
    net = 1 - tax.sel(factor=skills).rename(factor="skill", region="destination")
    odk = ("origin", "destination", "skill")
    sent = (v("remittance_share", *odk) * net * unit * work).fillna(0.0).sum("skill")
    cost = v("remittance_cost", "origin", "destination").fillna(0.0)
    money["sent"], money["lost"] = sent, sent * cost
    return money


def to(array: xr.DataArray, dim: str) -> xr.DataArray:
    return array.rename({dim: "region"})


def gdp(case: Equilibrium) -> float:
    return magnitude(accounts.gdp(case.bench))


def test_the_market_left_out_clears(case):
    assert abs(case.solution.walras) < 1e-10
    assert case.solution.residual < 1e-10


def test_every_good_made_is_sold_at_home_or_abroad(case):
    result, money = case.result, flows(case)
    paid = to((result.trade * (1 + result.tariff)).sum("exporter"), "importer")
    untaxed = result.trade / (1 + case.v("tx", "sector", "exporter", "importer"))
    shipped = to(untaxed.sum("importer"), "exporter")
    sold = money["used"] - paid + shipped
    assert_close(sold.fillna(0.0).rename("sales"), money["output"].fillna(0.0), 1e-9, gdp(case))


def test_gdp_is_income_spending_and_production(case):
    result, money = case.result, flows(case)
    border = result.trade.fillna(0.0)
    tariff = to((result.tariff * border).sum(["sector", "exporter"]), "importer")
    tx = case.v("tx", "sector", "exporter", "importer")
    export_tax = to((tx / (1 + tx) * border).sum(["sector", "importer"]), "exporter")
    earned = money["nonlabour"].sum("factor") + money["wages"].sum("skill")
    by_income = earned + money["output_tax"] + tariff + export_tax
    services = to(money["lost"].sum("origin"), "destination")
    exports = to(border.sum(["sector", "importer"]), "exporter")
    imports = to(border.sum(["sector", "exporter"]), "importer")
    final = money["consumption"] + money["public"] + money["investment"] + services
    by_spending = final + exports - imports
    inputs = money["used"].sum("sector") - final
    by_production = money["output"].sum("sector") - inputs + tariff + export_tax
    assert_close(result.gdp, by_income, 1e-10)
    assert_close(by_spending.rename("spending"), by_income, 1e-9)
    assert_close(by_production.rename("production"), by_income, 1e-9)
    assert float(abs(exports.sum() - imports.sum())) < 1e-9 * gdp(case)


def test_public_money_received_is_spent(case):
    result, money = case.result, flows(case)
    received, paid = result.government_revenue, result.government_spending
    assert_close(received.sum("item"), paid.sum("item"), 1e-9, gdp(case))
    assert_close(received.sel(item="income_tax"), money["factor_tax"], 1e-10)
    assert_close(received.sel(item="output_tax"), money["output_tax"], 1e-10, gdp(case))
    assert_close(paid.sel(item="public_consumption"), money["public"], 1e-10, 1.0)


def test_the_world_owes_itself_nothing(case):
    account = case.result.external_account
    assert_close(account.sum("external_item"), 0.0, 1e-9, gdp(case))
    together = account.sum("region")
    pairs = [["exports", "imports"], ["remittances_received", "remittances_sent"]]
    for items in [*pairs, ["other_transfers"], ["factor_income"], ["foreign_saving"]]:
        total = float(together.sel(external_item=items).sum())
        assert abs(total) < 1e-9 * gdp(case), f"{items} of the world add up to {total}"


def test_remittances_received_are_those_sent_less_the_cost(case):
    money = flows(case)
    arrived = case.result.remittances.fillna(0.0)
    assert_close(arrived, money["sent"] - money["lost"], 1e-10, magnitude(arrived))
    assert float(arrived.sum()) > 0


def test_households_spend_and_save_their_income(case):
    result, money = case.result, flows(case)
    income = result.group_income.sum(["source", "group", "skill"])
    assert_close(income, result.disposable_income - result.capital_charge, 1e-9)
    saved = result.disposable_income - money["consumption"]
    abroad = result.external_account.sel(external_item="foreign_saving")
    assert_close((saved + abroad).rename("saving"), money["investment"], 1e-9, gdp(case))


def test_nobody_is_lost(case):
    result, bench = case.result, case.bench
    assert_close(result.workers.sum("destination"), bench.workers.sum("destination"), 1e-12)
    persons = result.group_number.sum("group")
    there = to(result.workers.sum("origin"), "destination")
    assert_close(persons, there, 1e-9)
    families, before = result.migrants.sum("destination"), result.migrants_base.sum("destination")
    assert_close(families, before, 1e-12)
    moved = result.workers - result.workers_base
    away = result.origin != result.destination
    net = (result.new_migrants - result.returnees).where(away, 0.0)
    assert_close(net, moved.where(away, 0.0), 1e-9, magnitude(result.workers))


def test_welfare_of_persons_and_government_is_that_of_the_world(case):
    result = case.result
    people = result.income_change.sel(group=result.group != "government")
    by_source = float(result.welfare_ev_by_source.sum())
    assert by_source == pytest.approx(float(people.sum()), abs=1e-9 * gdp(case))
    for measure, world in MEASURES.items():
        total = float(result[world])
        assert float(result[measure].sum()) == pytest.approx(total, abs=1e-9 * gdp(case))
    for residual in RESIDUALS:
        assert abs(float(result[residual])) < 1e-10


def test_capital_stays_in_the_world_or_where_it_is():
    fixed, mobile = solution("fixed", "goods"), solution("mobile", "goods")
    income = accounts.factor_income(BENCH).sel(factor="capital")
    stock = {n: s.v("qe", "factor", "region").sel(factor="capital") for n, s in
             (("fixed", fixed), ("mobile", mobile))}  # fmt: skip
    assert_close(stock["fixed"].rename("capital"), 1.0, 1e-12)
    assert float((stock["mobile"] * income).sum()) == pytest.approx(float(income.sum()), rel=1e-10)
    rental = mobile.v("pf", "factor", "region").sel(factor="capital")
    assert float(rental.max() - rental.min()) < 1e-10
    assert float(abs(stock["mobile"] - 1).max()) > 1e-3


def test_who_owns_resources_at_home_gains_from_them_when_capital_is_mobile():
    """Resources of r0 grow by 30%; under mobile capital they are still owned by r0's owners."""
    bench = random_economy(11, regions=3, nonlabour=2, foreign_ownership=False, zeros=False)
    shock = [{"factor": "resources", "region": "r0", "scale": 1.3}]
    case = equilibrium(bench, closure={"capital": "mobile"}, endowments=shock)
    v, net = case.v, 1 - bench.income_tax
    earned = (
        accounts.factor_income(bench) * v("pf", "factor", "region") * v("qe", "factor", "region")
    )
    resources = (net * earned).sel(factor="resources")
    income = accounts.factor_income(bench).sel(factor="capital") * net.sel(factor="capital")
    pool = float((net * earned).sel(factor="capital").sum() / income.sum())
    owned = v("prop", "region") * accounts.property_income(bench)
    assert_close(owned.rename("property"), resources + pool * income, 1e-10)


def test_the_real_return_stays_and_investment_keeps_the_stock_in_the_long_run():
    case = solution("steady", "quota")
    result = case.result
    assert_close(result.return_to_capital_pct, 0.0, 1e-8, 1.0)
    stock = case.v("qe", "factor", "region").sel(factor="capital")
    assert_close(case.v("inv", "region").rename("investment"), stock, 1e-10)
    assert float(abs(stock - 1).max()) > 1e-4
    assert np.isfinite(result.real_factor).all()


def test_capital_that_saving_adds_is_no_gift(case):
    charge = float(case.result.capital_charge.sum())
    if case.solution.model.settings.closure.capital != "steady":
        assert charge == 0
        return
    added = case.v("qe", "factor", "region").sel(factor="capital") - 1
    bench, rental = case.bench, case.v("pf", "factor", "region").sel(factor="capital")
    kept = 1 - bench.income_tax.sel(factor="capital")
    earned = bench.value_added.sel(factor="capital").sum("sector") * kept * rental * added
    assert charge == pytest.approx(float(earned.sum()), rel=1e-9)
    assert abs(charge) > 0
