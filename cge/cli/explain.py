"""``cge explain``: a variable, parameter or equation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cge.cli.console import say
from cge.errors import UsageError

if TYPE_CHECKING:
    import xarray as xr


def explain(
    name: Annotated[str, typer.Argument(help="A variable, parameter, table or equation number.")],
    *,
    benchmark: Annotated[
        str, typer.Option(metavar="NAME|PATH", help="Benchmark whose values are shown.")
    ] = "world",
) -> None:
    """Explain a name: what it is, its unit, formula, source and value range."""
    from cge.benchmark.schema import TABLES
    from cge.nearest import nearest
    from cge.symbols import load_symbols

    symbols = load_symbols()
    found = [s for s in symbols.values() if name in (s.name, s.equation, s.gtap)]
    if not found and name not in TABLES:
        known = [*symbols, *TABLES, *(s.equation for s in symbols.values() if s.equation)]
        msg = f"{name!r} is not a variable, parameter, table or equation{nearest(name, known)}"
        raise UsageError(msg)
    for symbol in found:
        dims = f"({symbol.dims})" if symbol.dims else ""
        say(f"{symbol.name}{dims}   {symbol.long_name}   [{symbol.unit}]   {symbol.kind}")
        for label, value in (
            ("equation", symbol.equation),
            ("formula", symbol.latex),
            ("GTAP name", symbol.gtap),
            ("file", symbol.file),
        ):
            if value:
                say(f"  {label:<12} {value}")
    if name in TABLES:
        _explain_table(name, benchmark)


def _explain_table(name: str, benchmark: str) -> None:
    from cge.benchmark import load_benchmark
    from cge.benchmark.schema import TABLES

    table = TABLES[name]
    dims = f"({', '.join(table.dims)})" if table.dims else ""
    say(f"{name}{dims}   {table.long_name}   [{table.unit}]   table of the benchmark")
    say(f"  {'default':<12} {'required' if table.default is None else table.default}")
    bench = load_benchmark(benchmark)
    if name in bench:
        _describe(bench[name], benchmark)
    else:
        say(f"  {'in ' + benchmark:<12} not given")


def _describe(array: xr.DataArray, benchmark: str) -> None:
    if array.ndim == 0:
        say(f"  in {benchmark}: {float(array):g}")
    else:
        low, middle, high = float(array.min()), float(array.median()), float(array.max())
        say(f"  in {benchmark}: {low:g} to {high:g}, median {middle:g}, {array.size} cells")
    for key in ("status", "source", "low", "high"):
        if key in array.attrs:
            say(f"  {key:<12} {array.attrs[key]}")
