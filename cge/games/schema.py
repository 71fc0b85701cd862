"""The file of a game: who plays, what each may do, and what each wants."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, PrivateAttr, model_validator

from cge.designer.schema import SECTIONS as OF_DESIGNS
from cge.designer.schema import Admission, LevyChoice, TariffChoice
from cge.places import NOWHERE, Key, Place
from cge.scenario.kinds import Name, Number, Section, Selector, Texts

Group = Literal[
    "natives", "remaining_behind", "established_migrants", "new_migrants", "returnees", "government"
]
CITIZENS: dict[Group, float] = {"natives": 1.0, "remaining_behind": 1.0, "government": 1.0}
"""Those who live where they were born, and public consumption: what counts unless it is said."""
INSTRUMENTS = ("admissions", "tariffs", "levies")


class Interests(Section):
    """What a government wants: weighted equivalent variations of groups where it governs."""

    name: Name
    """Name of the government."""
    of: Selector
    """Regions or groups of regions in which it governs."""
    weights: dict[Group, Number] = Field(default_factory=lambda: dict(CITIZENS))
    """Weight of each group; 1 for natives, those remaining behind and the government by default."""
    skill: Selector = ("all",)
    """Skills of those who count."""


class Player(Interests):
    """A government with its actions, or with instruments that it sets within bounds.

    Where some set instruments, one without any looks on: it counts for what all want together.
    """

    actions: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Parts of a scenario by name of the action; the first is to liberalise, others to defect."""
    admissions: tuple[Admission, ...] = ()
    """Numbers of migrants, as in a design."""
    tariffs: tuple[TariffChoice, ...] = ()
    """Trade policy, as in a design."""
    levies: tuple[LevyChoice, ...] = ()
    """Taxes on movers, as in a design."""

    @property
    def sets_instruments(self) -> bool:
        """Whether it has instruments to set within bounds."""
        return any(getattr(self, name) for name in INSTRUMENTS)

    @model_validator(mode="after")
    def _one_way(self) -> Player:
        if self.actions and self.sets_instruments:
            msg = f"found actions and instruments; allowed: actions, or {', '.join(INSTRUMENTS)}"
            raise ValueError(msg)
        if len(self.actions) == 1:
            msg = "found one action; allowed: two or more, the first to liberalise"
            raise ValueError(msg)
        return self


class GameFile(Section):
    """One game."""

    name: Name
    """Name of the game, and of the files that it writes."""
    description: str = ""
    """One line for tables."""
    benchmark: str | None = None
    """Name of a shipped benchmark, or a path relative to this file."""
    base: str = "baseline"
    """Scenario below all actions: closures, behaviour, policy that is given."""
    players: Annotated[tuple[Player, ...], Field(min_length=2, max_length=6)]
    """Governments."""
    strategies: Literal["numbers", "prices"] = "numbers"
    """What a government takes as given of the admissions of others: numbers or visa prices."""
    starts: Annotated[int, Field(ge=1, le=20)] = 1
    """Starts of the search for equilibria where instruments are set within bounds."""
    sources: Texts = ()
    """Where the figures come from."""

    _places: dict[Key, Place] = PrivateAttr(default_factory=lambda: dict(NOWHERE))

    @property
    def places(self) -> dict[Key, Place]:
        """File and line of every value."""
        return self._places

    @property
    def continuous(self) -> bool:
        """Whether governments set instruments within bounds."""
        return any(player.sets_instruments for player in self.players)

    @model_validator(mode="after")
    def _of_one_kind(self) -> GameFile:
        listed = [bool(player.actions) for player in self.players]
        if not (all(listed) or (self.continuous and not any(listed))):
            msg = "allowed: actions of every player, or instruments of some and actions of none"
            raise ValueError(msg)
        names = [player.name for player in self.players]
        if len(set(names)) < len(names):
            msg = "two players have one name; allowed: a name for each"
            raise ValueError(msg)
        return self


SECTIONS: dict[tuple[str, ...], type[BaseModel]] = {
    (): GameFile,
    ("players",): Player,
    **{("players", *key): part for key, part in OF_DESIGNS.items() if key[:1] in
       {(name,) for name in INSTRUMENTS}},
}  # fmt: skip
"""The class of each part, by its keys without list positions."""


def json_schema() -> dict[str, Any]:
    """JSON schema of the file of a game, for editors and for the docs."""
    return GameFile.model_json_schema(by_alias=True)
