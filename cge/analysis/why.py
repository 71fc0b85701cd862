"""Why a number changes: its rule, what its terms contribute, from which part of the shock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.analysis.track import NotOwnError, Track
from cge.model.catalogue import place, text
from cge.symbols import load_symbols, result_symbols

if TYPE_CHECKING:
    from cge.model.definition import Definition
    from cge.model.equation import Equation
    from cge.solver.compiled import Compiled
    from cge.solver.solution import Solution

NOTHING = 1e-9
"""Contributions below this share of the largest are left out of words; they are in the sums."""


STILL = "the scenario does not change it"
GIVEN = "given: a parameter or a variable that the scenario sets"
JOINT = (
    "a market or a binding condition: its equation holds without the number itself; the whole "
    "system determines it"
)


@dataclass(frozen=True)
class Term:
    """What all cells of one component contribute to a change."""

    name: str
    meaning: str
    total: float
    by_part: dict[str, float]
    """By part of the shock."""
    cells: tuple[tuple[str, float, int], ...]
    """Label, contribution and position of every cell, the largest first."""


@dataclass(frozen=True)
class Cause:
    """A number, the rule behind it, and what moved it."""

    label: str
    meaning: str
    unit: str
    number: str
    """Number of the equation or definition in the paper; empty where there is none."""
    rule: str
    """Text of the rule."""
    file: str
    before: float
    after: float
    terms: tuple[Term, ...] = ()
    """Largest first; all add up to the change."""
    note: str = ""
    """Why there are no terms, where there are none."""
    below: Cause | None = None
    """The cell that contributes most, explained in the same way."""

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def by_part(self) -> dict[str, float]:
        """Change by part of the shock."""
        parts = dict.fromkeys((p for term in self.terms for p in term.by_part), 0.0)
        for term in self.terms:
            for part, amount in term.by_part.items():
                parts[part] += amount
        return parts


@dataclass
class Why:
    """Explains numbers of one solution.

    Parameters
    ----------
    solution : Solution
        A solved scenario.
    """

    solution: Solution
    _track: Track | None = field(default=None, init=False)

    @property
    def track(self) -> Track:
        """The path of the shock."""
        if self._track is None:
            self._track = Track(self.solution)
        return self._track

    def explain(self, cell: int, depth: int = 1) -> Cause:
        """The rule behind a cell and contributions to its change.

        Parameters
        ----------
        cell : int
            Position in ``v``, see :meth:`position`.
        depth : int
            How many rules are explained: the next is that of the largest contribution.

        Raises
        ------
        SolveError, CheckError
        """
        cause, terms = self._one(cell)
        below = None
        if depth > 1 and terms:
            _, _, largest = terms[0].cells[0]
            below = self.explain(largest, depth - 1)
        return replace(cause, terms=terms, below=below)

    def _one(self, cell: int) -> tuple[Cause, tuple[Term, ...]]:
        cause, rule = self._head(cell), self._rule(cell)
        if rule is None:
            return replace(cause, note=GIVEN), ()
        stated, system, row = rule
        cause = replace(
            cause,
            meaning=cause.meaning or str(stated.stated.__doc__ or "").strip().splitlines()[0],
            number=stated.number,
            rule=text(stated),
            file=place(stated),
        )

        try:
            found = self.track.integrate(cell, system, row)
        except NotOwnError:
            return replace(cause, note=JOINT), ()
        if not len(found.cells):
            return replace(cause, note=STILL), ()
        return cause, self._terms(found.cells, found.amounts)

    def _head(self, cell: int) -> Cause:
        """The number alone."""
        label = self.solution.compiled.label(cell)
        name = label.split("[")[0]
        symbol = result_symbols().get(name) or load_symbols().get(name)
        before, after = (float(v[cell]) for v in (self.solution.before, self.solution.after))
        meaning, unit = (symbol.long_name, symbol.unit) if symbol else ("", "")
        return Cause(label, meaning, unit, "", "", "", before, after)

    def _terms(self, cells: np.ndarray, amounts: np.ndarray) -> tuple[Term, ...]:
        label, parts = self.solution.compiled.label, self.track.parts
        grouped: dict[str, list[int]] = {}
        for n, cell in enumerate(cells.tolist()):
            grouped.setdefault(label(cell).split("[")[0], []).append(n)
        size = float(np.abs(amounts).sum(axis=1).max(initial=0.0))
        terms = []
        for name, rows in grouped.items():
            own = amounts[rows]
            if float(np.abs(own).sum()) <= NOTHING * size:
                continue
            order = np.argsort(-np.abs(own.sum(axis=1)), kind="stable")
            listed = tuple(
                (label(int(cells[rows[n]])), float(own[n].sum()), int(cells[rows[n]]))
                for n in order
            )
            by_part = dict(zip(parts, map(float, own.sum(axis=0)), strict=True))
            terms.append(Term(name, meaning_of(name), float(own.sum()), by_part, listed))
        return tuple(sorted(terms, key=lambda term: -abs(term.total)))

    def _rule(self, cell: int) -> tuple[Definition | Equation, Compiled, int] | None:
        """Rule of a cell, the system that holds it, and its row there."""
        known = self.solution.outcomes.stated(cell)
        if known is not None:
            return known
        system = self.solution.compiled
        if not np.any(system.unknowns == cell):
            return None
        name, key = self._named(cell)
        for rows in system.rows:
            if rows.equation.name == f"eq_{name}" and key in rows.keys:
                return rows.equation, system, rows.start + rows.keys.index(key)
        return None

    def _named(self, cell: int) -> tuple[str, Any]:
        for component in self.solution.compiled.components.values():
            if component.start <= cell < component.start + len(component.keys):
                return component.name, component.keys[cell - component.start]
        raise IndexError(cell)


def meaning_of(name: str) -> str:
    """What a component of the model is, in words; nothing for inner steps."""
    known = load_symbols()
    symbol = known.get(name) or result_symbols().get(name)
    if symbol is None and name.endswith("_base"):
        symbol = known.get(name.removesuffix("_base"))
    return symbol.long_name if symbol else ""
