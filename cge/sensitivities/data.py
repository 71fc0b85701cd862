"""A datum of the benchmark moved, and the accounts balanced again.

A cell of a table moves in proportion; then

* output is what it costs, so that home sales are output less shipments;
* household consumption of each good takes up the difference between its supply and other uses;
* saving is the income that is not consumed, and foreign saving what investment needs beyond it;
* the shares in property that were not moved change in proportion so that they add up to one, and
  claims that follow from wages (no table ``ownership`` of its own) follow them;
* the population is workers times persons per worker.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.schema import PARAMETERS, TABLES
from cge.errors import UsageError
from cge.nearest import allowed_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EVERY, ABROAD = "*", "abroad"
FOLLOWS = ("population", "labour_growth", "depreciation", "decile_share", "memo_migrants",
           "memo_remittances")  # fmt: skip
"""Tables that follow from others, or that one equilibrium does not read."""
SHARES = {"ownership": ("origin", "skill"), "foreign_ownership": ("owner",)}
"""Tables that add up to one over these dims."""
PAIRS = (("origin", "destination"), ("exporter", "importer"), ("owner", "region"))
ROUNDING = 1e-9
DEFAULT = (
    "value_added[factor=*]", "final_demand[use=government]", "final_demand[use=investment]",
    "workers[abroad]", "ownership[abroad]", "foreign_ownership[abroad]",
)  # fmt: skip
"""Parts of tables in place of whole ones."""
_SELECTOR = re.compile(r"\s*(\w+)\s*(?:\[(.*)\])?\s*")


@dataclass(frozen=True)
class Datum:
    """Cells of one table that move together."""

    name: str
    """As in ``workers[abroad, destination=USA]``."""
    table: str
    cells: xr.DataArray
    """Which cells (dims of the table), bool."""

    def moved(self, bench: xr.Dataset, ratio: float) -> xr.Dataset:
        """The benchmark with these cells times a ratio, balanced."""
        return balanced(bench, self.table, xr.where(self.cells, ratio, 1.0))


def tables(bench: xr.Dataset) -> list[str]:
    """Tables whose cells can be moved."""
    return [
        name
        for name in TABLES
        if name in bench and name not in (*PARAMETERS, *FOLLOWS) and bench[name].dims
    ]


def every_table(bench: xr.Dataset) -> list[Datum]:
    """Each table as a whole, or in the parts of :data:`DEFAULT`; nothing that is zero."""
    split = {text.partition("[")[0] for text in DEFAULT}
    asked = [*DEFAULT, *(name for name in tables(bench) if name not in split)]
    found = [datum for text in asked for datum in data_of(text, bench)]
    return [one for one in found if _something(bench, one)]


def data_of(text: str, bench: xr.Dataset) -> Iterator[Datum]:
    """The data that a selector names: ``workers[abroad, destination=USA]``, ``dim=*`` for each.

    Raises
    ------
    UsageError
        If there is no such table, dimension or label, or if it follows from others.
    """
    found = _SELECTOR.fullmatch(text)
    name = found[1] if found else text
    known = tables(bench)
    if not found or name not in known:
        msg = f"{text!r} is no datum of this benchmark; {allowed_names(name, known)}"
        raise UsageError(msg)
    parts = [part.strip() for part in (found[2] or "").split(",") if part.strip()]
    chosen = dict(_pair(text, part, bench[name]) for part in parts if part != ABROAD)
    ends = next((pair for pair in PAIRS if set(pair) <= set(bench[name].dims)), None)
    if ABROAD in parts and ends is None:
        msg = f"{text!r}: {name} has no pairs of regions; leave out {ABROAD}"
        raise UsageError(msg)
    choices = [
        [(dim, str(x)) for x in bench[name][dim].values] if label == EVERY else [(dim, label)]
        for dim, label in chosen.items()
    ]
    for labels in itertools.product(*choices):
        words = [*([ABROAD] if ABROAD in parts else []), *(f"{d}={label}" for d, label in labels)]
        cells = xr.ones_like(bench[name], dtype=bool)
        if ABROAD in parts and ends is not None:
            cells = cells & (bench[ends[0]] != bench[ends[1]])
        for dim, label in labels:
            cells = cells & (bench[name][dim] == label)
        if name == "final_demand" and bool(cells.sel(use="household").any()):
            msg = (
                f"{text!r}: what households buy takes up what other data change; name "
                "final_demand[use=government] or final_demand[use=investment]"
            )
            raise UsageError(msg)
        shown = f"{name}[{', '.join(words)}]" if words else name
        yield Datum(shown, name, cells.transpose(*bench[name].dims))


def _pair(text: str, part: str, array: xr.DataArray) -> tuple[str, str]:
    dim, equals, label = (x.strip() for x in part.partition("="))
    dims = [str(one) for one in array.dims]
    if not equals or dim not in dims:
        msg = f"{text!r}: write dim=label; {allowed_names(dim, dims)}"
        raise UsageError(msg)
    labels = [str(x) for x in array[dim].values]
    if label != EVERY and label not in labels:
        msg = f"{text!r}: {label!r} is not a {dim}; {allowed_names(label, labels)}"
        raise UsageError(msg)
    return dim, label


def _something(bench: xr.Dataset, one: Datum) -> bool:
    return bool((bench[one.table].where(one.cells, 0.0) != 0).any())


def balanced(bench: xr.Dataset, table: str, ratio: xr.DataArray) -> xr.Dataset:
    """The benchmark with a table times ratios, every identity of the accounts restored.

    What rounding leaves of an identity in the benchmark stays as it is.
    """
    derived = bool(abs(bench.ownership - accounts.ownership(bench)).max() <= ROUNDING)
    changed = (bench[table] * ratio).transpose(*bench[table].dims)
    if table in SHARES:
        changed = _adding_up(bench[table], ratio, SHARES[table])
    new = bench.assign({table: changed.assign_attrs(bench[table].attrs)})
    follow: dict[str, Callable[[xr.Dataset], xr.DataArray]]
    follow = {"population": _persons, "final_demand": _household}
    if derived and table != "ownership":
        follow["ownership"] = accounts.ownership
    return new.assign(
        {
            name: (new[name] + (figure(new) - figure(bench))).transpose(*bench[name].dims)
            for name, figure in follow.items()
        }
    )


def _persons(bench: xr.Dataset) -> xr.DataArray:
    """Workers and those who live with them (region) [persons]."""
    persons = (bench.workers * bench.persons_per_worker).sum(["origin", "skill"])
    return persons.rename(destination="region")


def _household(bench: xr.Dataset) -> xr.DataArray:
    """Supply of each good less its uses, for households (use, sector, region) [10^9 USD]."""
    return xr.where(bench.use == "household", accounts.absorption(bench) - accounts.uses(bench), 0)


def _adding_up(shares: xr.DataArray, ratio: xr.DataArray, over: tuple[str, ...]) -> xr.DataArray:
    """Shares times ratios; those that were not moved make room in proportion."""
    still = ratio == 1.0
    moved = (shares * ratio).where(~still, 0.0)
    before, after = shares.where(~still, 0.0).sum(over), moved.sum(over)
    rest = shares.where(still, 0.0).sum(over)
    room = xr.where(rest > 0, (rest - (after - before)) / rest.where(rest > 0, 1.0), 1.0)
    scaled = shares * xr.where(still, room, ratio)
    total = scaled.sum(over)  # where all were moved alike nothing changes
    scaled = scaled * (shares.sum(over) / total.where(total > 0, 1.0))
    return scaled.transpose(*shares.dims)


def value_of(bench: xr.Dataset, one: Datum) -> float:
    """Value of a single cell; 1 for several, which move by one ratio."""
    if int(one.cells.sum()) != 1:
        return 1.0
    return float(np.asarray(bench[one.table].values)[one.cells.values][0])
