"""The registry of ranges: low, central, high, shape and source of everything that is not known.

Parameters of behaviour have their ends in ``elasticities.csv`` of the benchmark; ``ranges.csv``
adds the shape of each, and ranges of what is not in a benchmark: beliefs of a scenario, and the
error of data (``data.workers`` is a ratio to the cells of that table, ``data.workers.imputed`` to
those that no source gives).  A file of a user overrides both, row by row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.benchmark.problems import Problems
from cge.benchmark.rows import Row, parsed, read_rows
from cge.benchmark.schema import LARGEST_ELASTICITY, PARAMETERS, TABLES
from cge.benchmark.tables import STATUS
from cge.errors import DataError
from cge.nearest import allowed_names
from cge.paths import shipped
from cge.sweeps.shapes import FIXED, NAMES, SHAPES

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

ENDS = ("low", "central", "high")
COLUMNS = ("name", "shape", *ENDS)
FILE = "ranges.csv"
DATA = "data."
IMPUTED = ".imputed"
ERRORS = (
    "gdp", "value_added", "intermediate", "final_demand", "trade", "price_level", "workers",
    "efficiency", "remittances",
)  # fmt: skip
"""What has an error of data: tables of the benchmark, and all value added of a region."""
BELIEFS = ("discount_rate", "productivity_growth")
"""Parameters of a scenario that no benchmark holds."""


@dataclass(frozen=True)
class Range:
    """What is known of one quantity."""

    name: str
    """Parameter, or ``data.TABLE``."""
    low: np.ndarray
    """One number, or one for each label."""
    central: np.ndarray
    high: np.ndarray
    shape: str
    status: str = ""
    source: str = ""
    labels: tuple[str, ...] = ()
    """Sectors, where the ends are by sector."""

    @property
    def varies(self) -> bool:
        """Whether it is drawn at all."""
        return self.shape != FIXED and bool((self.low < self.high).any())

    def settled(self) -> Range:
        """With both ends in the centre, if it is fixed."""
        if self.shape != FIXED:
            return self
        return replace(self, low=self.central, high=self.central)

    def at(self, u: float | np.ndarray) -> np.ndarray:
        """Values at the quantile ``u``: all sectors move together."""
        if self.shape == FIXED:
            return self.central
        value = SHAPES[self.shape].quantile(u, self.low, self.central, self.high)
        beyond = np.isinf(self.high) & (value > LARGEST_ELASTICITY)
        return np.where(beyond, np.inf, value)  # a scenario says inf there, which is exact

    def written(self, value: np.ndarray) -> Any:
        """Values as a scenario writes them: a number, or one for each sector."""
        numbers = np.atleast_1d(value)
        if self.labels:
            return {name: float(x) for name, x in zip(self.labels, numbers, strict=True)}
        return float(numbers[0])

    def around(self, central: Any) -> Range | None:
        """The range with another centre; None if that lies outside."""
        given = [central[x] for x in self.labels] if isinstance(central, dict) else central
        centre = np.broadcast_to(np.asarray(given, dtype=float), self.central.shape)
        if not ((self.low <= centre) & (centre <= self.high)).all():
            return None
        return replace(self, central=centre)

    def lines(self) -> dict[str, str]:
        """What ``cge explain`` says of it."""
        return {
            "range": f"{_shown(self.low)} .. {_shown(self.central)} .. {_shown(self.high)}",
            "shape": self.shape,
            "status": self.status,
            "source": self.source,
        }


def ranges(bench: xr.Dataset, file: Path | None = None) -> dict[str, Range]:
    """Every range on a benchmark, by name.

    Raises
    ------
    DataError
        With everything that is wrong with a file of ranges, each with file and line.
    """
    found = {name: _of_benchmark(name, bench) for name in PARAMETERS if name in bench}
    for path in (shipped("data") / FILE, file):
        if path is not None:
            found |= _read(path, found)
    return found


def _of_benchmark(name: str, bench: xr.Dataset) -> Range:
    """Ends that travel with the benchmark; a parameter without them does not vary."""
    array = bench[name]
    central = np.asarray(array.values, dtype=float)
    low, high = (
        np.broadcast_to(np.asarray(array.attrs.get(key, central), dtype=float), central.shape)
        for key in ("low", "high")
    )
    labels = tuple(str(label) for dim in array.dims for label in array[dim].values)
    known = "low" in array.attrs and bool((low < high).any())
    status, source = (str(array.attrs.get(key, "")) for key in ("status", "source"))
    shape = "triangular" if known else FIXED
    return Range(name, low, central, high, shape, status, source, labels)


def allowed() -> list[str]:
    """Names that a file of ranges may hold."""
    errors = (DATA + name + ending for name in ERRORS for ending in ("", IMPUTED))
    return [*PARAMETERS, *BELIEFS, *errors]


def _read(path: Path, known: dict[str, Range]) -> dict[str, Range]:
    problems = Problems(str(path))
    found: dict[str, Range] = {}
    seen: dict[tuple[str, str], str] = {}
    for row in read_rows(path, COLUMNS[:1], ("sector", *COLUMNS[1:], "status", "source"), problems):
        name, sector = row.cells["name"], row.cells.get("sector", "")
        if name not in allowed():
            text = f"{name!r} is nothing that has a range; {allowed_names(name, allowed())}"
            problems.add(row.where, text)
        elif (name, sector) in seen:
            problems.add(row.where, f"{name} {sector} was given at {seen[name, sector]}")
        else:
            seen[name, sector] = row.where
            before = found.get(name, known.get(name))
            if before is None and name in PARAMETERS:
                continue  # the benchmark does without it
            one = _with(row, before, problems)
            if one is not None:
                found[name] = one
    if problems.found:
        msg = f"ranges {path} have {len(problems.found)} problem(s):\n  "
        raise DataError(msg + "\n  ".join(problems.found))
    return found


def _with(row: Row, before: Range | None, problems: Problems) -> Range | None:
    """A range as a row changes it: an empty cell keeps what is known."""
    name, sector = row.cells["name"], row.cells.get("sector", "")
    shape = row.cells.get("shape") or (before.shape if before else "triangular")
    status = row.cells.get("status", "")
    for kind, word, names in (("shape", shape, NAMES), ("status", status, ("", *STATUS))):
        if word not in names:
            problems.add(row.where, f"{kind} {word!r} is unknown; {allowed_names(word, names)}")
            return None
    labels = before.labels if before else ()
    if sector and sector not in labels:
        what = f"{sector!r} is not a sector of {name}" if labels else f"{name} has no sectors"
        problems.add(row.where, what)
        return None
    if before is not None and not any(row.cells.get(key) for key in ENDS):
        return replace(before, shape=shape)
    ends: dict[str, np.ndarray] = {}
    for key in ENDS:
        start = np.full(len(labels) or (), np.nan) if before is None else getattr(before, key)
        value = _number(row, key, problems)
        where = np.array([not sector or label == sector for label in labels] or True)
        ends[key] = start if value is None else np.where(where, value, start)
    wrong = _objection(name, shape, **ends)
    if wrong:
        problems.add(row.where, wrong)
        return None
    source = row.cells.get("source", "")
    return Range(name, ends["low"], ends["central"], ends["high"], shape, status, source, labels)


def _number(row: Row, key: str, problems: Problems) -> float | None:
    text = row.cells.get(key, "")
    if not text:
        return None
    try:
        return parsed(text)
    except ValueError as error:
        problems.add(row.where, f"{key} {text!r} {error}")
        return None


def _objection(
    name: str, shape: str, low: np.ndarray, central: np.ndarray, high: np.ndarray
) -> str:
    """Why ends cannot stand; empty if they can."""
    shown = f"{_shown(low)} .. {_shown(central)} .. {_shown(high)}"
    if np.isnan([low, central, high]).any():
        return f"{name}: low, central and high are needed; found {shown}"
    if not ((low <= central) & (central <= high)).all():
        return f"{name}: {shown} is not in the order low, central, high"
    if shape in ("reciprocal", "log_triangular", "log_uniform") and not (low > 0).all():
        return f"{name}: shape {shape} needs low above 0; found {shown}"
    if shape not in ("reciprocal", FIXED) and not np.isfinite(high).all() and (low < high).any():
        return f"{name}: an infinite end needs shape reciprocal; found {shape}"
    table = TABLES.get(name)
    lower = table.lower if table is not None else 0.0
    upper = table.upper if table is not None else None
    if lower is not None and (low < lower).any():
        return f"{name}: low {_shown(low)} must be at least {lower:g}"
    if upper is not None and (high > upper).any():
        return f"{name}: high {_shown(high)} must be at most {upper:g}"
    return ""


def _shown(value: np.ndarray) -> str:
    return ", ".join(f"{x:g}" for x in dict.fromkeys(np.atleast_1d(value).tolist()))
