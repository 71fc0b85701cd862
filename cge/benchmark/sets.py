"""The sets of a benchmark: regions, sectors, factors, skills, groups; and ``sets.yaml``."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cge.benchmark.problems import Problems
from cge.benchmark.schema import ALIASES, BELIEFS, USES
from cge.errors import ScenarioError
from cge.nearest import allowed_names
from cge.places import Problems as Located
from cge.yaml_file import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

RESERVED = "all"
"""The word by which scenario files mean every region, sector or skill."""


class Sets(BaseModel):
    """Contents of ``sets.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    """Name by which results refer to the benchmark."""
    description: str = ""
    """One line."""
    base_year: int = Field(strict=True, ge=1)
    """Year of the flows."""
    regions: dict[str, str] = Field(min_length=1)
    """Code: full name."""
    sectors: dict[str, str] = Field(min_length=1)
    """Code: full name."""
    factors: list[str] = []
    """Non-labour factors; may be empty."""
    skills: list[str] = Field(default=["labour"], min_length=1)
    """Skills of labour, the least skilled first."""
    groups: dict[str, list[str]] = {}
    """Groups of regions that scenarios may name."""
    free_movement: dict[str, list[str]] = {}
    """Name: regions among which people move freely."""
    remittance_sector: str = ""
    """Sector that sells the services remittance costs pay for; needed with several sectors."""
    sources: dict[str, str] = {}
    """Free text by table; travels with every result."""

    def labels(self, dim: str) -> list[Any]:
        """Labels along a dimension of :data:`cge.benchmark.schema.TABLES`."""
        own: dict[str, list[Any]] = {
            "region": list(self.regions),
            "sector": list(self.sectors),
            "factor": [*self.factors, *self.skills],
            "skill": list(self.skills),
            "use": list(USES),
            "belief": list(BELIEFS),
            "decile": list(range(1, 11)),
        }
        return own[ALIASES.get(dim, dim)]

    def coords(self, dims: Sequence[str]) -> dict[str, np.ndarray]:
        """Coordinate arrays for the dimensions."""
        return {dim: np.array(self.labels(dim)) for dim in dims}

    def full(self, dims: Sequence[str], value: float) -> xr.DataArray:
        """A table filled with one value."""
        coords = self.coords(dims)
        shape = [len(coords[dim]) for dim in dims]
        return xr.DataArray(np.full(shape, value), coords, tuple(dims))

    def member(self) -> xr.DataArray:
        """Which region belongs to which group (region_group, region)."""
        regions = np.array(list(self.regions))
        inside = [np.isin(regions, names) for names in self.groups.values()]
        return xr.DataArray(
            np.array(inside, dtype=bool).reshape(len(self.groups), len(regions)),
            {"region_group": np.array(list(self.groups), dtype=str), "region": regions},
            ("region_group", "region"),
        )

    def free_pairs(self) -> xr.DataArray:
        """Corridors inside a free-movement area (origin, destination), diagonal false."""
        free = self.full(("origin", "destination"), 0.0).astype(bool)
        for area in self.free_movement.values():
            for origin, destination in permutations(area, 2):
                free.loc[origin, destination] = True
        return free


def mistakes(sets: Sets) -> list[tuple[tuple[str, ...], str]]:
    """What the schema alone cannot see: (location, text) of each mistake."""
    found: list[tuple[tuple[str, ...], str]] = []
    factors = [*sets.factors, *sets.skills]
    for code, times in Counter(factors).items():
        if times > 1:
            text = f"{code!r} is listed {times} times; factors and skills must all differ"
            found.append((("skills",), text))
    named: dict[str, Iterable[str]] = {
        "regions": sets.regions,
        "sectors": sets.sectors,
        "groups": sets.groups,
    }
    for key, codes in named.items():
        for code in codes:
            if code == RESERVED or not code.strip():
                found.append(
                    ((key, code), f"{code!r} cannot be a code: scenario files use the word")
                )
    for code in set(sets.groups) & set(sets.regions):
        found.append((("groups", code), f"{code!r} is a region; give the group another name"))
    areas: Mapping[str, Mapping[str, list[str]]] = {
        "groups": sets.groups,
        "free_movement": sets.free_movement,
    }
    for key, lists in areas.items():
        for name, members in lists.items():
            found += [
                ((key, name), f"{code!r} is not a region; {allowed_names(code, sets.regions)}")
                for code in members
                if code not in sets.regions
            ]
            if not members:
                found.append(((key, name), f"{name!r} has no region"))
    sector = sets.remittance_sector
    if sector and sector not in sets.sectors:
        text = f"{sector!r} is not a sector; {allowed_names(sector, sets.sectors)}"
        found.append((("remittance_sector",), text))
    return found


def read_sets(path: Path, problems: Problems) -> Sets | None:
    """Read ``sets.yaml``; mistakes go to ``problems`` with their line."""
    try:
        source = read_yaml(path)
    except ScenarioError as error:
        problems.found.append(str(error))
        return None
    where = Located(source.places)
    for place, text in source.faults:
        problems.add(place, text)
    if source.faults:
        return None
    try:
        sets = Sets.model_validate(source.data)
    except ValidationError as invalid:
        for detail in invalid.errors():
            key = ".".join(map(str, detail["loc"]))
            text = f"{key}: {detail['msg']}"
            if detail["type"] == "extra_forbidden":
                text = f"unknown key {key!r}; {allowed_names(key, Sets.model_fields)}"
            elif detail["type"] != "missing":
                text += f", found {detail['input']!r}"
            problems.add(where.place(detail["loc"]), text)
        return None
    found = mistakes(sets)
    for loc, text in found:
        problems.add(where.place(loc), f"{'.'.join(loc)}: {text}")
    return None if found else sets
