"""Selectors: names, groups, ``all`` and ``except NAME`` to labels of the benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

ALL = "all"
EXCEPT = "except "

DIMS = {
    "to": "region",
    "from": "region",
    "by": "region",
    "importer": "region",
    "exporter": "region",
    "payer": "region",
    "recipient": "region",
    "region": "region",
    "skill": "skill",
    "sector": "sector",
    "factor": "factor",
}
"""Keys that hold a selector, and what it selects from."""


def vocabulary(bench: xr.Dataset, dim: str) -> dict[str, tuple[str, ...]]:
    """Every word a selector of ``dim`` may use, with the labels it stands for."""
    labels = tuple(str(label) for label in bench[dim].values)
    words = {ALL: labels}
    if dim == "region" and "member" in bench:
        members = bench.member.transpose("region_group", "region").values
        for group, inside in zip(bench.region_group.values, members, strict=True):
            words[str(group)] = tuple(
                label for label, member in zip(labels, inside, strict=True) if member
            )
    return words | {label: (label,) for label in labels}


def synonyms(bench: xr.Dataset, dim: str) -> dict[str, str]:
    """Full names of the labels of ``dim`` where the benchmark has them."""
    full = f"{dim}_name"
    if full not in bench:
        return {}
    return {
        str(name): str(label)
        for name, label in zip(bench[full].values, bench[dim].values, strict=True)
    }


def name_in(word: str) -> str:
    """The name in ``NAME`` or ``except NAME``."""
    return word.removeprefix(EXCEPT).strip()


def select(words: Iterable[str], known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Labels a selector stands for, in the order of the benchmark; possibly none.

    Names must be in ``known`` (see :func:`cge.scenario.names.add_unknown_names`).
    """
    listed = list(words)
    excluded = [word for word in listed if word.startswith(EXCEPT)]
    included = [word for word in listed if not word.startswith(EXCEPT)] or [ALL]
    chosen = {label for word in included for label in known[word]}
    chosen -= {label for word in excluded for label in known[name_in(word)]}
    return tuple(label for label in known[ALL] if label in chosen)
