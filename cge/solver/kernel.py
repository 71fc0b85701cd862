"""One term of a family of equations, evaluated over its whole space in one call."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

import casadi as ca
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cge.solver.cells import Component
    from cge.solver.template import FamilyReader, Term


class Kernel:
    """A term and its derivatives with respect to its leaves, made when they are first asked for.

    A square system that Newton's steps solve never needs its Hessian.
    """

    def __init__(
        self, term: Term, reader: FamilyReader, components: Mapping[str, Component], row: int
    ) -> None:
        used = {s.name() for s in ca.symvar(term.expression)}
        leaves = [leaf for leaf in term.space.leaves.values() if leaf[0].name() in used]
        self.rows = term.space.rows + row
        """Row of the system that each element belongs to (size)."""
        at = [
            components[c.name].start
            + reader.cells(c.name, index, term.space, components[c.name].table)
            for _, c, index in leaves
        ]
        self.cells = np.array(at, dtype=np.int64).reshape(len(leaves), term.space.size).T.copy()
        """Cell of every leaf at each element (size, leaves)."""
        self._symbols = ca.vertcat(*[leaf[0] for leaf in leaves])
        self._value = term.expression
        self._gradient = ca.gradient(term.expression, self._symbols) if leaves else ca.SX(0, 1)
        self._leaves = np.zeros(self.cells.shape)
        self._evaluators: dict[tuple[int, tuple[int, ...] | None], _Evaluator] = {}

    def among(self, number: np.ndarray) -> Kernel | None:
        """The term on some rows of the system only; None if it is on none of them.

        ``number`` gives the new number of every row, -1 where it is left out.
        """
        keep = number[self.rows] >= 0
        if not keep.any():
            return None
        other = copy(self)
        other.rows, other.cells = number[self.rows[keep]], self.cells[keep]
        other._leaves = np.zeros(other.cells.shape)
        other._evaluators = {}
        return other

    @cached_property
    def pairs(self) -> list[tuple[int, int]]:
        """Leaves (a, b), b <= a, with a second derivative that is not zero."""
        leaves = range(self.cells.shape[1])
        return [(a, b) for b in leaves for a in leaves[b:] if not self._hessian[a, b].is_zero()]

    @cached_property
    def _hessian(self) -> ca.SX:
        if not self.cells.shape[1]:
            return ca.SX(0, 0)
        return ca.jacobian(self._gradient, self._symbols)

    def evaluate(
        self, order: int, v: np.ndarray, pairs: tuple[int, ...] | None = None
    ) -> np.ndarray:
        """Value, gradient or Hessian entries at every element, shape (size, entries).

        ``pairs``: positions of those pairs whose second derivatives are wanted; all if left out.
        The array is the kernel's own: the next call of the same order writes into it.
        """
        if (order, pairs) not in self._evaluators:
            self._evaluators[order, pairs] = _Evaluator(
                self._symbols, self._expression(order, pairs), self._leaves
            )
        np.take(v, self.cells, out=self._leaves, mode="clip")  # "clip" spares a copy: all inside
        return self._evaluators[order, pairs]()

    def _expression(self, order: int, pairs: tuple[int, ...] | None) -> ca.SX:
        if order == 0:
            return self._value
        if order == 1:
            return ca.densify(self._gradient)
        some = self.pairs if pairs is None else [self.pairs[n] for n in pairs]
        second = [self._hessian[a, b] for a, b in some]
        return ca.densify(ca.vertcat(*second)) if second else ca.SX(0, 1)


class _Evaluator:
    """A CasADi function of all elements, tied to the arrays that it reads and writes."""

    def __init__(self, symbols: ca.SX, expression: ca.SX, leaves: np.ndarray) -> None:
        function = ca.Function("term", [symbols], [ca.cse(expression)]).map(len(leaves))
        self._leaves = leaves
        self._found = np.zeros((len(leaves), expression.numel()))
        self._buffer: Any
        self._buffer, self._run = function.buffer()
        if leaves.size:
            self._buffer.set_arg(0, leaves.reshape(-1).data)
        if self._found.size:
            self._buffer.set_res(0, self._found.reshape(-1).data)

    def __call__(self) -> np.ndarray:
        self._run()
        return self._found
