"""What a treaty says: who comes, what is paid and to whom, who binds and at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.designer.supply import supplies
from cge.report.sheet import GROUPS, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cge.designer.run import Result

SHOWN = 12
"""Rows of a table."""
BINDS = 0.01
"""Price from which a condition is called binding, gain of the aim per unit of income."""


def sheets(result: Result) -> list[Sheet]:
    """Tables for the console."""
    made = [admitted(result), prices(result), instruments(result), supply(result), starts(result)]
    return [sheet for sheet in made if sheet.rows]


def sentence(result: Result) -> str:
    """The treaty in a sentence."""
    data, designed = result.dataset, result.designed
    many = sum(price > BINDS for price in designed.prices().values())
    only = "" if designed.independent else "; their gradients are dependent: prices are not unique"
    return (
        f"{designed.table.design.name}: locally optimal, aim {designed.optimum.value:,.3f} bn int. "
        f"USD; the world gains {float(data.welfare_ev_world_ppp):,.1f} bn int. USD.  "
        f"{many} protected groups bind{only}.  First-order residual "
        f"{designed.optimum.first_order:.0e}, equilibrium {designed.optimum.residual:.0e}, "
        f"{designed.optimum.iterations} iterations, {data.attrs['design_cpu_time']:g} s CPU; "
        "a fresh run of the scenario gives the same gains."
    )


def admitted(result: Result) -> Sheet:
    """Largest numbers admitted by corridor and skill, with price and what is captured."""
    designed = result.designed
    components = designed.table.equilibrium.structure.cells.components
    v = designed.v

    def cell(name: str, key: tuple[str, ...]) -> float:
        return float(v[components[name].position(key)])

    rows: list[tuple[str | float, ...]] = []
    for key in designed.table.equilibrium.admissions:
        more = cell("scale", key) * (cell("mig", key) - cell("mig_base", key))
        rows.append((*key, more / 1e3, 100 * cell("fee_share", key),
                     100 * cell("captured_fee", key)))  # fmt: skip
    rows.sort(key=lambda row: -float(row[3]))
    heads = ("from", "to", "skill", "newcomers, 1000", "visa price, % of income", "captured, %")
    some = tuple(row for row in rows[:SHOWN] if float(row[3]) > 0.0005)
    total = sum(float(row[3]) for row in rows) / 1e3
    return Sheet(f"Newcomers: {total:,.3f} million workers", heads, some)


def prices(result: Result) -> Sheet:
    """Protected groups that bind, with the price of one more dollar that they may lose."""
    found = sorted(result.designed.prices().items(), key=lambda item: -item[1])
    rows = tuple(
        (GROUPS[group], region, skill, price)
        for (group, region, skill), price in found[:SHOWN]
        if price > BINDS
    )
    heads = ("group", "region", "skill", "gain of the aim per USD it may lose")
    return Sheet("Conditions that bind", heads, rows)


def instruments(result: Result) -> Sheet:
    """Values of instruments, those at their bounds marked."""
    heads = ("instrument", "value", "lowest", "highest")
    return Sheet("Chosen", heads, tuple(_instruments(result)))


def _instruments(result: Result) -> Iterator[tuple[str | float, ...]]:
    values = result.designed.values
    chosen = [one for one in result.designed.programme.instruments if one.lower < one.upper]
    for one in chosen[: 3 * SHOWN]:
        yield one.name, values[one.name], one.lower, one.upper


def supply(result: Result) -> Sheet:
    """Where one government chooses for itself: price of visas against the rule of an auction."""
    designed = result.designed
    alone = designed.table.design.maximise.aim == "government"
    rows = tuple(
        (one.destination, one.skill, one.newcomers / 1e3, 100 * one.price, one.elasticity,
         100 * one.rule)
        for one in (supplies(designed) if alone else ())
    )  # fmt: skip
    heads = ("to", "skill", "newcomers, 1000", "visa price, % of income",
             "elasticity e of supply", "price for receipts alone, 1/(1 + e), %")  # fmt: skip
    return Sheet("Supply of migrants at the solution", heads, rows)


def starts(result: Result) -> Sheet:
    """Where each start has ended."""
    rows = tuple(
        (
            one.name,
            one.optimum.value if one.found else float("nan"),
            one.optimum.iterations,
            f"{one.optimum.first_order:.0e}",
            one.cpu_time,
        )
        for one in result.designed.starts
    )
    heads = ("start", "aim, bn int. USD", "iterations", "first-order residual", "CPU, s")
    return Sheet("Starts of the search", heads, rows)
