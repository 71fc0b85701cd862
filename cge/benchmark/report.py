"""What a check of a benchmark has to say: findings, and the helpers that write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import xarray as xr

from cge.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOLERANCE = 1e-9
"""Largest relative gap of an account."""

WORST = 8
"""Cells or accounts printed of those that are wrong."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong (error) or that a user should know (caution)."""

    level: Literal["error", "caution"]
    check: str
    where: str
    found: str
    allowed: str
    next_step: str

    def __str__(self) -> str:
        """Return the finding as two lines for the terminal."""
        return (
            f"{self.level} {self.check}: {self.where}: {self.found}; allowed: {self.allowed}\n"
            f"    Next: {self.next_step}"
        )


@dataclass(frozen=True)
class Report:
    """Outcome of :func:`cge.benchmark.check.judge`."""

    benchmark: str
    findings: tuple[Finding, ...]
    totals: Mapping[str, float]
    """World totals, unit in brackets in the key."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that make the benchmark unusable."""
        return tuple(f for f in self.findings if f.level == "error")

    @property
    def cautions(self) -> tuple[Finding, ...]:
        """Findings that a user should know."""
        return tuple(f for f in self.findings if f.level == "caution")

    def raise_if_errors(self) -> None:
        """Raise all errors as one.

        Raises
        ------
        DataError
            If there is any error.
        """
        if self.errors:
            text = "\n".join(f"  {finding}" for finding in self.errors)
            msg = f"benchmark {self.benchmark} cannot be used:\n{text}"
            raise DataError(msg)


def relative_gap(income: xr.DataArray, spending: xr.DataArray) -> xr.DataArray:
    """Difference of two sides of accounts over the larger of them, NaN where both are zero."""
    scale = xr.where(abs(income) > abs(spending), abs(income), abs(spending))
    return abs(income - spending) / scale.where(scale > 0)


def unequal(
    check: str,
    income: xr.DataArray,
    spending: xr.DataArray,
    headings: tuple[str, str],
    next_step: str,
) -> Iterator[Finding]:
    """One finding with a table of the accounts that do not balance."""
    income, spending = xr.broadcast(income, spending)
    gap = relative_gap(income, spending)
    bad = np.argwhere((gap > TOLERANCE).values)
    if not len(bad):
        return
    worst = sorted(map(tuple, bad), key=lambda cell: -gap.values[cell])[:WORST]
    names = [_label(gap, cell) for cell in worst]
    width = max(len(name) for name in (*names, "account"))
    rows = [f"{'account':<{width}} {headings[0]:>14} {headings[1]:>14} {'difference':>14}"]
    for name, cell in zip(names, worst, strict=True):
        left, right = float(income.values[cell]), float(spending.values[cell])
        rows.append(f"{name:<{width}} {left:>14,.6g} {right:>14,.6g} {left - right:>14,.6g}")
    found = f"{len(bad)} of {gap.size} accounts differ\n      " + "\n      ".join(rows) + "\n    "
    allowed = f"a relative gap of {TOLERANCE:g}"
    yield Finding("error", check, "SAM", found, allowed, next_step)


def cells_where(
    array: xr.DataArray,
    bad: xr.DataArray,
    check: str,
    allowed: str,
    next_step: str,
    level: Literal["error", "caution"] = "error",
) -> Iterator[Finding]:
    """One finding that names the cells where ``bad`` holds."""
    bad = bad.transpose(*array.dims)
    cells = np.argwhere(bad.values)
    if not len(cells):
        return
    shown = [f"{_label(array, cell)} = {array.values[tuple(cell)]:.6g}" for cell in cells[:WORST]]
    more = f", ... ({len(cells)} in all)" if len(cells) > WORST else ""
    where = " x ".join(map(str, array.dims)) or "parameter"
    yield Finding(level, check, where, ", ".join(shown) + more, allowed, next_step)


def _label(array: xr.DataArray, cell: tuple[int, ...]) -> str:
    """Labels of a cell, dims in order."""
    labels = [str(array[dim].values[n]) for dim, n in zip(array.dims, cell, strict=True)]
    return ",".join(labels) or str(array.name)
