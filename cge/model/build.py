"""Assemble the model of one scenario on one benchmark.

:func:`build` declares the blocks in the order of the paper, picks the equations that the closures
ask for, and states the path along which the shock is applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import xarray as xr

from cge.benchmark.once import unchanged
from cge.model import homogeneous_prices, people
from cge.model.attach import At, attach
from cge.model.block import Context, definitions_of
from cge.model.blocks import ACCOUNTS, BLOCKS, GAINS, every_definition, every_equation
from cge.model.concrete import concrete
from cge.model.declare import Declared, Param
from cge.model.definition import Definition, declare_cells
from cge.model.equation import Equation
from cge.model.homogeneous import goods_alike
from cge.model.path import Path

if TYPE_CHECKING:
    from types import ModuleType

    import pyomo.environ as pyo

    from cge.scenario.settings import Settings

SMOOTHING = 1e-24
"""Square of the width of a kink: far below any number that is reported."""


@dataclass
class Model:
    """Equations and data of one scenario, before anything is solved."""

    declared: Declared
    """Sets, parameters and variables, with their numbers."""
    equations: tuple[Equation, ...]
    walras: Equation
    """The market left out; evaluated after the solve."""
    path: Path
    bench: xr.Dataset
    settings: Settings
    people: people.People
    technology: xr.Dataset
    """The benchmark, with the costs of idle sectors that may open."""
    definitions: tuple[Definition, ...]
    """What is reported: quantities that follow from the unknowns."""

    @cached_property
    def pyomo(self) -> pyo.ConcreteModel:
        """The Pyomo model that rules are written on, at the benchmark."""
        m = concrete(self.declared)
        declare_cells(m, [*self.definitions, *definitions_of_gains(self.settings)])
        return m

    def constraints(self, at: At = "shock") -> pyo.ConcreteModel:
        """The Pyomo model with every equation attached, see :func:`cge.model.attach.attach`."""
        return attach(self, at)


def definitions_of_gains(settings: Settings, *blocks: ModuleType) -> list[Definition]:
    """Definitions that explain gains (W-6), of all their blocks or of some."""
    stated = (d for block in blocks or GAINS for d in definitions_of(block))
    return [d for d in stated if d.holds(settings)]


def build(bench: xr.Dataset, settings: Settings) -> Model:
    """Model of a scenario on a benchmark, at the benchmark point.

    Raises
    ------
    DataError
        If the scenario asks for what the benchmark does not have.
    """
    m = Declared(settings.name)
    for name in ("kink", "complementarity"):
        m.add_component(name, Param(initialize=SMOOTHING, mutable=True))
    with unchanged():
        tech = homogeneous_prices.technology(bench) if goods_alike(settings) else bench
        context = Context(m, bench, settings, tech)
        for block in (*BLOCKS, *ACCOUNTS, *GAINS):
            block.declare(context)
    context.refuse_what_nobody_asked_for()
    stated = [e for e in every_equation() if e.holds(settings)]
    equations = tuple(e for e in stated if not e.left_out)
    (walras,) = (e for e in stated if e.left_out and len(getattr(m, str(e.over))))
    defined = tuple(d for d in every_definition() if d.holds(settings))
    return Model(m, equations, walras, context.path, bench, settings, context.people, tech, defined)
