"""One term of a family of equations, evaluated over its whole space in one call."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

import casadi as ca
import numpy as np

from cge.solver.tape import Tape, known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cge.solver.cells import Component
    from cge.solver.template import FamilyReader, Term

MANY = 128
"""Elements from which a call of NumPy for every operation is faster than CasADi's loop."""


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
        self.cells = np.array(at, dtype=np.int64).reshape(len(leaves), term.space.size)
        """Cell of every leaf at each element (leaves, size)."""
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
        other.rows, other.cells = number[self.rows[keep]], self.cells[:, keep]
        other._leaves = np.zeros(other.cells.shape)
        other._evaluators = {}
        return other

    @cached_property
    def pairs(self) -> list[tuple[int, int]]:
        """Leaves (a, b), b <= a, with a second derivative that is not zero."""
        leaves = range(len(self.cells))
        return [(a, b) for b in leaves for a in leaves[b:] if not self._hessian[a, b].is_zero()]

    @cached_property
    def _hessian(self) -> ca.SX:
        if not len(self.cells):
            return ca.SX(0, 0)
        return ca.jacobian(self._gradient, self._symbols)

    def evaluate(
        self, order: int, v: np.ndarray, entries: tuple[int, ...] | None = None
    ) -> np.ndarray:
        """Value, first or second derivatives at every element, shape (entries, size).

        ``entries``: numbers of the leaves, or of the pairs of leaves, in which derivatives are
        wanted; all if left out.  The array is the kernel's own: the next call with the same order
        and entries writes into it.
        """
        if (order, entries) not in self._evaluators:
            self._evaluators[order, entries] = _Evaluator(
                self._symbols, self._expression(order, entries), self._leaves
            )
        np.take(v, self.cells, out=self._leaves, mode="clip")  # "clip" spares a copy: all inside
        return self._evaluators[order, entries]()

    def _expression(self, order: int, entries: tuple[int, ...] | None) -> ca.SX:
        if order == 0:
            return self._value
        if order == 1:
            wanted = range(len(self.cells)) if entries is None else entries
            return ca.densify(self._gradient[list(wanted)])
        some = self.pairs if entries is None else [self.pairs[n] for n in entries]
        second = [self._hessian[a, b] for a, b in some]
        return ca.densify(ca.vertcat(*second)) if second else ca.SX(0, 1)


class _Evaluator:
    """A function of all elements, tied to the arrays that it reads and writes."""

    def __init__(self, symbols: ca.SX, expression: ca.SX, leaves: np.ndarray) -> None:
        size = leaves.shape[1]
        self._found = np.zeros((expression.numel(), size))
        function = ca.Function("term", [symbols], [ca.cse(expression)])
        self._run = (
            Tape(function, leaves, self._found)
            if size >= MANY and known(function)
            else _OneByOne(function, leaves, self._found)
        )

    def __call__(self) -> np.ndarray:
        self._run()
        return self._found


class _OneByOne:
    """CasADi's own evaluation, which wants the leaves of one element side by side."""

    def __init__(self, function: ca.Function, leaves: np.ndarray, found: np.ndarray) -> None:
        self._leaves, self._found = leaves, found
        self._by_element = np.zeros(leaves.shape[::-1])
        self._results = np.zeros(found.shape[::-1])
        self._buffer: Any
        self._buffer, self._run = function.map(leaves.shape[1]).buffer()
        if leaves.size:
            self._buffer.set_arg(0, self._by_element.reshape(-1).data)
        if found.size:
            self._buffer.set_res(0, self._results.reshape(-1).data)

    def __call__(self) -> None:
        self._by_element[:] = self._leaves.T
        self._run()
        self._found[:] = self._results.T
