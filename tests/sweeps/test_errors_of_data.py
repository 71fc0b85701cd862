"""A benchmark as its data might be: balanced in every draw, the same where nothing is unsure."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import cge
from cge.benchmark import accounts
from cge.benchmark.check import judge, largest_gap
from cge.benchmark.imputed import imputed_share
from cge.benchmark.rebalance import rebalanced
from cge.errors import DataError
from cge.scenario.load import load_scenario
from cge.sweeps.carry_out import carry_out
from cge.sweeps.errors import SOURCES, perturbed
from cge.sweeps.file import around, short
from cge.sweeps.interval import intervals
from cge.sweeps.ranges import DATA, ERRORS, ranges
from tests.economies import random_economy

POINT = 0.37


@pytest.fixture(scope="module")
def bench():
    return cge.load_benchmark("north_south")


@pytest.fixture(scope="module")
def known(bench):
    return ranges(bench)


def everything(point=POINT):
    return dict.fromkeys(SOURCES, point)


def certain(known):
    """Ranges without any width."""
    one = np.array(1.0)
    return {name: replace(r, low=one, central=one, high=one) for name, r in known.items()}


def test_every_error_has_a_source_of_flags():
    assert tuple(SOURCES) == ERRORS


@pytest.mark.parametrize("point", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("name", ["north_south", "north_south_net"])
def test_a_drawn_benchmark_balances(name, point):
    """Uses equal supply, the world lends what it borrows, people add up, nothing is negative."""
    given = cge.load_benchmark(name)
    drawn = perturbed(given, everything(point), ranges(given))
    assert largest_gap(drawn) < 1e-12
    assert not judge(drawn).errors
    for table in ("value_added", "intermediate", "final_demand", "trade", "workers"):
        assert float(drawn[table].min()) >= 0, table
        fixed = name == "north_south_net" and table == "trade"  # totals leave no choice of partner
        assert np.allclose(drawn[table], given[table], rtol=1e-3) == fixed, table


@pytest.mark.parametrize("seed", range(4))
def test_random_economies_balance_again(seed):
    """With taxes, resources, shipments inside a region, empty cells."""
    economy = random_economy(seed, regions=3, nonlabour=2, domestic_trade=True)
    assert largest_gap(perturbed(economy, everything(), ranges(economy))) < 1e-12


def test_without_errors_nothing_changes(bench, known):
    """Ranges of zero width give the benchmark, and the central run."""
    drawn = perturbed(bench, everything(), certain(known))
    for table in bench.data_vars:
        if bench[table].dtype.kind == "f":
            xr.testing.assert_allclose(drawn[table], bench[table], rtol=1e-10, atol=1e-12)
    same, central = (cge.solve(one, "quota_3pct") for one in (drawn, bench))
    assert float(same.welfare_ev_world) == pytest.approx(float(central.welfare_ev_world), rel=1e-8)


def test_the_same_point_draws_the_same_errors(bench, known):
    one, again, other = (perturbed(bench, everything(u), known) for u in (0.25, 0.25, 0.7))
    assert one.equals(again)
    assert not one.trade.equals(other.trade)


def test_as_many_are_born_as_before_and_money_keeps_its_sums(bench, known):
    """An error of migrant numbers: corridors within their range, wages follow."""
    drawn = perturbed(bench, {"workers": POINT}, known)
    born = [x.workers.sum("destination") for x in (bench, drawn)]
    assert np.allclose(*born, rtol=1e-12)
    ratio = (drawn.workers / bench.workers).where(drawn.origin != drawn.destination)
    assert 0.7 <= float(ratio.min()) < 1 < float(ratio.max()) <= 1.43
    assert np.allclose(accounts.gdp(drawn), accounts.gdp(bench), rtol=1e-9)


def test_what_no_source_gives_is_drawn_from_the_wider_range(bench, known):
    """Input-output tables are imputed for half of the South by GDP, for a tenth of the North."""
    share = imputed_share(bench, ("input-output table",), "gdp_bn_usd")
    assert float(share.sel(region="NORTH")) < 0.2 < 0.5 < float(share.sel(region="SOUTH"))
    name = DATA + "intermediate"
    narrow = {**known, name: certain(known)[name]}
    spread = []
    for given in (narrow, known):
        tables = [perturbed(bench, {"intermediate": u}, given) for u in np.linspace(0.05, 0.95, 7)]
        logs = xr.concat([np.log(t.intermediate / bench.intermediate) for t in tables], "draw")
        spread.append(logs.std("draw").mean(["sector_in", "sector"]))
    assert float(spread[0].sel(region="SOUTH")) > 2 * float(spread[0].sel(region="NORTH"))
    assert float(spread[1].sel(region="NORTH")) > 2 * float(spread[0].sel(region="NORTH"))


def test_a_region_that_the_database_does_not_know_counts_as_imputed():
    economy = random_economy(1)
    assert imputed_share(economy, ("gdp",), "gdp_bn_usd").values.tolist() == [1.0] * 3


def test_trade_keeps_what_each_region_sells_and_buys(bench, known):
    drawn = perturbed(bench, {"trade": POINT}, known)
    for side in ("importer", "exporter"):
        assert np.allclose(drawn.trade.sum(side), bench.trade.sum(side), rtol=1e-9)


def test_households_that_could_not_save_invest_more(bench):
    """Half of investment: what is left would be consumed, and saving stays at least 2%."""
    half = xr.where(bench.use == "investment", 0.2, 1.0)
    drawn = rebalanced(bench, {"final_demand": bench.final_demand * half})
    rate = accounts.saving(drawn) / accounts.disposable_income(drawn)
    assert float(rate.min()) >= 0.02 - 1e-9
    assert largest_gap(drawn) < 1e-12


def test_remittances_beyond_what_pay_can_bear_are_transfers(bench):
    drawn = rebalanced(bench, {"remittances": bench.remittances * 10})
    assert float(accounts.remittance_share(drawn).max()) <= 0.4 + 1e-9
    received = (drawn.remittances + drawn.other_transfers - bench.other_transfers).sum()
    assert float(received) == pytest.approx(10 * float(bench.remittances.sum()), rel=1e-12)


def test_accounts_that_cannot_hold_are_refused(bench):
    drawn = {"value_added": bench.value_added * 0.01}
    with pytest.raises(DataError, match=r"nothing is left for households of \w+; narrow"):
        rebalanced(bench, drawn)


@pytest.mark.slow
def test_a_draw_of_data_is_what_a_run_on_that_benchmark_says(bench, known):
    """Within a sweep near its centre, and alone from the drawn benchmark; to 1e-9."""
    plan = short("quota_3pct", ["data", "data.workers"], benchmark="north_south", draws=3)
    found = carry_out(plan)
    assert set(found.status.values) == {"solved"}
    assert len(set(found.welfare_ev_world.values.tolist())) == 4
    given = plan.rows()[-1].values
    points = everything(given["data"]) | {"workers": given["data.workers"]}
    fresh = cge.solve(perturbed(bench, points, known), "quota_3pct")
    assert float(found.welfare_ev_world[-1]) == pytest.approx(float(fresh.welfare_ev_world), 1e-9)


@pytest.mark.slow
def test_the_interval_has_a_part_of_data_and_a_part_of_parameters():
    """Pairs of draws with the same parameters tell what data add."""
    scenario = load_scenario("quota_3pct")
    assert around(scenario, "north_south", 1000).kind == "sobol"
    plan = around(scenario, "north_south", 100)
    assert plan.kind == "pairs"
    whole = intervals(carry_out(plan))[0]
    assert 0 < whole.total["data"][0] < 1
    assert "errors of data have a part in" in whole.sentence()
