"""A family of equations as terms, read from its rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.model.equation import Equation
from cge.solver.labels import as_tuple
from cge.solver.template import FamilyReader

if TYPE_CHECKING:
    import pyomo.environ as pyo

    from cge.solver.cells import Cells
    from cge.solver.template import Term


@dataclass(frozen=True)
class Family:
    """The terms of one family of equations."""

    equation: Equation
    keys: list[Any]
    codes: np.ndarray
    """Codes of the labels of every row (rows, width of the index)."""
    terms: list[Term]
    reader: FamilyReader

    @classmethod
    def read(cls, model: pyo.ConcreteModel, equation: Equation, cells: Cells) -> Family:
        """Read the rule as a template; a family without members has no terms."""
        reader = FamilyReader(equation.name, cells.codec, cells.members)
        index = getattr(model, equation.over) if equation.over else None
        if index is not None and not len(index):
            return cls(equation, [], np.zeros((0, 0), dtype=np.int64), [], reader)
        return cls(equation, *reader.read(model, equation.rule, index), reader)

    def reads(self) -> set[str]:
        """Names of the variables and parameters in it."""
        leaves = (leaf for term in self.terms for leaf in term.space.leaves.values())
        return {component.name for _, component, _ in leaves}


def sides_of(model: pyo.ConcreteModel, equation: Equation) -> list[Equation]:
    """The sides of a complementarity as rows ``side == 0``; none of other equations."""
    sides = equation.sides
    index = getattr(model, equation.over) if equation.over else [()]
    if sides is None or not len(index):
        return []

    def row(n: int) -> Equation:
        rule = lambda m, *at: sides(m, *at)[n] == 0  # noqa: E731
        return Equation(equation.number, f"{equation.name}[{n}]", equation.over, rule)

    return [row(n) for n in range(len(sides(model, *as_tuple(next(iter(index))))))]
