"""From the file of a game or of a win-set to what it says, checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from cge.benchmark.read import load_benchmark
from cge.errors import UsageError
from cge.places import Problems
from cge.scenario.examples import read_example
from cge.scenario.load import benchmark_of
from cge.scenario.messages import add_errors
from cge.scenario.names import add_unknown_selected

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.messages import Sections
    from cge.yaml_file import Source

SELECTORS = {"of": "region", "skill": "skill"}
File = TypeVar("File", bound=BaseModel)


def read(what: str | Path | Mapping[str, Any], folder: str) -> Source:
    """Values and places of a file: a path, a shipped name, or what such a file holds.

    Raises
    ------
    UsageError, ScenarioError
    """
    return read_example(what, folder, where=f" in {folder}")


def parse(
    kind: type[File],
    sections: Sections,
    source: Source,
    governments: tuple[str, ...],
    bench: xr.Dataset | None,
) -> File:
    """Check a source against its schema and, with a benchmark, against its names.

    ``governments``: key of the list of those who govern somewhere.

    Raises
    ------
    ScenarioError
        With every mistake, one per line: ``file:line: key: found; allowed; nearest``.
    """
    problems = Problems(source.places, list(source.faults))
    found: File | None = None
    try:
        found = kind.model_validate(source.data)
    except ValidationError as error:
        add_errors(error, source.data, problems, sections)
    if bench is not None:
        add_unknown_selected(source.data, [governments], SELECTORS, bench, problems)
    problems.raise_if_any()
    assert found is not None  # a ValidationError always leaves a problem
    found.places.clear()  # type: ignore[attr-defined]
    found.places.update(source.places)  # type: ignore[attr-defined]
    return found


def benchmark(source: Source, given: str | None) -> tuple[str, xr.Dataset]:
    """Name and tables of the benchmark that is asked for.

    Raises
    ------
    UsageError
        If none is.
    """
    used = given if given is not None else benchmark_of(source)
    if used is None:
        msg = f"{source.places[()]}: benchmark: missing; name one here or with --benchmark"
        raise UsageError(msg)
    return used, load_benchmark(used)
