"""``cge regions``: regions of a benchmark, the countries in them, groups of regions."""

from __future__ import annotations

import textwrap
from typing import Annotated

import typer

from cge.cli.console import say

WIDTH = 96


def regions(
    benchmark: Annotated[
        str, typer.Argument(metavar="BENCHMARK", help="Name or path of a benchmark.")
    ] = "world",
) -> None:
    """List the regions of a benchmark, their countries, and the groups of regions."""
    from cge.benchmark.countries import benchmark_name, countries, country_names, region_names
    from cge.benchmark.read import load_benchmark

    bench = load_benchmark(benchmark)
    named, known = region_names(bench), country_names()
    inside = countries(benchmark_name(bench), list(named))
    width = max(map(len, named))
    for code, name in named.items():
        say(f"{code:<{width}}  {name}")
        if len(inside[code]) > 1:
            listed = ", ".join(f"{known[c]} ({c})" for c in inside[code])
            _indented(listed, width + 4)
    if "member" in bench:
        say("\ngroups")
        for group in bench.region_group.values.tolist():
            of = bench.member.sel(region_group=group).values.astype(bool)
            say(f"{group}")
            _indented(", ".join(map(str, bench.region.values[of])), width + 4)


def _indented(text: str, by: int) -> None:
    say(textwrap.indent(textwrap.fill(text, WIDTH - by), " " * by))
