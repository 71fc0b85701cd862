"""What can be known of a model without solving it, and what to say when a solve fails."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import maximum_bipartite_matching

from cge.benchmark.report import TOLERANCE
from cge.model import build
from cge.solver.compiled import Compiled
from cge.solver.measure import relative
from cge.solver.realindex import Comparison, compare, random_point

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.settings import Settings


@dataclass(frozen=True)
class StructureReport:
    """Squareness, structural rank and benchmark residual of one model."""

    equations: int
    unknowns: int
    unmatched: list[str]
    """Equations that no unknown is left for, and unknowns that no equation determines."""
    residual: float
    """Largest at the benchmark, in the size of what its equation balances."""
    worst: str
    """Equation with the largest benchmark residual."""
    templates: Comparison | None = None
    """Rules evaluated a second time with real indices, where that was asked for."""

    @property
    def square(self) -> bool:
        """Whether every equation has an unknown of its own, and every unknown an equation."""
        return self.equations == self.unknowns and not self.unmatched

    @property
    def ok(self) -> bool:
        """Whether the model can be solved, as far as that is known without solving it."""
        agree = self.templates is None or self.templates.ok
        return self.square and self.replicates and agree

    @property
    def replicates(self) -> bool:
        """Whether the benchmark meets the equations as exactly as its accounts must balance."""
        return self.residual < TOLERANCE

    def lines(self) -> list[str]:
        """The report as text."""
        square = f"{self.equations:,} equations, {self.unknowns:,} unknowns"
        shown = "; ".join(self.unmatched[:5])
        lines = [
            f"model is square     {'ok' if self.square else 'NO'}   {square}"
            + (f"; without partner: {shown}" if shown else ""),
            f"benchmark residual  {'ok' if self.replicates else 'NO'}   "
            f"max {self.residual:.1e} at {self.worst}",
        ]
        if self.templates is not None:
            lines.append(
                f"rules as compiled   {'ok' if self.templates.ok else 'NO'}   max difference "
                f"{self.templates.gap:.1e} over {self.templates.rows:,} rows called with labels"
            )
        return lines


def check(bench: xr.Dataset, settings: Settings) -> StructureReport:
    """Build the model of a scenario and check it without solving.

    Squareness and residual at the benchmark, and every rule once more with real indices at a
    random point.
    """
    model = build(bench, settings)
    system = Compiled.of(model.pyomo, model.equations)
    templates = compare(model, system, random_point(system))
    return replace(structure(system), templates=templates)


def structure(system: Compiled, alone: list[str] | None = None) -> StructureReport:
    """Squareness, structural rank and residual at the point where the system stands.

    ``alone``: what :func:`unmatched` finds, where it is known.
    """
    x = system.v[system.unknowns]
    residuals = relative(system, x)
    worst = int(np.argmax(residuals)) if len(residuals) else 0
    return StructureReport(
        equations=system.size,
        unknowns=len(system.unknowns),
        unmatched=unmatched(system) if alone is None else alone,
        residual=float(residuals.max(initial=0.0)),
        worst=system.row_label(worst) if system.size else "",
    )


def unmatched(system: Compiled) -> list[str]:
    """Names of rows and columns left over by a maximum matching of equations to unknowns."""
    pattern = system.g_x(system.v[system.unknowns])
    pattern = sp.csr_matrix((np.ones(pattern.nnz), pattern.indices, pattern.indptr), pattern.shape)
    column_of_row = maximum_bipartite_matching(pattern, perm_type="column")
    rows = [system.row_label(int(r)) for r in np.flatnonzero(column_of_row < 0)]
    taken = set(column_of_row[column_of_row >= 0].tolist())
    free = [
        system.label(int(system.unknowns[c])) for c in range(pattern.shape[1]) if c not in taken
    ]
    return rows + free


def worst_equations(system: Compiled, x: np.ndarray, count: int = 5) -> list[str]:
    """The equations that are furthest from holding, with their residuals."""
    g = relative(system, x)
    order = np.argsort(-g)[:count]
    return [f"{system.row_label(int(r))} {g[r]:.1e}" for r in order]


def near_bounds(system: Compiled, x: np.ndarray, count: int = 5) -> list[str]:
    """Unknowns within a millionth of their lower bound."""
    close = np.flatnonzero(x - system.lower < 1e-6)[:count]
    return [f"{system.label(int(system.unknowns[c]))} = {x[c]:.1e}" for c in close]
