"""A system of equations as numbers: residuals, Jacobian, parameter derivatives, Hessian.

Built from the templates of :mod:`cge.solver.template`.  All cells of variables and parameters lie
in one vector ``v``; the free cells of variables are the unknowns ``x``, everything else (parameters
and fixed variables) is ``p`` and stays live: change it and evaluate again, nothing is rebuilt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp

from cge.solver.kernel import Kernel
from cge.solver.template import CellTable, Codec, FamilyReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cge.model.equation import Equation


@dataclass(frozen=True)
class Component:
    """Where the cells of one Pyomo Var or Param lie in ``v``."""

    name: str
    keys: list[Any]
    start: int
    table: CellTable

    @property
    def cells(self) -> slice:
        """Where the cells lie."""
        return slice(self.start, self.start + len(self.keys))


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
    """

    def __init__(
        self,
        model: pyo.ConcreteModel,
        equations: Sequence[Equation],
        values: np.ndarray | None = None,
    ) -> None:
        codec = Codec()
        self.components: dict[str, Component] = {}
        start = 0
        for component in model.component_objects((pyo.Var, pyo.Param), descend_into=False):
            keys = list(component.index_set()) if component.is_indexed() else [None]
            table = CellTable(component.name, keys, codec)
            self.components[component.name] = Component(component.name, keys, start, table)
            start += len(keys)
        self.v = np.zeros(start)
        free = np.zeros(start, dtype=bool)
        for component in model.component_objects(pyo.Var, descend_into=False):
            place = self.components[component.name]
            cells = [component[k] for k in place.keys]
            self.v[place.cells] = [c.value for c in cells]
            free[place.cells] = [not c.fixed for c in cells]
        for component in model.component_objects(pyo.Param, descend_into=False):
            place = self.components[component.name]
            self.v[place.cells] = [pyo.value(component[k]) for k in place.keys]
        if values is not None:
            if values.shape != self.v.shape:
                msg = f"{values.size} values for {start} cells"
                raise ValueError(msg)
            self.v = values.copy()
        self.unknowns = np.flatnonzero(free)
        """Position in ``v`` of every unknown."""
        self.lower = np.full(len(self.unknowns), -np.inf)
        position = np.full(start, -1)
        position[self.unknowns] = np.arange(len(self.unknowns))
        self._position = position
        for component in model.component_objects(pyo.Var, descend_into=False):
            place = self.components[component.name]
            for n, key in enumerate(place.keys):
                at = position[place.start + n]
                if at >= 0 and component[key].lb is not None:
                    self.lower[at] = component[key].lb
        self.rows: list[Rows] = []
        self._kernels: list[Kernel] = []
        sets: dict[int, Any] = {}
        size = 0
        for equation in equations:
            reader = FamilyReader(equation.name, codec, sets)
            index = getattr(model, equation.over) if equation.over else None
            keys, terms = (
                reader.read(model, equation.rule, index)
                if index is None or len(index)
                else ([], [])
            )
            self.rows.append(Rows(equation, keys, size))
            self._kernels += [Kernel(t, reader, self.components, size) for t in terms]
            size += len(keys)
        self.size = size
        self._rows_of_terms = _stack([kernel.rows for kernel in self._kernels])
        self._patterns: dict[str, _Pattern] = {}

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
        for component in self.components.values():
            if component.start <= position < component.start + len(component.keys):
                key = component.keys[position - component.start]
                return component.name + _brackets(key)
        raise IndexError(position)

    def row_label(self, row: int) -> str:
        """Name of an equation, for messages: ``(T-4) eq_qo[services,USA]``."""
        for rows in self.rows:
            if rows.start <= row < rows.stop:
                name = f"({rows.equation.number}) {rows.equation.name}"
                return name + _brackets(rows.keys[row - rows.start])
        raise IndexError(row)

    # -- functions -------------------------------------------------------------------------------
    def g(self, x: np.ndarray) -> np.ndarray:
        """Residuals (size)."""
        v = self.full(x)
        terms = _stack([kernel.evaluate(0, v) for kernel in self._kernels])
        return np.bincount(self._rows_of_terms, terms, minlength=self.size)

    def g_x(self, x: np.ndarray) -> sp.csr_matrix:
        """Jacobian with respect to the unknowns (size, unknowns), fixed sparsity pattern."""
        return self._jacobian("x", self._position, len(self.unknowns), x)

    def g_v(self, x: np.ndarray) -> sp.csr_matrix:
        """Derivatives with respect to every cell, parameters included (size, cells)."""
        return self._jacobian("v", np.arange(len(self.v)), len(self.v), x)

    def g_xx(self, x: np.ndarray, multipliers: np.ndarray) -> sp.csr_matrix:
        """Lower triangle of sum_row multipliers[row] d2 g[row] / dx dx."""
        v = self.full(x)
        if "xx" not in self._patterns:
            rows, columns = [], []
            for kernel in self._kernels:
                for a, b in kernel.pairs:
                    i, j = self._position[kernel.cells[:, a]], self._position[kernel.cells[:, b]]
                    inside = (i >= 0) & (j >= 0)
                    rows.append(np.where(inside, np.maximum(i, j), -1))
                    columns.append(np.where(inside, np.minimum(i, j), -1))
            n = len(self.unknowns)
            self._patterns["xx"] = _Pattern(_stack(rows), _stack(columns), (n, n))
        data = []
        for kernel in self._kernels:
            if not kernel.pairs:
                continue
            weighted = kernel.evaluate(2, v) * multipliers[kernel.rows, None]
            for n, (a, b) in enumerate(kernel.pairs):
                twice = (a != b) & (kernel.cells[:, a] == kernel.cells[:, b])
                data.append(weighted[:, n] * np.where(twice, 2.0, 1.0))
        return self._patterns["xx"].fill(_stack(data))

    def _jacobian(
        self, name: str, position: np.ndarray, width: int, x: np.ndarray
    ) -> sp.csr_matrix:
        if name not in self._patterns:
            rows = _stack([np.repeat(k.rows, k.cells.shape[1]) for k in self._kernels])
            columns = _stack([position[k.cells] for k in self._kernels])
            self._patterns[name] = _Pattern(
                np.where(columns < 0, -1, rows), columns, (self.size, width)
            )
        v = self.full(x)
        return self._patterns[name].fill(_stack([k.evaluate(1, v) for k in self._kernels]))


class _Pattern:
    """Triplets with repeated and discarded (negative) cells, summed into a fixed CSR pattern."""

    def __init__(self, rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> None:
        self._keep = rows >= 0
        key = rows[self._keep].astype(np.int64) * shape[1] + columns[self._keep]
        unique, self._slot = np.unique(key, return_inverse=True)
        self._indices = (unique % max(shape[1], 1)).astype(np.int32)
        counts = np.bincount(unique // max(shape[1], 1), minlength=shape[0])
        self._indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        self._shape = shape

    def fill(self, data: np.ndarray) -> sp.csr_matrix:
        summed = np.bincount(self._slot, data[self._keep], minlength=len(self._indices))
        return sp.csr_matrix((summed, self._indices, self._indptr), shape=self._shape)


def _stack(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.ravel(p) for p in parts]) if parts else np.zeros(0, dtype=np.int64)


def _brackets(key: Any) -> str:
    if key is None:
        return ""
    return "[" + ",".join(str(k) for k in (key if isinstance(key, tuple) else (key,))) + "]"
