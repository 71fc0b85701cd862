"""The design file: instruments with bounds, what they are chosen for, who may not lose."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, PrivateAttr, model_validator

from cge.places import NOWHERE, Key, Place
from cge.scenario.kinds import (
    Name,
    Number,
    Section,
    Selector,
    Share,
    Texts,
    exactly_one,
    number_or_nan,
    shortened,
    within,
)
from cge.scenario.settings import Recipient
from cge.scenario.visa_clause import Size

Group = Literal["natives", "remaining_behind", "established_migrants", "new_migrants", "government"]
"""Groups whose loss can be ruled out; those who return do not exist where nobody is sent home."""
PERSONS: tuple[Group, ...] = ("natives", "remaining_behind", "established_migrants")
Dim = Literal["importer", "exporter", "sector"]
Side = Literal["payer", "recipient"]


def span(value: Any) -> Any:
    """Lower and upper bound; one number stands for both."""
    ends = value if isinstance(value, list | tuple) else [value, value]
    numbers = [number_or_nan(end) for end in ends]
    if len(numbers) != 2 or not numbers[0] <= numbers[1]:
        msg = f"found {shortened(value)}; allowed: a number, or [lowest, highest]"
        raise ValueError(msg)
    return tuple(numbers)


def span_within(lower: float, upper: float) -> Any:
    """A check that both ends are between bounds."""

    def check(value: Any) -> Any:
        ends = span(value)
        if not (lower <= ends[0] and ends[1] <= upper):
            allowed = f"[lowest, highest] within {lower:g} to {upper:g}"
            msg = f"found {shortened(value)}; allowed: {allowed}"
            raise ValueError(msg)
        return ends

    return check


def bounds(lower: float, upper: float) -> Any:
    """The type of a number that is chosen within bounds, or given."""
    written = float | tuple[float, float]
    return Annotated[
        tuple[float, float],
        BeforeValidator(span_within(lower, upper), json_schema_input_type=written),
    ]


def to_government(everything: Any) -> dict[Recipient, Any]:
    """The destination's government gets what is paid."""
    return {"destination_government": everything}


class Admission(Section):
    """Corridors whose numbers are chosen: the visa price follows, part of it may be captured."""

    name: Name
    """Name of the clause, unique in the file."""
    to: Selector
    """Destinations: regions or groups."""
    origins: Selector = Field(("all",), alias="from")
    """Places of birth."""
    skill: Selector = ("all",)
    """Skills."""
    places: Size | None = None
    """Most newcomers, per destination and skill; without it those who come are the limit."""
    one_price: bool = False
    """One visa price for all origins in a destination and skill, instead of one for each."""
    price: bounds(0.0, 0.99) = (0.0, 0.99)  # type: ignore[valid-type]
    """Visa price, share of a newcomer's net income."""
    captured: bounds(0.0, 1.0) = (0.0, 1.0)  # type: ignore[valid-type]
    """Share of the visa price that is paid in money; the rest stays with the migrant."""
    revenue: dict[Recipient, bounds(0.0, 1.0)] = Field(  # type: ignore[valid-type]
        default_factory=lambda: to_government((1.0, 1.0))
    )
    """Shares of what is paid that recipients get: they add up to 1."""
    divided_by: Literal["corridor", "destination", "clause"] = "destination"
    """What the captured share and the division of receipts may differ by."""

    @model_validator(mode="after")
    def _possible(self) -> Admission:
        low = sum(ends[0] for ends in self.revenue.values())
        high = sum(ends[1] for ends in self.revenue.values())
        if not low <= 1 + 1e-9 or not high >= 1 - 1e-9:
            msg = f"revenue adds up to {low:g} to {high:g}; allowed: shares that can add up to 1"
            raise ValueError(msg)
        return self


class TariffChoice(Section):
    """Tariffs that are chosen: the part that is cut, or the rate."""

    importer: Selector
    """Regions or groups that levy the tariff."""
    exporter: Selector = ("all",)
    """Regions or groups whose goods pay it."""
    sector: Selector = ("all",)
    """Goods."""
    cut: bounds(-10.0, 1.0) | None = None  # type: ignore[valid-type]
    """Part of each tariff that is taken away."""
    rate: bounds(-0.9, 1e9) | None = None  # type: ignore[valid-type]
    """One ad valorem rate in the place of today's."""
    each: tuple[Dim, ...] = ("importer", "exporter")
    """What the choice may differ by."""

    @model_validator(mode="after")
    def _one(self) -> TariffChoice:
        exactly_one(self, ("cut", "rate"))
        return self


class LevyChoice(Section):
    """A levy on movers whose rate is chosen."""

    name: Name
    """Name of the levy, unique in the file."""
    base: Literal["earnings", "property", "remittances"]
    """As in a scenario."""
    to: Selector = ("all",)
    """Destinations of those who pay."""
    origins: Selector = Field(("all",), alias="from")
    """Places of birth of those who pay."""
    skill: Selector = ("all",)
    """Skills of those who pay."""
    rate: bounds(0.0, 0.95)  # type: ignore[valid-type]
    """Share of the base."""
    applies_to: Literal["new", "all"] | None = None
    """Who pays: new migrants, or also those who live there already."""
    revenue: dict[Recipient, Share] = Field(default_factory=lambda: to_government(1.0))
    """Who gets it, shares that add up to 1."""


class TransferChoice(Section):
    """Money from some regions to others whose amount is chosen."""

    name: Name
    """Name of the clause, unique in the file."""
    payer: Selector
    """Regions or groups that pay, in proportion to their gross domestic product."""
    recipient: Selector
    """Regions or groups that receive, in proportion to their gross domestic product."""
    amount: bounds(0.0, 1e6)  # type: ignore[valid-type]
    """10^9 USD a year at the prices of the benchmark, fixed in world prices."""
    each: tuple[Side, ...] = ()
    """What the amount may differ by; one amount of all when left out."""


class Protected(Section):
    """Groups that may not lose, or not more than a share of their income."""

    groups: Annotated[
        tuple[Group, ...], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)
    ]
    """Who."""
    of: Selector | None = None
    """Where they live, stayers where they were born; all signatories when left out."""
    skill: Selector = ("all",)
    """Skills."""
    at_most_percent: Annotated[float, BeforeValidator(within(0.0, 100.0))] = 0.0
    """Largest loss, percent of income before."""


class Maximise(Section):
    """What the treaty is for."""

    aim: Literal["world", "signatories", "atkinson", "government"] = "world"
    """world, signatories: the sum of equivalent variations at purchasing power, of persons and
    governments; atkinson: social welfare of persons everywhere; government: weighted gains in one
    region."""
    aversion: Annotated[float, BeforeValidator(within(0.01, 20.0))] | None = None
    """Aversion to inequality (atkinson)."""
    region: str | None = None
    """Whose government."""
    weights: dict[Group, Number] | None = None
    """Weights of the groups that live there."""

    @model_validator(mode="after")
    def _complete(self) -> Maximise:
        needs = {"atkinson": ("aversion",), "government": ("region", "weights")}.get(self.aim, ())
        for name in ("aversion", "region", "weights"):
            if (getattr(self, name) is not None) != (name in needs):
                msg = f"aim {self.aim!r} {'needs' if name in needs else 'takes no'} {name!r}"
                raise ValueError(msg)
        return self


class Design(Section):
    """One question to the designer."""

    name: Name
    """Name of the design, and of the scenario that it writes."""
    description: str = ""
    """One line for tables."""
    benchmark: str | None = None
    """Name of a shipped benchmark, or a path relative to this file."""
    base: str = "baseline"
    """Scenario below the instruments: closures, behaviour, policy that is given."""
    signatories: Selector
    """Regions or groups that sign."""
    maximise: Maximise = Maximise()
    """What for."""
    protected: tuple[Protected, ...] = (Protected(groups=PERSONS),)
    """Who may not lose."""
    admissions: tuple[Admission, ...] = ()
    """Numbers of migrants."""
    tariffs: tuple[TariffChoice, ...] = ()
    """Trade policy."""
    levies: tuple[LevyChoice, ...] = ()
    """Taxes on movers."""
    transfers: tuple[TransferChoice, ...] = ()
    """Money between regions."""
    starts: Annotated[int, Field(ge=1, le=50)] = 3
    """Starts of the search, the first at a third of the places."""
    sources: Texts = ()
    """Where the figures come from."""

    _places: dict[Key, Place] = PrivateAttr(default_factory=lambda: dict(NOWHERE))

    @property
    def places(self) -> dict[Key, Place]:
        """File and line of every value."""
        return self._places

    @model_validator(mode="after")
    def _something(self) -> Design:
        if not (self.admissions or self.tariffs or self.levies or self.transfers):
            msg = "nothing to choose; give admissions, tariffs, levies or transfers"
            raise ValueError(msg)
        return self


SECTIONS: dict[tuple[str, ...], type[BaseModel]] = {
    (): Design,
    ("maximise",): Maximise,
    ("protected",): Protected,
    ("admissions",): Admission,
    ("admissions", "places"): Size,
    ("tariffs",): TariffChoice,
    ("levies",): LevyChoice,
    ("transfers",): TransferChoice,
}
"""The class of each part, by its keys without list positions."""


def json_schema() -> dict[str, Any]:
    """JSON schema of the design file, for editors and for the docs."""
    return Design.model_json_schema(by_alias=True)
