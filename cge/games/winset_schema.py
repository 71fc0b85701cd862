"""The file of a win-set: two governments, an agreement, and two instruments in it."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, PrivateAttr

from cge.games.schema import Interests
from cge.places import NOWHERE, Key, Place
from cge.scenario.kinds import Name, Section, Texts, within
from cge.sweeps.inputs import levels

Values = str | list[float]


class Axis(Section):
    """One instrument of the plane."""

    name: str
    """What it is, with its unit, as the picture says it."""
    key: str
    """Its dotted key in the scenario, as ``visas.0.size.percent_of_labour_force``."""
    values: Values
    """Where it is solved: from:to:step as in 0:5:1, or a list."""
    status_quo: float | None = None
    """What holds without an agreement, one of the values; the first when left out."""

    @cached_property
    def grid(self) -> list[float]:
        """The values, growing."""
        return sorted(float(value) for value in levels(self.key, self.values).values)

    @property
    def position(self) -> int:
        """Of the status quo in the grid."""
        return 0 if self.status_quo is None else self.grid.index(self.status_quo)


class Side(Interests):
    """A government that signs or not."""

    cost: Annotated[float, BeforeValidator(within(0.0, 1e9))] = 0.0
    """What a shock adds to the cost of the status quo for it, 10^9 int. USD."""


class WinsetFile(Section):
    """One bargain of two governments over two instruments."""

    name: Name
    """Name of the bargain, and of the files that it writes."""
    description: str = ""
    """One line for tables."""
    benchmark: str | None = None
    """Name of a shipped benchmark, or a path relative to this file."""
    base: str = "baseline"
    """Scenario below the agreement: closures, behaviour, policy that is given."""
    sides: Annotated[tuple[Side, ...], Field(min_length=2, max_length=2)]
    """Two governments."""
    agreement: dict[str, Any]
    """Parts of a scenario in which the instruments stand."""
    x: Axis
    """One instrument."""
    y: Axis
    """The other."""
    sources: Texts = ()
    """Where the figures come from."""

    _places: dict[Key, Place] = PrivateAttr(default_factory=lambda: dict(NOWHERE))

    @property
    def places(self) -> dict[Key, Place]:
        """File and line of every value."""
        return self._places


SECTIONS: dict[tuple[str, ...], type[BaseModel]] = {
    (): WinsetFile, ("sides",): Side, ("x",): Axis, ("y",): Axis,
}  # fmt: skip
"""The class of each part, by its keys without list positions."""


def json_schema() -> dict[str, Any]:
    """JSON schema of the file of a win-set, for editors and for the docs."""
    return WinsetFile.model_json_schema(by_alias=True)
