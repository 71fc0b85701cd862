"""What the user probably meant: the valid name nearest to the one that was found."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

LISTED = 40
"""More names than this are counted and not listed."""


def nearest(
    name: object, allowed: Iterable[object], synonyms: Mapping[str, str] = MappingProxyType({})
) -> str:
    """``; did you mean 'x'?`` where a valid name is near, else nothing.

    ``synonyms`` are other words for the allowed names: ``{"Germany": "DEU"}``.
    """
    word = str(name).lower()
    lowered = {str(known).lower(): str(known) for known in allowed}
    others = {other.lower(): known for other, known in synonyms.items()}
    begins = [other for other in others if len(word) > 2 and other.startswith(word)]
    found = difflib.get_close_matches(word, [*lowered, *others], n=1, cutoff=0.5)
    best = (begins if len(begins) == 1 else found)[:1]
    return f"; did you mean {(lowered | others)[best[0]]!r}?" if best else ""


def listing(allowed: Iterable[object]) -> str:
    """The allowed names, shortened where there are many."""
    names = [str(name) for name in allowed]
    shown = ", ".join(names[:LISTED]) or "none"
    return shown + (f", ... ({len(names)} in all)" if len(names) > LISTED else "")


def allowed_names(name: object, allowed: Iterable[object]) -> str:
    """What is allowed in place of ``name``, and what was probably meant."""
    names = list(allowed)
    return f"allowed: {listing(names)}{nearest(name, names)}"
