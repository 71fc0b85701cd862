"""From a design file to a checked :class:`Design`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cge.designer.schema import SECTIONS, Design
from cge.places import Problems
from cge.scenario.examples import read_example
from cge.scenario.messages import add_errors
from cge.scenario.names import add_unknown_selected
from cge.scenario.select import DIMS

if TYPE_CHECKING:
    import xarray as xr

    from cge.yaml_file import Source

SELECTORS = DIMS | {"of": "region"}
CLAUSES = (("protected",), ("admissions",), ("tariffs",), ("levies",), ("transfers",))


def read_design(what: str | Path | Mapping[str, Any]) -> Source:
    """The values and places of a design: a file, a shipped name, or what such a file holds.

    Raises
    ------
    UsageError, ScenarioError
    """
    return read_example(what, "designs", "design")


def parse_design(source: Source, bench: xr.Dataset | None = None) -> Design:
    """Check a source against the schema and, with a benchmark, against its names.

    Raises
    ------
    ScenarioError
        With every mistake, one per line: ``file:line: key: found; allowed; nearest``.
    """
    problems = Problems(source.places, list(source.faults))
    design = None
    try:
        design = Design.model_validate(source.data)
    except ValidationError as error:
        add_errors(error, source.data, problems, SECTIONS)
    if bench is not None:
        add_unknown_selected(source.data, CLAUSES, SELECTORS, bench, problems)
        whole = {"design": [{"region": source.data.get("signatories", "all")}]}
        add_unknown_selected(whole, [("design",)], SELECTORS, bench, problems)
    problems.raise_if_any()
    assert design is not None  # a ValidationError always leaves a problem
    design.places.clear()
    design.places.update(source.places)
    return design
