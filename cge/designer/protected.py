"""Who may not lose: conditions on equivalent variations of groups, and what each of them costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.designer.aims import Atkinson, WeightedSum
from cge.designer.programme import Condition, Instrument
from cge.places import Problems
from cge.scenario.select import select, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cge.designer.aims import Aim, Sum
    from cge.designer.equilibrium import Equilibrium
    from cge.designer.schema import Design, Protected

Group = tuple[str, str, str]
"""Name of the group, region, skill."""
LOSS = "welfare_ev_pct"
GAIN = "welfare_ev_ppp"
NUMBER = "group_number"
BEFORE = "group_income_before_ppp"
NOISE = 1e-6
"""Loss that is none [percent of income]: corridors that do not grow do so by next to nothing."""
RETURNEES = "returnees"
"""Nobody is sent home: this group is empty."""


@dataclass(frozen=True)
class Guard:
    """One group that may not lose more than a share of its income."""

    group: Group
    cell: int
    """Of its equivalent variation in percent of income before."""
    most: float
    """Largest loss [percent]."""
    percent: float
    """One percent of its income before, at purchasing power [10^9 int. USD]."""

    @property
    def condition(self) -> Condition:
        """The row of the programme."""
        return Condition(" ".join(self.group), -self.most - NOISE, np.inf, {self.cell: 1.0})

    def elastic(self) -> tuple[Instrument, Condition]:
        """A loss beyond what is allowed, and the row that allows it [percent]."""
        name = self.excess
        row = Condition(
            " ".join(self.group), -self.most - NOISE, np.inf, {self.cell: 1.0}, {name: 1.0}
        )
        return Instrument(name, 0.0, np.inf), row

    @property
    def excess(self) -> str:
        """Name of the loss beyond what is allowed, where that is an instrument."""
        return f"loss of {' '.join(self.group)}"


class People:
    """Groups of persons and governments of a model, at one of its points."""

    def __init__(self, design: Design, equilibrium: Equilibrium, v: np.ndarray) -> None:
        self._design = design
        self._bench = equilibrium.model.bench
        self._components = equilibrium.structure.cells.components
        self._m = equilibrium.model.pyomo
        self._v = v
        gain = self._components[GAIN]
        self.groups: dict[Group, int] = {
            key: gain.start + n
            for n, key in enumerate(gain.keys)
            if key[0] != RETURNEES and self._there(key)
        }
        """Cell of the gain of every group with people."""

    def _there(self, key: Group) -> bool:
        if key[0] == "government":
            return True
        return float(self._v[self._components[NUMBER].position(key)]) > 0

    def signatories(self) -> tuple[str, ...]:
        """Regions that sign."""
        return select(self._design.signatories, vocabulary(self._bench, "region"))

    def guards(self) -> list[Guard]:
        """Groups that may not lose, each once, with the smallest loss that a clause allows.

        Raises
        ------
        ScenarioError
            If a clause names nobody.
        """
        problems = Problems(self._design.places)
        found: dict[Group, float] = {}
        for n, clause in enumerate(self._design.protected):
            named = [*self._named(clause)]
            if not named:
                problems.add(("protected", n), "names no group with people; allowed: groups that "
                             "live there (natives of regions that send on balance are called "
                             "remaining_behind)")  # fmt: skip
            for group in named:
                found[group] = min(found.get(group, np.inf), clause.at_most_percent)
        problems.raise_if_any()
        cells = self._components[LOSS]
        return [
            Guard(group, cells.position(group), most, self._income(group) / 100)
            for group, most in found.items()
        ]

    def _named(self, clause: Protected) -> Iterator[Group]:
        where = select(clause.of or self._design.signatories, vocabulary(self._bench, "region"))
        skills = select(clause.skill, vocabulary(self._bench, "skill"))
        for group in self.groups:
            name, region, skill = group
            if name not in clause.groups or region not in where:
                continue
            # public consumption moves alike for persons of every skill: one row stands for all
            if skill == skills[0] if name == "government" else skill in skills:
                yield group

    def _income(self, group: Group) -> float:
        """Income before [10^9 int. USD]; of a government, its public consumption."""
        if group[0] == "government":
            level = self._v[self._components["price_level"].position(group[1])]
            public = self._v[self._components["public_consumption_base"].position(group[1])]
            return float(public / level)
        return float(sum(self._v[cell] for cell in self._before(group)))

    def _before(self, group: Group) -> list[int]:
        """Cells of income before, by source."""
        name, region, skill = group
        where = self._components[BEFORE]
        return [where.position((name, source, region, skill)) for source in self._m.SOURCES]

    def aim(self) -> Aim:
        """What the treaty is for, in 10^9 int. USD."""
        asked = self._design.maximise
        if asked.aim == "atkinson":
            return self._atkinson(float(asked.aversion or 0.0))
        if asked.aim == "government":
            weights = {str(name): weight for name, weight in (asked.weights or {}).items()}
            total: Sum = {
                cell: weights[group[0]]
                for group, cell in self.groups.items()
                if group[1] == asked.region and weights.get(group[0])
            }
        else:
            inside = self.signatories() if asked.aim == "signatories" else None
            total = {
                cell: 1.0
                for group, cell in self.groups.items()
                if inside is None or group[1] in inside
            }
        return WeightedSum((total,))

    def _atkinson(self, aversion: float) -> Atkinson:
        persons = {g: cell for g, cell in self.groups.items() if g[0] != "government"}
        income: list[Sum] = [
            dict.fromkeys([cell, *self._before(group)], 1.0) for group, cell in persons.items()
        ]
        number: list[Sum] = [{self._components[NUMBER].position(group): 1.0} for group in persons]
        start = np.array(
            [sum(self._v[cell] for cell in one) for one in [*income, *number]], dtype=float
        )
        return Atkinson(income, number, start, aversion)


def shortfalls(guards: Sequence[Guard], values: dict[str, float]) -> list[tuple[Guard, float]]:
    """Groups that cannot be compensated, and what each is short of [percent], largest sum first."""
    found = [(one, values[one.excess]) for one in guards]
    return sorted(
        ((one, short) for one, short in found if short > NOISE),
        key=lambda pair: -pair[1] * pair[0].percent,
    )
