"""What a treaty can reach by how much the protected groups may lose: a Pareto frontier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.designer.designer import Designer
from cge.errors import SolveError
from cge.report.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import xarray as xr

    from cge.designer.schema import Design


def sweep(
    design: Design, bench: xr.Dataset, losses: Iterable[float], told: Callable[[str], None]
) -> Sheet:
    """The best treaty for each largest loss of all protected groups [percent of income]."""
    rows: list[tuple[str | float, ...]] = []
    for most in losses:
        clauses = tuple(
            clause.model_copy(update={"at_most_percent": most}) for clause in design.protected
        )
        told(f"protected groups lose at most {most:g}%")
        try:
            found = Designer(design.model_copy(update={"protected": clauses}), bench, told).search()
        except SolveError as error:
            told(str(error))
            rows.append((most, float("nan"), float("nan"), "none"))
            continue
        prices = found.prices()
        dearest = max(prices, key=lambda group: prices[group])
        binding = sum(price > 0.01 for price in prices.values())
        rows.append((most, found.optimum.value, binding, " ".join(dearest)))
    heads = ("largest loss, %", "aim, bn int. USD", "groups that bind", "the dearest of them")
    return Sheet("What a treaty reaches by what may be lost", heads, tuple(rows))
