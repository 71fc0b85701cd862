"""Tariffs that two governments set against each other, by closed form; numbers that hosts admit."""

import numpy as np
import pytest
from scipy.optimize import brentq

import cge
from cge.games.continuous import settle, write
from cge.games.run import parse_game, read_game
from tests.designer.textbook import two_countries

pytestmark = pytest.mark.slow  # a minute of solving

SIGMA = 3.0


def tariffs(*regions, highest=5.0):
    return {
        "name": "tariffs",
        "players": [
            {
                "name": region,
                "of": region,
                "tariffs": [{"importer": region, "rate": [0, highest], "each": ["importer"]}],
            }
            for region in regions
        ],
    }


def settled(bench, game):
    return settle(parse_game(read_game(game), bench), bench)


@pytest.fixture(scope="module")
def war(tmp_path_factory):
    """Nash tariffs of two countries, and the fresh run of their scenario."""
    bench = two_countries(SIGMA)
    found = settled(bench, tariffs("N", "S"))
    paths = {path.stem: path for path in write(found, tmp_path_factory.mktemp("war"), bench)}
    result = cge.solve(bench, paths["tariffs_nash"])
    return found, result


def test_each_nash_tariff_is_one_over_the_elasticity_of_the_others_export_supply(war):
    """1 / ((sigma - 1) (1 - V)), V imports of the other at world prices in its output."""
    found, result = war
    (nash,) = found.equilibria
    for own, other in (("N", "S"), ("S", "N")):
        bought = result.trade.sel(exporter=own, importer=other).item()
        sold = result.trade.sel(exporter=other, importer=own).item()
        assert bought == pytest.approx(sold, rel=1e-8), "trade is balanced"
        raised = result.tariff_revenue.sel(importer=other).sum().item()
        share = bought / (result.gdp.sel(region=other).item() - raised)
        assert nash.values[f"tariff {own}"] == pytest.approx(
            1 / ((SIGMA - 1) * (1 - share)), rel=1e-6
        )


def test_nash_tariffs_are_above_cooperative_ones_and_both_lose(war):
    found, _ = war
    (nash,) = found.equilibria
    for name, rate in nash.values.items():
        assert rate > 0.3 > 1e-3 > found.cooperative.values[name]
    assert max(nash.payoffs) < 0
    assert sum(found.cooperative.payoffs) == pytest.approx(0.0, abs=1e-6), "free trade is best"


def test_nobody_gains_by_leaving_a_nash_equilibrium(war):
    """A grid of own tariffs, each solved by an ordinary run."""
    found, _ = war
    (nash,) = found.equilibria
    bench = two_countries(SIGMA)
    for n, (own, other) in enumerate((("N", "S"), ("S", "N"))):
        gains = []
        for factor in (0.8, 0.95, 1.0, 1.05, 1.25):
            rates = {r: nash.values[f"tariff {r}"] for r in (own, other)}
            rates[own] *= factor
            clauses = [{"importer": r, "set": rate} for r, rate in rates.items()]
            result = cge.solve(bench, {"name": "deviation", "tariffs": clauses})
            gains.append(result.welfare_ev_ppp.sum(["group", "skill"]).sel(region=own).item())
        assert np.argmax(gains) == 2
        assert gains[2] == pytest.approx(nash.payoffs[n], rel=1e-6)


def test_like_countries_set_the_tariff_of_the_closed_form():
    """t (sigma - 1) = 1 + k (1 + t)^-sigma, k imports over home goods under free trade."""
    bench = two_countries(SIGMA, output=(500.0, 500.0))
    (nash,) = settled(bench, tariffs("N", "S")).equilibria
    k = 120 / 380
    rate = brentq(lambda t: t * (SIGMA - 1) - 1 - k * (1 + t) ** -SIGMA, 0.1, 2.0, xtol=1e-12)
    assert list(nash.values.values()) == pytest.approx([rate, rate], rel=1e-5)


def test_a_large_country_may_win_a_tariff_war():
    """Johnson (1953): retaliation may leave one better off than free trade."""
    bench = two_countries(SIGMA, output=(4000.0, 150.0))
    (nash,) = settled(bench, tariffs("N", "S", highest=20.0)).equilibria
    assert nash.payoffs[0] > 0 > nash.payoffs[1]
    assert sum(nash.payoffs) < 0


@pytest.mark.solver
def test_hosts_admit_too_few_where_they_look_at_themselves():
    """Migration as a public good: others gain by what a host admits."""
    found = settled(cge.load_benchmark("north_south"), "places_of_hosts")
    searched, (nash,) = found.searched, found.equilibria
    cells = searched.equilibrium.cells("mig", searched.equilibrium.admissions)
    assert (nash.v[cells] < found.cooperative.v[cells]).all()
    assert sum(nash.payoffs) < sum(found.cooperative.payoffs)
    assert nash.payoffs[0] > found.cooperative.payoffs[0] > 0


def test_python_gives_points():
    found = cge.game(two_countries(SIGMA), tariffs("N", "S"))
    assert found.payoff.sel(point="nash", player="N").item() < 0
    assert found.instrument_value.sel(choice="nash", instrument="tariff N").item() > 0.3
