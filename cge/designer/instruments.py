"""Instruments of a design on a model: which cells each of them moves, and within what."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.designer.equilibrium import GROWTH
from cge.designer.programme import Condition, Instrument
from cge.designer.template import NIL, Treaty, levy, start_of_shares
from cge.model.visas import SHARE_OF
from cge.scenario.people import People, named
from cge.scenario.select import select, vocabulary
from cge.scenario.sizes import groups, together
from cge.scenario.visa_clause import VisaClause

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cge.designer.equilibrium import Equilibrium
    from cge.designer.schema import Admission, Design, LevyChoice, TariffChoice

Key = tuple[str, ...]
CAPTURED = ("captured", "captured_fee")
GROWN = 1e-6
"""Growth of a corridor below which a treaty leaves it out."""
GROWS = 0.3
"""Growth of a corridor at the start where no number of places is given, for the whole shock."""
DIGITS = 12


@dataclass
class Choices:
    """What a design leaves open: instruments, conditions on them, and where they may start."""

    instruments: list[Instrument] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    shared_prices: list[int] = field(default_factory=list)
    """Cells of visa prices that one instrument sets for several corridors."""
    prices: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Bounds of the other visa prices, by cell."""


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


class Table:
    """The instruments of a design, and how they are read back into clauses of a scenario."""

    def __init__(self, design: Design, equilibrium: Equilibrium) -> None:
        self.design = design
        self.equilibrium = equilibrium
        self._bench = equilibrium.model.bench
        self.admitted = [self._admitted(one) for one in design.admissions]
        self.choices = Choices()
        for one in self.admitted:
            self._admit(one)
        for choice in design.tariffs:
            for _, name, cells in self.tariffs(choice):
                self._set_tariff(choice, name, cells)
        for other in design.levies:
            self._set_levy(other)

    def _admitted(self, clause: Admission) -> Admitted:
        mask = named(_quota(clause), self._bench)
        people = People.of(self._bench)
        inside = {people.corridor(cell) for cell in people.cells(mask)}
        return Admitted(clause, tuple(k for k in self.equilibrium.admissions if k in inside))

    # -- admissions ------------------------------------------------------------------------------
    def _admit(self, one: Admitted) -> None:
        cells, choices, clause = self.equilibrium.cells, self.choices, one.clause
        fees = cells("fee_share", [*one.corridors]).tolist()
        if clause.one_price:
            for name, keys in self._by_price(one).items():
                moves = dict.fromkeys(cells("fee_share", keys).tolist(), 1.0)
                choices.instruments.append(_fresh(name, clause.price, moves))
            choices.shared_prices += fees
        else:
            choices.prices |= dict.fromkeys(fees, clause.price)
        for label, keys in one.divisions().items():
            moves = {cell: 1.0 for part in CAPTURED for cell in cells(part, keys).tolist()}
            choices.instruments.append(_fresh(f"captured {label}", clause.captured, moves))
            for recipient, ends in clause.revenue.items():
                moves = dict.fromkeys(cells(SHARE_OF[recipient], keys).tolist(), 1.0)
                choices.instruments.append(_fresh(f"{recipient} {label}", ends, moves))
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
        v, scale = self.equilibrium.system.v, self.equilibrium.cells
        for name, keys, places in self._limits(one):
            numbers = scale("mig", keys)
            weights = v[scale("scale", keys)] / places
            most = 1.0 + float(weights @ (v[numbers] + GROWTH))
            cells = dict(zip(numbers.tolist(), weights.tolist(), strict=True))
            yield Condition(f"places of {name}", -np.inf, most, cells)

    # -- tariffs and levies ----------------------------------------------------------------------
    def tariffs(
        self, choice: TariffChoice
    ) -> Iterator[tuple[dict[str, list[str]], str, list[int]]]:
        """Each tariff that is chosen: its clause, its name, its cells."""
        dims = {"importer": "region", "exporter": "region", "sector": "sector"}
        words = {
            dim: select(getattr(choice, dim), vocabulary(self._bench, of))
            for dim, of in dims.items()
        }
        component = self.equilibrium.structure.cells.components["tm"]
        known = {key: component.start + n for n, key in enumerate(component.keys)}
        for labels in product(*(words[dim] for dim in choice.each)):
            own = dict(zip(choice.each, labels, strict=True))
            clause = {dim: [own[dim]] if dim in own else [*words[dim]] for dim in dims}
            keys = product(clause["sector"], clause["exporter"], clause["importer"])
            cells = [known[key] for key in keys if key in known]
            if cells:
                yield clause, " ".join(("tariff", *labels)), cells

    def _set_tariff(self, choice: TariffChoice, name: str, cells: list[int]) -> None:
        today = self.equilibrium.system.v[cells]
        if choice.rate is not None:
            self.choices.instruments.append(_fresh(name, choice.rate, dict.fromkeys(cells, 1.0)))
        elif choice.cut is not None and today.any():
            moves = dict(zip(cells, (-today).tolist(), strict=True))
            own = dict(zip(cells, today.tolist(), strict=True))
            self.choices.instruments.append(
                Instrument(name, choice.cut[0], choice.cut[1], moves, own)
            )

    def _set_levy(self, choice: LevyChoice) -> None:
        equilibrium = self.equilibrium
        (levied,) = [x for x in equilibrium.model.settings.levies if x.name == choice.name]
        moves = {int(equilibrium.cells("levy_size", [choice.name])[0]): 1.0}  # type: ignore[list-item]
        if choice.base == "earnings":
            every = [*levied.corridors]
            moves |= dict.fromkeys(equilibrium.cells("levy_rate", every).tolist(), 1.0)
            if levied.established:
                moves |= dict.fromkeys(equilibrium.cells("levy_rate_old", every).tolist(), 1.0)
        self.choices.instruments.append(_fresh(f"levy {choice.name}", choice.rate, moves))

    # -- where they start ------------------------------------------------------------------------
    def start(
        self, share: float, rng: np.random.Generator | None
    ) -> tuple[dict[int, float], dict[str, float]]:
        """Goals of cells for the start, and values of instruments.

        Parameters
        ----------
        share
            Part of the places that are taken.
        rng
            Draws instruments and proportions of origins; without it they are in the middle.
        """
        values = self._values(share, rng)
        goals: dict[int, float] = {}
        for one in self.choices.instruments:
            for cell, by in one.moves.items():
                goals[cell] = goals.get(cell, one.at_zero[cell]) + by * values[one.name]
        for admitted in self.admitted:
            if not admitted.clause.one_price:
                goals |= self._numbers(admitted, share, rng)
        return goals, values

    def _values(self, share: float, rng: np.random.Generator | None) -> dict[str, float]:
        values = {}
        v = self.equilibrium.system.v
        for one in self.choices.instruments:
            part = 0.5 if rng is None else rng.uniform(0.1, 0.9)
            values[one.name] = one.lower + part * (one.upper - one.lower)
        for admitted in self.admitted:
            if admitted.clause.one_price:
                for name, keys in self._by_price(admitted).items():
                    today = v[self.equilibrium.cells("fee_share", keys)].min()
                    low, high = admitted.clause.price
                    values[name] = float(np.clip(today * (1 - 0.3 * share), low, high))
            shares = start_of_shares(admitted.clause.revenue)
            for label in admitted.divisions():
                values |= {f"{name} {label}": part for name, part in shares.items()}
        for choice in self.design.tariffs:
            for _, name, cells in self.tariffs(choice):
                if choice.rate is not None and rng is None:
                    today = float(v[cells].mean())
                    values[name] = float(np.clip(today, *choice.rate))
        return values

    def _numbers(
        self, one: Admitted, share: float, rng: np.random.Generator | None
    ) -> dict[int, float]:
        v, cells = self.equilibrium.system.v, self.equilibrium.cells
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
    def treaty(self, v: np.ndarray, values: Mapping[str, float]) -> Treaty:
        """Clauses of the scenario in which the instruments have these values."""
        visas = [clause for one in self.admitted for clause in self._visas(one, v, values).values()]
        tariffs: list[dict[str, Any]] = []
        for choice in self.design.tariffs:
            kind = "cut" if choice.rate is None else "set"
            for clause, name, _ in self.tariffs(choice):
                if name in values and (kind == "set" or abs(values[name]) > NIL):
                    tariffs.append(clause | {kind: _short(values[name])})
        levies = [
            levy(
                one.model_dump(by_alias=True, exclude_none=True), _short(values[f"levy {one.name}"])
            )
            for one in self.design.levies
            if values[f"levy {one.name}"] > NIL
        ]
        return Treaty(visas, tariffs, levies)

    def _visas(
        self, one: Admitted, v: np.ndarray, values: Mapping[str, float]
    ) -> dict[Key, dict[str, Any]]:
        """Clauses by where corridors end and what is paid; empty corridors have none."""
        found: dict[Key, dict[str, Any]] = {}
        cells = self.equilibrium.cells
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
            clause["fee"]["by_origin"][o] = _short(price)
        return found

    @staticmethod
    def _paid(one: Admitted, where: Key, label: str, values: Mapping[str, float]) -> dict[str, Any]:
        """A clause of a destination and skill, before its origins are listed."""
        captured = _short(np.clip(values[f"captured {label}"], 0.0, 1.0))
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
            clause["revenue"] = {x: _short(y / sum(shares.values())) for x, y in shares.items()}
        return clause


def _quota(clause: Admission) -> VisaClause:
    """An admission as a quota, by which its places are read."""
    size = clause.places or {"percent_of_current": 0.0}
    return VisaClause.model_validate(
        {"name": clause.name, "to": clause.to, "from": clause.origins, "skill": clause.skill,
         "instrument": "quota", "size": size}
    )  # fmt: skip


def _fresh(name: str, ends: tuple[float, float], moves: Mapping[int, float]) -> Instrument:
    """An instrument that sets its cells."""
    return Instrument(name, ends[0], ends[1], moves, dict.fromkeys(moves, 0.0))


def _short(value: float) -> float:
    """A number as it is written."""
    return round(float(value), DIGITS)
