"""A benchmark with other numbers of migrants, as they might be, balanced as before.

The error of a corridor is a ratio, alike for all its skills and independent of others.  People are
born as many as before: who is counted abroad stays at home no more, and the reverse.  Accounts of
money keep their sums, so that wages and what is sent home per head follow the numbers of people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cge.benchmark.check import judge
from cge.errors import DataError
from cge.sweeps.ranges import DATA

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

    from cge.sweeps.ranges import Range

ODK = ("origin", "destination", "skill")
TABLE = DATA + "workers"


def perturbed(bench: xr.Dataset, point: float, known: Mapping[str, Range]) -> xr.Dataset:
    """The benchmark with errors of data.

    Parameters
    ----------
    bench : xarray.Dataset
        As it was read.
    point : float
        In [0, 1): the errors of all corridors are drawn from it, always the same.
    known : mapping
        Ranges, with that of ``data.workers``: a ratio to each corridor.

    Raises
    ------
    DataError
        If nobody would stay in a region, or the benchmark is not sound any more.
    """
    workers = bench.workers.transpose(*ODK)
    size = workers.sizes["origin"]
    errors = np.random.default_rng(int(point * 2**53)).random((size, size))
    ratio = known[TABLE].at(errors)
    np.fill_diagonal(ratio, 1.0)
    values = workers.values * ratio[:, :, None]
    stay = np.arange(size)
    values[stay, stay, :] += (workers.values - values).sum(axis=1)
    if not (values >= 0).all():
        where = workers.origin.values[(values < 0).any(axis=(1, 2))].tolist()
        msg = f"with these errors of migrant numbers nobody would stay in {where}; narrow {TABLE}"
        raise DataError(msg)
    counted = workers.copy(data=values).transpose(*bench.workers.dims)
    persons = (counted * bench.persons_per_worker).sum(["origin", "skill"])
    living = bench.population.copy(data=persons.values)
    found = bench.assign(workers=counted, population=living)
    judge(found).raise_if_errors()
    return found
