"""World totals against the sources, and the accounts."""

import numpy as np
import pytest

from calibration import check
from cge.benchmark import accounts, judge

SOURCE_GDP = 81_712.0  # 10^9 USD, World Bank WDI 2017
SOURCE_MIGRANTS = 266_143_792  # persons, World Bank bilateral matrix 2017
SOURCE_REMITTANCES = 613.466  # 10^9 USD, World Bank bilateral matrix 2017


def test_world_totals_match_the_sources(bench):
    totals = judge(bench).totals
    assert totals["gdp [10^9 USD]"] == pytest.approx(SOURCE_GDP, rel=1e-5)
    assert totals["migrants [persons]"] == pytest.approx(SOURCE_MIGRANTS, rel=1e-6)
    assert totals["remittances received [10^9 USD]"] == pytest.approx(SOURCE_REMITTANCES, rel=1e-4)
    assert totals["population [persons]"] == pytest.approx(7.51e9, rel=0.01)
    assert totals["workers [workers]"] == pytest.approx(3.4365e9, rel=0.01)


def test_accounts_balance(bench):
    check.require_sound(bench, "benchmark")
    assert judge(bench).errors == ()
    gap = abs(accounts.absorption(bench) - accounts.uses(bench)) / accounts.absorption(bench)
    assert float(gap.max()) < 1e-9
    world = float(abs(accounts.foreign_saving(bench).sum()) / accounts.gdp(bench).sum())
    assert world < 1e-9


def test_database_is_sound(data):
    check.require_sound(data, "database")
    np.testing.assert_allclose(accounts.gdp(data), data["gdp"], rtol=1e-9)
    np.testing.assert_allclose(
        data["persons"].sum("origin").values, data["population"].values, rtol=1e-9
    )
    np.testing.assert_allclose(
        data["workers"].sum(("origin", "skill")).values, data["labour_force"].values, rtol=1e-9
    )


def test_ppp_world_is_near_the_published_figure(data):
    assert 115e3 < float(data["gdp_ppp"].sum()) < 128e3  # World Bank ICP: about 120 tn in 2017


def test_remittances_stay_within_pay(bench):
    assert float(check.sent_share(bench).max()) <= check.SENT_CEILING + 1e-9
    nobody = bench["workers"].sum("skill") == 0
    assert float(bench["remittances"].where(nobody, 0.0).sum()) == 0.0


def test_income_groups_partition_the_regions(bench):
    rich = bench["member"].sel(region_group="high_income").values
    poor = bench["member"].sel(region_group="developing").values
    assert (rich ^ poor).all()
    assert rich.any()
    assert poor.any()


def test_no_nan_anywhere(bench):
    bad = [name for name in bench if bench[name].dtype.kind == "f" and bench[name].isnull().any()]
    assert bad == []
