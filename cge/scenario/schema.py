"""The scenario file: every key it may hold, with its meaning.

Names of regions, groups, skills, sectors and factors are written in *selectors*: one name or a list
of names; ``all``; and ``except NAME``, which takes a name out again (``[developing, except IND]``;
a list of exceptions alone means all but these).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    PrivateAttr,
    ValidationInfo,
    create_model,
    model_validator,
)

from cge.benchmark.schema import PARAMETERS, TABLES
from cge.places import NOWHERE, Key, Place
from cge.scenario.kinds import (
    Belief,
    Name,
    Number,
    Ratio,
    Section,
    Selector,
    Share,
    Texts,
    by_label,
    elasticity,
    exactly_one,
    positive,
    within,
)
from cge.scenario.policy_clauses import (
    CostClause,
    EnforcementClause,
    IrregularClause,
    LevyClause,
    LinkageClause,
    MatchingClause,
    RemittanceSection,
    Schedule,
    SharesClause,
    TransferClause,
    WageClause,
    WageCurve,
)
from cge.scenario.timing import PhaseIn, SafeguardSection, Years
from cge.scenario.visa_clause import Fee, Size, Supply, VisaClause

MAY_BE_INFINITE = ("migration_elasticity", "esubnm", "esubvin")
"""Parameters that enter as their inverse: infinity is a limit of the model, zero is none."""

OF_YEARS = ("discount_rate", "productivity_growth")
"""Parameters without effect but on a path."""
MERGED = "merged"
"""Key of the context that says that the parents are in the data already."""
PATH = "years and closure capital: path"


class ClosureSection(Section):
    """Which side gives way in each market that theory leaves open."""

    capital: Literal["fixed", "mobile", "steady", "path"] = "fixed"
    """fixed: stocks stay (short run); mobile: one world return; steady: the return stays; path:
    year by year, stocks grow by investment less depreciation."""
    fiscal: Literal["lump_sum", "income_tax", "product_tax", "transfers", "public_consumption"] = (
        "lump_sum"
    )
    """What balances the budget of each region: a lump sum per worker, the income tax rates, the
    output tax rates, benefits by skill, or public consumption."""
    numeraire: str = "world_cpi"
    """``world_cpi``, or the code of a region whose consumer price index is fixed."""
    trade: Literal["armington", "homogeneous"] = "armington"
    """armington: goods differ by origin; homogeneous: a good is the same wherever it is made."""
    ownership: Literal["portable", "residence"] = "portable"
    """portable: those who leave keep their claims at home; residence: claims follow residence."""
    others: Literal["stock", "price"] = "stock"
    """Corridors no clause names: their number stays (stock), or today's visa price does (price)."""


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
    phase_in: PhaseIn | None = None
    """Years over which it is reached (``years``); from the second year when left out."""

    @model_validator(mode="after")
    def _one(self) -> TariffClause:
        exactly_one(self, ("cut", "set", "add"))
        if self.phase_in is not None and self.set is not None:
            msg = "found set and phase_in; allowed: cut or add with phase_in"
            raise ValueError(msg)
        return self


class EligibilityClause(Section):
    """Which part of the transfers to natives migrants receive; all of it where no clause speaks."""

    to: Selector = ("all",)
    """Regions that pay the transfers."""
    origins: Selector = Field(("all",), alias="from")
    """Places of birth."""
    skill: Selector = ("all",)
    """Skills."""
    share: Share
    """1 is national treatment, 0 excludes from all transfers."""
    applies_to: Literal["new", "all"] = "new"
    """new: those who arrive in the scenario; all: established migrants too."""


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
    bounded = positive if name in MAY_BE_INFINITE else within(table.lower or 0.0, table.upper)
    check = elasticity(bounded) if table.unit == "elasticity" else bounded
    kinds: dict[str, Any] = {
        "elasticity": Annotated[float, BeforeValidator(check)],
        "share": Share,
        "workers": Belief,
    }
    kind = kinds[table.unit]
    if table.dims:
        kind = Annotated[float | dict[str, float], BeforeValidator(by_label(check))]
    return (kind | None, Field(None, description=f"{table.long_name} [{table.unit}]"))


Parameters: Any = create_model(  # type: ignore[call-overload]
    "Parameters",
    __base__=Section,
    __doc__="Behaviour: a number or .inf; for one by sector or skill also {label: number}.",
    **{name: _parameter(name) for name in PARAMETERS},
    discount_rate=(Share | None, Field(None, description="of future gains, a year [share]")),
    productivity_growth=(
        Annotated[float, BeforeValidator(within(-0.1, 0.1))] | None,
        Field(None, description="neutral, of all sectors and regions, a year [share]"),
    ),
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
    years: Years | None = None
    """First and last year of a path, as in 2021..2030: with ``capital: path`` only."""
    visas: tuple[VisaClause, ...] = ()
    """Migration policy, clause by clause; no corridor may be named twice."""
    tariffs: tuple[TariffClause, ...] = ()
    """Trade policy."""
    eligibility: tuple[EligibilityClause, ...] = ()
    """Transfers to migrants; later clauses replace what earlier ones said."""
    linkage: tuple[LinkageClause, ...] = ()
    """Tariffs cut for the admission of people."""
    levies: tuple[LevyClause, ...] = ()
    """Taxes and fees on movers."""
    transfers: tuple[TransferClause, ...] = ()
    """Side payments between regions."""
    wages: tuple[WageClause, ...] = ()
    """Floors under wages, wage curves: who is out of work."""
    irregular: tuple[IrregularClause, ...] = ()
    """Ways in without a visa."""
    enforcement: tuple[EnforcementClause, ...] = ()
    """What it costs to keep people out."""
    remittances: RemittanceSection = RemittanceSection()
    """Sending money home."""
    parameters: Parameters = Parameters()
    """Behaviour."""
    endowments: tuple[EndowmentClause, ...] = ()
    """Factors and people."""
    productivity: tuple[ProductivityClause, ...] = ()
    """Technology."""
    report: Texts = ()
    """Results to print beside the headline, all or some cells: ``wage region=DEU skill=high``."""
    sources: Texts = ()
    """Where the figures come from."""

    @model_validator(mode="after")
    def _years_of_a_path(self) -> Scenario:
        if (self.years is not None) != (self.closure.capital == "path"):
            msg = "years and closure capital: path go together; found one of them"
            raise ValueError(msg)
        phases = [*(c.phase_in for c in self.visas), *(c.phase_in for c in self.tariffs)]
        needing = {
            "phase_in": any(phase is not None for phase in phases),
            "return_share": any(clause.return_share for clause in self.visas),
            **{name: getattr(self.parameters, name) is not None for name in OF_YEARS},
        }
        found = [name for name, given in needing.items() if given]
        if self.years is None and found:
            raise ValueError("; ".join(f"{name} needs {PATH}" for name in found))
        return self

    @model_validator(mode="before")
    @classmethod
    def _on_top_of_its_base(cls, data: Any, info: ValidationInfo) -> Any:
        if isinstance(data, dict) and not (info.context or {}).get(MERGED):
            from cge.scenario.load import with_parents  # late: it reads files by this schema

            return with_parents(data)
        return data

    _places: dict[Key, Place] = PrivateAttr(default_factory=lambda: dict(NOWHERE))

    @property
    def places(self) -> dict[Key, Place]:
        """File and line of every value."""
        return self._places

    def with_(self, changes: Mapping[str, Any] | None = None, **sections: Any) -> Scenario:
        """The same scenario with some values changed.

        Parameters
        ----------
        changes : mapping, optional
            New values by dotted key, as ``--set`` has them:
            ``{"visas.rich_quota.size.percent_of_labour_force": 1}``.
        **sections
            Whole keys of a scenario: mappings are merged key by key, lists and values replaced.

        Raises
        ------
        ScenarioError
            With everything that is wrong with it.
        """
        from cge.scenario.load import changed  # late: it reads files by this schema

        return changed(self, changes or {}, sections)

    def as_written(self) -> dict[str, Any]:
        """What was given, parents merged and defaults left out, as plain values."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


SECTIONS: dict[tuple[str, ...], type[BaseModel]] = {
    (): Scenario,
    ("closure",): ClosureSection,
    ("visas",): VisaClause,
    ("visas", "size"): Size,
    ("visas", "fee"): Fee,
    ("visas", "supply"): Supply,
    ("visas", "safeguard"): SafeguardSection,
    ("visas", "phase_in"): PhaseIn,
    ("tariffs",): TariffClause,
    ("tariffs", "phase_in"): PhaseIn,
    ("eligibility",): EligibilityClause,
    ("linkage",): LinkageClause,
    ("linkage", "schedule"): Schedule,
    ("levies",): LevyClause,
    ("transfers",): TransferClause,
    ("wages",): WageClause,
    ("wages", "curve"): WageCurve,
    ("irregular",): IrregularClause,
    ("enforcement",): EnforcementClause,
    ("remittances",): RemittanceSection,
    ("remittances", "costs"): CostClause,
    ("remittances", "shares"): SharesClause,
    ("remittances", "matching"): MatchingClause,
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
