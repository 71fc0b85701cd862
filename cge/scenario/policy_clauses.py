"""Clauses on money and goods that go with movement: levies, linkage, remittances."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from cge.scenario.kinds import Name, Section, Selector, Share, exactly_one, finite, within
from cge.scenario.visa_clause import (
    Amount,
    Part,
    Revenue,
    SentShare,
    Weights,
    wrong_split,
    wrong_weights,
)

Rate = Annotated[float, BeforeValidator(within(0.0, 0.95))]


class LevyClause(Section):
    """One tax or fee on movers: a base, a rate, who collects it, who gets it."""

    name: Name
    """Name of the levy, unique in the file."""
    base: Literal["earnings", "head", "property", "remittances"]
    """earnings: wages before tax; head: an amount per worker; property: income from what new
    migrants own at home; remittances: money sent home, taken from what arrives."""
    to: Selector = ("all",)
    """Destinations of those who pay."""
    origins: Selector = Field(("all",), alias="from")
    """Places of birth of those who pay."""
    skill: Selector = ("all",)
    """Skills of those who pay."""
    rate: Rate | None = None
    """Share of the base."""
    amount: Amount | None = None
    """USD per worker and year at benchmark prices (base head)."""
    applies_to: Literal["new", "all"] = "new"
    """Who pays: new migrants, or also those who live there already."""
    collector: Literal["destination", "origin"] = "destination"
    """Whose government collects it, and keeps it unless revenue says otherwise."""
    revenue: Revenue | None = None
    """Who gets it, shares that add up to 1."""
    adjustment: Weights = Field(default_factory=dict)
    """Weights per head, by skill, of natives who get part of it; 1 for skills left out."""
    credit: Share = 0.0
    """Part of the levy that the destination's government takes over, as a credit on its own tax."""

    @model_validator(mode="after")
    def _complete(self) -> LevyClause:
        needed, other = ("amount", "rate") if self.base == "head" else ("rate", "amount")
        wrong = wrong_split(self.revenue)
        if getattr(self, needed) is None:
            wrong.append(f"base {self.base!r} needs {needed!r}")
        if getattr(self, other) is not None:
            wrong.append(f"base {self.base!r} takes no {other!r}")
        wrong += wrong_weights(self.adjustment, self.revenue_shares)
        if self.base == "property" and self.applies_to == "all":
            wrong.append("base 'property' concerns new migrants only; leave 'applies_to' out")
        if self.base == "remittances" and "applies_to" in self.model_fields_set:
            wrong.append("base 'remittances' concerns all who send; leave 'applies_to' out")
        if self.base == "remittances" and self.credit > 0:
            wrong.append("base 'remittances' takes no 'credit'")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def size(self) -> float:
        """Rate or amount."""
        found = self.amount if self.base == "head" else self.rate
        assert found is not None  # checked above
        return found

    @property
    def revenue_shares(self) -> dict[str, float]:
        """Who gets it."""
        if self.revenue is not None:
            return {str(name): share for name, share in self.revenue.items()}
        return {f"{self.collector}_government": 1.0}


class IrregularClause(Section):
    """People who come without a visa: no income tax, no transfers, lower pay, smugglers to pay."""

    name: Name
    """Name of the way, unique in the file."""
    to: Selector
    """Destinations."""
    origins: Selector = Field(("all",), alias="from")
    """Places of birth."""
    skill: Selector = ("all",)
    """Skills."""
    share: Amount
    """Who would come so at today's incomes, as a share of today's migrants in the corridor."""
    price: Part
    """Share of the wage that smugglers and hiding take."""
    raised_to: Part | None = None
    """That share once the destination enforces more (or less)."""
    discount: Part
    """Part of a newcomer's productivity that is lost to working without papers."""


class Schedule(Section):
    """A cut that grows with the number admitted."""

    per_admitted_percent: Amount
    """Cut for each percent of the origin's labour force that is admitted, at most all of it."""


class LinkageClause(Section):
    """Tariffs that origins cut because their people are admitted."""

    name: Name | None = None
    """Name of the linkage, for messages."""
    grants: Literal["tariff_cut"]
    """What is granted."""
    by: Selector
    """Who grants it: origins of the migrants."""
    to: Selector
    """Whose goods profit: the destinations that admit."""
    mfn: bool = False
    """The cut holds for goods from everywhere."""
    visas: str = Field(alias="for")
    """Name of the visa clause whose admissions count."""
    switch: Share | None = None
    """The cut, given for a clause that raises admissions."""
    schedule: Schedule | None = None
    """The cut by numbers admitted."""

    @model_validator(mode="after")
    def _one(self) -> LinkageClause:
        exactly_one(self, ("switch", "schedule"))
        return self


class SharesClause(Section):
    """What migrants of some corridors send home."""

    to: Selector = ("all",)
    """Where they live."""
    origins: Selector = Field(("all",), alias="from")
    """Where they were born."""
    skill: Selector = ("all",)
    """Their skills."""
    share: SentShare | None = None
    """Share of net wages, at most 0.4."""
    scale: Amount | None = None
    """Ratio to today's share; no share rises above 0.4 by it."""

    @model_validator(mode="after")
    def _one(self) -> SharesClause:
        exactly_one(self, ("share", "scale"))
        return self


class EnforcementClause(Section):
    """What it costs to keep people out, in proportion to barriers, and who helps."""

    to: Selector
    """Destinations that spend it."""
    origins: Selector = Field(("all",), alias="from")
    """Places of birth of those who are kept out."""
    skill: Selector = ("all",)
    """Skills."""
    share: Annotated[float, BeforeValidator(within(0.0, 0.5))]
    """Part of public consumption today that keeps them out, and serves nobody."""
    helped_by: Selector = ("all",)
    """Origins that help to keep their people in, and take them back."""
    saving: Part = 0.0
    """Part of the cost of a corridor that is saved where its origin helps."""


class WageCurve(Section):
    """Real wages that fall as more are out of work."""

    unemployment: Annotated[float, BeforeValidator(within(0.001, 0.9))]
    """Share of the workers who are out of work at the benchmark."""
    elasticity: Annotated[float, BeforeValidator(within(0.001, 10.0))] = 0.1
    """Of the real wage with respect to that share (0.1: Blanchflower and Oswald 1994)."""


class WageClause(Section):
    """A floor under real wages, or a wage curve: some are out of work."""

    region: Selector
    """Regions or groups."""
    skill: Selector = ("all",)
    """Skills."""
    floor: Annotated[float, BeforeValidator(within(0.01, 10.0))] | None = None
    """Least wage over consumer prices, before tax and per unit of a native's work [ratio to the
    benchmark]: 1 lets no real wage fall."""
    curve: WageCurve | None = None
    """A wage curve in place of a floor."""
    exempt: Literal["newcomers", "migrants"] | None = None
    """Who may work below it: newcomers, with those established migrants who came of late; or all
    migrants. Nobody when left out."""
    benefit: Annotated[float, BeforeValidator(within(0.0, 1.0))] = 0.0
    """What the budget pays to those out of work beyond the benchmark, on top of the transfers that
    all have: share of the net wage of those who work."""

    @model_validator(mode="after")
    def _one(self) -> WageClause:
        exactly_one(self, ("floor", "curve"))
        return self


class TransferClause(Section):
    """Money given every year by those at home in one region to those at home in another."""

    payer: Selector
    """Regions or groups that pay, in proportion to their gross domestic product."""
    recipient: Selector
    """Regions or groups that receive, in proportion to their gross domestic product."""
    amount: Annotated[float, BeforeValidator(within(0.0, 1e6))]
    """10^9 USD a year at the prices of the benchmark, fixed in world prices."""


class MatchingClause(Section):
    """A government adds to the remittances that its people receive."""

    by: Selector
    """Origins whose governments do."""
    rate: Annotated[float, BeforeValidator(within(0.0, 3.0))]
    """USD added per USD received."""


Cost = Annotated[float, BeforeValidator(finite), Field(ge=0, le=0.9)]


class CostClause(Section):
    """A ceiling on the cost of sending in some corridors."""

    to: Selector = ("all",)
    """Where the senders live."""
    origins: Selector = Field(("all",), alias="from")
    """Where they were born: where the money goes."""
    cost: Cost
    """Highest cost of sending, share of the amount sent."""


class RemittanceSection(Section):
    """Sending money home."""

    cost: Cost | None = None
    """Highest cost of sending, share of the amount sent; lower costs stay as they are."""
    costs: tuple[CostClause, ...] = ()
    """The same in some corridors; where several speak the lowest holds."""
    shares: tuple[SharesClause, ...] = ()
    """Shares of net wages sent; later clauses act on what earlier ones left."""
    matching: tuple[MatchingClause, ...] = ()
    """Governments that add to what is received."""
