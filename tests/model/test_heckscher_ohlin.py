"""The theorems of Heckscher, Ohlin, Samuelson, Stolper, Rybczynski, Vanek, Mundell; corners."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cge.errors import ScenarioError
from cge.model.blocks import every_equation
from cge.model.catalogue import text
from cge.results.extract import extract
from cge.solver import complementarity
from tests.model.heckscher_ohlin import hat, moved, random_world, solved, unit_cost, world

SEEDS = st.integers(0, 10_000)
WEDGE = [{"importer": "n", "set": 0.1}]


def test_every_complementary_equation_is_checked_from_numbers():
    rounded = {
        e.number for e in every_equation() if re.search(r"complementary\(|between\(", text(e))
    }
    assert not rounded, "state it as a complement: its numbers are then checked as they are"
    stated = [e for e in every_equation() if e.sides]
    assert {"M-7", "M-2", "L-1c", "P-7h", "T-5b", "T-9"} <= {e.number for e in stated}
    assert all(e.pairs for e in stated), "messages name a pair in words"


def in_the_cone(w, factor, share):
    """Full-employment outputs of both regions at unchanged prices, if they are positive."""
    endowment = w.endowment.copy()
    row = {"capital": 0, "labour": -1}[factor]
    step = share * endowment[row, 1]
    endowment[row] += [step, -step]
    output = np.linalg.solve(w.shares, endowment)
    return output if output.min() > 1 else None


def assert_sound(e, w):
    """Zero profit, arbitrage and complementarity, from prices and quantities alone."""
    cost, price, made = unit_cost(e, w.shares), hat(e, "ph"), hat(e, "qo")
    assert (cost > price * (1 - 1e-8)).all(), "something would pay and is not made"
    assert np.minimum(made, cost / price - 1).max() < 1e-8
    assert abs(np.minimum(made, cost / price - 1)).max() < 1e-8
    net, pw = hat(e, "net"), e.v("pw", "sector").values[:, None]
    given = e.solution.model.settings.values.get("tariff", e.bench.tariff)
    tariff = given.max("exporter").transpose("sector", "importer").values
    assert (price < pw * (1 + tariff) * (1 + 1e-8)).all()
    assert (price > pw * (1 - 1e-8)).all()
    assert abs(np.minimum(np.maximum(net, 0), price / pw - 1)).max() < 1e-8
    assert abs(np.minimum(np.maximum(-net, 0), pw * (1 + tariff) / price - 1)).max() < 1e-8
    worst, where = complementarity.worst(e.solution.compiled, e.solution.v)
    assert worst < 1e-8, where


def inside_the_cone(seed, share):
    """Factor price equalisation, Rybczynski, and the factor content of trade (Vanek)."""
    w = random_world(seed)
    while (output := in_the_cone(w, "labour", share)) is None:
        share = share / 2
    e = solved(w, endowments=moved(w, "labour", share))
    np.testing.assert_allclose(hat(e, "w"), 1, rtol=1e-9)
    np.testing.assert_allclose(hat(e, "r"), 1, rtol=1e-9)
    np.testing.assert_allclose(hat(e, "qo") * w.output, output, rtol=1e-8)
    more = share * w.endowment[-1, 1] / w.endowment[-1, 0]
    c, m = output[:, 0] / w.output[:, 0] - 1
    assert c > more > 0 > m, "Rybczynski: magnified, the other good shrinks"
    content = w.shares @ (hat(e, "net") * w.output.sum(0))
    endowment = w.shares @ output
    expected = endowment - endowment.sum(1, keepdims=True) * output.sum(0) / output.sum()
    np.testing.assert_allclose(content, expected, atol=1e-6 * output.sum())


def outside_the_cone(seed):
    """Complete specialisation: the scarce factor earns more, one sector closes."""
    w = random_world(seed)
    share = next(x for x in np.linspace(0.3, 0.99, 70) if in_the_cone(w, "labour", x) is None)
    e = solved(w, endowments=moved(w, "labour", (share + 0.999) / 2))
    assert_sound(e, w)
    idle = hat(e, "qo") < 1e-9
    assert idle.any(), "complete specialisation"
    assert not idle.all(axis=0).any()
    wage, rent = hat(e, "w"), hat(e, "r")
    assert wage[1] > wage[0] * (1 + 1e-6), "labour has become scarce in s"
    assert rent[1] < rent[0] * (1 - 1e-6)
    assert hat(e, "net")[0, 0] > 0, "n exports what uses its labour"


def protection(seed, tariff):
    """Stolper-Samuelson: a tariff magnifies the reward of the factor it protects."""
    w = random_world(seed)
    net = w.output - w.spending[:, None] * w.output.sum(0)
    good = int(np.argmax(-net[:, 0]))
    e = solved(w, tariffs=[{"importer": "n", "sector": "cm"[good], "set": tariff}])
    assert_sound(e, w)
    price, wage, rent = hat(e, "ph")[:, 0], hat(e, "w")[0], hat(e, "r")[0]
    if min(hat(e, "qo")[:, 0]) < 1e-9:
        return
    order = [wage, price[0], price[1], rent]
    if price[0] < price[1]:
        order = order[::-1]
    assert order == sorted(order, reverse=True), "Stolper-Samuelson (Jones' magnification)"
    assert abs(hat(e, "net")[good, 0]) * w.output.sum(0)[0] < abs(net[good, 0])


def test_theorems_inside_and_outside_the_cone():
    inside_the_cone(1, 0.2)
    outside_the_cone(2)
    protection(3, 0.05)


@pytest.mark.slow
@settings(max_examples=4)
@given(seed=SEEDS, share=st.floats(0.05, 0.3), tariff=st.floats(0.01, 0.08))
def test_theorems_in_random_economies(seed, share, tariff):
    inside_the_cone(seed, share)
    outside_the_cone(seed)
    protection(seed, tariff)


@pytest.mark.slow
@settings(max_examples=4)
@given(seed=SEEDS, share=st.floats(0.05, 0.95), rate=st.floats(0.0, 2.0))
def test_any_endowments_and_tariff_give_a_sound_equilibrium(seed, share, rate):
    w = random_world(seed, regions=2 + seed % 2)
    tariffs = [{"importer": "n", "set": rate}, {"importer": "s", "sector": "c", "set": rate / 2}]
    e = solved(w, endowments=moved(w, "capital", share), tariffs=tariffs)
    assert_sound(e, w)
    account = e.result.external_account
    np.testing.assert_allclose(account.sum("external_item"), 0, atol=1e-6 * w.output.sum())
    spent = (e.result.disposable_income - e.result.gdp) / w.output.sum()
    np.testing.assert_allclose(spent, 0, atol=1e-9)


def prohibitive(importer):
    return [{"importer": importer, "set": 20.0}]


def test_a_prohibitive_tariff_is_autarky_and_the_price_level_is_open():
    w = random_world(3)
    e = solved(w, tariffs=prohibitive("all"))
    assert abs(hat(e, "net")).max() < 1e-9
    assert extract(e.solution).world_price.isnull().all()
    words = "\n".join(e.solution.openness.cautions)
    assert "nobody trades c, m" in words
    assert "n" in words
    assert "autarky leaves their level open between" in words
    # closed economies: each spends the same share of income on a good whatever the other does
    income = w.endowment * np.array([hat(e, "r"), hat(e, "w")])
    value = hat(e, "ph") * hat(e, "qo") * w.output
    np.testing.assert_allclose(value, w.spending[:, None] * income.sum(0), rtol=1e-8)


def test_more_goods_than_factors_leave_output_open_and_the_least_change_is_reported():
    w = random_world(5, goods=3)
    e = solved(w, endowments=moved(w, "labour", 0.1))
    assert extract(e.solution).indeterminate.all()
    assert (
        "output and trade of c, m, x in n, s are not determined"
        in (e.solution.openness.cautions[0])
    )
    np.testing.assert_allclose(hat(e, "w"), 1, rtol=1e-8)
    free = np.linalg.svd(w.shares)[2][-1]  # a change of output that needs no factor
    gdp = w.output.sum(0)
    direction = np.array([free / gdp[0], -free / gdp[1]]).T
    start = e.solution.array("net", "sector", "region", base=True).values
    change = (hat(e, "qo") - 1) * w.output / gdp + hat(e, "net") - start
    assert abs((change * direction).sum()) < 1e-6 * abs(direction).max(), "least squares"


@pytest.mark.slow
def test_where_output_is_open_the_benchmark_replicates():
    w = random_world(5, goods=3)
    np.testing.assert_allclose(hat(solved(w), "qo"), 1, rtol=1e-7)


@pytest.mark.slow
def test_capital_as_mobile_as_goods_is_placed_anywhere():
    e = solved(random_world(7), closure={"capital": "mobile"}, endowments=[
        {"factor": "labour", "region": "n", "scale": 1.1}])  # fmt: skip
    assert e.result.indeterminate.all()
    assert float(abs(e.result.net_trade.sum("region")).max()) < 1e-6


@pytest.mark.slow
def test_a_determinate_economy_has_no_caution():
    e = solved(random_world(5), tariffs=WEDGE)
    assert not e.solution.openness.cautions
    assert not e.result.indeterminate.any()


@pytest.mark.slow
def test_an_idle_sector_opens_when_it_pays():
    """A small country that makes one good learns to make the other."""
    output = np.array([[0.0, 5000.0], [1000.0, 5000.0]])
    shares = np.array([[0.25, 0.75], [0.75, 0.25]])
    idle = np.zeros((2, 2, 2))
    idle[:, 0, 0] = 1.2 * shares[:, 0]
    w = world(output, shares, idle_value_added=idle)
    still = solved(w)
    assert float(still.result.output.sel(sector="c", region="n")) < 1e-6
    opened = solved(w, productivity=[{"sector": "c", "region": "n", "scale": 1.5}])
    assert float(opened.result.output.sel(sector="c", region="n")) > 10
    assert float(opened.result.net_trade.sel(sector="c", region="n")) > float(
        still.result.net_trade.sel(sector="c", region="n")
    )
    gains = opened.result.gdp_real.sel(region="n") / still.result.gdp_real.sel(region="n")
    assert float(gains) > 1


@pytest.mark.slow
def test_productivity_of_a_factor_is_worth_as_many_more_of_it():
    """Trefler: a worker who does twice the work counts twice and earns twice."""
    w = random_world(11)
    productive = solved(w, productivity=[{"factor": "labour", "region": "n", "scale": 2.0}])
    numerous = solved(w, endowments=[{"factor": "labour", "region": "n", "scale": 2.0}])
    for name in ("qo", "net", "ph", "r"):
        np.testing.assert_allclose(hat(productive, name), hat(numerous, name), rtol=1e-8)
    np.testing.assert_allclose(hat(productive, "w"), hat(numerous, "w") * [2, 1], rtol=1e-8)


def arbitrage(e):
    """Loss of shipping and shipments, from prices alone (sector, exporter, importer)."""
    isr = ("sector", "exporter", "importer")
    price = e.v("ph", "sector", "region") * e.v("price_base", "sector", "region")
    wedge = (1 + e.v("link_tc", *isr)) * (1 + e.v("link_tm", *isr))
    sold = price.rename(region="exporter") * wedge
    return (sold / price.rename(region="importer") - 1).transpose(*isr), e.v("ship", *isr)


def test_trade_costs_make_trade_bilateral_and_preferences_divert_it():
    w = random_world(4, regions=3)
    w = world(w.output, w.shares, trade_cost=0.05)
    bought = w.bench.trade.transpose("sector", "exporter", "importer")
    good, importer = next(
        (i, r) for i in "cm" for r in "nst" if int((bought.sel(sector=i, importer=r) > 0).sum()) > 1
    )
    first = str(bought.sel(sector=good, importer=importer).idxmax("exporter").item())
    clause = {"importer": importer, "exporter": first, "sector": good, "set": 0.04}
    e = solved(w, tariffs=[clause])
    loss, ship = arbitrage(e)
    assert float(loss.min()) > -1e-8
    assert float(abs(np.minimum(ship, loss)).max()) < 1e-8
    before = bought.sel(sector=good, importer=importer)
    change = extract(e.solution).trade.sel(sector=good, importer=importer) / before
    other = [r for r in "nst" if r not in (first, importer)]
    assert float(change.sel(exporter=first)) < 1
    assert float(change.sel(exporter=first)) < float(change.sel(exporter=other).max()), "diversion"
    assert abs(e.solution.walras) < 1e-8


def test_a_hub_has_no_preferences():
    w = random_world(4, regions=3)
    with pytest.raises(ScenarioError, match="differs by partner"):
        solved(w, tariffs=[{"importer": "n", "exporter": "s", "set": 0.1}])
