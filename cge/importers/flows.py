"""Flows of goods and factors, in the tables of a benchmark, before regions and sectors are merged.

Readers of files fill :class:`Flows` in the labels of their source [10^9 USD]; a :class:`Plan` says
which of them make up the regions, sectors, factors and skills of the benchmark.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cge.benchmark.schema import ALIASES, USES
from cge.errors import DataError, ScenarioError
from cge.nearest import allowed_names
from cge.places import Problems
from cge.yaml_file import read_yaml

DIMS: dict[str, tuple[str, ...]] = {
    "value_added": ("factor", "sector", "region"),
    "intermediate": ("sector_in", "sector", "region"),
    "output_tax": ("sector", "region"),
    "final_demand": ("use", "sector", "region"),
    "trade": ("sector", "exporter", "importer"),
    "tariff": ("sector", "exporter", "importer"),
    "export_tax": ("sector", "exporter", "importer"),
    "income_tax": ("factor", "region"),
}
"""All money, taxes too: rates are formed once everything is merged."""
REST = "rest"


@dataclass
class Flows:
    """Money by table, and what the reader wants to have said."""

    tables: dict[str, xr.DataArray]
    base_year: int
    source: str
    cautions: list[str] = field(default_factory=list)

    def labels(self, dim: str) -> list[str]:
        """Labels of the source along a dimension."""
        for name, dims in DIMS.items():
            for own in dims:
                if ALIASES.get(own, own) == dim and name in self.tables:
                    return [str(x) for x in self.tables[name][own].values.tolist()]
        return []


class Part(BaseModel):
    """A region or sector of the benchmark."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    """Full name."""
    members: list[str] | str
    """Labels of the source; ``rest``: all that no other part takes."""


class Plan(BaseModel):
    """Contents of the map file of ``cge import``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    """Name of the benchmark."""
    description: str = ""
    """One line."""
    base_year: int | None = Field(None, strict=True, ge=1)
    """Year of the flows, where the file does not say."""
    regions: dict[str, Part] | None = None
    """Regions of the benchmark; those of the source when left out."""
    sectors: dict[str, Part] | None = None
    """Sectors of the benchmark; those of the source when left out."""
    factors: dict[str, list[str]] | None = None
    """Capital and other factors: labels of the source that make them up."""
    skills: dict[str, list[str]] | None = None
    """Skills, the least skilled first: labels of the source that make them up."""
    groups: dict[str, list[str]] = {}
    """Groups of regions that scenarios may name."""
    free_movement: dict[str, list[str]] = {}
    """Areas of free movement."""
    remittance_sector: str = ""
    """Sector that sells what remittances cost."""


def read_plan(path: Path) -> Plan:
    """Read a map file.

    Raises
    ------
    ScenarioError
        If it is no YAML or has mistakes: every one with its line.
    """
    source = read_yaml(path)
    problems = Problems(source.places, list(source.faults))
    try:
        plan = Plan.model_validate(source.data)
    except ValidationError as invalid:
        for detail in invalid.errors():
            key = ".".join(map(str, detail["loc"]))
            hint = allowed_names(key, Plan.model_fields)
            unknown = detail["type"] == "extra_forbidden"
            text = f"{key}: {f'unknown; {hint}' if unknown else detail['msg']}"
            problems.found.append((problems.place(detail["loc"]), text))
        problems.raise_if_any()
        raise
    problems.raise_if_any()
    return plan


def merged(flows: Flows, plan: Plan, path: Path) -> dict[str, xr.DataArray]:
    """The tables in the labels of the plan, added up; taxes still money.

    Raises
    ------
    ScenarioError
        If the plan names what the source does not have, names it twice, or leaves it out.
    """
    parts: dict[str, dict[str, list[str]]] = {}
    given: dict[str, Any] = {"region": plan.regions, "sector": plan.sectors}
    for dim, named in given.items():
        if named is not None:
            listed = {code: part.members for code, part in named.items()}
            parts[dim] = _members(listed, flows.labels(dim), f"{path}: {dim}s")
    if plan.factors is not None or plan.skills is not None:
        listed = {**(plan.factors or {}), **(plan.skills or {})}
        parts["factor"] = _members(listed, flows.labels("factor"), f"{path}: factors, skills")
    out = {}
    for name, array in flows.tables.items():
        table = array
        for dim in DIMS[name]:
            wanted = parts.get(ALIASES.get(dim, dim))
            if wanted is not None:
                table = _added(table, dim, wanted)
        out[name] = table
    return out


def _members(listed: dict[str, Any], labels: list[str], where: str) -> dict[str, list[str]]:
    taken: dict[str, str] = {}
    out: dict[str, list[str]] = {}
    for code, members in listed.items():
        if members == REST:
            continue
        for label in [members] if isinstance(members, str) else members:
            if label not in labels:
                msg = (
                    f"{where}.{code}: {label!r} is not in the file; {allowed_names(label, labels)}"
                )
                raise ScenarioError(msg)
            if label in taken:
                msg = f"{where}: {label!r} belongs to {taken[label]!r} and to {code!r}"
                raise ScenarioError(msg)
            taken[label] = code
    left = [label for label in labels if label not in taken]
    rests = [code for code, members in listed.items() if members == REST]
    if (left and len(rests) != 1) or len(rests) > 1:
        what = f"{', '.join(left[:8])}{' ...' if len(left) > 8 else ''}"
        msg = f"{where}: one part with `members: rest` must take what no other takes: {what}"
        raise ScenarioError(msg)
    for code, members in listed.items():
        out[code] = left if members == REST else [x for x in labels if taken.get(x) == code]
        if not out[code]:
            msg = f"{where}.{code}: has no member"
            raise ScenarioError(msg)
    return out


def _added(table: xr.DataArray, dim: str, parts: dict[str, list[str]]) -> xr.DataArray:
    rows = [table.sel({dim: members}).sum(dim) for members in parts.values()]
    return xr.concat(rows, xr.IndexVariable(dim, list(parts))).transpose(*table.dims)


def finite(array: np.ndarray, what: str, source: str) -> np.ndarray:
    """The array, if all of it are numbers."""
    if not np.isfinite(array).all():
        msg = f"{source}: {what} holds values that are no numbers"
        raise DataError(msg)
    return array


def labelled(
    tables: dict[str, np.ndarray], labels: dict[str, list[str]]
) -> dict[str, xr.DataArray]:
    """Arrays as tables, in the labels of the source."""
    own = labels | {"use": list(USES)}
    return {
        name: xr.DataArray(array, {d: own[ALIASES.get(d, d)] for d in DIMS[name]}, DIMS[name])
        for name, array in tables.items()
    }
