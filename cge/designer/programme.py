"""A nonlinear programme on the equilibrium: an aim, instruments, what may not happen.

With all cells of a model in one vector v and unknowns x of the programme, v = v0 + T x: an
unknown is a cell of its own (of the equilibrium, or of a definition that is read) or an instrument
that moves several cells at fixed rates.

    minimise -f(S x)   subject to   A g(v0 + T x) = 0,   low <= C x <= high,   lower <= x <= upper

Who uses it states instruments, the aim and the conditions; the equilibrium is the constraint set.
All derivatives are exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from cge.designer.maps import Map, around, between
from cge.designer.stack import Stack, condensed, needed
from cge.solver.measure import sizes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cge.designer.aims import Aim
    from cge.solver.cells import Cells
    from cge.solver.compiled import Compiled
    from cge.solver.outcomes import Outcomes


@dataclass(frozen=True)
class Instrument:
    """A number that is chosen, and the cells that it moves."""

    name: str
    lower: float
    upper: float
    moves: Mapping[int, float] = field(default_factory=dict)
    """By position of the cell: what one unit adds to it; none for a number of the programme."""
    at_zero: Mapping[int, float] = field(default_factory=dict)
    """What those cells hold where it is zero; as they are if left out."""


@dataclass(frozen=True)
class Condition:
    """Bounds on a sum of cells and instruments."""

    name: str
    lower: float
    upper: float
    cells: Mapping[int, float] = field(default_factory=dict)
    """Weights by position of the cell: unknowns of the equilibrium, or cells of definitions."""
    instruments: Mapping[str, float] = field(default_factory=dict)
    """Weights by name of the instrument."""


LARGE = 10.0
"""Size from which unknowns of the model, most of them ratios, are divided by their size."""
SMALL = 1e-2
"""Least size of a cell of a definition, relative to the largest of its component."""


class Programme:
    """The programme with its derivatives, as Ipopt asks for them.

    Parameters
    ----------
    systems
        Equations of the equilibrium, square or with more unknowns than equations.
    unknowns : numpy.ndarray
        Cells of the equilibrium that move, in any order.
    lower, upper : numpy.ndarray
        Their bounds.
    outcomes
        Definitions of the model.
    v : numpy.ndarray
        All cells where the programme starts, definitions and what they compare with included.
    instruments, aim, conditions
        What is chosen, what for, and within what.
    """

    def __init__(
        self,
        systems: Sequence[Compiled],
        unknowns: np.ndarray,
        lower: np.ndarray,
        upper: np.ndarray,
        outcomes: Outcomes,
        v: np.ndarray,
        instruments: Sequence[Instrument],
        aim: Aim,
        conditions: Sequence[Condition],
    ) -> None:
        self.instruments = tuple(instruments)
        self.aim = aim
        self.conditions = tuple(conditions)
        moved = np.unique([cell for one in instruments for cell in one.moves]).astype(np.int64)
        read = {cell for one in conditions for cell in one.cells}
        read |= {cell for one in aim.sums for cell in one if not isinstance(cell, str)}
        wanted = np.array(sorted(read - set(unknowns.tolist())), dtype=np.int64)
        cells, definitions = needed(outcomes, v, wanted)
        columns = np.concatenate([unknowns, cells, moved])
        self.stack = Stack([*systems, *definitions], columns, v)
        defined = len(unknowns) + np.arange(len(cells))
        told = defined[np.isin(cells, wanted)]
        rows, out = condensed(self.stack, v[columns], defined, told)
        self._start = v
        self._of_model = sum(one.size for one in systems)
        self._lay_out(unknowns, np.setdiff1d(defined, out), outcomes)
        bounds = [np.full(len(self.states) - len(unknowns), np.inf)]
        self._bound(
            np.concatenate([lower, *[-x for x in bounds]]), np.concatenate([upper, *bounds])
        )
        self._scale_rows(rows)
        self._state_conditions()

    def _lay_out(self, unknowns: np.ndarray, lifted: np.ndarray, outcomes: Outcomes) -> None:
        """Positions and scales of the unknowns of the programme: cells of their own, instruments.

        ``lifted``: positions in the columns of cells of definitions that stay.
        """
        count, columns, v = len(unknowns), self.stack.columns, self._start
        at = np.concatenate([np.arange(count), lifted])
        self.states = columns[at]
        """Cells that are unknowns of the programme, each its own."""
        of_model = np.abs(v[unknowns])
        of_model = np.where(of_model > LARGE, of_model, 1.0)
        size = np.concatenate([of_model, _magnitudes(outcomes.cells, v, columns[lifted])])
        self.scale = np.concatenate([size, np.ones(len(self.instruments))])
        place = {int(cell): n for n, cell in enumerate(columns.tolist())}
        triplets = [
            (place[cell], len(at) + n, by)
            for n, one in enumerate(self.instruments)
            for cell, by in one.moves.items()
        ]
        row = np.concatenate([at, np.array([t[0] for t in triplets], dtype=np.int64)])
        column = np.concatenate([np.arange(len(at)), [t[1] for t in triplets]]).astype(np.int64)
        data = np.concatenate([np.ones(len(at)), [t[2] for t in triplets]])
        shape = (len(columns), len(at) + len(self.instruments))
        self.moves = sp.csr_matrix((data * self.scale[column], (row, column)), shape=shape)
        self.at_zero = np.zeros(len(columns))
        still = np.setdiff1d(np.arange(len(columns)), at)
        self.at_zero[still] = v[columns[still]]
        for one in self.instruments:
            for cell, value in one.at_zero.items():
                self.at_zero[place[cell]] = value
        self._where = {int(cell): n for n, cell in enumerate(self.states.tolist())}

    def _bound(self, lower: np.ndarray, upper: np.ndarray) -> None:
        self.lower = np.concatenate([lower, [one.lower for one in self.instruments]]) / self.scale
        self.upper = np.concatenate([upper, [one.upper for one in self.instruments]]) / self.scale

    def _scale_rows(self, rows: sp.csr_matrix) -> None:
        x = self._start[self.stack.columns]
        jacobian = rows @ self.stack.g_x(x)
        size = sizes(jacobian, x)
        definitions = np.arange(len(size)) >= self._of_model
        largest = abs(jacobian @ self.moves).max(axis=1).toarray().ravel()
        size[definitions] = largest[definitions]
        self.rows = (sp.diags(1.0 / size) @ rows).tocsr()
        self.equations = self.rows.shape[0]

    def _state_conditions(self) -> None:
        """Bounds of the rows, and the weights of conditions on the unknowns of the programme."""
        position = {one.name: len(self.states) + n for n, one in enumerate(self.instruments)}
        linear = sp.lil_matrix((len(self.conditions), len(self.scale)))
        for n, one in enumerate(self.conditions):
            for cell, weight in one.cells.items():
                linear[n, self._where[cell]] += weight
            for name, weight in one.instruments.items():
                linear[n, position[name]] += weight
        self.linear = (linear @ sp.diags(self.scale)).tocsr()
        aim = sp.lil_matrix((len(self.aim.sums), len(self.scale)))
        for n, total in enumerate(self.aim.sums):
            for key, by in total.items():
                aim[n, position[key] if isinstance(key, str) else self._where[key]] += by
        self.inner = (aim @ sp.diags(self.scale)).tocsr()
        none = np.zeros(self.equations)
        self.low = np.concatenate([none, [one.lower for one in self.conditions]])
        self.high = np.concatenate([none, [one.upper for one in self.conditions]])

    # -- points ----------------------------------------------------------------------------------
    def moved(self, x: np.ndarray) -> np.ndarray:
        """Values of the cells that move (columns of the stack)."""
        return np.asarray(self.at_zero + self.moves @ x)

    def cells(self, x: np.ndarray) -> np.ndarray:
        """Values of all cells; those of definitions that nobody reads stay as they were."""
        v = self._start.copy()
        v[self.stack.columns] = self.moved(x)
        return v

    def point(self, v: np.ndarray, chosen: Mapping[str, float]) -> np.ndarray:
        """Unknowns of the programme at given cells and values of instruments."""
        values = np.array([chosen[one.name] for one in self.instruments])
        return np.concatenate([v[self.states], values]) / self.scale

    def chosen(self, x: np.ndarray) -> dict[str, float]:
        """Values of the instruments."""
        values = x[len(self.states) :]
        return {one.name: float(y) for one, y in zip(self.instruments, values, strict=True)}

    # -- what Ipopt asks for ---------------------------------------------------------------------
    @cached_property
    def _jacobian(self) -> tuple[Map, sp.coo_matrix]:
        pattern = self.stack.g_x(self._start[self.stack.columns]).tocoo()
        return between(self.rows, pattern.row, pattern.col, self.moves), self.linear.tocoo()

    @cached_property
    def _hessian(self) -> tuple[list[Map], np.ndarray, np.ndarray, np.ndarray]:
        parts = self.stack.g_xx(self._start[self.stack.columns], np.ones(self.stack.size))
        triplets = [part.tocoo() for part in parts]
        maps = [around(part.row, part.col, self.moves) for part in triplets]
        maps.append(around(*self.aim.pattern, self.inner))
        n = len(self.scale)
        key = np.concatenate([part.rows.astype(np.int64) * n + part.columns for part in maps])
        unique, slot = np.unique(key, return_inverse=True)
        return maps, unique // n, unique % n, slot

    def objective(self, x: np.ndarray) -> float:
        """The aim, turned round."""
        return -self.aim.value(self.inner @ x)

    def gradient(self, x: np.ndarray) -> np.ndarray:
        """Its derivatives."""
        return -np.asarray(self.inner.T @ self.aim.gradient(self.inner @ x))

    def constraints(self, x: np.ndarray) -> np.ndarray:
        """Residuals of the equilibrium in the size of their terms, then conditions."""
        return np.concatenate([self.rows @ self.stack.g(self.moved(x)), self.linear @ x])

    def jacobianstructure(self) -> tuple[np.ndarray, np.ndarray]:
        """Pattern of the derivatives of constraints."""
        product, linear = self._jacobian
        rows = np.concatenate([product.rows, linear.row + self.equations])
        return rows, np.concatenate([product.columns, linear.col])

    def jacobian(self, x: np.ndarray) -> np.ndarray:
        """Derivatives of constraints."""
        product, linear = self._jacobian
        return np.concatenate([product(self.stack.g_x(self.moved(x)).data), linear.data])

    def hessianstructure(self) -> tuple[np.ndarray, np.ndarray]:
        """Pattern of the lower triangle of the Hessian of the Lagrangian."""
        _, rows, columns, _ = self._hessian
        return rows, columns

    def hessian(self, x: np.ndarray, multipliers: np.ndarray, factor: float) -> np.ndarray:
        """Lower triangle of the Hessian of the Lagrangian."""
        maps, rows, _, slot = self._hessian
        weights = self.rows.T @ multipliers[: self.equations]
        data = [part.data for part in self.stack.g_xx(self.moved(x), weights)]
        data.append(-factor * self.aim.hessian(self.inner @ x))
        every = np.concatenate([one(part) for one, part in zip(maps, data, strict=True)])
        return np.bincount(slot, every, minlength=len(rows))


def _magnitudes(cells: Cells, v: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Sizes of cells of definitions, at least a part of the largest of their component."""
    size = np.abs(v)
    least = np.zeros(len(v))
    for component in cells.components.values():
        if component.keys:
            least[component.cells] = SMALL * np.max(size[component.cells])
    found = np.maximum(size, least)[some]
    return np.where(found > 0, found, 1.0)
