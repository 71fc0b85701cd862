"""The benchmark with net trade: the accounts of the gross one, goods that go one way only."""

import numpy as np
import pytest

from calibration.calibrate import calibrate
from calibration.regions import read_map
from cge.benchmark import accounts
from cge.benchmark.read import load_benchmark
from cge.errors import ScenarioError
from tests.calibration.conftest import map_of


@pytest.fixture(scope="module")
def net():
    return load_benchmark("north_south_net")


def test_it_is_what_the_map_gives(net):
    again = calibrate(map_of("north_south_net"))
    for name in ("trade", "tariff", "output_tax", "value_added", "workers"):
        np.testing.assert_allclose(net[name], again[name], rtol=1e-12, atol=1e-9)


def test_a_region_sells_or_buys_a_good_and_has_one_tariff_for_all(net):
    sold, bought = net.trade.sum("importer").values, net.trade.sum("exporter").values
    assert (np.minimum(sold, bought) == 0).all()
    assert (sold + bought > 0).all()
    abroad = net.tariff.where(net.exporter != net.importer)
    np.testing.assert_allclose(abroad.min("exporter"), abroad.max("exporter"))


def test_incomes_budgets_and_balances_are_those_of_gross_trade(net):
    gross = load_benchmark("north_south")
    for figure in (
        accounts.gdp,
        accounts.transfers,
        accounts.saving,
        accounts.foreign_saving,
        accounts.disposable_income,
    ):
        np.testing.assert_allclose(figure(net), figure(gross), rtol=1e-9, atol=1e-6)
    balance = gross.trade.sum("importer").values - gross.trade.sum("exporter").values
    own = net.trade.sum("importer").values - net.trade.sum("exporter").values
    np.testing.assert_allclose(own, balance, atol=1e-6)
    for bench in (net, gross):
        total = accounts.government_revenue(bench).sel(item=["tariff", "output_tax"]).sum("item")
        np.testing.assert_allclose(total, accounts.government_revenue(gross).sel(
            item=["tariff", "output_tax"]).sum("item"), rtol=1e-9)  # fmt: skip


def test_trade_is_gross_or_net(tmp_path):
    path = tmp_path / "map.yaml"
    path.write_text("name: x\nregions: {A: {members: rest}}\ntrade: none\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r":3: trade: found 'none'; allowed: gross, net"):
        read_map(path)
