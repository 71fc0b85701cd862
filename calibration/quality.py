"""A map of quality: which part of a result hangs on figures that no source gives.

A place is imputed in an item if ``imputations.csv`` flags it.  Regions of a benchmark are imputed
in part: members count by immigrant workers where an item acts at destinations, by emigrant workers
at origins, by GDP elsewhere.  Regions count by what the scenario does there: by the gain in pay
of those who move or return (workers times pay of migrants there less pay at home, where that is
more), elsewhere by the absolute change of real income of residents and government.  This is
exposure, not an error: how far a headline moves is told by the ranges of ``premium``,
``migrants_pay`` and ``tertiary_share``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from cge.errors import DataError

THERE, HOME, EVERYWHERE = "where they go", "where they come from", "everywhere"

ROWS = (
    ("pay of migrants", THERE, ("migrants' pay",)),
    ("over-qualification of migrants", THERE, ("over-qualification",)),
    ("education of immigrants", THERE, ("immigrants' education",)),
    ("workers per migrant", THERE, ("migrants' participation",)),
    ("skill premium", THERE, ("skill premium",)),
    ("labour share", THERE, ("labour share",)),
    ("skill premium", HOME, ("skill premium",)),
    ("labour share", HOME, ("labour share",)),
    ("education of natives", HOME, ("education",)),
    ("GDP, prices, labour force", EVERYWHERE, ("gdp", "gdp_ppp", "labour_force")),
    ("value added by sector", EVERYWHERE, tuple(
        f"value added, {sector}" for sector in ("agriculture", "industry", "services"))),
    ("input-output structure", EVERYWHERE, ("input-output table",)),
    ("shares of demand", EVERYWHERE, ("consumption", "investment", "government")),
    ("totals of trade", EVERYWHERE, ("trade", "services trade")),
    ("services trade by partner", EVERYWHERE, ("services trade by partner",)),
    ("tariffs and product taxes", EVERYWHERE, ("tariff", "product tax")),
    ("owners of capital abroad", EVERYWHERE, ("foreign-owned capital",)),
    ("cost of remitting", EVERYWHERE, ("remittance cost",)),
)  # fmt: skip
"""Group of cells, where it acts, items of ``imputations.csv``."""

LEAST_MOVERS = 1e5
"""With fewer workers who move, a result does not hang on their pay."""


def exposure(
    result: xr.Dataset,
    data: xr.Dataset,
    flags: pd.DataFrame,
    members: Mapping[str, Sequence[str]],
) -> pd.Series:
    """Part of a result that hangs on imputed cells, by (group of cells, where it acts).

    Parameters
    ----------
    result : xr.Dataset
        Solution of a scenario.
    data : xr.Dataset
        Country database.
    flags : pd.DataFrame
        ``imputations.csv``: columns ``region`` and ``item``.
    members : mapping
        Countries by region of the benchmark.

    Returns
    -------
    pd.Series
        Between 0 and 1; NaN where hardly anybody moves.

    Raises
    ------
    DataError
        If the result is of other regions.
    """
    if list(members) != result["region"].values.tolist():
        msg = "the result has other regions than the map; give a result of that benchmark"
        raise DataError(msg)
    weights, sizes = _weights(result), _sizes(data)
    index = [(group, place) for group, place, _ in ROWS]
    values = []
    for _, place, items in ROWS:
        flagged = set(flags.loc[flags["item"].isin(items), "region"])
        weight, size = weights[place], sizes[place]
        part = [_part(own, flagged, size) for own in members.values()]
        total = weight.sum()
        values.append(float(weight @ np.array(part) / total) if total > 0 else np.nan)
    return pd.Series(values, pd.MultiIndex.from_tuples(index, names=["cells", "where"]))


def _part(own: Sequence[str], flagged: set[str], size: pd.Series) -> float:
    """Part of a region's members, by size, that is flagged."""
    total = float(size[list(own)].sum())
    return float(size[[code for code in own if code in flagged]].sum()) / total if total else 0.0


def _sizes(data: xr.Dataset) -> dict[str, pd.Series]:
    workers = data["workers"].sum("skill").transpose("origin", "destination").values.copy()
    np.fill_diagonal(workers, 0.0)
    codes = data["region"].values.tolist()
    return {
        THERE: pd.Series(workers.sum(axis=0), codes),
        HOME: pd.Series(workers.sum(axis=1), codes),
        EVERYWHERE: pd.Series(data["gdp"].values, codes),
    }


def _weights(result: xr.Dataset) -> dict[str, np.ndarray]:
    """Weight of each region by where an item acts, 10^9 USD."""
    pay = result["wage_base"]
    home = pay.sel(nativity="native", drop=True).rename(destination="origin")
    moved = result["new_migrants"] + result["returnees"]
    gap = np.maximum(pay.sel(nativity="migrant", drop=True) - home, 0.0)
    gain = (moved * gap).sum("skill").transpose("origin", "destination").values
    if float(moved.sum()) < LEAST_MOVERS:
        gain = np.zeros_like(gain)
    effect = abs(result["welfare_ev_by_residence"].values)
    return {THERE: gain.sum(axis=0), HOME: gain.sum(axis=1), EVERYWHERE: effect}
