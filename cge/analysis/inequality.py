"""Inequality of income per person in the world, at purchasing power (W-7).

People are cells (region, skill, native or migrant), each with the mean income that the model gives
it and a spread around that mean.  The spread of a region is the one shape under which its cells
have the mean log deviation of its income deciles at the benchmark; it does not change.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.benchmark import accounts

MEASURES = ("mean_log_deviation", "theil", "atkinson", "top_10_share", "equality_gain")
COMPONENTS = ("total", "between", "within")
ATKINSON = 0.5
"""Aversion to inequality in ``atkinson``; at 1 it would be 1 - exp(-mean log deviation), at 2
equality_gain / (1 + equality_gain)."""
USED = ("group_income", "migrants", "real_factor", "income_per_natural_ppp")
"""Definitions that are read here."""
INCOME = 1e9
"""USD per 10^9 USD."""
HALVINGS = 60


def inequality(bench: xr.Dataset, now: xr.Dataset, then: xr.Dataset) -> xr.Dataset:
    """Inequality before and after.

    Parameters
    ----------
    bench : xarray.Dataset
        The benchmark: deciles of income, price levels.
    now, then : xarray.Dataset
        Definitions at the solution and at the benchmark: ``group_income, migrants, real_factor,
        income_per_natural_ppp``.

    Returns
    -------
    xarray.Dataset
        ``inequality, inequality_by_birth, inequality_without_migrants`` (measure, component) and
        ``inequality_region`` (measure, region), each with ``_base``.  NaN where a cell has no
        positive income.
    """
    spread = shapes(bench, _residents(then, bench.price_level))
    out: dict[str, xr.DataArray] = {}
    for suffix, at in (("", now), ("_base", then)):
        people = _residents(at, bench.price_level)
        natives = people.sel(nativity=["native"])
        out[f"inequality{suffix}"] = measures(people, spread)
        out[f"inequality_without_migrants{suffix}"] = measures(natives, spread)
        out[f"inequality_by_birth{suffix}"] = measures(_born(at, natives, then), spread)
        out[f"inequality_region{suffix}"] = by_region(people, spread)
    return xr.Dataset(out)


def _residents(at: xr.Dataset, price_level: xr.DataArray) -> xr.Dataset:
    """Persons and mean incomes of residents (region, skill, nativity) [int. USD per person]."""
    groups = at.group_income.sum("source") * at.real_factor / price_level * INCOME
    here = groups.sel(group=["natives", "remaining_behind", "returnees"]).sum("group")
    came = groups.sel(group=["established_migrants", "new_migrants"]).sum("group")
    at_home = accounts.diagonal(at.migrants)
    away = accounts.off_diagonal(at.migrants).sum("origin").rename(destination="region")
    kind = xr.IndexVariable("nativity", ["native", "migrant"])
    return _cells(xr.concat([at_home, away], kind), xr.concat([here, came], kind))


def _born(at: xr.Dataset, natives: xr.Dataset, then: xr.Dataset) -> xr.Dataset:
    """The same by region of birth: those at home by skill, those abroad as one cell."""
    born = then.migrants.sum(["destination", "skill"]).rename(origin="region")
    abroad = accounts.off_diagonal(at.migrants).sum(["destination", "skill"])
    at_home = natives.isel(nativity=0, drop=True).rename(skill="cell")
    income = at.income_per_natural_ppp * born
    income = income - (at_home.persons * at_home["mean"].fillna(0.0)).sum("cell")
    away = _cells(abroad.rename(origin="region"), income).expand_dims(cell=["abroad"])
    return xr.concat([at_home, away], "cell")


def _cells(number: xr.DataArray, income: xr.DataArray) -> xr.Dataset:
    """Persons and their mean income; a cell in which nobody lives has neither."""
    there = number > 0
    return xr.Dataset({"persons": number.where(there, 0.0), "mean": (income / number.where(there))})


def shapes(bench: xr.Dataset, people: xr.Dataset) -> xr.DataArray:
    """Income of each tenth of a cell over the cell's mean (region, decile).

    The deciles of the region, raised to the one power at which spread within cells and differences
    between them make up the mean log deviation of the deciles; where differences between cells are
    more than that already, there is no spread.  Without deciles there is none either.
    """
    if "decile_share" not in bench:
        return xr.DataArray(
            np.ones((bench.sizes["region"], 10)), {"region": bench.region.values},
            ("region", "decile"),
        )  # fmt: skip
    tenth = np.maximum(bench.decile_share.transpose("region", "decile").values, 1e-6)
    log = np.log(tenth)
    measured = _mld_of_tenths(log, np.ones(len(log)))
    cells = [d for d in people.persons.dims if d != "region"]
    weight = people.persons / people.persons.sum(cells)
    average = (weight * people["mean"]).sum(cells)
    ratio = people["mean"] / average
    between = -(weight * np.log(ratio.where(ratio > 0))).sum(cells)
    wanted = np.maximum(measured - between.transpose("region").values, 0.0)
    low, high = np.zeros(len(log)), np.ones(len(log))
    for _ in range(HALVINGS):  # the deviation rises with the power
        middle = (low + high) / 2
        above = _mld_of_tenths(log, middle) > wanted
        high, low = np.where(above, middle, high), np.where(above, low, middle)
    shape = np.exp(log * low[:, None])
    return xr.DataArray(
        shape / shape.mean(axis=1, keepdims=True),
        {"region": bench.region.values},
        ("region", "decile"),
    )


def _mld_of_tenths(log: np.ndarray, power: np.ndarray) -> np.ndarray:
    scaled = log * power[:, None]
    return np.log(np.exp(scaled).mean(axis=1)) - scaled.mean(axis=1)


def measures(people: xr.Dataset, spread: xr.DataArray) -> xr.DataArray:
    """Measures of the world (measure, component).

    ``between``: everybody has the mean of the region.  ``within`` is the rest of ``total``, which
    for the mean log deviation and Theil is the textbook's weighted mean of regions.
    """
    income, weight = _distribution(people, spread)
    cells = [d for d in people.persons.dims if d != "region"]
    persons = people.persons.sum(cells)
    mean = (people.persons * people["mean"]).sum(cells) / persons.where(persons > 0)
    total = _of(income.ravel(), weight.ravel())
    between = _of(mean.values, persons.values)
    return xr.DataArray(
        np.array([total, between, total - between]).T,
        {"measure": list(MEASURES), "component": list(COMPONENTS)},
        ("measure", "component"),
    )


def by_region(people: xr.Dataset, spread: xr.DataArray) -> xr.DataArray:
    """Measures of the residents of each region (measure, region)."""
    income, weight = _distribution(people, spread)
    return xr.DataArray(
        np.array([_of(*one) for one in zip(income, weight, strict=True)]).T,
        {"measure": list(MEASURES), "region": people.region.values},
        ("measure", "region"),
    )


def _distribution(people: xr.Dataset, spread: xr.DataArray) -> tuple[np.ndarray, np.ndarray]:
    """Incomes and numbers of all tenths of all cells, a row for each region."""
    income = (people["mean"] * spread).transpose("region", ...)
    weight = (people.persons / spread.sizes["decile"] * xr.ones_like(spread)).transpose(
        *income.dims
    )
    rows = (income.sizes["region"], -1)
    return income.values.reshape(rows), weight.values.reshape(rows)


def _of(income: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The measures in the order of :data:`MEASURES`."""
    there = weight > 0
    income, weight = income[there], weight[there] / weight[there].sum()
    if not (income > 0).all():
        return np.full(len(MEASURES), np.nan)
    mean = weight @ income
    relative = income / mean
    equal = 1 - ATKINSON
    return np.array(
        [
            -(weight @ np.log(relative)),
            weight @ (relative * np.log(relative)),
            1 - (weight @ relative**equal) ** (1 / equal),
            _top(relative, weight, 0.1),
            weight @ (1 / relative) - 1,
        ]
    )


def _top(relative: np.ndarray, weight: np.ndarray, share: float) -> float:
    """Part of all income that the richest ``share`` of people have."""
    order = np.argsort(-relative, kind="stable")
    people = np.concatenate([[0.0], np.cumsum(weight[order])])
    income = np.concatenate([[0.0], np.cumsum((weight * relative)[order])])
    return float(np.interp(share, people, income))
