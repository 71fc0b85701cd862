"""A scenario as it stands in one year of a path: what is in force, and how much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.scenario.policy_clauses import RemittanceSection
from cge.scenario.schema import ClosureSection, Scenario
from cge.scenario.timing import PhaseIn, years_of

if TYPE_CHECKING:
    from cge.scenario.schema import TariffClause
    from cge.scenario.visa_clause import VisaClause

POLICY = (
    "visas",
    "tariffs",
    "eligibility",
    "linkage",
    "levies",
    "transfers",
    "irregular",
    "remittances",
    "endowments",
    "productivity",
)
"""Parts of a scenario that a baseline does not have."""


def baseline_of(scenario: Scenario) -> Scenario:
    """The same world without policy: closure and behaviour stay."""
    empty = {name: RemittanceSection() if name == "remittances" else () for name in POLICY}
    return _with(scenario, **empty, closure=_of_one_year(scenario.closure))


def in_year(scenario: Scenario, year: int) -> Scenario:
    """What is in force in a year.

    The first year is that of the benchmark: nothing is in force.  A clause without ``phase_in``
    holds from the second year on, and so does everything that is no clause of visas or tariffs.
    """
    years = years_of(str(scenario.years))
    if year == years[0]:
        return baseline_of(scenario)
    visas = [_admitted(clause, years, year) for clause in scenario.visas]
    kept = tuple(clause for clause in visas if clause is not None)
    names = {clause.name for clause in kept}
    return _with(
        scenario,
        visas=kept,
        tariffs=tuple(c for c in (_cut(t, years, year) for t in scenario.tariffs) if c is not None),
        linkage=tuple(link for link in scenario.linkage if link.visas in names),
        closure=_of_one_year(scenario.closure),
    )


def _with(scenario: Scenario, **changes: object) -> Scenario:
    """A copy that lists what it was given, so that nothing of the original is said twice."""
    copy = scenario.model_copy(update={**changes, "years": None})
    copy.places.update(scenario.places)
    return copy


def _of_one_year(closure: ClosureSection) -> ClosureSection:
    return closure.model_copy(update={"capital": "path"})


def _phase(given: PhaseIn | None, years: range) -> PhaseIn:
    return given or PhaseIn.model_validate({"from": years[1]})


def _admitted(clause: VisaClause, years: range, year: int) -> VisaClause | None:
    """The clause with the part of its size that is left in a year."""
    if clause.size is None:
        return clause
    phase, there, before = _phase(clause.phase_in, years), 0.0, 0.0
    for each in range(years[0], year + 1):
        share = phase.share(each)
        there = (1 - clause.return_share) * there + share - before
        before = share
    if there == 0:
        return None
    sizes = {
        name: there * value
        for name, value in clause.size.model_dump().items()
        if isinstance(value, float)
    }
    size = clause.size.model_copy(update=sizes)
    return clause.model_copy(update={"size": size, "phase_in": None})


def _cut(clause: TariffClause, years: range, year: int) -> TariffClause | None:
    share = _phase(clause.phase_in, years).share(year)
    if share == 0:
        return None
    changes: dict[str, object] = {
        name: share * value
        for name in ("cut", "add")
        if (value := getattr(clause, name)) is not None
    }
    return clause.model_copy(update={**changes, "phase_in": None})
