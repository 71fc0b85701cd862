"""The cases of ``cge verify``: each solves something and returns its figures by name."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cge.errors import UsageError
from cge.nearest import nearest
from cge.verify import auction, games, textbook, world
from cge.verify.figures import Figure, published

Own = dict[str, float]


@dataclass(frozen=True)
class Case:
    """One publication, or one question put to several."""

    title: str
    figures: Callable[[], Own]
    long: bool = False
    """Solves the world benchmark: a minute and not a second."""


CASES: dict[str, Case] = {
    "moses_letnes": Case("Moses and Letnes: opening every labour market", textbook.moses_letnes),
    "two_by_two": Case("Rutherford and Markusen: two goods, two factors", textbook.two_by_two),
    "clemens": Case("Clemens: the back of an envelope", textbook.clemens),
    "posner_weyl": Case("Posner and Weyl: the OECD opens", textbook.posner_weyl),
    "surplus": Case("Borjas: the immigration surplus", textbook.surplus),
    "auction": Case("Collie: the best price of a visa", auction.figures),
    "games": Case("Trachtman: the dilemma of two governments", games.figures),
    "world": Case("The world benchmark beside other models", world.figures, long=True),
}


@dataclass(frozen=True)
class Report:
    """What came out of one case."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether every figure is as it should be."""
        return all(figure.as_expected for figure in self.figures)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "case": self.name,
            "title": self.title,
            "ok": self.ok,
            "seconds": round(self.seconds, 2),
            "figures": [
                {
                    "figure": f.published.figure,
                    "unit": f.published.unit,
                    "own": f.own,
                    "published": [f.published.low, _finite(f.published.high)],
                    "gap": f.gap,
                    "tolerance": f.published.tolerance,
                    "verdict": f.verdict,
                    "expected": f.published.expect,
                    "why": f.published.why,
                    "source": f.published.source,
                    "read_in": f.published.read_in,
                }
                for f in self.figures
            ],
        }


def _finite(number: float) -> float | None:
    """JSON has no infinity: a figure without an upper bound has null."""
    return number if math.isfinite(number) else None


def verify(names: Iterable[str] = ()) -> Iterable[Report]:
    """Solve the cases, one after the other; all of them when none is named.

    Raises
    ------
    UsageError
        If there is no such case.
    SolveError, CheckError
        If a case cannot be solved.
    """
    wanted = tuple(names) or tuple(CASES)
    for name in wanted:
        if name not in CASES:
            msg = f"there is no case {name!r}; allowed: {', '.join(CASES)}{nearest(name, CASES)}"
            raise UsageError(msg)
    return (_one(name) for name in wanted)


def _one(name: str) -> Report:
    started = time.perf_counter()
    own = CASES[name].figures()
    figures = tuple(Figure(p, own[p.figure]) for p in published() if p.case == name)
    alone = set(own) - {f.published.figure for f in figures}
    if alone:
        msg = f"{name}: no published figure beside {sorted(alone)}"
        raise KeyError(msg)
    return Report(name, CASES[name].title, figures, time.perf_counter() - started)
