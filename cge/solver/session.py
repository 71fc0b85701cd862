"""What is compiled for one structure of models, kept for the next scenario that has it.

Two models have one structure if they have the same sets, cells, unknowns, equations and
definitions; then they differ in numbers only, and every number is read from the new model.  A
regime, a cap, a levy or a closure changes the structure; a size, a rate, an elasticity or an
ownership does not.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cge.model.definition import keys_of_cells
from cge.solver import diagnose
from cge.solver.cells import Cells
from cge.solver.compiled import Compiled
from cge.solver.elimination import Places, places
from cge.solver.outcomes import Outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cge.model import Model

KEPT = 3
"""Structures that are kept at a time: a scenario, what it is compared with, one more."""


@dataclass
class Structure:
    """The compiled equations and definitions of all models with one structure."""

    model: Model
    """The model that it was compiled from: its sets are those of all of them."""
    cells: Cells
    equations: Compiled

    @cached_property
    def outcomes(self) -> Outcomes:
        """What is reported."""
        return Outcomes(self.model.pyomo, self.model.definitions, self.cells)

    @cached_property
    def unmatched(self) -> list[str]:
        """Equations that no unknown is left for, and unknowns that no equation determines."""
        return diagnose.unmatched(self.system())

    @cached_property
    def where(self) -> Places:
        """Regions of equations and unknowns."""
        return places(self.equations, self.model.bench["region"].values.tolist())

    @cached_property
    def left_out(self) -> Compiled:
        """The market that Walras' law implies."""
        return Compiled.of(self.model.pyomo, [self.model.walras], cells=self.cells)

    def system(self) -> Compiled:
        """The equations at the numbers that the cells hold; solving it leaves others alone."""
        return self.equations.at(self.cells.values)  # not those of the model that was compiled


class Signature(tuple[Any, ...]):
    """What a structure is made of; its hash is computed once."""

    @cached_property
    def _hash(self) -> int:
        return super().__hash__()

    def __hash__(self) -> int:
        return self._hash


class Session(threading.local):
    """Structures by what they are made of; compiled terms are for one thread at a time."""

    def __init__(self) -> None:
        self._known: OrderedDict[Signature, Structure] = OrderedDict()

    def structure(self, model: Model) -> Structure:
        """Compiled equations of a model, its numbers read anew into the cells."""
        signature = Signature(_signature(model))
        known = self._known.pop(signature, None)
        if known is None:
            computed = keys_of_cells(model.declared, model.definitions)
            cells = Cells(model.declared, computed)
            equations = Compiled.of(model.pyomo, model.equations, cells=cells)
            known = Structure(model, cells, equations)
        else:
            known.cells.read(model.declared)
        self._known[signature] = known
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return known


def _signature(model: Model) -> Iterator[Any]:
    """Names of equations and definitions, members of sets, keys and fixed cells of variables."""
    yield model.equations
    yield model.walras
    yield tuple((one.cells, one.name) for one in model.definitions)
    yield from model.declared.signature()
