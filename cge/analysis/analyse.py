"""Everything that is computed from a solution and its accounts, beside welfare itself."""

from __future__ import annotations

import xarray as xr

from cge.analysis.decomposition import decompose
from cge.analysis.inequality import ATKINSON, USED, inequality
from cge.analysis.labour import labour
from cge.analysis.views import views
from cge.results.evaluate import dataset
from cge.solver.solution import Solution
from cge.symbols import describe


def analyse(solution: Solution, result: xr.Dataset, segments: int | None = None) -> xr.Dataset:
    """Views of welfare, labour tables, inequality and, if asked for, the decomposition.

    Parameters
    ----------
    solution : Solution
        A solved scenario.
    result : xarray.Dataset
        Of :func:`cge.results.extract.extract`.
    segments : int, optional
        Of the decomposition of welfare by channel, which is left out without it.

    Raises
    ------
    SolveError
        If the path cannot be followed, along which welfare is decomposed.
    """
    with xr.set_options(arithmetic_join="exact"):
        bench, outcomes = solution.model.bench, solution.outcomes
        now, then = (
            dataset(outcomes, v, bench, names=USED) for v in (solution.after, solution.before)
        )
        parts = [views(result, bench.price_level), labour(result), inequality(bench, now, then)]
        if segments:
            parts.append(decompose(solution, result, segments))
        out = describe(xr.merge(parts, join="exact", compat="equals"))
    for name in [n for n in out if str(n).startswith("inequality")]:
        out[name].attrs["atkinson_epsilon"] = ATKINSON
    return out
