"""Gains by channel (W-6): closed forms, adding up, order of the quadrature, shadow prices."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from cge.analysis.channels import Gains
from cge.analysis.decomposition import decompose
from cge.errors import UsageError
from cge.run.one import run_scenario
from cge.scenario.schema import Scenario
from cge.solver import turns
from cge.solver.homotopy import Homotopy
from tests.model.equilibrium import Equilibrium, equilibrium, everywhere, example
from tests.model.test_closed_forms import arrivals, one_good
from tests.results.test_adding_up import BENCH

MOVE = [everywhere(BENCH, instrument="stock", size={"percent_of_current": 40})]
WITH_MIGRANTS = MOVE[0]["to"]
MOVED = ("pay_of_movers", "past_pay_of_movers")
CUT = [{"importer": "all", "exporter": "all", "sector": "all", "cut": 0.8}]


def residual(found: xr.Dataset) -> float:
    return float(abs(found.welfare_decomposition.sel(channel="residual")).max())


@pytest.mark.slow
def test_two_cobb_douglas_economies_by_hand():
    """What movers gain, what others gain from them, and what those left behind lose."""
    s = 0.6
    bench = one_good(labour_share=s)
    case = equilibrium(bench, **arrivals(bench, 20e6))
    found = decompose(case.solution, case.result)
    by = found.welfare_decomposition
    there = 100e6 + 0.1e6  # a few came before
    north = 1000 * ((there + 20e6) / there) ** s
    south = 100 * 0.75**s  # 20 of 80 million leave the South
    wage_north, wage_south = s * north / (there + 20e6), s * 100 / 80e6
    surplus = north - 1000 - 20e6 * wage_north
    loss = south - 100 + 20e6 * wage_south
    gap = 20e6 * (wage_north - wage_south)

    def channel(region: str, name: str) -> float:
        return float(by.sel(region=region, channel=name))

    assert channel("N", "complementary_surplus") == pytest.approx(surplus, rel=1e-5)
    assert channel("S", "complementary_surplus") == pytest.approx(loss, rel=1e-5)
    assert channel("N", "reallocation") == pytest.approx(gap, rel=1e-5)
    assert channel("S", "reallocation") == pytest.approx(0.0, abs=1e-6)
    for name in ("tax_wedges", "fiscal", "remittances", "visa_revenue", "externalities"):
        assert float(abs(by.sel(channel=name)).max()) < 1e-6, name
    assert residual(found) < 1e-4 * surplus
    others = found.welfare_decomposition_others.sel(channel="reallocation")
    assert float(abs(others).max()) < 1e-9
    # Each group by what it is paid: one good, so that prices say nothing.
    by_group = found.welfare_decomposition_group
    paid = by_group.sel(group_channel="wages")
    fall = wage_north - s * 1000 / there
    left = s * south / 60e6 - wage_south
    assert float(paid.sel(group="natives", region="N")) == pytest.approx(100e6 * fall, rel=1e-5)
    assert float(paid.sel(region="S").sum()) == pytest.approx(60e6 * left, rel=1e-5)
    mover = by_group.sel(group="new_migrants", region="N", group_channel="reallocation")
    assert float(mover) == pytest.approx(gap, rel=1e-5)
    assert float(abs(by_group.sel(group_channel="prices")).max()) < 1e-6
    owners = by_group.sel(group="natives", region="N", group_channel="capital_income")
    theirs = 100e6 / (100e6 + float(bench.established_wealth.max()) * 0.1e6)  # the rest: migrants'
    assert float(owners) == pytest.approx(theirs * (1 - s) * (north - 1000), rel=1e-5)


@pytest.fixture(scope="module")
def case() -> Equilibrium:
    return equilibrium(BENCH, visas=MOVE, tariffs=CUT)


@pytest.mark.slow
@pytest.mark.parametrize("capital", ["mobile", "steady"])
def test_channels_and_residual_are_the_gain_and_the_residual_is_small(capital):
    case = equilibrium(BENCH, closure={"capital": capital}, visas=MOVE, tariffs=CUT)
    found = decompose(case.solution, case.result)
    ev = case.result.income_change.fillna(0.0).sum(["group", "skill"])
    np.testing.assert_allclose(found.welfare_decomposition.sum("channel"), ev, rtol=1e-9)
    moved = case.result.income_change.sel(group=["new_migrants", "returnees"]).fillna(0.0)
    others = ev - moved.sum(["group", "skill"])
    np.testing.assert_allclose(found.welfare_decomposition_others.sum("channel"), others, rtol=1e-9)
    assert residual(found) < 1e-5 * float(abs(ev).max())
    apart = found.welfare_decomposition_others.sel(channel="residual")
    np.testing.assert_allclose(
        apart, found.welfare_decomposition.sel(channel="residual"), atol=1e-8
    )
    by_group = found.welfare_decomposition_group
    gain = case.result.income_change.fillna(0.0).sum("skill")
    np.testing.assert_allclose(by_group.sum("group_channel"), gain.sel(group=by_group.group))
    left = float(abs(by_group.sel(group_channel="residual")).max())
    assert left < 1e-5 * float(abs(ev).max())
    # What movers gained themselves is the difference of the tables by region.
    own = (found.welfare_decomposition - found.welfare_decomposition_others).drop_sel(
        channel="residual"
    )
    own = own.where(abs(own).max("region") > 1e-9, drop=True).rename(channel="group_channel")
    moved = by_group.sel(group=["new_migrants", "returnees"], group_channel=own.group_channel)
    np.testing.assert_allclose(moved.sum("group"), own, atol=1e-9)


@pytest.mark.slow
def test_what_groups_are_paid_and_pay_does_not_depend_on_the_numeraire(case):
    twice = equilibrium(BENCH, visas=MOVE, tariffs=CUT, parameters={"numeraire": 2.0})
    here, there = (
        decompose(c.solution, c.result).welfare_decomposition_group.drop_sel(
            group_channel="residual"
        )
        for c in (case, twice)
    )
    assert float(abs(here.sel(group_channel="prices")).max()) > 1.0, "relative prices move"
    np.testing.assert_allclose(there, here, atol=1e-4)


@pytest.mark.slow
def test_the_residual_falls_with_the_sixth_power_of_the_steps(case):
    once, twice = (decompose(case.solution, case.result, n) for n in (1, 2))
    assert 2**5 < residual(once) / residual(twice) < 2**7
    left = [
        float(abs(d.welfare_decomposition_group.sel(group_channel="residual")).max())
        for d in (once, twice)
    ]
    assert 2**5 < left[0] / left[1] < 2**7


@pytest.mark.slow
def test_every_kind_of_shock_and_closure_is_explained():
    free = {"visas": [everywhere(BENCH, instrument="stock", size={"percent_of_current": -40})]}
    shocks = [
        free | {"parameters": {"numeraire": 1.5, "congestion": 0.3}},
        {
            "visas": MOVE,
            "closure": {"ownership": "residence", "fiscal": "income_tax"},
            "remittances": {"cost": 0.02},
            "irregular": [
                {
                    "name": "sea",
                    "to": WITH_MIGRANTS,
                    "from": "all",
                    "share": 0.1,
                    "price": 0.2,
                    "raised_to": 0.1,
                    "discount": 0.2,
                }
            ],
        },
        {"visas": MOVE, "parameters": {"brain_drain": 0.1}},
        {
            "tariffs": CUT,
            "productivity": [{"sector": "s0", "region": "r0", "scale": 1.05}],
            "endowments": [{"factor": "low", "region": "r2", "scale": 1.05}],
        },
    ]
    for shock in shocks:
        case = equilibrium(BENCH, **shock)
        found = decompose(case.solution, case.result)
        largest = float(abs(found.welfare_decomposition).max())
        assert residual(found) < 1e-5 * largest, shock
        # The tariff cut is in the wedges, the better technology in its own channel.
        better = float(abs(found.welfare_decomposition.sel(channel="technology")).max())
        assert (better > 1.0) == ("productivity" in shock)
        spilled = float(abs(found.welfare_decomposition.sel(channel="externalities")).max())
        assert (spilled > 1e-6) == ("brain_drain" in shock.get("parameters", {}))


def test_a_path_of_years_is_no_single_shock():
    years = Scenario(name="path", years="2017..2019", closure={"capital": "path"})
    with pytest.raises(UsageError, match="not along years"):
        run_scenario(years, BENCH, decompose=1)


@pytest.mark.slow
def test_segments_end_where_a_quota_stops_binding(monkeypatch):
    case = example("two_regions", "quota_10pct")
    binding = case.result.quota_binding.where(case.result.quota.notnull())
    assert float(binding.min()) == 0 < float(binding.max()), "one quota binds, another does not"
    split = residual(decompose(case.solution, case.result))
    monkeypatch.setattr(turns, "MOST", 0)
    whole = residual(decompose(case.solution, case.result))
    assert split < whole / 20
    assert split < 1e-5 * float(abs(case.result.welfare_ev).max())


@pytest.mark.slow
def test_a_small_shock_is_worth_its_shadow_prices(case):
    """Envelope theorem: the gain is the integrand at the benchmark, to first order."""
    solution = case.solution
    path, gains = Homotopy(solution), Gains(solution)
    start = path.at(1e-4)
    slope = float(gains.along(start.v, start.dv).regions.sum())
    world = solution.outcomes.component("income_change_world").start
    error = []
    for share in (0.02, 0.01):
        there = gains.at(path.at(share).v)
        paid = (gains.read(name, "group", "region", v=there) for name in MOVED)
        earned, earned_before = paid
        own = (gains.read("buys", "region", v=there) * earned - earned_before).sum()
        error.append(abs((there[world] - float(own)) / (share * slope) - 1))
    assert error[0] < 0.05
    assert error[1] / error[0] == pytest.approx(0.5, abs=0.1), "first order"


@pytest.mark.slow
def test_the_first_order_formula_is_near_for_a_small_tariff_cut():
    small = [CUT[0] | {"cut": 0.02}]
    case = equilibrium(BENCH, tariffs=small)
    found = decompose(case.solution, case.result)
    exact = found.welfare_decomposition.sel(channel=["terms_of_trade", "tax_wedges"]).sum("channel")
    formula = found.welfare_first_order.sum("first_order_term")
    np.testing.assert_allclose(formula, exact, atol=0.05 * float(abs(exact).max()))


def test_homogeneous_goods_leave_nothing_unexplained_but_the_quadrature():
    case = example("stolper_samuelson", "tariff")
    once, twice = (decompose(case.solution, case.result, n) for n in (1, 2))
    assert residual(once) < 1e-6 * float(abs(case.result.welfare_ev).max())
    assert 2**5 < residual(once) / residual(twice) < 2**7


def test_a_corner_of_specialisation_is_explained_too():
    case = example("rybczynski", "more_labour")
    assert residual(decompose(case.solution, case.result)) < 1e-9


def test_weights_of_channels_stand_still():
    """The integrand is a derivative at given weights, not that of a value."""
    case = equilibrium(BENCH, visas=MOVE, tariffs=CUT)
    gains, point = Gains(case.solution), Homotopy(case.solution).at(0.5)
    found = gains.along(point.v, point.dv).regions.sel(channel="tax_wedges")
    step = 1e-6
    here = gains.at(point.v)
    ahead, back = (gains.at(point.v + s * step * point.dv) for s in (1, -1))
    wedges = 0.0
    for tax, quantity in (
        ("unit_tariff", "quantity_arrived"),
        ("unit_export_tax", "quantity_shipped"),
    ):
        dims = ("sector", "exporter", "importer")
        moved = [gains.read(quantity, *dims, v=v) for v in (ahead, back)]
        value = gains.read(tax, *dims, v=here) * (moved[0] - moved[1]) / (2 * step)
        kept, others = ("importer", "exporter")[:: 1 if tax == "unit_tariff" else -1]
        wedges = wedges + value.sum(["sector", others]).rename({kept: "region"})
    made = [gains.read("quantity_made", "sector", "region", v=v) for v in (ahead, back)]
    taxed = gains.read("unit_tax", "sector", "region", v=here)
    wedges = wedges + (taxed * (made[0] - made[1]) / (2 * step)).sum("sector")
    expected = gains.read("buys", "region", v=here) * wedges
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-8)
