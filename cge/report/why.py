"""Why a number changes, in words, as tables, and as a tree for the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cge.analysis.why import meaning_of
from cge.report.sheet import Sheet, as_text, decimals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cge.analysis.answers import Answer
    from cge.analysis.hangs_on import Elasticity
    from cge.analysis.why import Cause, Term

LISTED = 3
"""Cells of a term that are listed, the largest."""
STRONGEST = 5
"""Elasticities that are listed."""


@dataclass(frozen=True)
class Step:
    """One number of the tree: what it is, the rule, and the terms of its change."""

    label: str
    meaning: str
    change: str
    rule: str
    where: str
    note: str
    terms: Sheet


def steps(cause: Cause) -> list[Step]:
    """The number and those below it, each the largest contribution to the one before."""
    found: list[Step] = []
    at: Cause | None = cause
    while at is not None:
        where = f"({at.number}) {at.file}" if at.number else ""
        unit = f" [{at.unit}]" if at.unit else ""
        step = Step(at.label, at.meaning + unit, change(at), at.rule, where, at.note, terms(at))
        found.append(step)
        at = at.below
    return found


def change(cause: Cause) -> str:
    """``before 38,273, after 38,017, change -256 (-0.67%)``."""
    values = (cause.before, cause.after)
    largest = max(decimals([cause.change]), decimals(values))
    before, after, by = (as_text(x, largest) for x in (*values, cause.change))
    if abs(cause.before) <= 1e-9 * abs(cause.after):
        return f"before {before}, after {after}"
    percent = 100 * cause.change / abs(cause.before)
    return f"before {before}, after {after}, change {by} ({percent:+.3g}%)"


def terms(cause: Cause) -> Sheet:
    """Contributions of the terms of a rule; by part of the shock where there are several."""
    parts = [part for part, amount in cause.by_part.items() if amount]
    split = parts if len(parts) > 1 else []
    rows = [row for term in cause.terms for row in _rows(term, cause.change, split)]
    total = sum(term.total for term in cause.terms)
    if rows:
        rows.append(("sum: the change", "", total, _share(total, cause.change),
                     *(cause.by_part[part] for part in split)))  # fmt: skip
    heads = (f"of it by {in_words(part)}" for part in split)
    columns = ("term", "what it is", "contribution", "% of change", *heads)
    title = "What its terms contribute"
    if len(parts) == 1:
        title += f"; all of it comes from {in_words(parts[0])}"
    return Sheet(title, columns, tuple(rows))


def _rows(term: Term, change: float, split: list[str]) -> Iterator[tuple[str | float, ...]]:
    name = term.cells[0][0] if len(term.cells) == 1 else f"{term.name}, {len(term.cells)} of them"
    by_part = (term.by_part[part] for part in split)
    yield (name, term.meaning, term.total, _share(term.total, change), *by_part)
    if len(term.cells) > 1:
        for label, amount, _ in term.cells[:LISTED]:
            yield (f"  {label}", "", amount, _share(amount, change), *(float("nan") for _ in split))


def _share(amount: float, change: float) -> float:
    return 100 * amount / change if change else float("nan")


def in_words(component: str) -> str:
    """``quota (limit)``: what a component of the model is."""
    meaning = meaning_of(component)
    return f"{meaning} ({component})" if meaning else component


def hangs_on(found: tuple[Elasticity, ...]) -> Sheet:
    """The strongest elasticities of the change."""
    rows = tuple(
        (one.name, f"size of the shock: {meaning_of(one.name)}" if one.is_shock
         else meaning_of(one.name), one.value)
        for one in found[:STRONGEST]
    )  # fmt: skip
    columns = ("parameter", "what it is", "% of the change per % of it")
    return Sheet("What the change hangs on most", columns, rows)


def tree(answers: list[Answer]) -> list[tuple[list[Step], Sheet, str]]:
    """What the page shows of every answer: steps, elasticities, remark."""
    return [(steps(a.cause), hangs_on(a.hangs_on), a.remark) for a in answers]
