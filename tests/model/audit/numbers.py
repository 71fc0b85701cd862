"""Numbers of a solution as dense arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.model.equilibrium import Equilibrium

ODK = ("origin", "destination", "skill")
ISR = ("sector", "exporter", "importer")
USD = 1e-9
"""10^9 USD per USD."""
LABELLED = ("region", "skill", "sector", "factor")


class Numbers:
    """Variables of a solution by name; cells that do not exist are NaN.

    ``n["mig"]`` has an axis for each index of the variable, in the order of the benchmark's labels;
    names of caps, levies and safeguards in the order of the scenario.  ``n.base("mig")`` is the
    same at the benchmark.
    """

    def __init__(self, case: Equilibrium) -> None:
        self.case = case
        self.bench, self.settings = case.bench, case.solution.model.settings
        self._labels = [self.bench[dim].values.tolist() for dim in LABELLED]

    def __getitem__(self, name: str) -> np.ndarray:
        return self._dense(name, self.case.solution.v)

    def base(self, name: str) -> np.ndarray:
        """The same at the benchmark."""
        return self._dense(name, self.case.solution.v_base)

    def table(self, name: str, *dims: str) -> np.ndarray:
        """A table of the benchmark, axes in the order of ``dims``."""
        return self.bench[name].transpose(*dims).values.astype(float)

    def target(self, name: str, *dims: str) -> np.ndarray:
        """What the scenario brings a table to; the benchmark's where it changes nothing."""
        given = self.settings.values.get(name)
        if given is None:
            return self.table(name, *dims)
        return given.transpose(*dims).values.astype(float)

    def _dense(self, name: str, v: np.ndarray) -> np.ndarray:
        component = self.case.solution.compiled.components[name]
        values = v[component.cells]
        keys = [k if isinstance(k, tuple) else (k,) for k in component.keys]
        if keys in ([(None,)], []):
            return values[0] if keys else values
        axes = list(zip(*keys, strict=True))
        labels = [self._labels_of(axis) for axis in axes]
        out = np.full([len(known) for known in labels], np.nan)
        out[tuple(np.array([known.index(x) for x in axis])
                  for axis, known in zip(axes, labels, strict=True))] = values  # fmt: skip
        return out

    def _labels_of(self, axis: tuple[Any, ...]) -> list[Any]:
        """All labels of an axis: those of the benchmark, else its own in their order."""
        known = (labels for labels in self._labels if set(axis) <= set(labels))
        return next(known, list(dict.fromkeys(axis)))


def agree(what: str, got: np.ndarray, wanted: np.ndarray, tolerance: float = 1e-9) -> None:
    """Fail with the worst cell; cells that do not exist in ``got`` are left out."""
    got, wanted = np.broadcast_arrays(np.asarray(got, float), np.asarray(wanted, float))
    there = np.isfinite(got)
    assert there.any(), f"{what}: nothing to compare"
    assert np.isfinite(wanted[there]).all(), f"{what}: no number to compare with"
    size = max(float(abs(wanted[there]).max()), 1e-6)
    gap = np.where(there, abs(got - np.where(there, wanted, 0.0)), 0.0)
    worst = np.unravel_index(int(gap.argmax()), gap.shape)
    assert gap[worst] <= tolerance * size, (
        f"{what}{list(map(int, worst))}: {got[worst]:.12g}, by the formula {wanted[worst]:.12g}"
    )
