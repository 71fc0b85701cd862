"""A solved model: values of every variable and parameter, and how they were found."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

if TYPE_CHECKING:
    from cge.model import Model
    from cge.solver.certificate import Certificate
    from cge.solver.compiled import Compiled
    from cge.solver.indeterminate import Openness
    from cge.solver.outcomes import Outcomes
    from cge.solver.session import Structure


@dataclass(frozen=True)
class Solution:
    """An equilibrium, how exact it is, and the benchmark that it is compared with."""

    model: Model
    structure: Structure
    """What is compiled for this model and all that differ from it in numbers only."""
    compiled: Compiled
    v: np.ndarray
    """Every cell of variables and parameters at the solution."""
    v_base: np.ndarray
    """The same at the benchmark."""
    status: str
    iterations: int
    steps: int
    """Steps of the path from the benchmark to the full shock."""
    walras: float
    """Excess demand on the market left out, as a share of world GDP."""
    complementarity: float
    """Largest smaller side of any complementary pair, one of which must be zero."""
    certificate: Certificate
    """How exact the solution is, and who found it."""
    wall_time: float
    openness: Openness
    """What the equilibrium leaves undetermined."""
    memory: dict[tuple[object, ...], xr.DataArray] = field(
        default_factory=dict, init=False, repr=False
    )
    """Arrays that were asked for already."""

    @property
    def residual(self) -> float:
        """Largest residual of any equation, in the size of what it balances."""
        return self.certificate.residual

    @property
    def outcomes(self) -> Outcomes:
        """What is reported, compiled."""
        return self.structure.outcomes

    @cached_property
    def before(self) -> np.ndarray:
        """Every cell at the benchmark, those of definitions computed."""
        return self.outcomes.benchmark(self.v_base)

    @cached_property
    def after(self) -> np.ndarray:
        """Every cell at the solution, those of definitions computed."""
        return self.outcomes.at(self.v, self.before)

    def array(self, name: str, *dims: str, base: bool = False) -> xr.DataArray:
        """A variable or parameter on the labels of the benchmark, NaN where it has no cell.

        Parameters
        ----------
        name : str
            Name in the model, for example ``po``.
        *dims : str
            Dims of the benchmark, in the order of the variable's index.
        base : bool
            The benchmark value instead of the solution.
        """
        known = (name, dims, base)
        if known not in self.memory:
            self.memory[known] = self._labelled(name, dims, base=base)
        return self.memory[known].copy()

    def _labelled(self, name: str, dims: tuple[str, ...], *, base: bool) -> xr.DataArray:
        component = self.compiled.components[name]
        values = (self.v_base if base else self.v)[component.cells]
        bench = self.model.bench
        coords = {d: bench[d].values for d in dims}
        out = np.full([len(c) for c in coords.values()], np.nan)
        if component.keys:
            out[component.places(tuple(tuple(c.tolist()) for c in coords.values()))] = values
        return xr.DataArray(out, dims=dims, coords=coords)

    def scalar(self, name: str, *, base: bool = False) -> float:
        """A variable or parameter without index."""
        return float(self.compiled.get(name, self.v_base if base else self.v)[0])
