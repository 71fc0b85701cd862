"""The visa clause of a scenario file: who may move where, under which instrument."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from cge.scenario.kinds import (
    Name,
    Number,
    Section,
    Selector,
    Share,
    VisaPrice,
    exactly_one,
    within,
)
from cge.scenario.settings import Instrument, Recipient
from cge.scenario.timing import PhaseIn, SafeguardSection

SIZES = (
    "percent_of_labour_force",
    "workers",
    "percent_of_current",
    "percent_of_population",
    "percent_of_natives",
)
Amount = Annotated[float, BeforeValidator(within(0.0, None))]
Part = Annotated[float, BeforeValidator(within(0.0, 0.99))]
SentShare = Annotated[float, BeforeValidator(within(0.0, 0.4))]
Revenue = dict[Recipient, Share]
Weights = dict[str, Amount]
ADDING_UP = 1e-9


class Size(Section):
    """How many workers: exactly one measure, per destination region and per skill."""

    percent_of_labour_force: Number | None = None
    """Percent of the benchmark labour force of the destination in that skill."""
    workers: Number | None = None
    """Workers for each destination and skill (for everything listed with ``joint: true``)."""
    percent_of_current: Number | None = None
    """Percent of today's workers in the corridors concerned."""
    percent_of_population: Number | None = None
    """Percent of the resident population, divided over all skills as the labour force is."""
    percent_of_natives: Number | None = None
    """Percent of the native workers who live in the destination, of that skill."""
    joint: bool = False
    """One number for everything the clause lists, instead of one per destination and skill."""

    @model_validator(mode="after")
    def _one(self) -> Size:
        exactly_one(self, SIZES)
        return self


class Fee(Section):
    """What has to be paid for a visa, every year: exactly one measure."""

    share: Part | None = None
    """Share of a newcomer's net wage and transfers (ad valorem)."""
    usd: Amount | None = None
    """USD per worker and year at benchmark prices (specific)."""
    by_origin: dict[str, Part] | None = None
    """Share by place of birth: one for each region listed under ``from``."""

    @model_validator(mode="after")
    def _one(self) -> Fee:
        exactly_one(self, ("share", "usd", "by_origin"))
        return self


class Supply(Section):
    """Places that residents offer who may sponsor one migrant each."""

    mean: Amount
    """USD per year that a resident asks for on average, beyond the cost; 0: all offer at once."""
    cost: Amount = 0.0
    """USD per year that hosting takes, in services."""


def wrong_split(shares: dict[Recipient, float] | None) -> list[str]:
    """What is wrong with a split of money, if anything."""
    total = 1.0 if shares is None else sum(shares.values())
    if abs(total - 1) <= ADDING_UP:
        return []
    return [f"revenue adds up to {total:g}; allowed: shares that add up to 1"]


def wrong_weights(adjustment: Weights, shares: dict[str, float]) -> list[str]:
    """Weights of natives who receive nothing."""
    if not adjustment or shares.get("destination_natives"):
        return []
    return ["'adjustment' divides what natives get: give destination_natives a share of revenue"]


NEEDS = {
    "stock": ("size",),
    "quota": ("size",),
    "auction": ("size",),
    "sponsorship": ("size", "supply"),
    "fee": ("fee",),
    "surcharge": ("fee",),
    "free": (),
    "price": ("price",),
    "close_gap": ("share",),
}
"""Keys that an instrument cannot do without."""
_NUMBER = ("measure", "allocation", "weights")
_MONEY = ("captured", "dissipated", "revenue", "adjustment", "applies_to")
TAKES = {
    "stock": _NUMBER,
    "quota": (*_NUMBER, "fee", *_MONEY, "seed", "safeguard"),
    "auction": (*_NUMBER, "fee", "priced_in", *_MONEY, "seed", "safeguard"),
    "sponsorship": (*_MONEY, "seed"),
    "fee": (*_MONEY, "seed"),
    "surcharge": (*_MONEY, "seed"),
    "free": ("seed",),
    "price": (*_MONEY, "seed"),
    "close_gap": (),
}
"""Keys that an instrument may have besides."""
OPTIONAL = (
    "size",
    "supply",
    "fee",
    "price",
    "share",
    "priced_in",
    "seed",
    "safeguard",
    *_NUMBER,
    *_MONEY,
)
PAID = ("auction", "sponsorship", "fee", "surcharge")
"""Instruments whose price is paid unless the clause says otherwise."""


class VisaClause(Section):
    """Who may move where, under which instrument."""

    name: Name
    """Name of the clause, unique in the file."""
    to: Selector
    """Destinations: regions or groups."""
    origins: Selector = Field(("all",), alias="from")
    """Places of birth: regions or groups; all others when left out."""
    skill: Selector = ("all",)
    """Skills; all when left out."""
    instrument: Instrument
    """stock: the number is set; quota: at most this number; auction: a quota whose places are sold;
    sponsorship: residents offer places for a price; fee: paid instead of today's visa price;
    surcharge: paid on top of it; free: no visa price; price: the visa price is set; close_gap:
    workers move until a share of the wage gap is closed."""
    size: Size | None = None
    """How many (stock, quota, auction); places that can be offered at most (sponsorship)."""
    measure: Literal["additional", "total"] = "additional"
    """Size is on top of today's number, or is the whole number."""
    allocation: Literal["mfn", "bilateral", "proportional"] | None = None
    """mfn: origins compete for one quota (default of quota and auction); bilateral: the size holds
    for each origin by itself; proportional: the size is divided over origins by weights (default
    of stock)."""
    weights: Literal["stock", "labour_force"] = "stock"
    """Weights of proportional: today's migrants there, or workers living in the origin."""
    catch_up: Share | None = None
    """Part of the productivity gap that new migrants of these corridors close."""
    price: VisaPrice | None = None
    """Visa price, share of income (price); ``mfn``: today's price for outsiders there."""
    share: Share | None = None
    """Share of the wage gap to close (close_gap)."""
    fee: Fee | None = None
    """What has to be paid (fee, surcharge); the least price (quota, auction)."""
    supply: Supply | None = None
    """What residents ask for and what hosting costs (sponsorship)."""
    priced_in: Literal["share", "usd"] = "share"
    """Bids of an auction: one share of income for all, or one amount of money."""
    captured: Share | None = None
    """Share of the visa price that is paid in money: by default 1 where it is sold or a fee, else
    0; in a quota with a fee it concerns the price beyond the fee, which is always paid."""
    dissipated: Share = 0.0
    """Share of the visa price spent on services (smugglers, queues, recruitment)."""
    revenue: Revenue | None = None
    """Who gets what is paid, shares that add up to 1; by default the destination's government, and
    sponsors under sponsorship."""
    adjustment: Weights = Field(default_factory=dict)
    """Weights per head, by skill, of natives who get part of it; 1 for skills left out."""
    applies_to: Literal["new", "all"] = "new"
    """Who pays: new migrants, or also those who live there already."""
    phase_in: PhaseIn | None = None
    """Years over which the size is reached (``years``); from the second year when left out."""
    return_share: Share = 0.0
    """Share of those admitted who return each year of a path; their places stay empty."""
    safeguard: SafeguardSection | None = None
    """What closes the additional places of a quota."""
    seed: Share | None = None
    """Opens corridors without migrants: those who would live there today, as a share of what the
    sizes of origin and destination suggest; closed when left out."""
    remittance_share: SentShare | None = None
    """Share of net wages that new migrants send home; as established ones when left out."""

    @model_validator(mode="after")
    def _complete(self) -> VisaClause:
        needs, given = NEEDS[self.instrument], self.model_fields_set
        wrong = [
            f"instrument {self.instrument!r} needs {name!r}"
            for name in needs
            if getattr(self, name) is None
        ]
        wrong += [
            f"instrument {self.instrument!r} takes no {name!r}"
            for name in OPTIONAL
            if name in given and name not in (*needs, *TAKES[self.instrument])
        ]
        if self.instrument == "stock" and self.allocation == "mfn":
            wrong.append("instrument 'stock' is bilateral or proportional; mfn needs a quota")
        if self.allocation == "bilateral" and self.size is not None and self.size.joint:
            wrong.append("joint: true and allocation 'bilateral' contradict each other")
        if "weights" in given and "weights" in TAKES[self.instrument] and not self.divided:
            wrong.append("'weights' needs allocation 'proportional'")
        if (self.phase_in is not None or self.return_share) and (
            self.size is None or self.measure != "additional"
        ):
            wrong.append("phase_in and return_share need a size that is additional to today's")
        wrong += [*wrong_split(self.revenue), *self._wrong_money()]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _wrong_money(self) -> list[str]:
        captured, wrong = self.captured_share, []
        if captured + self.dissipated > 1 + ADDING_UP:
            wrong.append(
                f"captured {captured:g} and dissipated {self.dissipated:g} are more than the whole "
                "price; allowed: at most 1 together"
            )
        if not self.priced:
            wrong += [
                f"{name!r} needs a price that is paid: give 'captured'"
                for name in ("revenue", "adjustment", "applies_to")
                if name in self.model_fields_set and name in TAKES[self.instrument]
            ]
        if self.instrument == "auction" and not self.priced:
            wrong.append("instrument 'auction' sells places; captured: 0 makes it a quota")
        if self.priced:
            wrong += wrong_weights(self.adjustment, self.revenue_shares)
        if self.instrument == "sponsorship" and captured < 1:
            wrong.append("instrument 'sponsorship' takes captured: 1 only, for sponsors are paid")
        if self.instrument == "sponsorship" and not self.revenue_shares.get("sponsors"):
            wrong.append("instrument 'sponsorship' needs sponsors among the recipients of revenue")
        if self.priced and isinstance(self.price, float) and self.price < 0:
            wrong.append("a price below zero cannot be captured")
        return wrong

    @property
    def divided(self) -> bool:
        """Whether the size is divided over origins by weights."""
        default = "proportional" if self.instrument == "stock" else "mfn"
        return (self.allocation or default) == "proportional"

    @property
    def captured_share(self) -> float:
        """Share of the price (in a quota with a fee, beyond it) that is paid."""
        if self.captured is not None:
            return self.captured
        return 1.0 - self.dissipated if self.instrument in PAID else 0.0

    @property
    def priced(self) -> bool:
        """Whether anything is paid or lost."""
        return self.captured_share > 0 or self.dissipated > 0 or self.fee is not None

    @property
    def revenue_shares(self) -> dict[str, float]:
        """Who gets what is paid."""
        if self.revenue is not None:
            return {str(name): share for name, share in self.revenue.items()}
        return {"sponsors" if self.instrument == "sponsorship" else "destination_government": 1.0}
