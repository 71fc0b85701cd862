"""The scenario file: every key it may hold, with its meaning.

Names of regions, groups, skills, sectors and factors are written in *selectors*: one name or a list
of names; ``all``; and ``except NAME``, which takes a name out again (``[developing, except IND]``;
a list of exceptions alone means all but these).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    create_model,
    model_validator,
)

from cge.benchmark.schema import PARAMETERS, TABLES
from cge.scenario.places import NOWHERE, Key, Place

INSTRUMENTS_TO_COME = ("fee", "auction", "sponsorship", "surcharge")
KEYS_TO_COME = (
    "linkage",
    "levies",
    "years",
    "captured",
    "dissipated",
    "revenue",
    "adjustment",
    "applies_to",
    "matching",
    "safeguard",
)
VALUES_TO_COME = (*INSTRUMENTS_TO_COME, "path", "income_tax", "public_consumption")
"""Names of the design that this version refuses by name rather than as unknown."""
MAY_BE_INFINITE = ("migration_elasticity", "esubnm")
"""Parameters that enter as their inverse: infinity is a limit of the model, zero is none."""
LOWEST_PRICE = -100.0
"""Visa price, share of income, below which a number is a slip of the pen."""
LONGEST = 60
"""Characters of a value that a message shows."""


def _number(value: Any) -> float:
    """The number, NaN for whatever is none (or too large to be one)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan


def shortened(value: object) -> str:
    """A value as written, cut where it is long."""
    try:
        text = repr(value)
    except ValueError:  # Python writes no integer of more than 4300 digits
        return "a very large number"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _finite(value: Any) -> Any:
    number = _number(value)
    if not math.isfinite(number):
        msg = f"found {shortened(value)}; allowed: a number"
        raise ValueError(msg)
    return number


def _positive(value: Any) -> Any:
    """An elasticity that may be infinite, but whose inverse must exist."""
    number = math.inf if value == "inf" else _number(value)
    if not number > 0:
        msg = f"found {shortened(value)}; allowed: a number > 0 or .inf"
        raise ValueError(msg)
    return number


def _within(lower: float, upper: float | None) -> Callable[[Any], Any]:
    """A check that a value is a finite number between bounds."""
    allowed = f"a number >= {lower:g}" if upper is None else f"a number {lower:g} to {upper:g}"

    def check(value: Any) -> Any:
        number = _number(value)
        if not (
            math.isfinite(number) and lower <= number <= (math.inf if upper is None else upper)
        ):
            msg = f"found {shortened(value)}; allowed: {allowed}"
            raise ValueError(msg)
        return number

    return check


def _visa_price(value: Any) -> Any:
    if value == "mfn":
        return value
    number = _number(value)
    if not LOWEST_PRICE <= number < 1:
        msg = (
            f"found {shortened(value)}; allowed: a number below 1 (share of income; at least"
            f" {LOWEST_PRICE:g}) or mfn"
        )
        raise ValueError(msg)
    return number


def _by_sector(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def checked(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(sector): check(number) for sector, number in value.items()}
        return check(value)

    return checked


def _words(value: Any) -> Any:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list | tuple) or not words:
        msg = f"found {value!r}; allowed: a name or a list of names"
        raise ValueError(msg)
    wrong = [word for word in words if not isinstance(word, str) or not word.strip()]
    if wrong:
        msg = f"found {wrong[0]!r}; allowed: names (quote a name that looks like a number)"
        raise ValueError(msg)
    return tuple(word.strip() for word in words)


Number = Annotated[float, BeforeValidator(_finite)]
Share = Annotated[float, BeforeValidator(_finite), Field(ge=0, le=1)]
Ratio = Annotated[float, BeforeValidator(_finite), Field(gt=0)]
VisaPrice = Annotated[float | Literal["mfn"], BeforeValidator(_visa_price)]
Selector = Annotated[
    tuple[str, ...],
    BeforeValidator(_words, json_schema_input_type=str | list[str]),
]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=100)]
Texts = Annotated[
    tuple[str, ...],
    BeforeValidator(_words, json_schema_input_type=str | list[str]),
]


class Section(BaseModel):
    """What all parts of a scenario share: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def _exactly_one(section: BaseModel, names: tuple[str, ...]) -> None:
    given = [name for name in names if getattr(section, name) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "none of them"
        msg = f"found {found}; allowed: exactly one of {', '.join(names)}"
        raise ValueError(msg)


class ClosureSection(Section):
    """Which side gives way in each market that theory leaves open."""

    capital: Literal["fixed", "mobile", "steady"] = "fixed"
    """fixed: stocks stay (short run); mobile: one world return; steady: the return stays."""
    fiscal: Literal["lump_sum"] = "lump_sum"
    """What balances the government budget: a lump sum per worker."""
    numeraire: str = "world_cpi"
    """``world_cpi``, or the code of a region whose consumer price index is fixed."""
    trade: Literal["armington", "homogeneous"] = "armington"
    """armington: goods differ by origin; homogeneous: a good is the same wherever it is made."""
    ownership: Literal["portable", "residence"] = "portable"
    """portable: those who leave keep their claims at home; residence: claims follow residence."""
    others: Literal["stock", "price"] = "stock"
    """Corridors no clause names: their number stays (stock), or today's visa price does (price)."""


SIZES = ("percent_of_labour_force", "workers", "percent_of_current", "percent_of_population")


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
    joint: bool = False
    """One number for everything the clause lists, instead of one per destination and skill."""

    @model_validator(mode="after")
    def _one(self) -> Size:
        _exactly_one(self, SIZES)
        return self


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
    instrument: Literal["stock", "quota", "free", "price", "close_gap"]
    """stock: the number is set; quota: at most this number; free: no visa price; price: the visa
    price is set; close_gap: workers move until a share of the wage gap is closed."""
    size: Size | None = None
    """How many (stock, quota)."""
    measure: Literal["additional", "total"] = "additional"
    """Size is on top of today's number, or is the whole number."""
    allocation: Literal["mfn", "bilateral", "proportional"] | None = None
    """mfn: origins compete for one quota (default of quota); bilateral: the size holds for each
    origin by itself; proportional: the size is divided over origins by weights (default of
    stock)."""
    weights: Literal["stock", "labour_force"] = "stock"
    """Weights of proportional: today's migrants there, or workers living in the origin."""
    catch_up: Share | None = None
    """Part of the productivity gap that new migrants of these corridors close."""
    price: VisaPrice | None = None
    """Visa price, share of income (price); ``mfn``: today's price for outsiders there."""
    share: Share | None = None
    """Share of the wage gap to close (close_gap)."""

    @model_validator(mode="after")
    def _complete(self) -> VisaClause:
        needs = {"stock": "size", "quota": "size", "price": "price", "close_gap": "share"}
        needed = needs.get(self.instrument)
        wrong = []
        if needed and getattr(self, needed) is None:
            wrong.append(f"instrument {self.instrument!r} needs {needed!r}")
        takes = {needed} | ({"measure", "allocation", "weights"} if needed == "size" else set())
        optional = ("size", "measure", "allocation", "weights", "price", "share")
        given = self.model_fields_set
        wrong += [
            f"instrument {self.instrument!r} takes no {name!r}"
            for name in optional
            if name in given and name not in takes
        ]
        if self.instrument == "stock" and self.allocation == "mfn":
            wrong.append("instrument 'stock' is bilateral or proportional; mfn needs a quota")
        if self.allocation == "bilateral" and self.size is not None and self.size.joint:
            wrong.append("joint: true and allocation 'bilateral' contradict each other")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self


class TariffClause(Section):
    """A change of import tariffs; later clauses act on what earlier ones left."""

    importer: Selector
    """Regions or groups that levy the tariff."""
    exporter: Selector = ("all",)
    """Regions or groups whose goods pay it; trade inside an aggregated region included."""
    sector: Selector = ("all",)
    """Goods."""
    cut: Share | None = None
    """Part of the tariff that is taken away."""
    set: Number | None = None
    """The new ad valorem rate."""
    add: Number | None = None
    """Added to the rate."""

    @model_validator(mode="after")
    def _one(self) -> TariffClause:
        _exactly_one(self, ("cut", "set", "add"))
        return self


class RemittanceSection(Section):
    """Sending money home."""

    cost: Annotated[float, BeforeValidator(_finite), Field(ge=0, le=0.9)] | None = None
    """Highest cost of sending, share of the amount sent; lower costs stay as they are."""


class EndowmentClause(Section):
    """More or less of a factor; for a skill it scales the work that each native does."""

    factor: Selector
    """Factors."""
    region: Selector
    """Regions or groups."""
    scale: Ratio
    """Ratio to the benchmark; clauses that meet multiply."""


class ProductivityClause(Section):
    """Productivity: neutral of sectors, or of the factors that work in a region (Trefler)."""

    sector: Selector = ("all",)
    """Goods; neutral (total factor) productivity."""
    factor: Selector | None = None
    """Factors or skills instead of goods: what a unit of them does in every sector."""
    region: Selector
    """Regions or groups."""
    scale: Ratio
    """Ratio to the benchmark; clauses that meet multiply."""


def _parameter(name: str) -> tuple[Any, Any]:
    table = TABLES[name]
    check = _positive if name in MAY_BE_INFINITE else _within(table.lower or 0.0, table.upper)
    kinds: dict[str, Any] = {
        "elasticity": Annotated[float, BeforeValidator(check)],
        "share": Share,
        "workers": Ratio,
    }
    kind = kinds[table.unit]
    if "sector" in table.dims:
        kind = Annotated[float | dict[str, float], BeforeValidator(_by_sector(check))]
    return (kind | None, Field(None, description=f"{table.long_name} [{table.unit}]"))


Parameters: Any = create_model(  # type: ignore[call-overload]
    "Parameters",
    __base__=Section,
    __doc__="Behaviour: a number or .inf; for a parameter by sector also {sector: number}.",
    **{name: _parameter(name) for name in PARAMETERS},
    numeraire=(Ratio | None, Field(None, description="level of the numeraire [index]")),
)


class Scenario(Section):
    """One question to the model."""

    name: Name
    """Name of the scenario and of its result file."""
    description: str = ""
    """One line for tables (not inherited from ``base``)."""
    benchmark: str | None = None
    """Name of a shipped benchmark, or a path relative to this file."""
    base: str | None = None
    """One parent, a name or a path: mappings are merged key by key, lists and values replaced."""
    closure: ClosureSection = ClosureSection()
    """Closure rules."""
    visas: tuple[VisaClause, ...] = ()
    """Migration policy, clause by clause; no corridor may be named twice."""
    tariffs: tuple[TariffClause, ...] = ()
    """Trade policy."""
    remittances: RemittanceSection = RemittanceSection()
    """Sending money home."""
    parameters: Parameters = Parameters()
    """Behaviour."""
    endowments: tuple[EndowmentClause, ...] = ()
    """Factors and people."""
    productivity: tuple[ProductivityClause, ...] = ()
    """Technology."""
    report: Texts = ()
    """Results to print beside the headline."""
    sources: Texts = ()
    """Where the figures come from."""

    _places: dict[Key, Place] = PrivateAttr(default_factory=lambda: dict(NOWHERE))

    @property
    def places(self) -> dict[Key, Place]:
        """File and line of every value."""
        return self._places

    def as_written(self) -> dict[str, Any]:
        """What was given, parents merged and defaults left out, as plain values."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


SECTIONS: dict[tuple[str, ...], type[BaseModel]] = {
    (): Scenario,
    ("closure",): ClosureSection,
    ("visas",): VisaClause,
    ("visas", "size"): Size,
    ("tariffs",): TariffClause,
    ("remittances",): RemittanceSection,
    ("parameters",): Parameters,
    ("endowments",): EndowmentClause,
    ("productivity",): ProductivityClause,
}
"""The class of each part, by its keys without list positions."""


def keys_of(section: type[BaseModel]) -> list[str]:
    """Keys as they are written in the file."""
    return [field.alias or name for name, field in section.model_fields.items()]


def json_schema() -> dict[str, Any]:
    """JSON schema of the scenario file, for editors and for the docs."""
    return Scenario.model_json_schema(by_alias=True)
