"""Tariffs, levies and transfers of a design on a model: numbers that a policy gives."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.designer.choices import Choices, fresh, short
from cge.designer.programme import Instrument
from cge.designer.template import NIL, levy
from cge.model.sets import by_label
from cge.places import Problems
from cge.scenario.select import select, vocabulary
from cge.scenario.values import shares_of_gdp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cge.designer.equilibrium import Equilibrium
    from cge.designer.schema import Design, LevyChoice, TariffChoice, TransferChoice


class Rates:
    """Tariffs, levies and transfers that are chosen, and the clauses that they become."""

    def __init__(self, design: Design, equilibrium: Equilibrium) -> None:
        self._design = design
        self._equilibrium = equilibrium
        self._bench = equilibrium.model.bench

    def open(self, choices: Choices) -> None:
        """State the instruments of every clause.

        Raises
        ------
        ScenarioError
            If a clause has nothing to cut.
        """
        problems = Problems(self._design.places)
        for n, choice in enumerate(self._design.tariffs):
            known = [self._tariff(choice, name, cells) for _, name, cells in self._tariffs(choice)]
            if not any(known):
                problems.add(("tariffs", n), "cuts tariffs that are zero already; allowed: tariffs "
                             "above zero, or a rate in their place")  # fmt: skip
            for some in known:
                choices.instruments += some
        problems.raise_if_any()
        choices.instruments += [self._levy(one) for one in self._design.levies]
        for one in self._design.transfers:
            for clause, name in self._transfers(one):
                choices.instruments.append(self._transfer(one, clause, name))

    def values(self, *, drawn: bool) -> dict[str, float]:
        """Where a search starts: the least that is paid, tariffs of today unless they are drawn."""
        v = self._equilibrium.given
        values = {
            name: one.amount[0]
            for one in self._design.transfers
            for _, name in self._transfers(one)
        }
        for choice in self._design.tariffs:
            for _, name, cells in self._tariffs(choice):
                if choice.rate is not None and not drawn:
                    values[name] = float(np.clip(v[cells].mean(), *choice.rate))
        return values

    def clauses(self, values: Mapping[str, float]) -> dict[str, list[dict[str, Any]]]:
        """Clauses of a scenario in which the instruments have these values, by section."""
        tariffs: list[dict[str, Any]] = []
        for choice in self._design.tariffs:
            kind = "cut" if choice.rate is None else "set"
            for clause, name, _ in self._tariffs(choice):
                if name in values and (kind == "set" or abs(values[name]) > NIL):
                    tariffs.append(clause | {kind: short(values[name])})
        levies = [
            levy(
                one.model_dump(by_alias=True, exclude_none=True), short(values[f"levy {one.name}"])
            )
            for one in self._design.levies
            if values[f"levy {one.name}"] > NIL
        ]
        transfers = [
            clause | {"amount": short(values[name])}
            for one in self._design.transfers
            for clause, name in self._transfers(one)
            if values[name] > NIL
        ]
        return {"tariffs": tariffs, "levies": levies, "transfers": transfers}

    # -- tariffs ---------------------------------------------------------------------------------
    def _tariffs(
        self, choice: TariffChoice
    ) -> Iterator[tuple[dict[str, list[str]], str, list[int]]]:
        """Each tariff that is chosen: its clause, its name, its cells."""
        dims = {"importer": "region", "exporter": "region", "sector": "sector"}
        words = {
            dim: select(getattr(choice, dim), vocabulary(self._bench, of))
            for dim, of in dims.items()
        }
        component = self._equilibrium.structure.cells.components["tm"]
        known = {key: component.start + n for n, key in enumerate(component.keys)}
        for labels in product(*(words[dim] for dim in choice.each)):
            own = dict(zip(choice.each, labels, strict=True))
            clause = {dim: [own[dim]] if dim in own else [*words[dim]] for dim in dims}
            keys = product(clause["sector"], clause["exporter"], clause["importer"])
            cells = [known[key] for key in keys if key in known]
            if cells:
                yield clause, " ".join(("tariff", *labels)), cells

    def _tariff(self, choice: TariffChoice, name: str, cells: list[int]) -> list[Instrument]:
        """A rate in the place of today's, or the part of today's that is cut."""
        if choice.rate is not None:
            return [fresh(name, choice.rate, dict.fromkeys(cells, 1.0))]
        today = self._equilibrium.given[cells]
        if choice.cut is None or not today.any():
            return []
        moves = dict(zip(cells, (-today).tolist(), strict=True))
        own = dict(zip(cells, today.tolist(), strict=True))
        return [Instrument(name, choice.cut[0], choice.cut[1], moves, own)]

    # -- levies ----------------------------------------------------------------------------------
    def _levy(self, choice: LevyChoice) -> Instrument:
        equilibrium = self._equilibrium
        (levied,) = [x for x in equilibrium.model.settings.levies if x.name == choice.name]
        moves = {int(equilibrium.cells("levy_size", [choice.name])[0]): 1.0}  # type: ignore[list-item]
        if choice.base == "earnings":
            every = [*levied.corridors]
            moves |= dict.fromkeys(equilibrium.cells("levy_rate", every).tolist(), 1.0)
            if levied.established:
                moves |= dict.fromkeys(equilibrium.cells("levy_rate_old", every).tolist(), 1.0)
        return fresh(f"levy {choice.name}", choice.rate, moves)

    # -- transfers -------------------------------------------------------------------------------
    def _transfers(self, choice: TransferChoice) -> Iterator[tuple[dict[str, list[str]], str]]:
        """Each transfer that is chosen: its clause without an amount, and its name."""
        words = vocabulary(self._bench, "region")
        sides = {side: select(getattr(choice, side), words) for side in ("payer", "recipient")}
        for labels in product(*(sides[side] for side in choice.each)):
            own = dict(zip(choice.each, labels, strict=True))
            clause = {side: [own[side]] if side in own else [*sides[side]] for side in sides}
            if clause["payer"] != clause["recipient"]:
                yield clause, " ".join(("transfer", choice.name, *labels))

    def _transfer(
        self, choice: TransferChoice, clause: Mapping[str, list[str]], name: str
    ) -> Instrument:
        """Money from the residents of some regions to those of others, as a scenario divides it."""
        payers, recipients = (
            by_label(shares_of_gdp(clause[side], self._bench), "region")
            for side in ("payer", "recipient")
        )
        moves: dict[str, float] = {}
        for (payer, paid), (recipient, got) in product(payers.items(), recipients.items()):
            if payer != recipient:
                moves[payer] = moves.get(payer, 0.0) - paid * got
                moves[recipient] = moves.get(recipient, 0.0) + paid * got
        cells = self._equilibrium.cells("v_other_transfers", [*moves]).tolist()
        today = self._equilibrium.given[cells].tolist()
        low, high = choice.amount
        by = dict(zip(cells, moves.values(), strict=True))
        return Instrument(name, low, high, by, dict(zip(cells, today, strict=True)))
