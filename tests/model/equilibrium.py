"""Solve a scenario on a benchmark in one call, and say which cell is worst when numbers differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.paths import shipped
from cge.results.extract import extract
from cge.scenario.load import load_scenario
from cge.scenario.resolve import resolve
from cge.scenario.schema import Scenario
from cge.scenario.settings import Settings
from cge.solver import Solution, solve

NUMBERS = (
    "workers",
    "migrants",
    "new_migrants",
    "returnees",
    "group_number",
    "quota",
    "quota_slack",
)
"""Results that count people: never nominal."""


@dataclass(frozen=True)
class Equilibrium:
    solution: Solution

    @cached_property
    def result(self) -> xr.Dataset:
        return extract(self.solution)

    @property
    def bench(self) -> xr.Dataset:
        return self.solution.model.bench

    def v(self, name: str, *dims: str) -> xr.DataArray:
        return self.solution.array(name, *dims)


def meaning(
    bench: xr.Dataset, *, change: dict[str, Any] | None = None, **scenario: Any
) -> Settings:
    """Settings of a scenario written as in YAML; ``change`` replaces what YAML cannot say."""
    written = Scenario.model_validate({"name": "test"} | scenario)
    return replace(resolve(written, bench), **(change or {}))


def solved(bench: xr.Dataset, settings: Settings) -> Equilibrium:
    return Equilibrium(solve(bench, settings))


def equilibrium(bench: xr.Dataset, **scenario: Any) -> Equilibrium:
    return solved(bench, meaning(bench, **scenario))


@cache
def example(folder: str, scenario: str, *overrides: str) -> Equilibrium:
    """A scenario of ``examples/``."""
    path = shipped("examples") / folder / f"{scenario}.yaml"
    written = load_scenario(path, overrides=overrides)
    bench = load_benchmark(path.parent / str(written.benchmark))
    return solved(bench, resolve(written, bench))


def worst(
    got: xr.DataArray, expected: xr.DataArray | float, scale: float = 0.0
) -> tuple[float, str]:
    """Largest gap relative to the larger of the value and ``scale``, and where it is."""
    wanted = (expected + xr.zeros_like(got)).transpose(*got.dims)
    holes = got.isnull() != wanted.isnull()
    gap = abs(got - wanted) / np.maximum(abs(wanted), scale or 1e-300)
    gap = xr.where(got == wanted, 0.0, gap).fillna(0.0) + xr.where(holes, np.inf, 0.0)
    gap = gap.transpose(*got.dims)
    at = np.unravel_index(int(gap.values.argmax()), gap.shape) if gap.ndim else ()
    where = ", ".join(
        str(gap[d].values[n]) for d, n in zip(gap.dims, at, strict=True) if d in gap.coords
    )
    return float(
        gap.values[at]
    ), f"{got.name}[{where}] = {got.values[at]!r}, not {wanted.values[at]!r}"


def assert_close(got: xr.DataArray, expected: Any, tolerance: float, scale: float = 0.0) -> None:
    """Fail with the worst cell."""
    gap, where = worst(got, expected, scale)
    assert gap <= tolerance, f"{where}: off by {gap:.1e}, allowed {tolerance:.0e}"


def magnitude(array: xr.DataArray) -> float:
    """Largest value of an array in absolute terms: the scale of its rounding errors."""
    return float(abs(array).max()) if array.size and not array.isnull().all() else 1.0


def assert_same(
    one: xr.Dataset, other: xr.Dataset, tolerance: float, *, skip: tuple[str, ...] = ()
) -> None:
    """All numeric results agree, relative to the largest value of each variable."""
    assert set(one.data_vars) == set(other.data_vars)
    for name in one.data_vars:
        if name in skip or one[name].dtype.kind not in "fiu":
            continue
        expected = other[name].transpose(*one[name].dims)
        assert_close(one[name], expected, tolerance, max(magnitude(expected), 1e-3))


def everywhere(bench: xr.Dataset, **clause: Any) -> dict[str, Any]:
    """A visa clause on every corridor that has migrants."""
    abroad = bench.workers.where(bench.origin != bench.destination, 0.0)
    there = abroad.sum(["origin", "skill"]) > 0
    return {
        "name": "all",
        "to": bench.destination.values[there.values].tolist(),
        "from": "all",
    } | clause
