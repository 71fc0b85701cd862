"""What a scenario means on one benchmark: plain arrays and sets, no YAML, no Pyomo.

:class:`Settings` is the only thing that :mod:`cge.model` knows of a scenario.  It states which
equations hold (closure, regime of every corridor) and the value of every parameter once the shock
is complete; the benchmark values are where the path starts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

Corridor = tuple[str, str, str]
"""(origin, destination, skill)"""

Instrument = Literal[
    "stock",
    "quota",
    "auction",
    "sponsorship",
    "fee",
    "surcharge",
    "free",
    "price",
    "close_gap",
]
"""What a visa clause may use."""
REGIMES = ("home", "closed", *get_args(Instrument))
"""What decides the number of workers in a corridor.

home       the diagonal: those who stay where they were born
closed     no benchmark stock, and nothing opens it: nobody moves
stock      the number is given (benchmark or target); the visa price that clears it follows
quota      at most the cap's limit, complementary to a visa price >= 0 (or >= a fee)
auction    a quota whose price is paid
sponsorship  as many as residents offer to sponsor at the price that they are paid
fee        what has to be paid is all that keeps people out: it replaces today's visa price
surcharge  what has to be paid comes on top of today's visa price
free       visa price 0
price      visa price given (``others: price`` keeps today's)
close_gap  workers move until a share of the wage gap is closed (Moses and Letnes)
"""

CAPPED = ("quota", "auction", "sponsorship")
"""Regimes whose numbers a :class:`Cap` limits."""
DECIDE = (*CAPPED, "fee", "surcharge", "free", "price")
"""Regimes under which people decide whether to move (M-1)."""

Recipient = Literal[
    "destination_government", "destination_natives", "sponsors", "origin_government"
]
RECIPIENTS = get_args(Recipient)
"""Who can get money that movers pay."""

BASES = ("earnings", "head", "property", "remittances")
"""What a levy is a share of: wages before tax, nothing (an amount per worker), income from property
at home, money sent home."""


@dataclass(frozen=True)
class Closure:
    """Which side gives way in each market that theory leaves open (model sections K, Y-4, C)."""

    capital: Literal["fixed", "mobile", "steady", "path"] = "fixed"
    fiscal: str = "lump_sum"
    """One of :data:`cge.scenario.closures.FISCAL`."""
    numeraire: str = "world_cpi"
    """``world_cpi``, or the code of a region whose consumer price index is 1."""
    trade: Literal["armington", "homogeneous"] = "armington"
    ownership: Literal["portable", "residence"] = "portable"
    others: Literal["stock", "price"] = "stock"


@dataclass(frozen=True)
class Slots:
    """Supply of places by residents who may sponsor a migrant each (Posner and Weyl 2018).

    Their least payments, net of the cost of hosting, are exponentially distributed: at a net
    payment n, ``most x (1 - exp(-n / mean))`` places are offered.
    """

    most: float
    """Workers: the places offered at any price."""
    mean: float
    """USD per worker and year; 0: all places are offered at once (vertical)."""
    cost: float = 0.0
    """USD per worker and year that hosting takes, in services of the destination."""


@dataclass(frozen=True)
class Cap:
    """One quota: at most ``limit`` workers over all its corridors together, at one visa price.

    ``today`` is the benchmark number in these corridors: at that limit nothing changes.
    """

    name: str
    corridors: tuple[Corridor, ...]
    today: float
    limit: float
    money: bool = False
    """One price in USD for all instead of one share of income."""
    slots: Slots | None = None
    """Places that sponsors offer on top of ``limit``."""

    @property
    def opens(self) -> bool:
        """Whether it lets more people in than live there today."""
        return self.limit > self.today or self.slots is not None

    @property
    def shuts(self) -> bool:
        """Whether it has fewer places than people live there today."""
        return self.limit < self.today


@dataclass(frozen=True)
class Levy:
    """The one primitive of taxes on movers (Y-7): base, rate, who pays part of it, who gets it."""

    name: str
    base: Literal["earnings", "head", "property", "remittances"]
    corridors: tuple[Corridor, ...]
    rate: float
    """Share of the base; USD per worker and year where the base is ``head``."""
    established: bool
    """On those who live there at the benchmark too, not only on new migrants."""
    credit: float
    """Share that the destination's government takes over, as a credit against its own tax."""
    shares: Mapping[str, float]
    """Of the revenue, by :data:`RECIPIENTS`; they add up to 1."""
    adjustment: Mapping[str, float] = field(default_factory=dict)
    """Weight per head of natives by skill, where natives receive; 1 for skills left out."""


@dataclass(frozen=True)
class Irregular:
    """A way in without a visa (M-24)."""

    name: str
    corridors: tuple[Corridor, ...]
    share: float
    """Of today's migrants: who would come so at today's incomes and ``price``."""
    price: float
    """Share of the wage that smugglers and hiding take."""
    raised_to: float | None
    """The same under the scenario (enforcement)."""
    discount: float
    """Part of a newcomer's efficiency that is lost."""


@dataclass(frozen=True)
class Linkage:
    """(L-1) A tariff cut of ``importer`` on goods of ``exporters`` for the admission of its people.

    The cut is ``cut``, or ``per_percent`` for each percent of the importer's benchmark labour force
    that arrives in ``corridors``, at most 1.
    """

    name: str
    importer: str
    exporters: tuple[str, ...]
    corridors: tuple[Corridor, ...]
    cut: float | None = None
    per_percent: float | None = None


@dataclass(frozen=True)
class Safeguard:
    """Quotas whose additional places close where a native wage would fall below its floor."""

    name: str
    caps: tuple[str, ...]
    skill: str
    region: str
    floor: float
    """Real wage of natives, relative to the benchmark."""


@dataclass(frozen=True)
class WageRule:
    """A floor under the real wage of a skill in a region, or a wage curve (U-1, U-2)."""

    region: str
    skill: str
    floor: float | None
    """Least real wage, relative to the benchmark; None where a curve holds."""
    curve: float | None
    """Elasticity of the real wage with respect to unemployment; None where a floor holds."""
    unemployment: float
    """Share of workers out of work at the benchmark."""
    benefit: float
    """Share of the net wage that those out of work beyond the benchmark are paid."""
    exempt: tuple[str, ...]
    """Groups that it does not hold for (:data:`cge.model.jobs.WORKFORCE`)."""


@dataclass(frozen=True)
class Enforcement:
    """What a region spends today to keep people out, and which origins help (E-1)."""

    region: str
    corridors: tuple[Corridor, ...]
    """With migrants and a barrier today."""
    share: float
    """Of public consumption at the benchmark."""
    helped_by: tuple[str, ...]
    saving: float
    """Part of the cost of a corridor that the help of its origin saves."""


@dataclass(frozen=True)
class GapClosing:
    """Moses-Letnes: in each ``regions`` and ``skills``, w' = w - share x (w - wbar)."""

    name: str
    regions: tuple[str, ...]
    skills: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class Growth:
    """Ratios of one year to the year before."""

    people: xr.DataArray
    """(skill, region): residents of a region, natives and migrants alike."""
    capital: xr.DataArray
    """(region)"""
    heads: xr.DataArray
    """(region): resident persons."""
    workers: xr.DataArray
    """(region): resident workers of all skills."""
    productivity: float
    """Neutral, the same in all sectors."""
    world: float
    """Payments between regions that are fixed in world prices grow as the world does."""


@dataclass(frozen=True)
class Settings:
    """A scenario on a benchmark, complete and checked.

    Arrays carry the dims and labels of the benchmark.
    """

    name: str
    closure: Closure
    regime: xr.DataArray
    """(origin, destination, skill) of str, one of :data:`REGIMES`."""
    stock: xr.DataArray
    """(origin, destination, skill) [workers]: numbers that ``stock`` corridors are set to."""
    visa_price: xr.DataArray
    """(origin, destination, skill) [share of income]: benchmark z0; target in ``price`` corridors
    is ``visa_price_target``."""
    visa_price_target: xr.DataArray
    """(origin, destination, skill): z that ``free`` and ``price`` corridors are brought to."""
    caps: tuple[Cap, ...] = ()
    safeguards: tuple[Safeguard, ...] = ()
    gap_closing: GapClosing | None = None
    charges: xr.Dataset | None = None
    """What is paid for a visa, all (origin, destination, skill) unless said: ``fee`` [share of
    income] and ``fee_usd`` [USD per worker and year], NaN where there is none; ``captured`` and
    ``dissipated`` [share of the visa price]; ``priced`` (bool) where either is above zero;
    ``established`` (bool) where those who live there pay too; ``revenue(recipient, ...)`` [share of
    what is captured]; ``adjustment(native_skill, ...)`` [weight per head of natives]."""
    levies: tuple[Levy, ...] = ()
    linkages: tuple[Linkage, ...] = ()
    irregular: tuple[Irregular, ...] = ()
    wages: tuple[WageRule, ...] = ()
    enforcement: tuple[Enforcement, ...] = ()
    seed: xr.DataArray | None = None
    """(origin, destination, skill) [workers]: who would live in a corridor without migrants at the
    benchmark if it were as open as others of the destination; 0 where it stays closed (M-1)."""
    catch_up: xr.DataArray | None = None
    """(origin, destination, skill): part of the productivity gap that new migrants close (Y-1)."""
    eligibility: Mapping[str, xr.DataArray] = field(default_factory=dict)
    """``eligible`` (established migrants) and ``eligible_new``, each (origin, destination, skill):
    share of the transfers to a native that a migrant receives."""
    growth: Growth | None = None
    """From one year of a baseline to the next; nothing else of the scenario changes then."""
    values: Mapping[str, xr.DataArray | float] = field(default_factory=dict)
    """Other parameters once the shock is complete, by table name (``tariff``, ``remittance_cost``,
    elasticities, ...) or one of: ``endowment(factor, region)`` [ratio to benchmark; for a skill it
    scales the work that each native does], ``capital_stock(region)`` [ratio to the stock of the
    benchmark, for what saving has added to it], ``productivity(sector, region)`` [ratio],
    ``factor_productivity(factor, region)`` [ratio], ``numeraire`` [level], ``remittance_share`` and
    ``remittance_share_new(origin, destination, skill)`` [share of net wages], ``matching(region)``
    [share of what arrives that the origin's government adds]."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """``yaml`` (the whole scenario, parents merged), ``description``, ``sources``."""
