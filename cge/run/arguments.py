"""What users hand over in Python: benchmarks and scenarios in every form, options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.errors import UsageError
from cge.scenario.load import load_scenario
from cge.scenario.schema import Scenario

SOLVERS = ("newton", "ipopt")


def as_benchmark(given: object) -> xr.Dataset:
    """A benchmark: a Dataset as it is, or what a name or path stands for.

    Raises
    ------
    UsageError, DataError
    """
    if isinstance(given, xr.Dataset):
        return given
    if isinstance(given, str | Path):
        return load_benchmark(given)
    raise UsageError(_wrong("the benchmark", given, "a Dataset, a name or a path"))


def as_scenario(given: object, bench: xr.Dataset) -> Scenario:
    """A scenario: an object as it is, or what a name, a path or a dict stands for.

    Raises
    ------
    UsageError, ScenarioError
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str | Path | dict):
        return load_scenario(given, bench=bench)
    raise UsageError(_wrong("the scenario", given, "a name, a path, a dict or a Scenario"))


def check_options(*, steps: Any, solver: Any, decompose: Any) -> None:
    """Options of :func:`cge.solve`.

    Raises
    ------
    UsageError
    """
    if solver not in SOLVERS:
        raise UsageError(_wrong("solver", solver, " or ".join(map(repr, SOLVERS))))
    for name, value in (("steps", steps), ("decompose", decompose)):
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (whole and value >= 1):
            raise UsageError(_wrong(name, value, "a whole number, 1 or more, or None"))


def _wrong(what: str, found: object, allowed: str) -> str:
    shown = repr(found)
    return f"{what}: found {shown[:60]} ({type(found).__name__}); allowed: {allowed}"
