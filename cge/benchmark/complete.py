"""From the tables that were given to a complete benchmark: defaults, metadata, fingerprint."""

from __future__ import annotations

import io
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from ruamel.yaml import YAML

from cge.benchmark import accounts
from cge.benchmark.fingerprint import fingerprint
from cge.benchmark.schema import PARAMETERS, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cge.benchmark.problems import Problems
    from cge.benchmark.sets import Sets

Variable = tuple[tuple[Hashable, ...], np.ndarray, dict[str, Any]]
"""Dims, values, attributes."""

SCHEMA_VERSION = 1
"""Edition of the contract in docs/benchmark.md that files are written in."""

ABSENT = (
    "decile_share",
    "would_be_migrants",
    "would_move",
    "visa_price",
    "idle_value_added",
    "idle_intermediate",
    "relative_price",
    "trade_cost",
)
"""Tables that a benchmark may lack: nothing stands in for them."""

NOT_USED = "not used by this benchmark"
"""Source of a parameter whose value cannot matter."""

_PARAMETER_ATTRS = ("status", "source", "low", "high")

_UNUSED_VALUE = {"esubva": 1.0, "esubsk": 1.0, "esubnm": np.inf, "migration_elasticity": 1.0}

_HINT = {
    "esubva": "1 is Cobb-Douglas",
    "esubd": "without it a change of prices could not change the source of goods",
    "esubsk": "1.5 to 2 in the literature: Ciccone and Peri 2005",
    "esubnm": "20 in the literature: Ottaviano and Peri; inf makes them perfect substitutes",
    "migration_elasticity": "0.7 in the literature, range 0.6 to 1.43",
}


def complete(
    given: Mapping[str, xr.DataArray],
    sets: Sets,
    free_movement: xr.DataArray,
    problems: Problems,
    where: str,
) -> xr.Dataset:
    """Benchmark with every table in place.

    Parameters
    ----------
    given
        Tables with the dims of :data:`~cge.benchmark.schema.TABLES`, NaN in cells not given.
    sets
        Regions, sectors, factors, skills.
    free_movement
        Corridors without visas, bool (origin, destination).
    problems
        Takes what is missing.
    where
        How messages name the place that lacks a table or a parameter.

    Returns
    -------
    xr.Dataset
        See docs/benchmark.md.

    Raises
    ------
    DataError
        If anything is missing, together with every problem noted before.
    """
    tables = dict(given)
    for name, table in TABLES.items():
        if name in tables or name in ABSENT or name in PARAMETERS:
            continue
        if table.default is None:
            columns = ", ".join((*table.dims, "value"))
            text = f"the table {name} is missing ({table.long_name}); it needs columns {columns}"
            problems.add(where, text)
        elif isinstance(table.default, float):
            tables[name] = sets.full(table.dims, table.default)
    for name, array in tables.items():
        default = TABLES[name].default
        if name not in (*PARAMETERS, "foreign_ownership"):
            tables[name] = array.fillna(default if isinstance(default, float) else 0.0)
    tables["foreign_ownership"] = _foreign_ownership(tables.get("foreign_ownership"), sets)
    tables.update(_parameters(tables, sets, problems, where))
    problems.raise_if_any()

    bench = xr.Dataset(tables)
    if "population" not in tables:
        people = (bench.workers * bench.persons_per_worker).sum(["origin", "skill"])
        bench["population"] = people.rename(destination="region")
    bench.attrs["remittance_sector"] = sets.remittance_sector or list(sets.sectors)[-1]
    costly = bool(accounts.remittance_services(bench).sum() > 0)
    if costly and not sets.remittance_sector and len(sets.sectors) > 1:
        text = "remittance_sector is missing in the sets: it says who sells what sending costs"
        problems.add(where, text)
    problems.raise_if_any()
    if "ownership" not in tables:
        bench["ownership"] = accounts.ownership(bench)
    return _describe(bench, sets, free_movement)


def _foreign_ownership(given: xr.DataArray | None, sets: Sets) -> xr.DataArray:
    """Residents own what nobody else was said to own."""
    dims = TABLES["foreign_ownership"].dims
    if given is None:
        given = sets.full(dims, np.nan)
    others = given.fillna(0.0)
    home = given.owner == given.region
    residual = 1 - others.where(~home, 0.0).sum("owner")
    return xr.where(home & given.isnull(), residual, others).transpose(*dims)


def _parameters(
    tables: Mapping[str, xr.DataArray], sets: Sets, problems: Problems, where: str
) -> dict[str, xr.DataArray]:
    """Every parameter; those that matter and were not given go to ``problems``."""
    needed = _reasons(tables, sets)
    found: dict[str, xr.DataArray] = {}
    for name in PARAMETERS:
        table = TABLES[name]
        empty = sets.full(table.dims, np.nan)
        array = tables.get(name, empty)
        holes = array.isnull()
        if holes.any() and needed.get(name):
            cells = (
                ", ".join(np.array(sets.labels(table.dims[0]))[holes.values]) if table.dims else ""
            )
            problems.add(
                where,
                f"the parameter {name}{f' of {cells}' if cells else ''} is missing "
                f"({table.long_name}): {needed[name]}.  Add a line `{name},,VALUE` under "
                f"`parameter,sector,value` to elasticities.csv.  Hint: {_HINT[name]}",
            )
        elif holes.any() and name in ABSENT:
            continue
        else:
            fallback, source = empty, "2 x esubd"
            if name == "esubm":
                fallback = 2 * found.get("esubd", empty)
            elif name in _UNUSED_VALUE:
                fallback, source = fallback.fillna(_UNUSED_VALUE[name]), NOT_USED
            elif isinstance(table.default, float):
                fallback, source = fallback.fillna(table.default), "default of the package"
            attrs = array.attrs or {"source": source, "status": "assumption"}
            found[name] = _with_range(array.fillna(fallback), attrs)
    return found


def _reasons(tables: Mapping[str, xr.DataArray], sets: Sets) -> dict[str, str]:
    """Why a parameter without a default is needed in this economy; only those that are."""
    workers = tables.get("workers")
    migrants = workers is not None and bool(accounts.off_diagonal(workers).sum() > 0)
    conditions = {
        "esubva": (bool(sets.factors), "there are other factors than labour"),
        "esubd": (bool(tables["trade"].sum() > 0), "there is trade"),
        "esubsk": (len(sets.skills) > 1, "there are several skills"),
        "esubnm": (migrants, "there are migrants"),
        "migration_elasticity": (migrants, "there are migrants"),
    }
    return {name: reason for name, (holds, reason) in conditions.items() if holds}


def _with_range(array: xr.DataArray, attrs: Mapping[str, object]) -> xr.DataArray:
    """The parameter with attributes low, high, status, source; no range means the value alone."""
    array = array.copy()
    array.attrs = {"status": attrs.get("status", "assumption"), "source": attrs.get("source", "")}
    for bound in ("low", "high"):
        limit = np.broadcast_to(np.asarray(attrs.get(bound, np.nan), dtype=float), array.shape)
        limit = np.where(np.isnan(limit), array.values, limit)
        flat = np.unique(limit)
        array.attrs[bound] = float(flat[0]) if len(flat) == 1 else limit
    return array


def _describe(tables: xr.Dataset, sets: Sets, free_movement: xr.DataArray) -> xr.Dataset:
    """Names, units, coordinates in the order of the contract, attributes, fingerprint."""
    member = sets.member()
    described: dict[str, Variable] = {}
    for name, table in TABLES.items():
        if name in tables:
            array = tables[name].transpose(*table.dims)
            own = {key: array.attrs[key] for key in _PARAMETER_ATTRS if key in array.attrs}
            attrs = {"long_name": table.long_name, "units": table.unit, **own}
            described[name] = (table.dims, array.values.astype(float), attrs)
    for word, codes in (("region", sets.regions), ("sector", sets.sectors)):
        names = np.array(list(codes.values()), dtype=str)
        attrs = {"long_name": f"full name of the {word}", "units": "1"}
        described[f"{word}_name"] = ((word,), names, attrs)
    attrs = {"long_name": "region belongs to the group", "units": "1"}
    described["member"] = (member.dims, member.values, attrs)
    attrs = {"long_name": "corridor without visas", "units": "1"}
    described["free_movement"] = (free_movement.dims, free_movement.values, attrs)

    dims = dict.fromkeys(dim for variable in described.values() for dim in variable[0])
    groups = {"region_group": member.region_group.values}
    coords = sets.coords([str(dim) for dim in dims if dim not in groups]) | groups
    text = io.StringIO()
    YAML().dump(dict(sets.sources), text)
    bench = xr.Dataset(described, {dim: coords[str(dim)] for dim in dims})
    bench.attrs = {
        "name": sets.name,
        "description": sets.description,
        "base_year": sets.base_year,
        "remittance_sector": tables.attrs["remittance_sector"],
        "sources": text.getvalue(),
        "schema_version": SCHEMA_VERSION,
    }
    bench.attrs["sha256"] = fingerprint(bench)
    return bench
