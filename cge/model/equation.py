"""One equation = one rule = one numbered line of the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from cge.model.ces import between, complementary

if TYPE_CHECKING:
    from cge.scenario.settings import Settings

Condition = Callable[["Settings"], bool]


def always(_: Settings) -> bool:
    """In every scenario."""
    return True


@dataclass(frozen=True)
class Equation:
    """A family of equations over an index set, written as a Pyomo rule returning ``lhs == rhs``."""

    number: str
    """Number in the paper, for example ``P-3``."""
    name: str
    """``eq_`` + the variable that it determines."""
    over: str | None
    """Name of the Set of the model that it runs over; None for a single equation."""
    rule: Callable[..., Any]
    holds: Condition = always
    """Whether a scenario has this equation: closures replace some by others."""
    left_out: bool = False
    """A market that Walras' law implies (C-3): evaluated after the solve, never used."""
    sides: Callable[..., tuple[Any, ...]] | None = None
    """What the rule of a complementarity holds apart, see :func:`complement`."""

    @property
    def file(self) -> str:
        """Module that states it, for messages and docs."""
        return self.rule.__module__.rsplit(".", 1)[-1] + ".py"


def equation(
    number: str, over: str | None = None, *, when: Condition = always, left_out: bool = False
) -> Callable[[Callable[..., Any]], Equation]:
    """Turn a rule into a numbered :class:`Equation`; ``when`` says which scenarios have it."""

    def wrap(rule: Callable[..., Any]) -> Equation:
        return Equation(number, rule.__name__, over, rule, when, left_out)

    return wrap


def complement(
    number: str, over: str | None = None, *, when: Condition = always
) -> Callable[[Callable[..., tuple[Any, ...]]], Equation]:
    """Turn the sides of a complementarity into a numbered :class:`Equation`, which keeps them.

    Two sides (left, right): none is negative, one is zero.  Three (floor, ceiling, flow): rooms
    above the floor and below the ceiling are not negative, flow > 0 only at the floor, < 0 only at
    the ceiling.  Checks of a solution evaluate the sides, and so trust no rounding of the rule.
    """

    def wrap(sides: Callable[..., tuple[Any, ...]]) -> Equation:
        @wraps(sides)
        def rule(m: Any, *index: Any) -> Any:
            found = sides(m, *index)
            form: Callable[..., Any] = complementary if len(found) == 2 else between
            return form(*found, m.complementarity) == 0

        return Equation(number, sides.__name__, over, rule, when, sides=sides)

    return wrap
