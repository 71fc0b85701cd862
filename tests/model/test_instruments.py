"""Instruments that mean the same give the same answer; what is paid is what somebody receives."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import xarray as xr

from tests.economies import random_economy
from tests.model.equilibrium import (
    Equilibrium,
    assert_close,
    assert_same,
    equilibrium,
    everywhere,
    magnitude,
)

BENCH = random_economy(3, zeros=False)
TO_NATIVES = {"destination_natives": 1.0}
ODK = ("origin", "destination", "skill")
LABELS = (
    "regime",
    "quota",
    "quota_slack",
    "quota_binding",
    "hosting_cost",
    "visa_payment",
    "visa_dissipated",
)
"""Results that say which instrument was used."""


@cache
def everything() -> Equilibrium:
    """Every instrument at once: two auctions, a fee on all, levies on every base, linkage ..."""
    return equilibrium(
        BENCH,
        closure={"others": "price"},
        parameters={"esubvin": 8, "recent_share": 0.2},
        visas=[
            {
                "name": "sale",
                "to": "r0",
                "instrument": "auction",
                "size": {"percent_of_current": 30},
                "revenue": {"destination_natives": 0.4, "origin_government": 0.6},
                "adjustment": {"low": 3},
                "captured": 0.8,
                "dissipated": 0.1,
            },
            {
                "name": "fees",
                "to": "r1",
                "instrument": "surcharge",
                "fee": {"usd": usd(0.1)},
                "applies_to": "all",
                "revenue": {"destination_government": 0.5, "sponsors": 0.5},
            },
        ],
        levies=[
            {"name": "bhagwati", "base": "earnings", "rate": 0.05, "applies_to": "all",
             "revenue": {"origin_government": 1}, "credit": 0.4},
            {"name": "exit", "base": "head", "amount": usd(0.02), "collector": "origin"},
            {"name": "estate", "base": "property", "rate": 0.3, "revenue": {"sponsors": 1}},
            {"name": "wire", "base": "remittances", "rate": 0.1,
             "revenue": {"destination_natives": 1}, "adjustment": {"mid": 2}},
        ],
        irregular=[{"name": "border", "to": "r2", "share": 0.1, "price": 0.3, "discount": 0.2}],
        linkage=[{"grants": "tariff_cut", "by": ["r1", "r2"], "to": "r0", "for": "sale",
                  "schedule": {"per_admitted_percent": 0.05}}],
        remittances={"matching": [{"by": "r2", "rate": 0.5}], "shares": [{"scale": 0.5}]},
    )  # fmt: skip


def usd(share: float) -> float:
    """An amount in USD: a share of the lowest net wage of a newcomer."""
    from cge.model.people import describe

    return share * 1e9 * float(describe(BENCH, BENCH).income.min())


def sale(**clause: Any) -> Equilibrium:
    size = {"percent_of_current": 25}
    clause = {"instrument": "auction", "size": size, "revenue": TO_NATIVES} | clause
    return equilibrium(BENCH, visas=[everywhere(BENCH, **clause)])


def same_but_labels(one: Equilibrium, other: Equilibrium, tolerance: float) -> None:
    """A group of nobody and one of a millionth of a person are the same, whatever each gets."""
    names = [n for n in one.result.data_vars if n not in LABELS and n in other.result]
    assert len(names) > 60
    nobody = [(case.result.group_number < 1e-6) for case in (one, other)]
    assert bool((nobody[0] == nobody[1]).all())
    first, second = (
        case.result[names].map(
            lambda x: x.where(~nobody[0]) if {"group", "skill"} <= set(x.dims) else x
        )
        for case in (one, other)
    )
    assert_same(first.fillna(0), second.fillna(0), tolerance, skip=("welfare_residual",))


# -- equivalences --------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("priced_in", ["share", "usd"])
def test_a_fee_at_the_price_of_an_auction_admits_and_gives_the_same(priced_in):
    auction = sale(priced_in=priced_in)
    result = auction.result
    clauses = []
    caps = result.quota.transpose(*ODK)
    for d in BENCH.destination.values.tolist():
        for k in BENCH.skill.values.tolist():
            column = {"destination": d, "skill": k}
            if not bool(caps.sel(column).notnull().any()):
                continue
            name = "visa_price" if priced_in == "share" else "visa_posted_usd"
            prices = result[name].where(caps.notnull()).sel(column)
            assert float(prices.max() - prices.min()) <= 1e-9 * max(1.0, float(prices.max()))
            fee = {priced_in: max(float(prices.max()), 0.0)}
            clauses.append(
                {"name": f"fee_{d}_{k}", "to": d, "skill": k, "instrument": "fee", "fee": fee}
                | {"revenue": TO_NATIVES}
            )
    assert float(result.visa_revenue.sum()) > 1e-3 * float(result.gdp.min())
    same_but_labels(equilibrium(BENCH, visas=clauses), auction, 1e-6)


@pytest.mark.slow
def test_who_gets_the_rent_of_a_quota_is_all_that_a_sale_of_places_changes():
    """Exactly so with one good, no remittances, no tax and one origin, at exchange rates.

    Among several an unpaid quota lowers barriers in one proportion, a price adds one amount.
    """
    bench = random_economy(
        5, regions=2, sectors=1, taxes=False, government=False, remittances=False, zeros=False
    )
    size = {"percent_of_current": 25}
    rationed, sold = (
        equilibrium(bench, visas=[everywhere(bench, instrument=name, size=size) | extra]).result
        for name, extra in (("quota", {}), ("auction", {"revenue": TO_NATIVES}))
    )
    for name in ("workers", "gdp", "visa_price", "price_index", "income_change_world",
                 "quota_slack"):  # fmt: skip
        assert_close(sold[name], rationed[name], 1e-8, magnitude(rationed[name]))
    paid = sold.visa_payment.sum()
    change = (sold.income_change - rationed.income_change).sum(["region", "skill"])
    assert float(paid) > 1e-4 * float(sold.gdp.sum())
    assert_close(change.sel(group="new_migrants"), -paid * 1.0, 0.02)
    stayed = change.sel(group=["natives", "remaining_behind", "returnees"]).sum("group")
    assert_close(stayed, -change.sel(group="new_migrants"), 1e-6)
    assert abs(float(change.sel(group="established_migrants"))) < 1e-8 * float(paid)


@pytest.mark.slow
def test_a_vertical_supply_of_sponsors_is_an_auction_paid_to_them():
    """A sponsor's place is for a newcomer; in an auction who returns makes room."""
    offered = {"workers": float(BENCH.workers.sel(origin="r1", destination="r0").sum()) / 4}
    common = {"name": "all", "to": "r0", "revenue": {"sponsors": 1.0}}
    sponsored = {"instrument": "sponsorship", "size": offered, "supply": {"mean": 0}}
    one = equilibrium(BENCH, visas=[common | sponsored])
    new, back = (float(one.result[n].sel(destination="r0").sum())
                 for n in ("new_migrants", "returnees"))  # fmt: skip
    assert new == pytest.approx(offered["workers"], rel=1e-8)
    assert back > 1, "who returns must make a difference"
    size = {"workers": new - back, "joint": True}
    sold = {"instrument": "auction", "size": size, "priced_in": "usd"}
    other = equilibrium(BENCH, visas=[common | sold])
    assert float(one.result.visa_revenue.sel(recipient="sponsors").sum()) > 0
    same_but_labels(one, other, 1e-7)


def test_sponsors_offer_more_places_at_a_higher_net_price():
    most, mean, cost = 0.5 * float(BENCH.workers.sel(destination="r0").sum()), usd(0.3), usd(0.05)
    clause = {
        "name": "individuals", "to": "r0", "instrument": "sponsorship", "size": {"workers": most},
        "supply": {"mean": mean, "cost": cost},
        "revenue": {"sponsors": 0.75, "destination_government": 0.25},
    }  # fmt: skip
    result = equilibrium(BENCH, visas=[clause]).result
    new = float(result.new_migrants.sel(destination="r0").sum())
    level = float(result.visa_payment.sum() / new * 1e9)  # USD per newcomer
    prices = result.visa_posted_usd.where(result.quota.notnull())
    assert float(prices.max() / prices.min()) == pytest.approx(1, abs=1e-9)
    world = float((result.price_index * BENCH.final_demand.sel(use="household").sum("sector")).sum()
                  / BENCH.final_demand.sel(use="household").sum())  # fmt: skip
    net = 0.75 * level / world - cost
    assert new == pytest.approx(most * (1 - np.exp(-net / mean)), rel=1e-6)
    hosted = result.hosting_cost.sum() * 1e9 / new
    assert float(hosted) == pytest.approx(cost * world, rel=1e-8)


@pytest.mark.slow
def test_a_levy_per_head_is_a_surcharge_without_remittances():
    bench = random_economy(6, remittances=False, zeros=False)
    amount = 0.2 * float(1e9 * bench.value_added.sel(factor="low").sum() / bench.workers.sum())
    both = {"revenue": TO_NATIVES, "applies_to": "all"}
    levy = {"name": "h", "base": "head", "amount": amount} | both
    fee = everywhere(bench, instrument="surcharge", fee={"usd": amount}) | both
    taxed = equilibrium(bench, closure={"others": "price"}, levies=[levy]).result
    charged = equilibrium(bench, closure={"others": "price"}, visas=[fee]).result
    moved = float(abs(taxed.workers - taxed.workers_base).sum())
    assert moved > 1e3
    for name in ("workers", "gdp", "price_index", "welfare_ev"):
        assert_close(taxed[name].fillna(0), charged[name].fillna(0), 1e-7, magnitude(charged[name]))


@pytest.mark.slow
def test_what_newcomers_alone_pay_on_top_of_todays_price_sends_nobody_home():
    for clause in (
        {"visas": [everywhere(BENCH, instrument="surcharge", fee={"usd": usd(0.3)})]},
        {"levies": [{"name": "h", "base": "earnings", "rate": 0.3}]},
    ):
        result = equilibrium(BENCH, closure={"others": "price"}, **clause).result
        assert_close(result.workers, result.workers_base, 1e-9)


@pytest.mark.slow
def test_a_switch_is_a_tariff_cut_and_a_generous_schedule_is_free_trade():
    visas = [everywhere(BENCH, instrument="stock", size={"percent_of_current": 20})]
    link = {"grants": "tariff_cut", "by": ["r1", "r2"], "to": ["r0"], "for": "all"}
    cut = [{"importer": ["r1", "r2"], "exporter": "r0", "cut": 0.5}]
    plain = equilibrium(BENCH, visas=visas, tariffs=cut)
    switched = equilibrium(BENCH, visas=visas, linkage=[link | {"switch": 0.5}])
    same_but_labels(switched, plain, 1e-9)
    cut[0]["cut"] = 1.0
    plain = equilibrium(BENCH, visas=visas, tariffs=cut)
    generous = link | {"schedule": {"per_admitted_percent": 1000.0}}
    free = equilibrium(BENCH, visas=visas, linkage=[generous])
    for name in ("welfare_ev_world", "gdp", "trade"):
        wanted = plain.result[name]
        assert_close(free.result[name].fillna(0), wanted.fillna(0), 1e-8, magnitude(wanted))


def test_a_schedule_cuts_by_what_is_admitted():
    visas = [everywhere(BENCH, instrument="quota", size={"percent_of_current": 30})]
    link = {"grants": "tariff_cut", "by": "all", "to": "all", "for": "all"}
    result = equilibrium(
        BENCH, visas=visas, linkage=[link | {"schedule": {"per_admitted_percent": 0.1}}]
    ).result
    force = BENCH.workers.sum(["origin", "skill"])
    for o in ("r1", "r2"):
        came = float(result.new_migrants.sel(origin=o, destination="r0").sum())
        percent = 100 * came / float(force.sel(destination=o))
        granted = float(result.tariff_cut.sel(exporter="r0", importer=o))
        assert granted == pytest.approx(min(0.1 * percent, 1), rel=1e-8)
        before = BENCH.tariff.sel(exporter="r0", importer=o)
        after = result.tariff.sel(exporter="r0", importer=o)
        assert_close(after.where(before != 0), (1 - granted) * before.where(before != 0), 1e-9)


@pytest.mark.slow
def test_an_empty_corridor_opens_with_those_who_would_live_there_today():
    bench = random_economy(3, zeros=False, remittances=False)
    closed = {"origin": "r1", "destination": "r0"}
    assert float(bench.workers.sel(closed).sum()) > 0
    sizes = everywhere(bench, instrument="price", price="mfn", seed=0.001)
    result = equilibrium(without(bench, closed), visas=[sizes]).result
    # nobody, but for the rounding of sums that hold millions
    assert float(abs(result.workers_base.sel(closed)).max()) < 1e-9
    came = result.new_migrants.sel(closed)
    assert bool((came > 0).all())
    expected = expected_table(result.workers_base).sel(closed) * 0.001
    assert_close(came.transpose("skill"), expected.transpose("skill"), 0.02)


@pytest.mark.slow
def test_a_corridor_opens_for_many_beside_few_who_are_there():
    """Rounding of a kink, times the people of a large origin, is no labour of anybody."""
    bench = random_economy(3, zeros=False, remittances=False)
    bench = without(bench, {"origin": "r1", "destination": "r0"})
    few, home = {"origin": "r2", "destination": "r0"}, {"origin": "r2", "destination": "r2"}
    gone = 0.9 * bench.workers.sel(few)
    bench["workers"].loc[home] = bench.workers.sel(home) + gone
    bench["workers"].loc[few] = bench.workers.sel(few) - gone
    clause = everywhere(bench, instrument="price", price="mfn", seed=0.01)
    came = equilibrium(bench, visas=[clause]).result.new_migrants
    assert bool((came.sel(origin="r1", destination="r0") > 0).all())


def without(bench: xr.Dataset, cell: dict[str, str]) -> xr.Dataset:
    """The same economy with an empty corridor, its people at home and its money gone."""
    out = bench.copy(deep=True)
    people = out.workers.sel(cell)
    home = {"origin": cell["origin"], "destination": cell["origin"]}
    out["workers"].loc[home] = out.workers.sel(home) + people
    for name in ("workers", "ownership"):
        out[name].loc[cell] = 0.0
    for name in ("remittances", "other_transfers"):
        out[name].loc[cell] = 0.0
    out["ownership"] = out.ownership / out.ownership.sum(["origin", "skill"])
    return out


def expected_table(workers: xr.DataArray) -> xr.DataArray:
    """Numbers with the margins of the table of migrants and nothing else in common."""
    abroad = workers.where(workers.origin != workers.destination, 0.0)
    total = abroad.sum(["origin", "destination"])
    return abroad.sum("destination") * abroad.sum("origin") / total


@pytest.mark.slow
def test_a_dearer_border_keeps_irregular_migrants_out_and_a_free_one_lets_them_in():
    way = {"name": "border", "to": "r0", "share": 0.2, "price": 0.2, "discount": 0.1}
    today = equilibrium(BENCH, irregular=[way])
    strict = equilibrium(BENCH, irregular=[way | {"raised_to": 0.6}])
    came, kept_out = (case.result.irregular_migrants.sum() for case in (today, strict))
    assert float(came) == pytest.approx(0.2 * float(today.result.workers_base.where(
        BENCH.origin != BENCH.destination).sel(destination="r0").sum()), rel=0.3)  # fmt: skip
    odds = float(kept_out / came)
    assert odds == pytest.approx(0.5 ** float(BENCH.migration_elasticity), rel=0.1)
    result = today.result
    assert abs(float(result.welfare_residual)) < 1e-12
    assert float(abs(result.budget_residual).max()) < 1e-12
    tax = result.fiscal_contribution.sel(fiscal_item="labour_tax", group="new_migrants")
    assert float(abs(tax.fillna(0)).max()) < 1e-9, "nobody without papers pays income tax"
    smuggled = -result.group_income.sel(source="visas", group="new_migrants", region="r0").sum()
    paid = result.group_income.sel(source="labour", group="new_migrants", region="r0").sum()
    assert float(smuggled / paid) == pytest.approx(0.2, rel=1e-9)


# -- adding up -----------------------------------------------------------------------------------
def test_persons_and_government_add_up_to_the_world_under_every_instrument():
    result = everything().result
    assert abs(float(result.welfare_residual)) < 1e-12
    income = result.group_income.sum(["source", "group", "skill"])
    np.testing.assert_allclose(income, result.disposable_income, rtol=1e-10)
    gdp = float(result.gdp.sum())
    account = result.external_account
    assert float(abs(account.sum("external_item")).max()) < 1e-10 * gdp
    assert float(abs(account.sel(external_item="visas_and_levies").sum())) < 1e-12 * gdp
    budget = result.government_revenue.sum("item") - result.government_spending.sum("item")
    assert float(abs(budget).max()) < 1e-10 * gdp


def test_what_is_paid_for_visas_is_what_is_received():
    result = everything().result
    paid = result.visa_payment.sum(["origin", "skill"])
    assert_close(result.visa_revenue.sum("recipient"), paid, 1e-12, magnitude(paid))
    assert float(paid.sel(destination="r0")) > 0
    assert float(paid.sel(destination="r1")) > 0
    rent = (result.visa_price_usd * result.new_migrants).sel(destination="r0").sum() / 1e9
    parts = result.visa_payment.sel(destination="r0").sum()
    lost = result.visa_dissipated.sel(destination="r0").sum()
    kept = (result.visa_rent * result.new_migrants).sel(destination="r0").sum() / 1e9
    assert float(parts / rent) == pytest.approx(0.8, rel=1e-8)
    assert float(lost / rent) == pytest.approx(0.1, rel=1e-8)
    assert float(kept / rent) == pytest.approx(0.1, rel=1e-7)


def test_levies_take_their_rate_of_their_base():
    case = everything()
    result, who = case.result, case
    total = result.levy_payment.sum(["origin", "destination"])
    assert_close(result.levy_revenue.sum("recipient"), total, 1e-12, magnitude(total))
    new = float((result.new_migrants - result.irregular_migrants).sum())
    assert new > 0
    world = float(who.solution.scalar("p_world"))
    head = float(total.sel(levy="exit"))
    assert head * 1e9 == pytest.approx(usd(0.02) * world * new, rel=1e-8)
    sent = result.remittances.sum() + float(total.sel(levy="wire"))
    assert float(total.sel(levy="wire")) > 0
    assert float(sent) > 0


def test_skills_share_what_natives_get_by_their_weights():
    result = everything().result
    visas = result.group_income.sel(source="visas", region="r0")
    natives = visas.sel(group=["natives", "remaining_behind", "returnees"]).sum("group")
    heads = result.group_number.sel(region="r0", group=["natives", "remaining_behind", "returnees"])
    each = natives / heads.sum("group")
    assert float(each.sel(skill="low") / each.sel(skill="mid")) == pytest.approx(3, rel=1e-9)


def test_a_government_that_matches_remittances_pays_what_its_people_receive():
    result = equilibrium(BENCH, remittances={"matching": [{"by": "r1", "rate": 0.5}]}).result
    spent = result.government_spending.sel(item="matching")
    received = result.remittances.sum("destination").rename(origin="region")
    assert_close(spent, xr.where(spent.region == "r1", 0.5 * received, 0.0), 1e-10, 1e-6)
    gain = result.welfare_ev.sel(region="r1").sum()
    assert abs(float(gain)) < 0.1 * float(spent.sel(region="r1")), "one pocket, two hands"


@pytest.mark.slow
def test_new_migrants_compete_with_the_established_the_less_substitutes_they_are():
    visas = [everywhere(BENCH, instrument="stock", size={"percent_of_current": 20})]
    losses = []
    for esubvin in (np.inf, 10.0, 3.0):
        values = {"esubvin": esubvin, "recent_share": 0.2}
        case = equilibrium(BENCH, visas=visas, parameters=values)
        settled, recent = (case.v(f"w_{who}", "skill", "region") for who in ("settled", "recent"))
        losses.append(float((recent / settled).mean()))
    assert losses[0] == pytest.approx(1, abs=1e-12)
    assert losses[2] < losses[1] < losses[0]
    grown = 1 + 0.2 / 0.2  # efficiency apart, newcomers are as many as the recent
    assert losses[2] > grown ** (-1 / 3) - 0.05
