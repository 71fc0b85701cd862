"""What pydantic found, in the words of a scenario file: what was found, what is allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cge.nearest import listing, nearest
from cge.places import Key, Problems
from cge.scenario.kinds import shortened
from cge.scenario.schema import SECTIONS, keys_of

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

BOUNDS = {
    "greater_than": (">", "gt"),
    "greater_than_equal": (">=", "ge"),
    "less_than": ("<", "lt"),
    "less_than_equal": ("<=", "le"),
}
KINDS = {
    "string_type": "a word (quote a name that looks like a number)",
    "tuple_type": "a list, each entry beginning with '-'",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}


Sections = Mapping[tuple[str, ...], type["BaseModel"]]
"""The class of each part of a file, by its keys without list positions."""


def add_errors(
    error: ValidationError,
    data: Mapping[str, Any],
    problems: Problems,
    sections: Sections = SECTIONS,
) -> None:
    """Record every error of a validation, each at its place in the file."""
    for detail in error.errors(include_url=False):
        key = _written(detail["loc"], data)
        problems.add(key, _text(detail, key, sections))


def _written(loc: Key, data: Any) -> Key:
    """The part of pydantic's location that stands in the file, and the key that should."""
    key: list[str | int] = []
    for part in loc:
        entries = dict(enumerate(data)) if isinstance(data, list | tuple) else data
        if not isinstance(entries, dict):
            break
        key.append(part)
        if part not in entries:
            break
        data = entries[part]
    return tuple(key)


def _text(detail: ErrorDetails, key: Key, sections: Sections) -> str:
    kind, found, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "missing":
        return "missing; this key is required"
    if kind == "extra_forbidden":
        return _unknown_key(key, sections)
    if kind == "literal_error":
        return _choice(found, str(context["expected"]))
    if kind == "value_error":
        return str(context["error"])
    if kind in BOUNDS:
        sign, name = BOUNDS[kind]
        return f"found {shortened(found)}; allowed: a number {sign} {context[name]:g}"
    if kind == "model_type":
        keys = listing(_section(key, sections))
        return f"found {shortened(found)}; allowed: a mapping with the keys {keys}"
    if kind == "string_pattern_mismatch":
        return f"found {shortened(found)}; allowed: letters, digits, '_', '.', '-', no blanks"
    if kind in KINDS:
        return f"found {shortened(found)}; allowed: {KINDS[kind]}"
    return f"found {shortened(found)}; {detail['msg'][0].lower()}{detail['msg'][1:]}"


def _section(key: Key, sections: Sections) -> list[str]:
    names = tuple(part for part in key if isinstance(part, str))
    return keys_of(sections[names]) if names in sections else []


def _unknown_key(key: Key, sections: Sections) -> str:
    name, allowed = key[-1], _section(key[:-1], sections)
    return f"unknown key {name!r}; allowed: {listing(allowed)}{nearest(name, allowed)}"


def _choice(found: object, expected: str) -> str:
    allowed = re.findall(r"'([^']*)'", expected)
    return f"found {shortened(found)}; allowed: {listing(allowed)}{nearest(found, allowed)}"
