"""Admissions of a design on a model: numbers and prices of visas, what is captured, who gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.designer.choices import Choices, fresh, short
from cge.designer.equilibrium import GROWTH
from cge.designer.programme import Condition
from cge.designer.template import start_of_shares
from cge.model.visas import SHARE_OF
from cge.scenario.people import People, named
from cge.scenario.sizes import groups, together
from cge.scenario.visa_clause import VisaClause

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cge.designer.equilibrium import Equilibrium
    from cge.designer.schema import Admission

Key = tuple[str, ...]
CAPTURED = ("captured", "captured_fee")
GROWN = 1e-6
"""Growth of a corridor below which a treaty leaves it out."""
GROWS = 0.3
"""Growth of a corridor at the start where no number of places is given, for the whole shock."""


@dataclass(frozen=True)
class Admitted:
    """An admission clause and its corridors."""

    clause: Admission
    corridors: tuple[Key, ...]

    def label(self, key: Key) -> str:
        """What a captured share or a division of receipts is for."""
        parts = {"corridor": key, "destination": key[1:], "clause": ()}[self.clause.divided_by]
        return " ".join((self.clause.name, *parts))

    def price(self, key: Key) -> str:
        """Name of the one price of all origins."""
        return " ".join((self.clause.name, "price", *key[1:]))

    def divisions(self) -> dict[str, list[Key]]:
        """Corridors by what they have in common."""
        found: dict[str, list[Key]] = {}
        for key in self.corridors:
            found.setdefault(self.label(key), []).append(key)
        return found


class Admissions:
    """The admission clauses of a design, and how they are read back into visa clauses."""

    def __init__(self, clauses: Sequence[Admission], equilibrium: Equilibrium) -> None:
        self._equilibrium = equilibrium
        self._bench = equilibrium.model.bench
        self.admitted = [self._admitted(one) for one in clauses]

    def _admitted(self, clause: Admission) -> Admitted:
        mask = named(_quota(clause), self._bench)
        people = People.of(self._bench)
        inside = {people.corridor(cell) for cell in people.cells(mask)}
        return Admitted(clause, tuple(k for k in self._equilibrium.admissions if k in inside))

    def open(self, choices: Choices) -> None:
        """State the instruments and conditions of every clause."""
        for one in self.admitted:
            self._admit(one, choices)

    def _admit(self, one: Admitted, choices: Choices) -> None:
        cells, clause = self._equilibrium.cells, one.clause
        fees = cells("fee_share", [*one.corridors]).tolist()
        if clause.one_price:
            for name, keys in self._by_price(one).items():
                moves = dict.fromkeys(cells("fee_share", keys).tolist(), 1.0)
                choices.instruments.append(fresh(name, clause.price, moves))
            choices.shared_prices += fees
        else:
            choices.prices |= dict.fromkeys(fees, clause.price)
        for label, keys in one.divisions().items():
            moves = {cell: 1.0 for part in CAPTURED for cell in cells(part, keys).tolist()}
            choices.instruments.append(fresh(f"captured {label}", clause.captured, moves))
            for recipient, ends in clause.revenue.items():
                moves = dict.fromkeys(cells(SHARE_OF[recipient], keys).tolist(), 1.0)
                choices.instruments.append(fresh(f"{recipient} {label}", ends, moves))
            if any(low < high for low, high in clause.revenue.values()):
                whole = {f"{recipient} {label}": 1.0 for recipient in clause.revenue}
                choices.conditions.append(Condition(f"all of {label}", 1.0, 1.0, {}, whole))
        choices.conditions += self._places(one)

    def _by_price(self, one: Admitted) -> dict[str, list[Key]]:
        found: dict[str, list[Key]] = {}
        for key in one.corridors:
            found.setdefault(one.price(key), []).append(key)
        return found

    def _limits(self, one: Admitted) -> Iterator[tuple[str, list[Key], float]]:
        """Corridors that share a number of places: name, corridors, workers."""
        if one.clause.places is None:
            return
        clause, people = _quota(one.clause), People.of(self._bench)
        open_ = np.zeros(people.workers.shape, dtype=bool)
        inside = set(one.corridors)
        for cell in people.cells(named(clause, self._bench)):
            open_[cell] = people.corridor(cell) in inside
        for name, mask in groups(clause, open_, people):
            keys: list[Key] = [people.corridor(cell) for cell in people.cells(mask)]
            yield name, keys, together(one.clause.places, mask, people)

    def _places(self, one: Admitted) -> Iterator[Condition]:
        v, scale = self._equilibrium.system.v, self._equilibrium.cells
        for name, keys, places in self._limits(one):
            numbers = scale("mig", keys)
            weights = v[scale("scale", keys)] / places
            most = 1.0 + float(weights @ (v[numbers] + GROWTH))
            cells = dict(zip(numbers.tolist(), weights.tolist(), strict=True))
            yield Condition(f"places of {name}", -np.inf, most, cells)

    # -- where they start ------------------------------------------------------------------------
    def values(self, share: float) -> dict[str, float]:
        """Values of prices of all origins and of the division of receipts at a start."""
        values = {}
        v = self._equilibrium.system.v
        for admitted in self.admitted:
            if admitted.clause.one_price:
                for name, keys in self._by_price(admitted).items():
                    today = v[self._equilibrium.cells("fee_share", keys)].min()
                    low, high = admitted.clause.price
                    values[name] = float(np.clip(today * (1 - 0.3 * share), low, high))
            shares = start_of_shares(admitted.clause.revenue)
            for label in admitted.divisions():
                values |= {f"{name} {label}": part for name, part in shares.items()}
        return values

    def goals(self, share: float, rng: np.random.Generator | None) -> dict[int, float]:
        """Numbers admitted at a start, by cell."""
        goals: dict[int, float] = {}
        for one in self.admitted:
            if not one.clause.one_price:
                goals |= self._numbers(one, share, rng)
        return goals

    def _numbers(
        self, one: Admitted, share: float, rng: np.random.Generator | None
    ) -> dict[int, float]:
        v, cells = self._equilibrium.system.v, self._equilibrium.cells
        grown = dict.fromkeys(one.corridors, GROWS * share)
        for _, keys, places in self._limits(one):
            there = float((v[cells("scale", keys)] * v[cells("mig_base", keys)]).sum())
            grown |= dict.fromkeys(keys, share * places / there)
        if rng is not None:
            grown = {key: by * rng.uniform(0.5, 1.5) for key, by in grown.items()}
        numbers = cells("mig", [*grown])
        more = np.maximum([*grown.values()], 10 * GROWTH)
        return dict(zip(numbers.tolist(), (v[numbers] + more).tolist(), strict=True))

    # -- what is chosen --------------------------------------------------------------------------
    def clauses(self, v: np.ndarray, values: Mapping[str, float]) -> list[dict[str, Any]]:
        """Visa clauses of a scenario in which the instruments have these values."""
        return [clause for one in self.admitted for clause in self._visas(one, v, values).values()]

    def _visas(
        self, one: Admitted, v: np.ndarray, values: Mapping[str, float]
    ) -> dict[Key, dict[str, Any]]:
        """Clauses by where corridors end and what is paid; empty corridors have none."""
        found: dict[Key, dict[str, Any]] = {}
        cells = self._equilibrium.cells
        numbers, fees, before = (cells(x, one.corridors) for x in ("mig", "fee_share", "mig_base"))
        grown = v[numbers] - v[before] > GROWN
        prices = np.maximum(v[fees], 0.0)
        for key, grows, price in zip(one.corridors, grown, prices, strict=True):
            if not grows:
                continue
            (o, d, k), label = key, one.label(key)
            where = (d, k, *((o,) if one.clause.divided_by == "corridor" else ()))
            clause = found.setdefault(where, self._paid(one, where, label, values))
            clause["from"].append(o)
            clause["fee"]["by_origin"][o] = short(price)
        return found

    @staticmethod
    def _paid(one: Admitted, where: Key, label: str, values: Mapping[str, float]) -> dict[str, Any]:
        """A clause of a destination and skill, before its origins are listed."""
        captured = short(np.clip(values[f"captured {label}"], 0.0, 1.0))
        clause: dict[str, Any] = {
            "name": "-".join((one.clause.name, *where)),
            "to": [where[0]],
            "from": [],
            "skill": [where[1]],
            "instrument": "fee",
            "fee": {"by_origin": {}},
            "captured": captured,
        }
        if captured > 0:
            shares = {x: max(values[f"{x} {label}"], 0.0) for x in one.clause.revenue}
            clause["revenue"] = {x: short(y / sum(shares.values())) for x, y in shares.items()}
        return clause


def _quota(clause: Admission) -> VisaClause:
    """An admission as a quota, by which its places are read."""
    size = clause.places or {"percent_of_current": 0.0}
    return VisaClause.model_validate(
        {"name": clause.name, "to": clause.to, "from": clause.origins, "skill": clause.skill,
         "instrument": "quota", "size": size}
    )  # fmt: skip
