"""What every economy that the package accepts has in common, and what judge says of others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from cge.benchmark import accounts
from cge.benchmark.check import judge
from cge.errors import DataError
from tests.economies import economies, random_economy


@settings(max_examples=12)
@given(economies())
def test_goods_money_and_people_of_every_economy_add_up(bench):
    assert not judge(bench).errors
    costs_equal_revenue_and_uses_equal_supply(bench)
    income_is_spent_and_the_world_lends_to_nobody(bench)
    people_add_up(bench)


def costs_equal_revenue_and_uses_equal_supply(bench):
    np.testing.assert_allclose(accounts.uses(bench), accounts.absorption(bench), rtol=1e-12)
    sold = accounts.home_sales(bench) + accounts.exports(bench)
    np.testing.assert_allclose(sold, accounts.output(bench), rtol=1e-12)


def income_is_spent_and_the_world_lends_to_nobody(bench):
    gdp = accounts.gdp(bench)
    spent = bench.final_demand.sum(["use", "sector"]) + accounts.remittance_services(bench).sum(
        "sector"
    )
    shipped = accounts.border_value(bench)
    balance = shipped.sum(["sector", "importer"]).rename(exporter="region") - shipped.sum(
        ["sector", "exporter"]
    ).rename(importer="region")
    np.testing.assert_allclose(gdp, spent + balance, rtol=1e-10)
    assert abs(float(accounts.foreign_saving(bench).sum())) < 1e-9 * float(gdp.sum())


def people_add_up(bench):
    persons = (bench.workers * bench.persons_per_worker).sum(["origin", "skill"])
    np.testing.assert_allclose(persons, bench.population, rtol=1e-12)
    np.testing.assert_allclose(bench.ownership.sum(["origin", "skill"]), 1, rtol=1e-12)
    paid = accounts.native_wage(bench) * (
        accounts.diagonal(bench.workers)
        + accounts.effective_migrants(bench).rename(destination="region")
    )
    labour = accounts.factor_income(bench).sel(factor=bench.skill.values)
    np.testing.assert_allclose(paid.transpose("skill", "region"), labour, rtol=1e-12)


def test_totals_count_people_and_money_inside_aggregated_regions():
    bench = random_economy(1)
    before = judge(bench).totals
    bench["memo_migrants"] = bench.memo_migrants + 1e6
    bench["memo_remittances"] = bench.memo_remittances + 5
    bench["other_transfers"] = bench.other_transfers + 1
    after = judge(bench).totals
    difference = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert difference == {
        "migrants [persons]": pytest.approx(3e6),
        "remittances received [10^9 USD]": pytest.approx(3 * 5 + 9),
    }


def test_cells_without_migrants_are_a_caution_and_not_an_error():
    report = judge(random_economy(1, regions=2))
    assert [finding.check for finding in report.cautions] == ["migrants today"]
    report.raise_if_errors()


def _unbalanced(bench):
    bench.final_demand.loc["household", "s0", "r1"] *= 1.01


def _dissaving(bench):
    bench.final_demand.loc["household", :, "r0"] *= 3


def _no_consumption(bench):
    bench.final_demand.loc["household", :, "r0"] = 0


def _too_many_exports(bench):
    bench.trade.loc["s0", "r0", "r1"] = 1e6


def _unpaid_factor(bench):
    bench.value_added.loc["capital", :, "r2"] = 0


def _empty_country(bench):
    bench.workers.loc["r0", "r0", "low"] = 0


def _lost_people(bench):
    bench.population.loc["r2"] *= 2


def _generous_migrants(bench):
    bench.remittances.loc["r2", "r0"] = 1e5


def _money_sent_home_at_home(bench):
    bench.remittances.loc["r0", "r0"] = 1


def _owned_twice(bench):
    bench.foreign_ownership.loc["r1", "r0"] += 0.5


def _owned_by_nobody(bench):
    bench.ownership.loc["r0", "r0", "low"] = 0


def _negative_elasticity(bench):
    bench["esubsk"] = -bench.esubsk


def _no_response(bench):
    bench["migration_elasticity"] = 0 * bench.migration_elasticity


def _nobody_per_worker(bench):
    bench.persons_per_worker.loc["r2", "r2"] = 0


def _not_a_number(bench):
    bench.efficiency.loc["r2", "r0", "low"] = np.nan


def _empty_group(bench):
    bench.member.loc["rich"] = False


def _other_labels(bench):
    bench["owner"] = ["a", "b", "c"]


@pytest.mark.parametrize(
    ("damage", "check", "named"),
    [
        (_unbalanced, "goods", "s0,r1"),
        (_dissaving, "saving rate", "r0"),
        (_no_consumption, "consumption", "r0 = 0"),
        (_too_many_exports, "home sales", "s0,r0"),
        (_unpaid_factor, "factor income", "capital,r2"),
        (_empty_country, "native workers", "r0,low"),
        (_lost_people, "population", "r2"),
        (_generous_migrants, "remittances sent", "r2,r0"),
        (_money_sent_home_at_home, "remittances within a region", "r0"),
        (_owned_twice, "sum of foreign_ownership", "r0 = 1.5"),
        (_owned_by_nobody, "sum of ownership", "r0"),
        (_negative_elasticity, "esubsk", "-1.7"),
        (_no_response, "migration_elasticity", "0"),
        (_nobody_per_worker, "persons_per_worker", "r2,r2"),
        (_not_a_number, "efficiency", "r2,r0,low"),
        (_empty_group, "groups", "no region"),
        (_other_labels, "labels", "a, b, c"),
    ],
)
def test_wrong_economies_are_named(damage, check, named):
    bench = random_economy(4).copy(deep=True)
    damage(bench)
    report = judge(bench)
    found = [finding for finding in report.errors if finding.check == check]
    assert found, [finding.check for finding in report.errors]
    assert named in str(found[0])
    with pytest.raises(DataError, match="cannot be used"):
        report.raise_if_errors()


def test_the_worst_accounts_are_shown_as_a_table():
    bench = random_economy(4).copy(deep=True)
    _unbalanced(bench)
    text = str(next(finding for finding in judge(bench).errors if finding.check == "goods"))
    assert "1 of 6 accounts differ" in text
    assert "account" in text
    assert "difference" in text
