"""Definitions as numbers: their values at any point of the model, and exact derivatives.

Definitions that read cells of others come after them, in layers; in a layer all are evaluated at
once.  With c the cells of definitions and v all others, c = F(v, c) and every layer reads only
earlier ones, so that derivatives follow by the chain rule, layer by layer: forwards for all
definitions (:meth:`Outcomes.forward`, :meth:`Outcomes.jacobian`), backwards for a weighted sum of a
few (:meth:`Outcomes.gradient`).

The cells ``<name>_base`` hold values at the benchmark.  A derivative can move the point that is
looked at, the benchmark that it is compared with, or both.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import scipy.sparse as sp

from cge.solver.compiled import Compiled
from cge.solver.family import Family

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyomo.environ as pyo

    from cge.model.definition import Definition
    from cge.solver.cells import Cells, Component

Moves = Literal["target", "benchmark", "both"]


class Outcomes:
    """Definitions of one model, compiled.

    Parameters
    ----------
    model
        With the cells of the definitions declared (:func:`cge.model.definition.declare_cells`).
    definitions
        In any order; each may read cells of others, none of its own.
    cells
        Layout of the model.

    Raises
    ------
    ValueError
        If definitions read each other in a circle.
    """

    def __init__(
        self, model: pyo.ConcreteModel, definitions: Sequence[Definition], cells: Cells
    ) -> None:
        self.cells = cells
        self._assemble(
            [_Part(one, Family.read(model, one.equation(), cells)) for one in definitions]
        )

    def _assemble(self, parts: Sequence[_Part]) -> None:
        self._parts = parts
        self.definitions = tuple(part.definition for part in parts)
        self.layers: list[Compiled] = []
        self.places: list[np.ndarray] = []
        """Cells that each layer computes, in the order of its rows."""
        for layer in _layers(parts):
            self.layers.append(Compiled([part.family for part in layer], self.cells))
            places = [part.places(self.cells) for part in layer]
            self.places.append(np.concatenate(places))
        names = [name for name in self.names if f"{name}_base" in self.cells.components]
        self._now = _positions(self.cells, names)
        self._before = _positions(self.cells, [f"{name}_base" for name in names])

    def only(self, names: Iterable[str]) -> Outcomes:
        """These components and what they are computed from, and no others: quicker to evaluate."""
        known = {part.definition.cells for part in self._parts}
        wanted, waiting = set[str](), set(names) & known
        while waiting:
            wanted |= waiting
            parts = (part for part in self._parts if part.definition.cells in waiting)
            read = {name.removesuffix("_base") for part in parts for name in part.family.reads()}
            waiting = (read & known) - wanted
        few = copy(self)
        few._assemble([part for part in self._parts if part.definition.cells in wanted])
        return few

    @property
    def names(self) -> list[str]:
        """Components of cells, each once."""
        return list(dict.fromkeys(one.cells for one in self.definitions))

    def component(self, name: str) -> Component:
        """Where the cells of a definition lie."""
        return self.cells.components[name]

    def stated(self, cell: int) -> tuple[Definition, Compiled, int] | None:
        """The definition that computes a cell, its layer and its row there; None if none does."""
        for layer, places in zip(self.layers, self.places, strict=True):
            (rows,) = np.nonzero(places == cell)
            for row in rows.tolist():
                family = next(r for r in layer.rows if r.start <= row < r.stop)
                known = (family.equation.number, family.equation.name)
                (one,) = (d for d in self.definitions if (d.number, d.name) == known)
                return one, layer, row
        return None

    # -- values ----------------------------------------------------------------------------------
    def at(self, v: np.ndarray, base: np.ndarray) -> np.ndarray:
        """All cells at a point, those of definitions computed, benchmark values included.

        Parameters
        ----------
        v, base : numpy.ndarray (cells)
            Variables and parameters at the point and at the benchmark; ``base`` as returned by
            :meth:`benchmark`.
        """
        v = v.copy()
        v[self._before] = base[self._now]
        return self._fill(v)

    def benchmark(self, v_base: np.ndarray) -> np.ndarray:
        """All cells at the benchmark, which is compared with itself."""
        v = self._fill(v_base.copy())
        v[self._before] = v[self._now]
        return self._fill(v)

    def _fill(self, v: np.ndarray) -> np.ndarray:
        for layer, places in zip(self.layers, self.places, strict=True):
            v[places] = 0.0
            v[places] = -layer.residuals(v)
        return v

    # -- derivatives -----------------------------------------------------------------------------
    def gradient(
        self,
        v: np.ndarray,
        base: np.ndarray,
        weights: Mapping[int, float],
        moves: Moves = "target",
    ) -> np.ndarray:
        """Derivative of a weighted sum of cells of definitions in every other cell (cells).

        Parameters
        ----------
        v, base
            What :meth:`at` and :meth:`benchmark` have returned.
        weights
            By position of the cell.
        moves
            Which values a change of a cell moves: those at the point (``target``), those it is
            compared with (``benchmark``), or ``both``.
        """
        along = np.zeros(self.cells.size)
        for position, weight in weights.items():
            along[position] += weight
        along = self._backwards(v, along)
        compared = np.zeros(self.cells.size)
        compared[self._now] = along[self._before]
        along[self._before] = 0.0
        if moves == "target":
            return along
        start = self._backwards(base, compared)
        # at the benchmark the values compared with are those values themselves
        start[self._before] = 0.0
        return start if moves == "benchmark" else along + start

    def _backwards(self, v: np.ndarray, along: np.ndarray) -> np.ndarray:
        for layer, places in zip(reversed(self.layers), reversed(self.places), strict=True):
            passed = along[places]
            if passed.any():
                along = along - layer.derivatives(v).T @ passed
        return along

    def forward(self, v: np.ndarray, dv: np.ndarray) -> np.ndarray:
        """Derivative of all cells along a direction, what is compared with held fixed (cells).

        Parameters
        ----------
        v
            What :meth:`at` or :meth:`benchmark` has returned.
        dv : numpy.ndarray (cells)
            Direction in all cells that are no definitions of these.
        """
        dv = dv.copy()
        dv[self._before] = 0.0
        for places in self.places:
            dv[places] = 0.0
        for layer, places in zip(self.layers, self.places, strict=True):
            dv[places] = -layer.along(v, dv)
        return dv

    def jacobian(self, v: np.ndarray, columns: np.ndarray) -> sp.csr_matrix:
        """Derivatives of all definitions in some cells, what is compared with held fixed.

        Returns
        -------
        scipy.sparse.csr_matrix (cells, columns)
            Rows of cells that no definition computes are those of the identity.
        """
        known = sp.csr_matrix(
            (np.ones(len(columns)), (columns, np.arange(len(columns)))),
            shape=(self.cells.size, len(columns)),
        )
        for layer, places in zip(self.layers, self.places, strict=True):
            rows = -(layer.derivatives(v) @ known)
            lift = sp.csr_matrix(
                (np.ones(len(places)), (places, np.arange(len(places)))),
                shape=(self.cells.size, len(places)),
            )
            known = known + lift @ rows
        return known


def _positions(cells: Cells, names: Sequence[str]) -> np.ndarray:
    ranges = [cells.components[name].cells for name in names]
    parts = [np.arange(r.start, r.stop) for r in ranges]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class _Part:
    definition: Definition
    family: Family

    def places(self, cells: Cells) -> np.ndarray:
        component = cells.components[self.definition.cells]
        rows = len(self.family.keys)
        labels = [cells.codec.encode(label) for label in self.definition.labels.values()]
        codes = np.column_stack([*(np.full(rows, code) for code in labels), self.family.codes])
        return component.start + component.table.find(codes.astype(np.int64))


def _layers(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Definitions in the order in which they can be evaluated."""
    names = {part.definition.cells for part in parts}
    reads = {  # its own cells are the left side of its row
        part.definition.name: part.family.reads() & (names - {part.definition.cells})
        for part in parts
    }
    left, layers = list(parts), list[list[_Part]]()
    while left:
        waiting = {part.definition.cells for part in left}
        ready = [part for part in left if not reads[part.definition.name] & waiting]
        if not ready:
            circle = ", ".join(part.definition.name for part in left)
            msg = f"definitions read each other in a circle: {circle}"
            raise ValueError(msg)
        layers.append(ready)
        left = [part for part in left if part not in ready]
    return layers
