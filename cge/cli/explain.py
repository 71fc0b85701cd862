"""``cge explain``: a variable, parameter, table or equation."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import say
from cge.errors import UsageError

if TYPE_CHECKING:
    import xarray as xr

    from cge.model.definition import Definition
    from cge.model.equation import Equation
    from cge.symbols import Symbol


def explain(
    name: Annotated[
        str, typer.Argument(help="A variable, parameter, table, equation or its number.")
    ],
    *,
    benchmark: Annotated[
        str, typer.Option(metavar="NAME|PATH", help="Benchmark whose values are shown.")
    ] = "world",
    ranges: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Ranges that override the shipped ones.")
    ] = None,
) -> None:
    """Explain a name: what it is, its unit, equation, source, use and value range."""
    from cge.benchmark.schema import TABLES
    from cge.model.blocks import every_definition, every_equation
    from cge.nearest import nearest
    from cge.symbols import load_symbols

    symbols, equations, definitions = load_symbols(), every_equation(), every_definition()
    stated: list[Equation | Definition] = [e for e in equations if name in (e.name, e.number)]
    stated += [d for d in definitions if name in (d.name, d.cells, d.number)]
    found = [s for s in symbols.values() if name in (s.name, s.gtap)]
    if not (found or stated) and (
        _explain_error(name, benchmark, ranges) or _explain_region(name, benchmark)
    ):
        return
    if not (found or stated):
        known = [*symbols, *(n for e in equations for n in (e.name, e.number))]
        known += [n for d in definitions for n in (d.name, d.cells)]
        msg = f"{name!r} is not a variable, parameter, table or equation{nearest(name, known)}"
        raise UsageError(msg)
    for symbol in found:
        _explain_symbol(symbol, equations)
    for one in stated:
        _explain_rule(one)
    if name in TABLES:
        _explain_table(name, benchmark, ranges)


def _explain_error(name: str, benchmark: str, file: Path | None) -> bool:
    """Tell the range of an error of data, ``data.trade``; False if the name is none."""
    from cge.benchmark.read import load_benchmark
    from cge.sweeps.inputs import ERRORS_OF
    from cge.sweeps.ranges import IMPUTED, ranges

    if name not in ERRORS_OF:
        return False
    known = ranges(load_benchmark(benchmark), file)
    say(f"{name}   error of data: a ratio to cells   `cge sweep SCENARIO --over {name}`")
    say("  of figures with a source")
    _details(*known[name].lines().items())
    say("  of figures that no source gives")
    _details(*known[name + IMPUTED].lines().items())
    return True


def _explain_region(name: str, benchmark: str) -> bool:
    """Tell what a region, a country or a group of regions is; False if the name is none."""
    from cge.benchmark.countries import (
        benchmark_name,
        countries,
        country_names,
        part_of,
        region_names,
        region_of,
    )
    from cge.benchmark.read import load_benchmark

    bench = load_benchmark(benchmark)
    named, called = region_names(bench), benchmark_name(bench)
    if "member" in bench and name in bench.region_group.values:
        of = bench.member.sel(region_group=name).values.astype(bool)
        inside = ", ".join(f"{r} ({named[str(r)]})" for r in bench.region.values[of])
        say(f"{name}   a group of regions of {called}")
        _details(("regions", textwrap.fill(inside, 86, subsequent_indent=" " * 15)))
        return True
    try:
        region = region_of(name, bench)
    except UsageError:
        if told := part_of(name, called, named):
            say(told)
        return bool(told)
    codes = countries(called, list(named))[region]
    listed = ", ".join(f"{country_names()[c]} ({c})" for c in codes)
    groups = (
        []
        if "member" not in bench
        else [
            str(group)
            for group in bench.region_group.values
            if bench.member.sel(region_group=group, region=region)
        ]
    )
    say(f"{region}   {named[region]}   a region of {called}")
    _details(
        ("countries", textwrap.fill(listed, 86, subsequent_indent=" " * 15)),
        ("groups", ", ".join(groups)),
        ("population", f"{float(bench.population.sel(region=region)):,.0f} persons"),
        ("GDP", f"{float(bench.value_added.sel(region=region).sum()):,.0f} 10^9 USD, factor cost"),
        ("in a result", f"cge show RESULT.nc region={region}"),
    )
    return True


def _explain_symbol(symbol: Symbol, equations: tuple[Equation, ...]) -> None:
    from cge.model.catalogue import mentions

    dims = f"({symbol.dims})" if symbol.dims else ""
    say(f"{symbol.name}{dims}   {symbol.long_name}   [{symbol.unit}]   {symbol.kind}")
    _details(("formula", symbol.latex), ("GTAP name", symbol.gtap), ("file", symbol.file))
    own = f"eq_{symbol.name}"
    for equation in equations:
        if equation.name == own:
            _explain_rule(equation)
    names = {symbol.name, f"inv_{symbol.name}"}  # some elasticities enter as their inverse
    used = [f"({e.number}) {e.name}" for e in equations if names & mentions(e) and e.name != own]
    _details(("used in", textwrap.fill(", ".join(used), 86, subsequent_indent=" " * 15)))


def _explain_rule(rule: Equation | Definition) -> None:
    """Number, place, meaning and text of an equation or of a definition."""
    from cge.model.catalogue import place, text

    over = f" over {rule.over}" if rule.over else ""
    say(f"  ({rule.number}) {rule.name}{over}   {place(rule)}")
    say(f"  {(rule.stated.__doc__ or '').strip()}")
    say(textwrap.indent(text(rule), " " * 6))


def _explain_table(name: str, benchmark: str, file: Path | None) -> None:
    from cge.benchmark.read import load_benchmark
    from cge.benchmark.schema import TABLES
    from cge.sweeps.ranges import ranges

    default = TABLES[name].default
    _details(("default", "required" if default is None else str(default)))
    bench = load_benchmark(benchmark)
    if name in bench:
        _describe(bench[name], benchmark)
    else:
        _details((f"in {benchmark}", "not given"))
    known = ranges(bench, file)
    if name in known:
        _details(*known[name].lines().items())


def _describe(array: xr.DataArray, benchmark: str) -> None:
    if array.ndim == 0:
        values = f"{float(array):g}"
    else:
        low, middle, high = float(array.min()), float(array.median()), float(array.max())
        values = f"{low:g} to {high:g}, median {middle:g}, {array.size} cells"
    _details((f"in {benchmark}", values))


def _details(*pairs: tuple[str, str]) -> None:
    for label, value in pairs:
        if value:
            say(f"  {label:<12} {value}")
