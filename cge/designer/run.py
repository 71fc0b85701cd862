"""A design from file to treaty: the scenario it writes, that scenario's result, what it costs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.benchmark.check import judge
from cge.designer.designer import Designed, Designer
from cge.errors import CheckError
from cge.interrupt import interruptible
from cge.run.one import run_scenario
from cge.scenario.load import load_scenario
from cge.scenario.resolve import as_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cge.designer.schema import Design

REPRODUCED = 1e-6
"""Largest difference between treaty and fresh run, relative to income of the region."""
FOUND = {
    "design_price": "gain of the aim per unit of income that a protected group may lose more",
    "design_allowed_loss": "largest loss that the treaty allows a protected group",
    "design_instrument": "value of what the treaty chooses",
    "design_start_value": "aim where a search has ended, NaN where it found no treaty",
    "design_start_iterations": "iterations of a search",
    "design_start_first_order": "largest slope of the Lagrangian where a search has ended",
}


@dataclass(frozen=True)
class Result:
    """A treaty: its scenario as text, and that scenario's result with what the treaty costs."""

    yaml: str
    dataset: xr.Dataset
    designed: Designed


@interruptible()
def run_design(
    design: Design, bench: xr.Dataset, told: Callable[[str], None] = lambda _: None
) -> Result:
    """Search the treaty, write it as a scenario, and solve that scenario afresh.

    Raises
    ------
    ScenarioError, DataError
        For mistakes of the design.
    SolveError
        If there is no treaty, with the groups that cannot be compensated; or no bound.
    CheckError
        If the scenario gives other numbers than the treaty.
    """
    judge(bench).raise_if_errors()
    began = time.process_time()
    designed = Designer(design, bench, told).search()
    spent = time.process_time() - began
    scenario = designed.scenario()
    text = as_yaml(scenario)
    told("solving the scenario of the treaty")
    result = run_scenario(load_scenario(scenario), bench)
    compare(designed, result)
    return Result(text, result.merge(described(designed)).assign_attrs(
        design=as_yaml(design.model_dump(mode="json", by_alias=True, exclude_unset=True)),
        design_value=designed.optimum.value,
        design_first_order=designed.optimum.first_order,
        design_residual=designed.optimum.residual,
        design_iterations=designed.optimum.iterations,
        design_cpu_time=round(spent, 1),
        design_claim="locally optimal",
        design_independent=int(designed.independent),
    ), designed)  # fmt: skip


def compare(designed: Designed, result: xr.Dataset) -> None:
    """The treaty and the fresh run of its scenario tell the same gains of every group.

    Raises
    ------
    CheckError
        If they do not; the worst group is named.
    """
    components = designed.table.equilibrium.structure.cells.components
    gain, before = components["welfare_ev"], components["income_before"]
    incomes: dict[str, float] = {}
    for n, key in enumerate(before.keys):
        incomes[key[1]] = incomes.get(key[1], 0.0) + designed.v[before.start + n]
    worst, where = 0.0, ""
    for n, key in enumerate(gain.keys):
        group, region, skill = key
        other = float(result.welfare_ev.sel(group=group, region=region, skill=skill))
        own = designed.v[gain.start + n]
        gap = abs(own - (0.0 if np.isnan(other) else other)) / incomes[region]
        if gap > worst:
            worst, where = gap, f"{group} of {skill} skill in {region}"
    if worst > REPRODUCED:
        msg = (
            f"the scenario of the treaty gives other numbers: {where} differs by {worst:.1e} of "
            "its region's income.  Next: narrower bounds; this is a fault of the program"
        )
        raise CheckError(msg)


def described(designed: Designed) -> xr.Dataset:
    """Prices of conditions, instruments and starts as tables."""
    bench = designed.table.equilibrium.model.bench
    groups = sorted({one.group[0] for one in designed.guards})
    coords = {"protected": groups, "region": bench.region.values, "skill": bench.skill.values}
    empty = xr.DataArray(np.nan, coords=coords, dims=[*coords])
    price, allowed = empty.copy(), empty.copy()
    prices = designed.prices()
    for one in designed.guards:
        at = dict(zip(coords, one.group, strict=True))
        price.loc[at] = prices[one.group]
        allowed.loc[at] = one.most
    values = designed.values
    starts = designed.starts
    found = xr.Dataset(
        {
            "design_price": price,
            "design_allowed_loss": allowed,
            "design_instrument": ("instrument", [*values.values()]),
            "design_start_value": (
                "start",
                [s.optimum.value if s.found else np.nan for s in starts],
            ),
            "design_start_iterations": ("start", [s.optimum.iterations for s in starts]),
            "design_start_first_order": ("start", [s.optimum.first_order for s in starts]),
        },
        coords={"instrument": [*values], "start": [s.name for s in starts]},
    )
    units = {
        "design_price": "1",
        "design_allowed_loss": "percent",
        "design_start_value": "10^9 int. USD",
    }
    for name, array in found.data_vars.items():
        array.attrs |= {
            "long_name": FOUND[str(name)],
            "units": units.get(str(name), "1"),
            "equation": "",
        }
    return found


def save(result: Result, folder: Path, name: str) -> tuple[Path, Path]:
    """Write the scenario and the result of a treaty; where they are."""
    from cge.files import check_writable
    from cge.results.store import write_result

    check_writable(folder)
    scenario, data = folder / f"{name}.yaml", folder / f"{name}.nc"
    write_result(result.dataset, data)
    scenario.write_text(result.yaml, encoding="utf-8")
    return scenario, data
