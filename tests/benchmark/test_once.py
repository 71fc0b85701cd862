"""Figures of benchmarks that are kept: they follow the content and not the object."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.once import once, unchanged
from cge.benchmark.read import load_benchmark


def test_a_benchmark_changed_in_memory_has_figures_of_its_own():
    bench = load_benchmark("north_south").copy(deep=True)
    with unchanged():
        before = accounts.gdp(bench)
    bench["value_added"][...] = 2 * bench.value_added
    with unchanged():
        after = accounts.gdp(bench)
    assert not np.allclose(before, after)


def test_a_figure_that_is_a_view_of_a_benchmark_does_not_change_with_it():
    @once
    def workers(bench: xr.Dataset) -> xr.DataArray:
        return bench.workers

    bench = load_benchmark("north_south").copy(deep=True)
    same = bench.copy(deep=True)
    with unchanged():
        workers(bench)
    bench["workers"][...] = 0.0
    with unchanged():
        assert workers(same).identical(same.workers)


def test_equal_content_is_computed_once():
    asked = []

    @once
    def counted(bench: xr.Dataset, other: xr.Dataset) -> float:
        asked.append(1)
        return float(bench.workers.sum() + other.workers.sum())

    bench = load_benchmark("north_south")
    with unchanged():
        counted(bench, bench)
    with unchanged():
        counted(bench.copy(deep=True), bench)
    assert len(asked) == 1
