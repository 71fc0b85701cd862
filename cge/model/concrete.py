"""The Pyomo model of what blocks have declared: the same components with the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from cge.model.declare import Component, Declared, Param, Set, Var

if TYPE_CHECKING:
    from collections.abc import Mapping


def concrete(declared: Declared) -> pyo.ConcreteModel:
    """The model that rules are written on, at the benchmark."""
    m = pyo.ConcreteModel(declared.name)
    known: dict[int, pyo.Set] = {}
    for name, component in declared.of(Set, Param, Var):
        m.add_component(name, _pyomo(component, known))
        if isinstance(component, Set) and component.over is None:
            known[id(component)] = m.component(name)
        elif isinstance(component, Param) and not component.mutable:
            # Pyomo's own initialisation checks cell by cell what was checked here
            m.component(name)._data.update(component.numbers)
        elif isinstance(component, Var):
            _bound(m.component(name), component)
    return m


def _pyomo(component: Component, known: Mapping[int, pyo.Set]) -> Any:
    """The component of Pyomo, its index being a Set of the model where it is one here."""
    if isinstance(component, Set):
        if component.over is None:
            return pyo.Set(initialize=list(component), dimen=component.width)
        over = _index(component.over, known)
        return pyo.Set(over, dimen=component.width_of_members, initialize=component.lists)
    over_ = () if component.index is None else (_index(component.index, known),)
    if isinstance(component, Var):
        return pyo.Var(*over_, initialize=component.numbers)
    if component.mutable or not over_:
        mutable = component.mutable
        return pyo.Param(*over_, initialize=component.numbers, within=pyo.Any, mutable=mutable)
    return pyo.Param(*over_, within=pyo.Any)


def _bound(variable: pyo.Var, component: Var) -> None:
    for key in component.keys:
        cell = variable[key]
        if component.lower[key] > -np.inf:
            cell.setlb(component.lower[key])
        if component.fixed[key]:
            cell.fix()


def _index(over: Set, known: Mapping[int, pyo.Set]) -> pyo.Set:
    named = known.get(id(over))
    return pyo.Set(initialize=list(over), dimen=over.width) if named is None else named
