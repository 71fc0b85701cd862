"""The figures that the examples print in their README files."""

from __future__ import annotations

import numpy as np
import pytest

from cge.benchmark import accounts
from cge.benchmark.check import judge
from cge.benchmark.read import load_benchmark
from cge.benchmark.visa_prices import benchmark_visa_price
from cge.paths import shipped

FOLDERS = sorted(path.parent for path in shipped("examples").rglob("sets.yaml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_example_can_be_used(folder):
    judge(load_benchmark(folder)).raise_if_errors()


def test_two_by_two_has_the_published_flows():
    bench = load_benchmark(shipped("examples") / "two_by_two" / "benchmark")
    np.testing.assert_array_equal(accounts.output(bench).values.ravel(), [100, 50])
    np.testing.assert_array_equal(accounts.factor_income(bench).values.ravel(), [80, 70])
    assert accounts.saving(bench).item() == 0


@pytest.fixture(scope="module")
def bench():
    return load_benchmark(shipped("examples") / "two_regions" / "benchmark")


def test_two_regions_wages(bench):
    expected = [[30_000, 60_000], [3_000, 15_000]]
    np.testing.assert_allclose(
        accounts.native_wage(bench) / accounts.LABOUR_UNIT, expected, rtol=1e-14
    )


@pytest.mark.parametrize(
    ("total", "north", "south"),
    [
        (accounts.transfers, 404, 84),
        (accounts.disposable_income, 6354, 2381),
        (accounts.saving, 1053, 447),
        (accounts.foreign_saving, -53, 53),
        (accounts.gdp, 7545, 2700),
    ],
)
def test_two_regions_totals_by_region(bench, total, north, south):
    np.testing.assert_allclose(total(bench), [north, south], rtol=1e-12)


def test_two_regions_goods(bench):
    np.testing.assert_allclose(accounts.uses(bench), [[9945, 4200]], rtol=1e-14)
    np.testing.assert_allclose(accounts.home_sales(bench), [[9000, 3100]], rtol=1e-14)


def test_two_regions_visa_prices(bench):
    price = benchmark_visa_price(
        bench, float(bench.migration_elasticity), float(bench.would_be_migrants)
    )
    found = price.sel(origin="south", destination="north")
    np.testing.assert_allclose(found, [0.831, 0.603], atol=5e-4)
