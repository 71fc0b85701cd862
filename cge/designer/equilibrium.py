"""The equilibrium with numbers of migrants to choose: more unknowns than equations.

Admissions are corridors with a fee (M-10 to M-18), of which a part is captured.  Where the number
is chosen, the price that brings it, z, is the fee, and follows from the supply of migrants (M-1).
Nobody is sent home, so that a corridor grows at the price of newcomers (M-18 is an equality), and
willingness to come is z >= 0: no complementarity is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.errors import CheckError, SolveError
from cge.model import build
from cge.solver import diagnose
from cge.solver.continuation import SESSION
from cge.solver.elimination import places
from cge.solver.linear import Factors
from cge.solver.newton import newton

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import xarray as xr

    from cge.model import Model
    from cge.scenario.settings import Settings
    from cge.solver.compiled import Compiled
    from cge.solver.session import Structure

BETWEEN = "eq_beyond"
"""The row that lets a corridor grow, shrink or stay (M-18)."""
GROWTH = 1e-8
"""Least growth of a corridor, in units of its scale: out of sight of the kink at no change."""
HIGHEST = 0.99
"""Highest price of a visa, share of income."""
CHEAP = 0.01
"""Price of a visa at the start, where people would have to be paid to come in the number asked."""
MOST_PASSES = 5
SHORTEST = 1 / 64
"""Shortest step to the start of the programme."""


@dataclass(frozen=True)
class Equilibrium:
    """Compiled equations in which admissions are free."""

    model: Model
    structure: Structure
    system: Compiled
    """At the benchmark."""

    @classmethod
    def of(cls, bench: xr.Dataset, settings: Settings) -> Equilibrium:
        """The equilibrium of a scenario whose fees are to be chosen.

        Raises
        ------
        CheckError
            If the model is not square or does not replicate the benchmark.
        """
        model = build(bench, settings)
        structure = SESSION.structure(model)
        system = structure.system()
        report = diagnose.structure(system)
        if not report.ok:
            raise CheckError("\n".join(["the model of this design is not sound", *report.lines()]))
        return cls(model, structure, system)

    def cells(self, name: str, keys: Iterable[Any]) -> np.ndarray:
        """Positions of cells of a component."""
        component = self.structure.cells.components[name]
        return np.array([component.position(key) for key in keys], dtype=np.int64)

    @cached_property
    def admissions(self) -> list[tuple[str, ...]]:
        """Corridors whose numbers are chosen."""
        m = self.model.pyomo
        return [key for key in m.PRICED if self.model.settings.regime.loc[key].item() == "fee"]

    @cached_property
    def before(self) -> np.ndarray:
        """All cells at the benchmark, definitions computed."""
        return self.structure.outcomes.benchmark(self.system.v)

    @cached_property
    def given(self) -> np.ndarray:
        """All cells with what the base changes, and instruments where the template has them."""
        v = self.system.v.copy()
        for name, targets in self.model.path.targets.items():
            v[self.cells(name, targets)] = [*targets.values()]
        return v

    @cached_property
    def systems(self) -> list[Compiled]:
        """Equations, with M-18 as the price of newcomers where numbers are chosen."""
        assert self.system.sides is not None  # a whole system has them
        free = set(self.admissions)

        def rows(system: Compiled, name: str) -> dict[tuple[str, ...], int]:
            """Rows of admissions in one family."""
            families = [one for one in system.rows if one.equation.name == name]
            found = {key: one.start + n for one in families for n, key in enumerate(one.keys)}
            return {key: row for key, row in found.items() if key in free}

        apart = [*rows(self.system, BETWEEN).values()]
        others = np.setdiff1d(np.arange(self.system.size), apart)
        grows = rows(self.system.sides, f"{BETWEEN}[0]")
        return [
            self.system.among(others),
            self.system.sides.among(np.array([*grows.values()], dtype=np.int64)),
        ]

    def unknowns(self, shared: Collection[int] = ()) -> np.ndarray:
        """Cells that move beside instruments: those of the model, and prices of visas.

        ``shared``: positions of prices that an instrument sets.
        """
        fees = self.cells("fee_share", self.admissions)
        return np.setdiff1d(np.union1d(self.system.unknowns, fees), [*shared])

    def bounds(self, unknowns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of the unknowns: nobody is sent home, nobody is paid for coming."""
        cells = self.structure.cells
        lower = cells.lower.copy()
        upper = np.full(len(lower), np.inf)
        numbers, fees = (self.cells(name, self.admissions) for name in ("mig", "fee_share"))
        lower[numbers] = self.system.v[numbers] + GROWTH
        lower[fees], upper[fees] = 0.0, HIGHEST
        return lower[unknowns], upper[unknowns]

    def willing(self, goals: dict[int, float]) -> np.ndarray:
        """As :meth:`reached`, but fewer come where that many would have to be paid for coming."""
        v = self.reached(goals)
        fee = self._fees()
        for _ in range(MOST_PASSES):
            unpaid = [number for number in goals if number in fee and v[fee[number]] < 0.0]
            if not unpaid:
                break
            goals = {cell: value for cell, value in goals.items() if cell not in unpaid}
            goals |= dict.fromkeys((fee[number] for number in unpaid), CHEAP)
            v = self.reached(goals, v)
        return v

    def reached(self, goals: dict[int, float], near: np.ndarray | None = None) -> np.ndarray:
        """All cells of an equilibrium in which some cells have given values.

        Parameters
        ----------
        goals
            Values by position: of parameters, and of numbers or prices of admissions, of which the
            other follows.
        near : numpy.ndarray (cells), optional
            An equilibrium to begin at; the benchmark when left out.

        Raises
        ------
        SolveError
            If none is found.
        """
        system = self.square(set(goals))
        if near is not None:
            system.v = near.copy()
        regions = self.model.bench["region"].values.tolist()
        factors = Factors(places(system, regions))
        at = np.array(list(goals), dtype=np.int64)
        start = system.v[at]
        way = np.array(list(goals.values())) - start
        share, step = 0.0, 1.0
        while share < 1.0:
            ahead = min(1.0, share + step)
            system.v[at] = start + ahead * way
            outcome = newton(system, system.v[system.unknowns], factors)
            if outcome.solved:
                share = ahead
                system.v[system.unknowns] = outcome.x
                continue
            step /= 2
            if step < SHORTEST:
                msg = (
                    f"no equilibrium found to start the programme from: {outcome.message}; "
                    f"{100 * share:.0f}% of the way.  Next: narrow the bounds, or a smaller start"
                )
                raise SolveError(msg)
        return self.structure.outcomes.at(system.v, self.before)

    def square(self, given: set[int]) -> Compiled:
        """The equations with prices of visas in the place of numbers that are given."""
        swapped = {number: fee for number, fee in self._fees().items() if number in given}
        taken = np.setdiff1d(self.system.unknowns, [*swapped])
        system = self.system.view(np.concatenate([taken, [*swapped.values()]]).astype(np.int64))
        system.v = self.system.v.copy()
        return system

    def _fees(self) -> dict[int, int]:
        """Cells of prices by cells of the numbers that they bring."""
        numbers, fees = (self.cells(name, self.admissions) for name in ("mig", "fee_share"))
        return dict(zip(numbers.tolist(), fees.tolist(), strict=True))
