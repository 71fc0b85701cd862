"""A solution as one Dataset: the variables of the result file, with units and meaning."""

from __future__ import annotations

import xarray as xr

from cge import symbols
from cge.results.evaluate import dataset
from cge.results.groups import of_people, refuse_gaps
from cge.results.homogeneous import data
from cge.results.visas import visa_results
from cge.scenario.closures import FISCAL
from cge.solver.solution import Solution


def extract(solution: Solution) -> xr.Dataset:
    """Every definition at the solution and, as ``<name>_base``, at the benchmark; labels, flags.

    Returns
    -------
    xarray.Dataset
        Variables of the result schema; every one with ``long_name``, ``units`` and ``equation``.

    Raises
    ------
    CheckError
        If a budget does not balance, or persons and government miss the world.
    """
    with xr.set_options(arithmetic_join="exact"):  # labels that differ are a mistake
        return symbols.describe(_extract(solution))


def _extract(solution: Solution) -> xr.Dataset:
    bench, outcomes = solution.model.bench, solution.outcomes
    found = dataset(outcomes, solution.after, bench)
    before = dataset(outcomes, solution.before, bench, "_base").reindex(group=found["group"])
    read = visa_results(solution, found, before)
    found = found.assign(before.data_vars).assign(read.data_vars)
    if "net_trade" in found:
        found = found.assign(data(solution))
    if "capital" not in bench.factor:
        found = found.drop_vars("return_to_capital_pct")
    refuse_gaps(found)
    return of_people(found).assign_attrs(attributes(solution))


def attributes(solution: Solution) -> dict[str, object]:
    """How the equilibrium was found, and under which closure."""
    closure = solution.model.settings.closure
    return {
        "numeraire": closure.numeraire,
        "closure": repr(closure),
        "fiscal_closure": str(FISCAL[closure.fiscal]),
        "solver": solution.certificate.words,
        "Conventions": "CF-1.11",
        "status": "solved",
        "solver_message": solution.status,
        "iterations": solution.iterations,
        "steps": solution.steps,
        "residual": solution.residual,
        "newton_correction": solution.certificate.newton_correction,
        "condition": solution.certificate.condition,
        "walras": solution.walras,
        "complementarity": solution.complementarity,
    }
