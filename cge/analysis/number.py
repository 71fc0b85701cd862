"""Which number a user means: ``real_wage[DEU,low]`` to a cell of a solution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cge.benchmark.countries import benchmark_name, part_of, region_names, region_of
from cge.errors import UsageError
from cge.nearest import allowed_names
from cge.symbols import load_symbols, result_symbols

if TYPE_CHECKING:
    from cge.solver.solution import Solution

SHOWN = 4
"""Examples of what can be asked for."""


def position(solution: Solution, asked: str) -> tuple[int, str]:
    """Cell of ``real_wage[DEU,low]``, and a remark on labels that were filled in.

    Labels stand in the order of the dims of the result, or in any order where they tell their dim.

    Raises
    ------
    UsageError
        If no such number is computed by a rule; the message says what is allowed.
    """
    name, _, rest = asked.partition("[")
    labels = [label.strip() for label in rest.rstrip("] ").split(",") if label.strip()]
    outcomes, components = solution.outcomes, solution.compiled.components
    known = [n for n in (*outcomes.names, *_unknowns(solution)) if n in components]
    if name not in known:
        results = [n for n in known if n in result_symbols()]
        msg = f"no rule of the model gives {name!r}; {allowed_names(name, results)}"
        raise UsageError(msg)
    keys = [key if isinstance(key, tuple) else (key,) for key in components[name].keys]
    if keys == [(None,)]:
        keys = [()]
    left, said = _matching(solution, name, keys, labels)
    if len(left) != 1:
        raise UsageError(_which(name, labels, left or keys, found=bool(left)))
    return components[name].start + keys.index(left[0]), said


def _unknowns(solution: Solution) -> list[str]:
    system = solution.compiled
    free = np.zeros(len(system.v), dtype=bool)
    free[system.unknowns] = True
    return [n for n, c in system.components.items() if free[c.cells].any()]


def _matching(
    solution: Solution, name: str, keys: list[tuple[Any, ...]], labels: list[str]
) -> tuple[list[tuple[Any, ...]], str]:
    """Keys with these labels; natives where nativity is left open."""
    codes = [_code(solution, label) for label in labels]
    left = [key for key in keys if list(key) == codes]
    if not left:
        left = [key for key in keys if all(code in key for code in codes)]
    natives = [key for key in left if "native" in key]
    if len(left) > 1 and len(natives) == 1:
        return natives, f"{name} of natives; add `migrant` for that of migrants"
    return left, ""


def _code(solution: Solution, label: str) -> str:
    """A label of the model; full names of regions become their codes."""
    bench = solution.model.bench
    every = {str(x) for dim in ("skill", "sector", "factor") for x in bench[dim].values}
    if label in every:
        return label
    try:
        return region_of(label, bench)
    except UsageError:
        if part_of(label, benchmark_name(bench), region_names(bench)):
            raise
        return label


def _which(name: str, labels: list[str], keys: list[tuple[Any, ...]], *, found: bool) -> str:
    dims = " ".join(_dims(name)) or "no index"
    shown = ", ".join(f"{name}[{','.join(map(str, key))}]" for key in keys[:SHOWN])
    what = "is more than one number" if found else "does not exist"
    return f"{name}[{','.join(labels)}] {what} ({dims}); for example {shown}"


def _dims(name: str) -> list[str]:
    symbol = result_symbols().get(name) or load_symbols().get(name)
    return [] if symbol is None or symbol.dims == "-" else symbol.dims.split()
