"""Numbers of a solution explained: what moved them, and what they hang on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cge.analysis.hangs_on import Elasticity, elasticities
from cge.analysis.number import position
from cge.analysis.why import Cause, Why

if TYPE_CHECKING:
    from cge.solver.solution import Solution


@dataclass(frozen=True)
class Answer:
    """A number explained: what moved it, and what it hangs on."""

    cause: Cause
    hangs_on: tuple[Elasticity, ...]
    remark: str
    """Which labels were filled in."""


def answers(solution: Solution, asked: list[str], depth: int) -> list[Answer]:
    """Explain numbers of a solution."""
    places = [position(solution, one) for one in asked]
    explain = Why(solution)
    return [
        Answer(explain.explain(cell, depth), tuple(elasticities(solution, cell)), remark)
        for cell, remark in places
    ]
