"""A block: one file of this package = one section of the paper, with all that it needs.

A block is a module that has

* a docstring, whose first words (to the first bracket or colon) are the title of the section;
* rules decorated with ``@equation(number, over=SET)``, in the order of the paper; ``when=`` names
  the scenarios that have the equation, where closures differ;
* rules decorated with ``@definition(number, over=SET)``: quantities that follow from the unknowns
  (:mod:`cge.model.definition`), reported where ``cge/symbols.csv`` has a result of their name;
* functions of the model and an index, for economics that several rules share;
* ``declare(c)``, which adds to ``c.m`` the Sets, Params and Vars of the section, and takes from the
  scenario the values that the shock brings them to.

A new channel is one such file, one entry in :data:`cge.model.blocks.BLOCKS`, one row of
``cge/symbols.csv`` for each unknown, and the term that it adds to the income of residents, to the
budget or to a market, stated as a function of the channel's own file.

``declare`` is called in the order of BLOCKS and may use Sets and Params of blocks before it; rules
may use those of every block.  A block that other blocks sum over declares its Sets in every
scenario, empty where nothing is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import xarray as xr

from cge.errors import DataError
from cge.model.declare import Declared, Param
from cge.model.definition import Definition
from cge.model.equation import Equation
from cge.model.path import Path
from cge.model.people import People, describe
from cge.model.sets import ODK, Key, by_label
from cge.model.shares import fill

if TYPE_CHECKING:
    from cge.scenario.settings import Settings


@dataclass
class Context:
    """What a block is declared from: the benchmark, the scenario, and the model so far."""

    m: Declared
    bench: xr.Dataset
    settings: Settings
    tech: xr.Dataset
    """The benchmark, with the costs of idle sectors that may open."""
    path: Path = field(default_factory=Path)
    """Where the shock brings parameters and given variables to."""
    asked: set[str] = field(default_factory=set)
    """Tables of the scenario that some block has asked for."""

    @cached_property
    def newcomers(self) -> xr.Dataset:
        """Catch-up of newcomers, as the scenario gives it, else the benchmark."""
        given = self.settings.catch_up
        return xr.Dataset({"catch_up": self.bench.catch_up if given is None else given})

    @cached_property
    def moving(self) -> xr.Dataset:
        """Corridors that the scenario leaves ``open`` (origin, destination, skill)."""
        return xr.Dataset({"open": ~self.settings.regime.isin(["home", "closed"])})

    @cached_property
    def people(self) -> People:
        """Who earns what where at the benchmark."""
        return describe(self.bench, self.newcomers)

    @cached_property
    def regime(self) -> Mapping[Key, str]:
        """What decides the number of workers, by corridor (:data:`cge.scenario.REGIMES`)."""
        return by_corridor(self.settings.regime)

    @cached_property
    def scale(self) -> Mapping[Key, float]:
        """Workers per unit of ``mig``, by corridor."""
        return by_corridor(self.people.scale)

    @cached_property
    def income(self) -> Mapping[Key, float]:
        """Benchmark income of a newcomer, by corridor [10^9 USD per worker]."""
        return by_corridor(self.people.income)

    def charge(self, name: str) -> Mapping[Key, float]:
        """What the scenario asks for visas, by corridor; empty where it asks for nothing."""
        charges = self.settings.charges
        return {} if charges is None else by_corridor(charges[name])

    def share_of(self, recipient: str) -> Mapping[Key, float]:
        """Share of the money paid for visas that a recipient gets, by corridor."""
        charges = self.settings.charges
        return {} if charges is None else by_corridor(charges.revenue.sel(recipient=recipient))

    def given(self, table: str) -> xr.DataArray | None:
        """Value that the scenario gives to a table or an elasticity; None where it gives none."""
        self.asked.add(table)
        value = self.settings.values.get(table)
        return None if value is None else xr.DataArray(value)

    def shock(self, table: str, *dims: str, name: str = "") -> None:
        """Bring a Param to the values that the scenario gives to a table.

        ``dims`` in the order of the index of the Param, whose name is that of the table if it is
        not given.
        """
        target = self.given(table)
        if target is not None:
            self.path.to_array(self.m, name or table, target, dims)

    def elasticity(
        self, name: str, *, by_sector: bool = False, inverse: str = "", needed: bool = True
    ) -> None:
        """Declare an elasticity of the scenario, else of the benchmark: it holds along the path.

        ``inverse``: name of the Param that holds 1 / elasticity, where infinity is exact and zero
        is not possible.  An elasticity that is not ``needed`` may be missing; 1 stands for it.

        Raises
        ------
        DataError
            If neither gives it, or if its value is not possible.
        """
        given = self.given(name)
        known = self.bench.get(name) if given is None else given
        if known is None and needed:
            msg = f"the benchmark has no {name}, and the scenario does not give it"
            raise DataError(msg)
        value = xr.DataArray(1.0) if known is None else known
        impossible = value == 0 if inverse else np.isinf(value)
        if impossible.any():
            allowed = "above 0, inf included" if inverse else "finite, 0 included"
            msg = f"{name} is {float(value.where(impossible).max()):g}; allowed: {allowed}"
            raise DataError(msg, () if given is None else ("parameters", name))
        if by_sector:
            everywhere = xr.ones_like(self.bench.sector, dtype=float)
            fill(self.m, name, self.m.SECTORS, value * everywhere, "sector")
        else:
            size = 1.0 / float(value) if inverse else float(value)
            self.m.add_component(inverse or name, Param(initialize=size, mutable=True))

    def refuse_what_nobody_asked_for(self) -> None:
        """Every table that the scenario changes belongs to some block.

        Raises
        ------
        DataError
            If one does not: it would have no effect.
        """
        for table in self.settings.values:
            if table not in self.asked:
                msg = f"the model has no {table} that a scenario can change"
                raise DataError(msg)


def by_corridor(array: xr.DataArray) -> Mapping[Key, Any]:
    """Cells of an array (origin, destination, skill), by the labels of the corridor."""
    return by_label(array, *ODK)


class Block(Protocol):
    """A module of this package that states a section of the paper."""

    __name__: str
    __doc__: str | None

    def declare(self, c: Context) -> None:
        """Add the Sets, Params and Vars of the section to the model, and its part of the shock."""


def title(block: Any) -> str:
    """Title of a section: the first words of the docstring of its block."""
    return re.split(r" \(|: |\.(?:\s|$)", str(block.__doc__), maxsplit=1)[0]


def definitions_of(block: Any) -> list[Definition]:
    """Definitions that a block states, in the order in which they are written down."""
    return [
        value
        for value in vars(block).values()
        if isinstance(value, Definition) and value.rule.__module__ == block.__name__
    ]


def equations_of(block: Any) -> list[Equation]:
    """Equations that a block states, in the order in which they are written down."""
    return [
        value
        for value in vars(block).values()
        if isinstance(value, Equation) and value.rule.__module__ == block.__name__
    ]
