"""Judging a benchmark: do its accounts balance, do its people add up, can a model stand on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.report import TOLERANCE, Finding, Report, cells_where, relative_gap, unequal
from cge.benchmark.schema import PARAMETERS, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PEOPLE_TOLERANCE = 1e-6
"""Largest relative gap between population and workers times persons per worker."""

OWNED = {
    "foreign_ownership": "correct the table foreign_ownership: residents own the rest",
    "ownership": "correct the table ownership, or leave it out: natives then own by their wages",
}
"""What to do where shares do not add up to one."""

SAVING_CEILING = 0.95
"""Households must consume the rest of their disposable income."""


def judge(bench: xr.Dataset) -> Report:
    """Check the accounting identities of a benchmark and the ranges a model needs.

    Parameters
    ----------
    bench
        As :func:`cge.benchmark.load_benchmark` returns it.
    """
    findings = [finding for check in CHECKS for finding in check(bench)]
    return Report(str(bench.attrs.get("name", "")), tuple(findings), totals(bench))


def totals(bench: xr.Dataset) -> dict[str, float]:
    """World totals to compare with published ones; figures inside aggregated regions included."""
    persons = bench.workers * bench.persons_per_worker
    migrants = accounts.off_diagonal(persons).sum() + bench.memo_migrants.sum()
    received = bench.remittances.sum() + bench.other_transfers.sum() + bench.memo_remittances.sum()
    return {
        "gdp [10^9 USD]": float(accounts.gdp(bench).sum()),
        "population [persons]": float(bench.population.sum()),
        "workers [workers]": float(bench.workers.sum()),
        "migrants [persons]": float(migrants),
        "remittances received [10^9 USD]": float(received),
    }


def largest_gap(bench: xr.Dataset) -> float:
    """Largest relative gap between supply and uses of a good, or of the world's foreign saving."""
    goods = float(relative_gap(accounts.absorption(bench), accounts.uses(bench)).max())
    world = float(abs(accounts.foreign_saving(bench).sum()) / accounts.gdp(bench).sum())
    return max(goods, world)


# ------------------------------------------------------------------------------ money


def goods_balance(bench: xr.Dataset) -> Iterator[Finding]:
    """Uses of every good equal its supply."""
    yield from unequal(
        "goods",
        accounts.absorption(bench),
        accounts.uses(bench),
        ("supply", "uses"),
        "correct final_demand, intermediate or trade of these goods",
    )


def world_closes(bench: xr.Dataset) -> Iterator[Finding]:
    """What some regions borrow is what others lend."""
    gap = float(accounts.foreign_saving(bench).sum())
    size = float(accounts.gdp(bench).sum())
    if abs(gap) > TOLERANCE * size:
        yield Finding(
            "error",
            "foreign saving",
            "world",
            f"adds up to {gap:g} x 10^9 USD",
            "0",
            "a flow between regions is counted on one side only; check trade, ownership, transfers",
        )


def home_sales(bench: xr.Dataset) -> Iterator[Finding]:
    """No region ships more than it makes."""
    sales = accounts.home_sales(bench)
    bad = sales < -TOLERANCE * accounts.output(bench)
    yield from cells_where(
        sales,
        bad,
        "home sales",
        ">= 0",
        "output is less than shipments; lower trade or raise output",
    )


def households(bench: xr.Dataset) -> Iterator[Finding]:
    """Households consume, and save a share that leaves something to consume."""
    consumption = accounts.spending(bench, "household")
    yield from cells_where(
        consumption, consumption <= 0, "consumption", "> 0", "fill in final_demand,household"
    )
    income = accounts.disposable_income(bench)
    rate = accounts.saving(bench) / income.where(income > 0)
    bad = ~((rate >= -TOLERANCE) & (rate < SAVING_CEILING))
    yield from cells_where(
        rate,
        bad,
        "saving rate",
        f"0 to {SAVING_CEILING}",
        "disposable income, less consumption, is saving; see accounts.disposable_income",
    )


def factor_payments(bench: xr.Dataset) -> Iterator[Finding]:
    """Every factor earns something, every sector employs something."""
    paid = accounts.factor_income(bench)
    yield from cells_where(paid, paid <= 0, "factor income", "> 0", "fill in value_added")
    output = accounts.output(bench)
    hired = bench.value_added.sum("factor")
    yield from cells_where(
        hired,
        (hired <= 0) & (output > 0),
        "value added of a sector that produces",
        "> 0",
        "fill in value_added",
    )


# ------------------------------------------------------------------------------ people


def people(bench: xr.Dataset) -> Iterator[Finding]:
    """Somebody lives where he was born, and population is workers and their dependants."""
    natives = accounts.diagonal(bench.workers)
    yield from cells_where(
        natives, natives <= 0, "native workers", "> 0", "fill in the diagonal of workers"
    )
    persons = (bench.workers * bench.persons_per_worker).sum(["origin", "skill"])
    persons = persons.rename(destination="region")
    gap = abs(persons - bench.population) > PEOPLE_TOLERANCE * bench.population
    yield from cells_where(
        bench.population,
        gap,
        "population",
        "workers x persons_per_worker",
        "correct persons_per_worker",
    )


def remittances(bench: xr.Dataset) -> Iterator[Finding]:
    """Migrants send no more than they earn."""
    wage = accounts.native_wage(bench).rename(region="destination")
    earned = (bench.workers * bench.efficiency * wage).sum("skill")
    sent = accounts.remittances_sent(bench)
    yield from cells_where(
        sent,
        sent > earned * (1 + TOLERANCE),
        "remittances sent",
        "labour income of the corridor",
        "move the excess to other_transfers",
    )
    own = accounts.diagonal(bench.remittances)
    yield from cells_where(own, own > 0, "remittances within a region", "0", "use memo_remittances")


def ownership(bench: xr.Dataset) -> Iterator[Finding]:
    """All property belongs to somebody, once."""
    for name, dims in (("foreign_ownership", ["owner"]), ("ownership", ["origin", "skill"])):
        owned = bench[name].sum(dims)
        yield from cells_where(
            owned, abs(owned - 1) > TOLERANCE, f"sum of {name}", "1", OWNED[name]
        )


def capital_consumption(bench: xr.Dataset) -> Iterator[Finding]:
    """Capital wears out where there is some, leaves an income, and is replaced."""
    worn = bench.capital_consumption
    net = accounts.net_factor_income(bench)
    left = net.sel(factor="capital", drop=True) if "capital" in net.factor else 0.0 * worn
    bad = (worn > 0) & ((left <= 0) | (accounts.spending(bench, "investment") <= 0))
    allowed = "less than capital income after tax, 0 where nothing is invested"
    yield from cells_where(
        worn, bad, "capital_consumption", allowed, "lower capital_consumption, or leave it out"
    )


def empty_cells(bench: xr.Dataset) -> Iterator[Finding]:
    """Destinations without migrants of a skill: the nest has no second kind of worker."""
    migrants = accounts.effective_migrants(bench)
    if not migrants.sum() > 0:
        return
    yield from cells_where(
        migrants,
        migrants <= 0,
        "migrants today",
        "> 0 for imperfect substitution",
        "new arrivals here will be perfect substitutes for natives",
        "caution",
    )


# ------------------------------------------------------------------------------ behaviour, sets


def ranges(bench: xr.Dataset) -> Iterator[Finding]:
    """Every number lies within the bounds of its table."""
    for name, table in TABLES.items():
        if name not in bench:
            continue
        array = bench[name]
        bad = array.isnull()
        if name not in PARAMETERS:
            bad = bad | np.isinf(array)
        if table.lower is not None:
            bad = bad | (array < table.lower)
        if table.upper is not None:
            bad = bad | (array > table.upper)
        allowed = f"{table.lower} to {table.upper} [{table.unit}]".replace("None", "any")
        yield from cells_where(array, bad, name, allowed, f"correct {name}")
    for name in ("migration_elasticity", "price_level", "persons_per_worker"):
        yield from cells_where(bench[name], bench[name] <= 0, name, "> 0", f"correct {name}")


def groups(bench: xr.Dataset) -> Iterator[Finding]:
    """Groups have members; places of birth and residence are the same regions."""
    for group in bench.region_group.values:
        if not bench.member.sel(region_group=group).any():
            next_step = "add a region or remove the group"
            yield Finding("error", "groups", str(group), "no region", "at least one", next_step)
    for dim in ("origin", "destination", "exporter", "importer", "owner"):
        if not np.array_equal(bench[dim].values, bench.region.values):
            found = ", ".join(map(str, bench[dim].values))
            next_step = "use the labels of region in the same order"
            yield Finding("error", "labels", dim, found, "the labels of region", next_step)


CHECKS: tuple[Callable[[xr.Dataset], Iterator[Finding]], ...] = (
    groups,
    ranges,
    goods_balance,
    world_closes,
    home_sales,
    factor_payments,
    households,
    people,
    remittances,
    ownership,
    capital_consumption,
    empty_cells,
)
