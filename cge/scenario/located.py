"""Errors that models and results raise about a scenario, with the line that they are about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cge.errors import CgeError
from cge.places import Key, Problems, dotted
from cge.scenario.people import named

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.schema import Scenario


@contextmanager
def located(scenario: Scenario, bench: xr.Dataset) -> Iterator[None]:
    """What is raised inside about a value of the scenario begins with ``file:line: key:``."""
    try:
        yield
    except CgeError as error:
        if not error.about:
            raise
        key = _clause(scenario, bench, error) or error.about
        place = Problems(scenario.places).place(key)
        msg = f"{place}: {dotted(key)}: {error}"
        raise type(error)(msg) from error


def _clause(scenario: Scenario, bench: xr.Dataset, error: CgeError) -> Key | None:
    """The last clause of the section that names the corridor, which is the one that holds."""
    if error.corridor is None:
        return None
    dims = ("origin", "destination", "skill")
    labels = [bench[dim].values.tolist() for dim in dims]
    cell = tuple(known.index(x) for known, x in zip(labels, error.corridor, strict=True))
    section = str(error.about[0])
    clauses = [
        n for n, clause in enumerate(getattr(scenario, section)) if named(clause, bench)[cell]
    ]
    return (section, clauses[-1]) if clauses else None
