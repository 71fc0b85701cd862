"""Everything that is reported of an equilibrium: the definitions of one model, and their data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model import choice_accounts, household_income, welfare, workers
from cge.model.definition import Definition, declare_cells

if TYPE_CHECKING:
    import pyomo.environ as pyo
    import xarray as xr

    from cge.model.people import People
    from cge.scenario.settings import Settings

MODULES = (workers, household_income, welfare, choice_accounts)
"""Modules that state definitions, in the order of the paper; each has ``declare(m, bench, settings,
people)``, which adds the data that its rules need, and ``definitions(settings)``."""


def declare(
    m: pyo.ConcreteModel, bench: xr.Dataset, settings: Settings, people: People
) -> tuple[Definition, ...]:
    """Definitions of a scenario, their data and cells added to the model."""
    for module in MODULES:
        module.declare(m, bench, settings, people)
    every = tuple(one for module in MODULES for one in module.definitions(settings))
    declare_cells(m, every)
    return every
