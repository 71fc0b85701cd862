"""World totals against the sources, and the accounts."""

import numpy as np
import pytest

from calibration import check
from cge.benchmark import accounts
from cge.benchmark.check import judge

SOURCE_GDP = 98_780.0  # 10^9 USD, World Bank WDI 2021
SOURCE_MIGRANTS = 280.9e6  # persons, UN DESA 2024, on the line between 2020 and 2024
SOURCE_REMITTANCES = 792.162  # 10^9 USD, KNOMAD receipts of 2021


def test_world_totals_match_the_sources(bench):
    totals = judge(bench).totals
    assert totals["gdp [10^9 USD]"] == pytest.approx(SOURCE_GDP, rel=1e-5)
    assert totals["migrants [persons]"] == pytest.approx(SOURCE_MIGRANTS, rel=0.005)
    assert totals["remittances received [10^9 USD]"] == pytest.approx(SOURCE_REMITTANCES, rel=1e-4)
    assert totals["population [persons]"] == pytest.approx(7.92e9, rel=0.005)
    assert totals["workers [workers]"] == pytest.approx(3.5433e9, rel=0.01)


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
    assert float(data["gdp_ppp"].sum()) == pytest.approx(157.3e3, rel=0.005)  # World Bank ICP 2021


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
