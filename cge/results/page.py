"""A plain page of tables over several results: one file, readable offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cge.results.store import write_bytes
from cge.results.summary import as_text, summarise

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

TEMPLATE = "page.html.j2"
PROVENANCE = (
    "benchmark",
    "benchmark_sha256",
    "package_version",
    "git_commit",
    "solver",
    "status",
    "residual",
    "walras",
    "numeraire",
    "created",
)
"""Attributes of a result that its page shows."""


def write_page(results: Sequence[xr.Dataset], path: Path) -> Path:
    """Write the page.

    Raises
    ------
    DataError
        If it cannot be written.
    """
    return write_bytes(page(results).encode(), path)


def page(results: Sequence[xr.Dataset]) -> str:
    """The page as HTML, one section per result."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["text"] = as_text
    sections = [
        {
            "summary": summarise(result),
            "sources": [line for line in str(result.attrs["sources"]).splitlines() if line],
            "scenario": result.attrs["scenario"],
            "provenance": {key: result.attrs[key] for key in PROVENANCE if key in result.attrs},
        }
        for result in results
    ]
    return environment.get_template(TEMPLATE).render(sections=sections)
