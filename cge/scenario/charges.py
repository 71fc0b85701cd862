"""What visa and levy clauses charge, and whom: arrays by corridor (M-23), levies (Y-7)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.scenario.people import CORRIDOR, People, named
from cge.scenario.settings import RECIPIENTS, Irregular, Levy
from cge.scenario.values import parameter

if TYPE_CHECKING:
    from cge.places import Problems
    from cge.scenario.schema import Scenario
    from cge.scenario.visa_clause import VisaClause


class ClauseCharges:
    """What is paid for visas, filled clause by clause; arrays (origin, destination, skill)."""

    def __init__(self, people: People) -> None:
        shape, skills = people.workers.shape, len(people.skills)
        self._people = people
        self._parts = {
            "fee": np.full(shape, np.nan),
            "fee_usd": np.full(shape, np.nan),
            "captured": np.zeros(shape),
            "captured_fee": np.zeros(shape),
            "dissipated": np.zeros(shape),
        }
        self._priced = np.zeros(shape, dtype=bool)
        self._established = np.zeros(shape, dtype=bool)
        self._revenue = np.zeros((len(RECIPIENTS), *shape))
        self._adjustment = np.ones((skills, *shape))

    def add(self, clause: VisaClause, open_: np.ndarray) -> None:
        """The charges of one clause on its corridors."""
        if not clause.priced:
            return
        captured = clause.captured_share
        values = {"captured": captured, "dissipated": clause.dissipated}
        beside = clause.instrument == "quota"
        values["captured_fee"] = 1.0 - clause.dissipated if beside else captured
        if clause.instrument == "price" and isinstance(clause.price, float):
            values["fee"] = clause.price
        if clause.fee is not None and clause.fee.share is not None:
            values["fee"] = clause.fee.share
        if clause.fee is not None and clause.fee.usd is not None:
            values["fee_usd"] = clause.fee.usd
        for name, value in values.items():
            self._parts[name][open_] = value
        if clause.fee is not None and clause.fee.by_origin is not None:
            of = [clause.fee.by_origin.get(region, math.nan) for region in self._people.regions]
            own = np.broadcast_to(np.array(of)[:, None, None], open_.shape)
            self._parts["fee"][open_] = own[open_]
        self._priced |= open_
        self._established[open_] = clause.applies_to == "all"
        for n, recipient in enumerate(RECIPIENTS):
            self._revenue[n][open_] = clause.revenue_shares.get(recipient, 0.0)
        for n, skill in enumerate(self._people.skills):
            self._adjustment[n][open_] = clause.adjustment.get(skill, 1.0)

    def set_price(self, open_: np.ndarray, price: np.ndarray) -> None:
        """The price of ``price`` corridors that is captured, where it differs by corridor."""
        priced = open_ & self._priced
        self._parts["fee"][priced] = price[priced]

    def dataset(self) -> xr.Dataset | None:
        """The arrays with their labels; None if nothing is charged."""
        if not self._priced.any():
            return None
        people = self._people
        labels = dict(zip(CORRIDOR, (people.regions, people.regions, people.skills), strict=True))
        coords = {dim: list(names) for dim, names in labels.items()}
        parts: dict[str, tuple[tuple[str, ...], np.ndarray]] = {
            name: (CORRIDOR, array) for name, array in self._parts.items()
        }
        parts["priced"] = (CORRIDOR, self._priced)
        parts["established"] = (CORRIDOR, self._established)
        parts["revenue"] = (("recipient", *CORRIDOR), self._revenue)
        parts["adjustment"] = (("native_skill", *CORRIDOR), self._adjustment)
        every = coords | {"recipient": list(RECIPIENTS), "native_skill": list(people.skills)}
        return xr.Dataset(parts, every)


def irregular(scenario: Scenario, bench: xr.Dataset, problems: Problems) -> tuple[Irregular, ...]:
    """Ways in without a visa, in corridors with migrants today."""
    people = People.of(bench)
    barred = people.abroad & ~people.free & (people.workers > 0)
    taken = np.zeros_like(barred)
    result = []
    if scenario.irregular:
        _refuse_irregular(scenario, bench, problems)
    for n, clause in enumerate(scenario.irregular):
        mask = named(clause, bench) & barred
        if not mask.any():
            problems.add(
                ("irregular", n),
                "names no corridor with migrants today outside free movement; widen 'to' or 'from'",
            )
        if (mask & taken).any():
            problems.add(
                ("irregular", n),
                f"{people.described(mask & taken)} have an irregular way already; allowed: one",
            )
        taken |= mask
        if clause.share == 0:
            continue  # nobody comes so, and the log of nobody has no value
        result.append(
            Irregular(
                name=clause.name,
                corridors=tuple(people.corridor(cell) for cell in people.cells(mask)),
                share=clause.share,
                price=clause.price,
                raised_to=clause.raised_to,
                discount=clause.discount,
            )
        )
    return tuple(result)


def _refuse_irregular(scenario: Scenario, bench: xr.Dataset, problems: Problems) -> None:
    """What the numbers of those who come without a visa do not enter."""
    if parameter(scenario, bench, "migration_elasticity") == math.inf:
        text = "irregular ways need a finite migration_elasticity; give another value"
        problems.add(("irregular",), text)
    for name in ("brain_drain", "density"):
        if parameter(scenario, bench, name):
            text = f"{name} does not count irregular migrants; leave {name} at 0, or irregular out"
            problems.add(("irregular",), text)


def _bases(scenario: Scenario, bench: xr.Dataset, people: People) -> dict[str, np.ndarray]:
    """Where there is anything to levy on, for bases that not every corridor has."""
    owners = (accounts.property_income(bench) > 0).values
    kept = scenario.closure.ownership == "portable"
    both = np.outer(owners, owners)[:, :, None] & people.abroad
    return {"property": both & kept, "remittances": people.sending}


EMPTY = {
    "property": "new migrants keep no property at home in these corridors; "
    "allowed: closure ownership: portable, where there is property at both ends",
    "remittances": "nobody sends anything in these corridors today; name corridors with "
    "remittances",
}
"""Why a levy would raise nothing, and what to do."""


def levies(
    scenario: Scenario, bench: xr.Dataset, regime: np.ndarray, problems: Problems
) -> tuple[Levy, ...]:
    """The levies of a scenario on the corridors where anybody may live."""
    people = People.of(bench)
    open_ = ~np.isin(regime, ("home", "closed"))
    bases = _bases(scenario, bench, people)
    result = []
    for n, clause in enumerate(scenario.levies):
        mask = named(clause, bench) & open_
        if not mask.any():
            problems.add(
                ("levies", n),
                "names no corridor in which anybody lives or may live; widen 'to' or 'from'",
            )
        elif not (mask & bases.get(clause.base, mask)).any():
            problems.add(("levies", n), EMPTY[clause.base])
        result.append(
            Levy(
                name=clause.name,
                base=clause.base,
                corridors=tuple(people.corridor(cell) for cell in people.cells(mask)),
                rate=clause.size,
                established=clause.applies_to == "all",
                credit=clause.credit,
                shares=clause.revenue_shares,
                adjustment=dict(clause.adjustment),
            )
        )
    return tuple(result)
