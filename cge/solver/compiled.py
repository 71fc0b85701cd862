"""A system of equations as numbers: residuals, Jacobian, parameter derivatives, Hessian.

Built from the templates of :mod:`cge.solver.template`.  All cells of variables and parameters lie
in one vector ``v`` (:mod:`cge.solver.cells`).  Some of them are the unknowns ``x``, by default the
free cells of variables; everything else is ``p`` and stays live: change it and evaluate again,
nothing is rebuilt.  :meth:`Compiled.view` takes other cells as unknowns, parameters included.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp

from cge.model.equation import Equation
from cge.solver.cells import Cells, brackets
from cge.solver.family import Family, sides_of
from cge.solver.kernel import Kernel
from cge.solver.pattern import Pattern, stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyomo.environ as pyo


@dataclass(frozen=True)
class Rows:
    """The rows of one family of equations."""

    equation: Equation
    keys: list[Any]
    start: int

    @property
    def stop(self) -> int:
        """One past the last row."""
        return self.start + len(self.keys)


class Compiled:
    """g(x, p) = 0 and its derivatives.

    Terms are evaluated in memory of their own: one system is for one thread at a time.

    Parameters
    ----------
    families
        The equations, read by :meth:`cge.solver.family.Family.read`.
    cells
        Layout of the model.
    values : numpy.ndarray, optional
        Every cell where the system stands; what the model holds when left out.
    """

    def __init__(
        self, families: Sequence[Family], cells: Cells, values: np.ndarray | None = None
    ) -> None:
        self.cells = cells
        self.components = cells.components
        self.v = (cells.values if values is None else values).copy()
        if len(self.v) != cells.size:
            msg = f"{len(self.v)} values for {cells.size} cells"
            raise ValueError(msg)
        self.sides: Compiled | None = None
        """Sides of its complementarities, each the residual of a row (:func:`sides_of`)."""
        self.rows: list[Rows] = []
        self._kernels: list[Kernel] = []
        self.size = 0
        for family in families:
            self.rows.append(Rows(family.equation, family.keys, self.size))
            self._kernels += [
                Kernel(term, family.reader, cells.components, self.size) for term in family.terms
            ]
            self.size += len(family.keys)
        self._rows_of_terms = stack([kernel.rows for kernel in self._kernels])
        self._solve_for(np.flatnonzero(cells.free))

    @classmethod
    def of(
        cls,
        model: pyo.ConcreteModel,
        equations: Sequence[Equation],
        values: np.ndarray | None = None,
        cells: Cells | None = None,
    ) -> Compiled:
        """The system of a model, or of some of its equations on a known layout."""
        cells = cells or Cells(model)
        system = cls([Family.read(model, one, cells) for one in equations], cells, values)
        apart = [side for one in equations for side in sides_of(model, one)]
        system.sides = cls([Family.read(model, side, cells) for side in apart], cells)
        return system

    def at(self, v: np.ndarray) -> Compiled:
        """The same equations and unknowns at other cells; terms and patterns are shared."""
        other = copy(self)
        other.v = v.copy()
        return other

    def _solve_for(self, unknowns: np.ndarray) -> None:
        self.unknowns = unknowns
        """Position in ``v`` of every unknown."""
        self.lower = self.cells.lower[unknowns]
        self._position = np.full(self.cells.size, -1)
        self._position[unknowns] = np.arange(len(unknowns))
        self._patterns: dict[str, Pattern] = {}

    def view(self, unknowns: np.ndarray) -> Compiled:
        """The same equations with these cells of ``v`` as unknowns, in this order.

        The terms are shared, the point ``v`` is not.
        """
        other = self.at(self.v)
        other._solve_for(np.asarray(unknowns, dtype=np.int64))
        return other

    def among(self, rows: np.ndarray) -> Compiled:
        """Some of the rows alone, in this order, on the same cells; they have no labels."""
        number = np.full(self.size, -1)
        number[rows] = np.arange(len(rows))
        other = copy(self)
        found = [kernel.among(number) for kernel in self._kernels]
        other._kernels = [kernel for kernel in found if kernel is not None]
        other._rows_of_terms = stack([kernel.rows for kernel in other._kernels])
        other.rows, other.sides, other.size = [], None, len(rows)
        other._solve_for(self.unknowns)
        return other

    # -- cells -----------------------------------------------------------------------------------
    def get(self, name: str, v: np.ndarray | None = None) -> np.ndarray:
        """Values of one component in the order of its keys."""
        return (self.v if v is None else v)[self.components[name].cells]

    def set(self, name: str, values: np.ndarray | float) -> None:
        """Change a parameter (or the starting value of a variable) in place."""
        self.v[self.components[name].cells] = values

    def full(self, x: np.ndarray) -> np.ndarray:
        """The vector ``v`` with these values of the unknowns."""
        v = self.v.copy()
        v[self.unknowns] = x
        return v

    def label(self, position: int) -> str:
        """Name of a cell of ``v``, for messages: ``po[services,USA]``."""
        return self.cells.label(position)

    def row_label(self, row: int) -> str:
        """Name of an equation, for messages: ``(T-4) eq_qo[services,USA]``."""
        for rows in self.rows:
            if rows.start <= row < rows.stop:
                name = f"({rows.equation.number}) {rows.equation.name}"
                return name + brackets(rows.keys[row - rows.start])
        raise IndexError(row)

    # -- functions -------------------------------------------------------------------------------
    def residuals(self, v: np.ndarray) -> np.ndarray:
        """Left less right side of every row at the cells ``v`` (size)."""
        terms = stack([kernel.evaluate(0, v) for kernel in self._kernels])
        return np.bincount(self._rows_of_terms, terms, minlength=self.size)

    def derivatives(self, v: np.ndarray) -> sp.csr_matrix:
        """Their derivatives with respect to every cell, parameters included (size, cells)."""
        return self._jacobian("v", np.arange(len(v)), len(v), v)

    def along(self, v: np.ndarray, dv: np.ndarray) -> np.ndarray:
        """Derivative of every row along a direction in all cells (size)."""
        terms = [(k.evaluate(1, v) * dv[k.cells]).sum(axis=0) for k in self._kernels]
        return np.bincount(self._rows_of_terms, stack(terms), minlength=self.size)

    def g(self, x: np.ndarray) -> np.ndarray:
        """Residuals at the unknowns ``x`` (size)."""
        return self.residuals(self.full(x))

    def g_x(self, x: np.ndarray) -> sp.csr_matrix:
        """Jacobian with respect to the unknowns (size, unknowns), fixed sparsity pattern."""
        return self._jacobian("x", self._position, len(self.unknowns), self.full(x))

    def g_v(self, x: np.ndarray) -> sp.csr_matrix:
        """Derivatives with respect to every cell, parameters included (size, cells)."""
        return self.derivatives(self.full(x))

    def g_xx(self, x: np.ndarray, multipliers: np.ndarray) -> sp.csr_matrix:
        """Lower triangle of sum_row multipliers[row] d2 g[row] / dx dx."""
        v = self.full(x)
        if "xx" not in self._patterns:
            self._patterns["xx"] = self._pairs()
        pattern, data = self._patterns["xx"], []
        for kernel, pairs in zip(self._kernels, pattern.entries, strict=True):
            if not pairs:
                continue
            weighted = kernel.evaluate(2, v, pairs) * multipliers[kernel.rows]
            for n, pair in enumerate(pairs):
                a, b = kernel.pairs[pair]
                twice = (a != b) & (kernel.cells[a] == kernel.cells[b])
                data.append(weighted[n] * np.where(twice, 2.0, 1.0))
        return pattern.fill(stack(data))

    def _pairs(self) -> Pattern:
        """Second derivatives in two unknowns, term by term, and where they lie."""
        rows, columns = [], []
        entries: list[tuple[int, ...]] = []
        for kernel in self._kernels:
            found = []
            for n, (a, b) in enumerate(kernel.pairs):
                i, j = self._position[kernel.cells[a]], self._position[kernel.cells[b]]
                inside = (i >= 0) & (j >= 0)
                if inside.any():
                    found.append(n)
                    rows.append(np.where(inside, np.maximum(i, j), -1))
                    columns.append(np.where(inside, np.minimum(i, j), -1))
            entries.append(tuple(found))
        n = len(self.unknowns)
        return Pattern(entries, stack(rows), stack(columns), (n, n))

    def _jacobian(
        self, name: str, position: np.ndarray, width: int, v: np.ndarray
    ) -> sp.csr_matrix:
        if name not in self._patterns:
            self._patterns[name] = self._leaves(position, width)
        pattern = self._patterns[name]
        return pattern.fill(
            stack(
                [
                    kernel.evaluate(1, v, leaves)
                    for kernel, leaves in zip(self._kernels, pattern.entries, strict=True)
                    if leaves
                ]
            )
        )

    def _leaves(self, position: np.ndarray, width: int) -> Pattern:
        """First derivatives in cells that have a column, term by term, and where they lie."""
        entries, rows, columns = [], [], []
        for kernel in self._kernels:
            at = position[kernel.cells]
            leaves = np.flatnonzero((at >= 0).any(axis=1))
            entries.append(tuple(leaves.tolist()))
            columns.append(at[leaves])
            rows.append(np.where(at[leaves] >= 0, kernel.rows, -1))
        return Pattern(entries, stack(rows), stack(columns), (self.size, width))
