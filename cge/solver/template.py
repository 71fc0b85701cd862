"""Equation rules -> additive terms on index spaces, once per family and not once per row.

A rule is called a single time with placeholders for its indices (Pyomo's ``templatize_rule``).  Its
expression is read as a sum of terms, each living on a *space*: the rows of the family, or these
rows expanded by the members of the sums around the term.  A term is one small CasADi expression of
its *leaves* (cells of variables and parameters), the same for every element of its space; only the
cells that the leaves point at differ.

What a rule may contain is what Pyomo can templatise: data in Param, builtin ``sum`` over Sets (also
indexed ones), no Python ``if`` on an index.  A sum may stand inside a product or quotient with
terms that hold no sum, but never inside a power, a logarithm or another nonlinear function: there
it needs a variable of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import casadi as ca
import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr import numeric_expr as num
from pyomo.core.expr import relational_expr as rel
from pyomo.core.expr.template_expr import (
    GetItemExpression,
    IndexTemplate,
    TemplateSumExpression,
    templatize_rule,
)

from cge.solver.labels import CellTable, Codec, as_tuple


class TemplateError(Exception):
    """A rule that cannot be compiled: a mistake in the model, never of the user."""


@dataclass
class Space:
    """The elements over which one term is evaluated."""

    rows: np.ndarray
    """Row of the family that each element belongs to."""
    codes: dict[int, np.ndarray]
    """Code of every index placeholder (by its id) at each element."""
    leaves: dict[tuple[Any, ...], tuple[ca.SX, Any, list[Any]]] = field(default_factory=dict)
    """Signature -> (symbol, component, index expressions)."""

    @property
    def size(self) -> int:
        """Number of elements."""
        return len(self.rows)


@dataclass
class Term:
    """One scalar function of leaves, evaluated over a space and added up by row."""

    space: Space
    expression: ca.SX


Additive = dict[int, Term]
"""Terms by the id of their space: they are to be added."""

_UNARY = {
    "exp": ca.exp,
    "log": ca.log,
    "sqrt": ca.sqrt,
    "sinh": ca.sinh,
    "tanh": ca.tanh,
}


class FamilyReader:
    """Reads the template of one family into additive terms."""

    def __init__(self, name: str, codec: Codec, sets: dict[int, Any]) -> None:
        self.name = name
        self.codec = codec
        self._sets = sets

    # -- reading ---------------------------------------------------------------------------------
    def read(
        self, model: pyo.ConcreteModel, rule: Any, index_set: Any
    ) -> tuple[list[Any], np.ndarray, list[Term]]:
        """Keys of the rows, their codes (rows, width of the index), terms of ``lhs - rhs``."""
        keys, columns = self._index(index_set)
        expression, templates = templatize_rule(model, lambda m, idx: rule(m, *idx), index_set)
        if not isinstance(expression, rel.EqualityExpression):
            msg = f"{self.name}: a rule must return lhs == rhs, not {type(expression).__name__}"
            raise TemplateError(msg)
        codes = {id(t): columns[:, n] for n, t in enumerate(templates)}
        space = Space(np.arange(len(keys)), codes)
        lhs, rhs = (self._walk(a, space) for a in expression.args)
        terms = self._add(lhs, self._scale(rhs, ca.SX(-1)))
        return keys, columns, [t for t in terms.values() if t.space.size]

    def _index(self, index_set: Any) -> tuple[list[Any], np.ndarray]:
        """Members of the set of the rows, and their codes; families over one set share them."""
        if index_set is None:
            return [None], np.zeros((1, 0), dtype=np.int64)
        if id(index_set) not in self._sets:
            keys = list(index_set)
            tuples = [as_tuple(key) for key in keys]
            columns = self.codec.columns(tuples, len(tuples[0]))
            self._sets[id(index_set)] = keys, columns, index_set  # kept, so that its id stays
        keys, columns, _ = self._sets[id(index_set)]
        return keys, columns

    def _walk(self, node: Any, space: Space) -> Additive:
        if isinstance(node, (int, float, np.number)):
            return {id(space): Term(space, ca.SX(float(node)))}
        if isinstance(node, TemplateSumExpression):
            child = space
            for group in node.template_iters():
                child = self._expand(child, group)
            (summand,) = node._local_args_
            return self._walk(summand, child)
        if isinstance(node, GetItemExpression):
            return {id(space): Term(space, self._leaf(node.args[0], list(node.args[1:]), space))}
        if not node.is_expression_type():
            return {id(space): Term(space, self._leaf(node, [], space))}
        return self._operation(node, space)

    def _operation(self, node: Any, space: Space) -> Additive:
        if isinstance(node, num.SumExpressionBase):
            total: Additive = {}
            for arg in node.args:
                total = self._add(total, self._walk(arg, space))
            return total
        args = [self._walk(arg, space) for arg in node.args]
        if isinstance(node, num.NegationExpression):
            return self._scale(args[0], ca.SX(-1))
        if isinstance(node, num.ProductExpression):
            left, right = args
            if self._is_plain(right, space):
                return self._scale(left, right[id(space)].expression)
            return self._scale(right, self._plain(left, space, node))
        if isinstance(node, num.DivisionExpression):
            return self._scale(args[0], 1 / self._plain(args[1], space, node))
        plain = [self._plain(a, space, node) for a in args]
        return {id(space): Term(space, self._nonlinear(node, plain))}

    def _nonlinear(self, node: Any, args: list[ca.SX]) -> ca.SX:
        if isinstance(node, num.PowExpression):
            return ca.power(*args)
        if isinstance(node, num.Expr_ifExpression):
            return ca.if_else(args[0] != 0, args[1], args[2])
        if isinstance(node, num.UnaryFunctionExpression) and node.getname() in _UNARY:
            return _UNARY[node.getname()](*args)
        msg = f"{self.name}: {type(node).__name__} ({node}) is not supported in rules"
        raise TemplateError(msg)

    # -- sums ------------------------------------------------------------------------------------
    @staticmethod
    def _add(left: Additive, right: Additive) -> Additive:
        total = dict(left)
        for key, term in right.items():
            known = total.get(key)
            total[key] = (
                term if known is None else Term(term.space, known.expression + term.expression)
            )
        return total

    @staticmethod
    def _scale(terms: Additive, factor: ca.SX) -> Additive:
        return {k: Term(t.space, t.expression * factor) for k, t in terms.items()}

    @staticmethod
    def _is_plain(terms: Additive, space: Space) -> bool:
        return set(terms) == {id(space)}

    def _plain(self, terms: Additive, space: Space, node: Any) -> ca.SX:
        if self._is_plain(terms, space):
            return terms[id(space)].expression
        msg = (
            f"{self.name}: a sum inside a nonlinear function or a second factor needs a "
            f"variable: {node}"
        )
        raise TemplateError(msg)

    def _expand(self, space: Space, group: tuple[IndexTemplate, ...]) -> Space:
        over = group[0]._set
        if isinstance(over, GetItemExpression):
            component, index = over.args[0], list(over.args[1:])
            table, starts, members = self._set_table(component)
            at = table.find(self._columns(index, space))
            if (at < 0).any():
                msg = f"{self.name}: {component.name} has no member set for some rows"
                raise TemplateError(msg)
            counts = starts[at + 1] - starts[at]
            parent = np.repeat(np.arange(space.size), counts)
            within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
            columns = members[np.repeat(starts[at], counts) + within].reshape(-1, len(group))
        else:
            keys = [as_tuple(k) for k in over]
            listed = self.codec.columns(keys, len(group))
            parent = np.repeat(np.arange(space.size), len(keys))
            columns = np.tile(listed, (space.size, 1))
        codes = {key: array[parent] for key, array in space.codes.items()}
        codes.update({id(t): columns[:, n] for n, t in enumerate(group)})
        return self._child(space.rows[parent], codes, space)

    def _child(self, rows: np.ndarray, codes: dict[int, np.ndarray], parent: Space) -> Space:
        child = Space(rows, codes)
        # Symbols of the parent may appear in products with the child's: they stay known there.
        child.leaves = parent.leaves
        return child

    def _set_table(self, component: Any) -> tuple[CellTable, np.ndarray, np.ndarray]:
        if id(component) not in self._sets:
            keys = list(component.keys())
            lists = [[as_tuple(x) for x in component[k]] for k in keys]
            width = next((len(x[0]) for x in lists if x), 1)
            starts = np.concatenate([[0], np.cumsum([len(x) for x in lists])]).astype(np.int64)
            members = self.codec.columns([x for one in lists for x in one], width)
            self._sets[id(component)] = (
                CellTable(keys, self.codec),
                starts,
                members,
            )
        return self._sets[id(component)]

    # -- leaves ----------------------------------------------------------------------------------
    def _leaf(self, component: Any, index: list[Any], space: Space) -> ca.SX:
        signature = (component.name, *(self._signature(x) for x in index))
        if signature not in space.leaves:
            symbol = ca.SX.sym(f"{component.name}_{len(space.leaves)}")
            space.leaves[signature] = (symbol, component, index)
        return space.leaves[signature][0]

    @staticmethod
    def _signature(index: Any) -> Any:
        return id(index) if isinstance(index, IndexTemplate) else ("constant", index)

    def _columns(self, index: list[Any], space: Space) -> np.ndarray:
        columns = [
            space.codes[id(x)]
            if isinstance(x, IndexTemplate)
            else np.full(space.size, self.codec.encode(x))
            for x in index
        ]
        return np.column_stack(columns) if columns else np.zeros((space.size, 0), dtype=np.int64)

    def cells(self, name: str, index: list[Any], space: Space, table: CellTable) -> np.ndarray:
        """Position of the leaf's cell, of the component ``name``, at each element of the space."""
        at = table.find(self._columns(index, space))
        if (at < 0).any():
            missing = int((at < 0).sum())
            msg = f"{self.name}: {name} has no cell for {missing} of {space.size} elements"
            raise TemplateError(msg)
        return at
