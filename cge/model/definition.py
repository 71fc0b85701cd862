"""One definition = one rule = one quantity that follows from the unknowns.

An equation determines an unknown; a definition only says what is made of the unknowns: an income, a
budget item, a gain.  It is stated once, beside the equations.  Other rules may *call* it (its
formula is then written into them) or read its *cell* ``m.<cells>[...]``, a number computed before
theirs: that is how a sum gets into a quotient, a logarithm or a product of sums.  Only definitions
may read cells; equations call.

Several definitions may fill one component of cells, each the part with its labels:
``government_revenue[item, region]`` has a definition for every tax.

Every definition is compiled by the templates of the equations, evaluated at any point and
differentiated exactly (:mod:`cge.solver.outcomes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from cge.model.equation import Condition, Equation, always

if TYPE_CHECKING:
    from cge.model.declare import Declared


@dataclass(frozen=True)
class Definition:
    """A family of quantities over an index set, written as a Pyomo rule returning a value."""

    number: str
    """Number in the paper, for example ``W-3``."""
    name: str
    """Name of the rule."""
    over: str | None
    """Name of the Set of the model that it runs over; None for a single number."""
    rule: Callable[..., Any]
    cells: str
    """Component of the model that holds its values; the name in the result file, if it is there."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Labels of its part of that component, by dim; they come before the index of the rule."""
    before: bool = False
    """Whether definitions read benchmark values too, from the cells ``<cells>_base``."""
    elsewhere: float = float("nan")
    """Value in the result file of cells that do not exist."""
    within: str | None = None
    """Set of the cells, where it is larger than the Set of the rule: the others are zero."""
    holds: Condition = always
    """Whether a scenario has this definition: closures replace some by others."""

    @property
    def stated(self) -> Callable[..., Any]:
        """The function as it is written in its block."""
        return self.rule

    def __call__(self, m: Any, *index: Any) -> Any:
        """The formula, to be written into another rule."""
        return self.rule(m, *index)

    def equation(self) -> Equation:
        """``cell == formula``: the row by which it is compiled, or made part of a system."""
        labels = tuple(self.labels.values())

        def row(m: Any, *index: Any) -> Any:
            cells, at = getattr(m, self.cells), labels + index
            cell = cells[at if len(at) > 1 else at[0]] if at else cells
            return cell == self.rule(m, *index)

        return Equation(self.number, self.name, self.over, row)

    def keys(self, m: Any) -> list[Any]:
        """Keys of its cells; ``[None]`` for a single number."""
        over, labels = self.within or self.over, tuple(self.labels.values())
        if over is None:
            return [labels if len(labels) > 1 else labels[0] if labels else None]
        rows = list(getattr(m, over))
        if not labels:
            return rows
        return [(*labels, *(row if isinstance(row, tuple) else (row,))) for row in rows]


def definition(
    number: str,
    over: str | None = None,
    of: str | None = None,
    *,
    before: bool = False,
    elsewhere: float = float("nan"),
    within: str | None = None,
    when: Condition = always,
    **labels: str,
) -> Callable[[Callable[..., Any]], Definition]:
    """Turn a rule into a numbered :class:`Definition`.

    Parameters
    ----------
    number, over
        Number in the paper and Set of the model.
    of
        Component that holds the values, where it has not the name of the rule:
        ``of="government_revenue", item="tariff"`` makes it the part with that label.
    before
        Keep the benchmark values in cells of their own, ``<cells>_base``.
    elsewhere
        Value in the result file outside the cells: NaN where nothing exists, 0 where nothing is.
    within
        Set of the cells where the rule holds for some of them only; the others are zero.
    when
        Says which scenarios have it.
    """

    def wrap(rule: Callable[..., Any]) -> Definition:
        name = rule.__name__
        return Definition(
            number, name, over, rule, of or name, labels, before, elsewhere, within, when
        )

    return wrap


def declare_cells(m: pyo.ConcreteModel, definitions: Iterable[Definition]) -> None:
    """Let rules read the cells of definitions: parameters that the model itself gives no values."""
    before: dict[str, bool] = {}
    single = {one.cells for one in definitions if one.over is None and not one.labels}
    for one in definitions:
        before[one.cells] = before.get(one.cells, False) or one.before
    for cells in before:
        for name in (cells, f"{cells}_base") if before[cells] else (cells,):
            index = () if cells in single else (pyo.Any,)
            m.add_component(name, pyo.Param(*index, default=0.0, within=pyo.Any, mutable=True))


def keys_of_cells(m: Declared, definitions: Iterable[Definition]) -> dict[str, list[Any]]:
    """Keys of every component that definitions fill, benchmark values included."""
    keys: dict[str, dict[Any, None]] = {}
    before = {one.cells for one in definitions if one.before}
    for one in definitions:
        keys.setdefault(one.cells, {}).update(dict.fromkeys(one.keys(m)))
    found = {name: list(every) for name, every in keys.items()}
    return found | {f"{name}_base": found[name] for name in found if name in before}
