"""Benchmarks that come with the package, and what a list says of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cge.errors import UsageError
from cge.paths import shipped


def available() -> dict[str, Path]:
    """Shipped benchmarks by name."""
    try:
        folder = shipped("data") / "benchmarks"
    except UsageError:
        return {}
    return {path.stem: path for path in sorted(folder.glob("*.nc"))}


@dataclass(frozen=True)
class Outline:
    """Description of a benchmark and its number of members by dimension."""

    description: str
    sizes: dict[str, int]


def outline(path: Path) -> Outline:
    """Outline of a benchmark's NetCDF file, without its tables."""
    from netCDF4 import Dataset  # a tenth of the time xarray takes to be imported

    with Dataset(path) as file:
        sizes = {name: dim.size for name, dim in file.dimensions.items()}
        return Outline(str(getattr(file, "description", "")), sizes)
