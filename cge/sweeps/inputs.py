"""What a sweep varies: dotted keys of the scenario, over listed values or over a range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.benchmark import accounts
from cge.errors import UsageError
from cge.nearest import allowed_names
from cge.run.closures import CAPITAL
from cge.scenario.closures import FISCAL
from cge.sweeps.ranges import DATA, Range
from cge.sweeps.ranges import ERRORS as OF_DATA
from cge.sweeps.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import xarray as xr

PARAMETERS = "parameters."
ALL = "parameters"
"""Key that stands for every parameter with a range."""
CLOSURES = "closures"
"""Key that stands for every combination of closures of two states of the world."""
ERRORS = "data"
"""Key of the error of data: one input, from which the errors of all cells are drawn."""
ERRORS_OF = tuple(DATA + name for name in OF_DATA)
"""Keys of the error of one table each."""
OUTSIDE = ("scenario", "benchmark")
"""Keys that are no values of a scenario."""
_GRID = re.compile(r"\s*([^:\s]+)\s*:\s*([^:\s]+)\s*:\s*([^:\s]+)\s*")
MOST = 100_000


@dataclass(frozen=True)
class Levels:
    """An input that takes listed values, each crossed with everything else."""

    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Drawn:
    """An input that is drawn from a range."""

    key: str
    range: Range | None
    """None for the error of data, which has a range for every table."""

    def at(self, point: float, kind: str) -> Any:
        """Value of the scenario at a point of a design.

        Raises
        ------
        UsageError
            If a point of quadrature lies outside the range, as correlations may make it.
        """
        if self.range is None:
            return float(point)
        if kind != "quadrature":
            return self.range.written(self.range.at(point))
        return self.range.written(self._of_score(point))

    def _of_score(self, score: float) -> np.ndarray:
        known = self.range
        assert known is not None
        shape = SHAPES[known.shape]
        ends = [np.atleast_1d(x) for x in (known.low, known.central, known.high)]
        values = []
        for low, central, high in zip(*ends, strict=True):
            mean, deviation = shape.moments(low, central, high)
            # written so that a degenerate range gives its centre
            value = float(shape.back(mean + score * deviation)) if low < high else float(central)
            slack = 1e-9 * max(abs(low), abs(high) if np.isfinite(high) else 0.0, 1.0)
            if not low - slack <= value <= high + slack:
                msg = (
                    f"{self.key}: quadrature needs {value:g}, outside {low:g} .. {high:g}; weaker "
                    "correlations, or design: lhs"
                )
                raise UsageError(msg)
            values.append(min(max(value, low), high))
        return np.array(values)


def levels(key: str, given: Any) -> Levels:
    """Listed values: a list, one value, or ``from:to:step`` with both ends.

    Raises
    ------
    UsageError
        If a grid is none.
    """
    if isinstance(given, str) and given.count(":") == 2:
        return Levels(key, tuple(grid(key, given)))
    values = given if isinstance(given, list) else [given]
    if not values or any(isinstance(value, dict) for value in values):
        msg = f"{key}: found {given!r}; allowed: a list of values, or from:to:step as 1:5:1"
        raise UsageError(msg)
    return Levels(key, tuple(values))


def grid(key: str, text: str) -> list[float | int]:
    """Values of ``from:to:step``; whole numbers stay whole."""
    found = _GRID.fullmatch(text)
    try:
        start, stop, step = (float(part) for part in found.groups()) if found else (0.0, 0.0, 0.0)
    except ValueError:
        start, stop, step = 0.0, 0.0, 0.0
    if not step or (stop - start) / step < 0 or (stop - start) / step > MOST:
        msg = f"{key}: {text!r} is no grid; allowed: from:to:step with a step that leads there"
        raise UsageError(msg)
    count = int(np.floor((stop - start) / step + 1e-9)) + 1
    values = [round(start + n * step, 12) for n in range(count)]
    return [int(x) if float(x).is_integer() else x for x in values]


def known_range(key: str, known: Mapping[str, Range]) -> Range:
    """The range of a key in the registry.

    Raises
    ------
    UsageError
        If it has none, or is one that does not vary.
    """
    name = key.removeprefix(PARAMETERS)
    names = [n for n in known if known[n].varies and not n.startswith(DATA)]
    if name not in names:
        told = allowed_names(name, [PARAMETERS + n for n in names])
        msg = f"{key} has no range in the registry; give values (key=1:5:1), {told}"
        raise UsageError(msg)
    return known[name]


def centred(drawn: Range, data: Mapping[str, Any]) -> Range | None:
    """A range around what the scenario itself says; None if that lies outside."""
    own = (data.get("parameters") or {}).get(drawn.name)
    if own is None:
        return drawn
    if isinstance(own, str):  # a belief by name is one point
        return None
    if drawn.labels and isinstance(own, dict):
        start = dict(zip(drawn.labels, np.atleast_1d(drawn.central).tolist(), strict=True))
        own = start | own
    return drawn.around(own)


def every_closure(bench: xr.Dataset) -> list[Levels]:
    """Capital, fiscal, ownership and numeraire: who gives way, and in what it is counted.

    The numeraire should not matter; that it does not is seen with the region of the largest income.
    """
    largest = accounts.gdp(bench).idxmax("region").item()
    listed = {
        "capital": CAPITAL,
        "fiscal": tuple(FISCAL),
        "ownership": ("portable", "residence"),
        "numeraire": ("world_cpi", str(largest)),
    }
    return [Levels(f"closure.{name}", values) for name, values in listed.items()]


def every_parameter(
    known: Mapping[str, Range], data: Mapping[str, Any], taken: Sequence[str]
) -> list[Drawn]:
    """Every parameter with a range; without those of paths, and those that are given already."""
    found = []
    for name, one in known.items():
        key = PARAMETERS + name
        if name.startswith(DATA) or not one.varies or key in taken or name == "discount_rate":
            continue
        around = centred(one, data)
        if around is not None and around.varies:
            found.append(Drawn(key, around))
    return found
