"""Kinds of values in a scenario file: numbers within bounds, names, selectors."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cge.benchmark.schema import BELIEFS, LARGEST_ELASTICITY

LOWEST_PRICE = -100.0
"""Visa price, share of income, below which a number is a slip of the pen."""
LONGEST = 60
"""Characters of a value that a message shows."""


def number_or_nan(value: Any) -> float:
    """The number, NaN for whatever is none (or too large to be one)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan


def shortened(value: object) -> str:
    """A value as written, cut where it is long."""
    try:
        text = repr(value)
    except ValueError:  # Python writes no integer of more than 4300 digits
        return "a very large number"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def finite(value: Any) -> Any:
    """A number that is none of NaN and infinity."""
    number = number_or_nan(value)
    if not math.isfinite(number):
        msg = f"found {shortened(value)}; allowed: a number"
        raise ValueError(msg)
    return number


def positive(value: Any) -> Any:
    """An elasticity that may be infinite, but whose inverse must exist."""
    number = math.inf if value == "inf" else number_or_nan(value)
    if not number > 0:
        msg = f"found {shortened(value)}; allowed: a number > 0 or .inf"
        raise ValueError(msg)
    return number


def elasticity(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The check of a number, and that it is none that no computer tells from infinity."""

    def checked(value: Any) -> Any:
        number = check(value)
        if LARGEST_ELASTICITY < number < math.inf:
            most = f"at most {LARGEST_ELASTICITY:g}, or .inf where the two are perfect substitutes"
            msg = f"found {shortened(value)}; allowed: {most}"
            raise ValueError(msg)
        return number

    return checked


def within(lower: float, upper: float | None) -> Callable[[Any], Any]:
    """A check that a value is a finite number between bounds."""
    allowed = f"a number >= {lower:g}" if upper is None else f"a number {lower:g} to {upper:g}"

    def check(value: Any) -> Any:
        number = number_or_nan(value)
        if not (
            math.isfinite(number) and lower <= number <= (math.inf if upper is None else upper)
        ):
            msg = f"found {shortened(value)}; allowed: {allowed}"
            raise ValueError(msg)
        return number

    return check


def visa_price(value: Any) -> Any:
    """A share of income below 1, or ``mfn``."""
    if value == "mfn":
        return value
    number = number_or_nan(value)
    if not LOWEST_PRICE <= number < 1:
        msg = (
            f"found {shortened(value)}; allowed: a number below 1 (share of income; at least"
            f" {LOWEST_PRICE:g}) or mfn"
        )
        raise ValueError(msg)
    return number


def belief(value: Any) -> Any:
    """A number of people above 0, or a belief of the benchmark by name."""
    if value in BELIEFS:
        return value
    number = number_or_nan(value)
    if not 0 < number < math.inf:
        names = ", ".join(BELIEFS)
        msg = f"found {shortened(value)}; allowed: a number of workers above 0, or {names}"
        raise ValueError(msg)
    return number


def by_label(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The check of one value, for one or for one of each sector or skill."""

    def checked(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(label): check(number) for label, number in value.items()}
        return check(value)

    return checked


def words(value: Any) -> Any:
    """A name or a list of names, as a tuple."""
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not listed:
        msg = f"found {value!r}; allowed: a name or a list of names"
        raise ValueError(msg)
    wrong = [word for word in listed if not isinstance(word, str) or not word.strip()]
    if wrong:
        msg = f"found {wrong[0]!r}; allowed: names (quote a name that looks like a number)"
        raise ValueError(msg)
    return tuple(word.strip() for word in listed)


Number = Annotated[float, BeforeValidator(finite)]
Share = Annotated[float, BeforeValidator(finite), Field(ge=0, le=1)]
Ratio = Annotated[float, BeforeValidator(finite), Field(gt=0)]
Belief = Annotated[float | Literal["low", "central", "high"], BeforeValidator(belief)]
VisaPrice = Annotated[float | Literal["mfn"], BeforeValidator(visa_price)]
Selector = Annotated[
    tuple[str, ...],
    BeforeValidator(words, json_schema_input_type=str | list[str]),
]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=100)]
Texts = Annotated[
    tuple[str, ...],
    BeforeValidator(words, json_schema_input_type=str | list[str]),
]


class Section(BaseModel):
    """What all parts of a scenario share: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def exactly_one(section: BaseModel, names: tuple[str, ...]) -> None:
    """One of these keys and no more."""
    given = [name for name in names if getattr(section, name) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "none of them"
        msg = f"found {found}; allowed: exactly one of {', '.join(names)}"
        raise ValueError(msg)
