"""Instruments of a design on a model: which cells each of them moves, and within what."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cge.designer.admissions import Admissions
from cge.designer.choices import Choices
from cge.designer.rates import Rates
from cge.designer.template import Treaty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cge.designer.admissions import Admitted
    from cge.designer.equilibrium import Equilibrium
    from cge.designer.schema import Design


class Table:
    """The instruments of a design, and how they are read back into clauses of a scenario."""

    def __init__(self, design: Design, equilibrium: Equilibrium) -> None:
        self.design = design
        self.equilibrium = equilibrium
        self._admissions = Admissions(design.admissions, equilibrium)
        self._rates = Rates(design, equilibrium)
        self.choices = Choices()
        self._admissions.open(self.choices)
        self._rates.open(self.choices)

    @property
    def admitted(self) -> list[Admitted]:
        """Admission clauses with their corridors."""
        return self._admissions.admitted

    @cached_property
    def policy(self) -> dict[int, float]:
        """What the base changes beside the instruments, by cell."""
        equilibrium = self.equilibrium
        chosen = {cell for one in self.choices.instruments for cell in one.moves}
        for name in ("mig", "fee_share"):
            chosen.update(equilibrium.cells(name, equilibrium.admissions).tolist())
        changed = np.flatnonzero(equilibrium.given != equilibrium.system.v)
        return {int(n): float(equilibrium.given[n]) for n in changed if int(n) not in chosen}

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
        values = {}
        for one in self.choices.instruments:
            part = 0.5 if rng is None else rng.uniform(0.1, 0.9)
            values[one.name] = one.lower + part * (one.upper - one.lower)
        values |= self._admissions.values(share) | self._rates.values(drawn=rng is not None)
        goals = dict(self.policy)
        for one in self.choices.instruments:
            for cell, by in one.moves.items():
                goals[cell] = goals.get(cell, one.at_zero[cell]) + by * values[one.name]
        return goals | self._admissions.goals(share, rng), values

    def treaty(self, v: np.ndarray, values: Mapping[str, float]) -> Treaty:
        """Clauses of the scenario in which the instruments have these values."""
        return Treaty({"visas": self._admissions.clauses(v, values), **self._rates.clauses(values)})
