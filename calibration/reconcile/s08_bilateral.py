"""Step 8: bilateral trade by sector from totals and priors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.sources.tidy import Tidy
from calibration.steps import Log, require_finite
from calibration.world import ROW_POOR, ROW_RICH
from cge.benchmark.ras import ras
from cge.errors import DataError

DROP_BELOW = 1e-5
"""Flows below this part of the importer's GDP are left out before balancing."""

GRAVITY = {"distance": -0.93, "contig": 0.53, "comlang_off": 0.54, "colony": 0.92}
"""Elasticity to distance and log effects of a border, a language, a colonial tie for services: an
assumption of the usual size (no bilateral services data covers the 162 regions)."""

SEATS = {ROW_RICH: ("HKG", "TWN", "PRI"), ROW_POOR: ("VEN", "CUB", "AFG", "SYR", "LBY")}
"""Members whose geography stands for a rest of the world."""

CEPII_CODES = {"SRB": "YUG"}


def services_prior(raw: Tidy, frame: pd.DataFrame) -> np.ndarray:
    """Gravity without sizes (margins bring them), exporter by importer, zero diagonal."""
    data = raw.table("cepii_geodist").set_index(["origin", "dest"])
    score = np.exp(
        GRAVITY["distance"] * np.log(data["dist"].clip(lower=50.0))
        + sum(GRAVITY[name] * data[name] for name in ("contig", "comlang_off", "colony"))
    )
    table = score.unstack()
    seats = {region: seats_of(region, table.index) for region in frame.index}
    used = [code for codes in seats.values() for code in codes]
    table = table.loc[used, used]
    require_finite("08", cepii_geodist=table)
    weight = pd.DataFrame(0.0, frame.index, used)
    for region, codes in seats.items():
        weight.loc[region, codes] = 1 / len(codes)
    matrix = weight.to_numpy() @ table.to_numpy() @ weight.to_numpy().T
    np.fill_diagonal(matrix, 0.0)
    return matrix


def seats_of(region: str, known: pd.Index) -> list[str]:
    """Codes in the tables of distances whose geography stands for a region."""
    seats = [
        code if code in known else CEPII_CODES.get(code, code)
        for code in SEATS.get(region, (region,))
    ]
    if missing := [code for code in seats if code not in known]:
        msg = f"step 08: cepii_geodist.csv has no {' '.join(missing)}, wanted for {region}"
        raise DataError(msg)
    return seats


def bilateral(
    raw: Tidy, frame: pd.DataFrame, trade: pd.DataFrame, prior: np.ndarray, log: Log
) -> np.ndarray:
    """Shipments by sector, exporter and importer in 10^9 USD at producers' prices.

    Goods: the prior times each exporter's composition, fitted to exports by sector and to
    importers' total of goods, which leaves open what each importer buys of which
    good.  Services: gravity.
    """
    goods = prior[None] * trade[["agriculture", "industry"]].to_numpy().T[:, :, None]
    goods = goods / prior.sum(axis=1)[None, :, None]
    flat = goods.reshape(-1, len(frame))
    rows = trade[["agriculture", "industry"]].to_numpy().T.ravel()
    services = services_prior(raw, frame)
    services = services * np.outer(trade["services"], trade["services_imports"])
    flat = _fit(flat, rows, trade["goods_imports"].to_numpy(), frame["gdp"].to_numpy(), "goods")
    services = _fit(
        services,
        trade["services"].to_numpy(),
        trade["services_imports"].to_numpy(),
        frame["gdp"].to_numpy(),
        "services",
    )
    flows = np.concatenate([flat.reshape(2, len(frame), len(frame)), services[None]])
    require_finite("08", flows=flows)
    log.flag("08", "services trade by partner", frame.index, "gravity fitted to totals")
    return flows


def _fit(
    prior: np.ndarray, rows: np.ndarray, columns: np.ndarray, gdp: np.ndarray, what: str
) -> np.ndarray:
    """RAS, leave out tiny flows (never a row's or column's largest), RAS again."""
    rows = rows * (columns.sum() / rows.sum())
    first = ras(prior, rows, columns, what=what, tolerance=1e-9)
    keep = first >= DROP_BELOW * gdp[None, :]
    keep[np.arange(len(rows)), first.argmax(axis=1)] |= rows > 0
    keep[first.argmax(axis=0), np.arange(len(columns))] |= columns > 0
    return ras(first * keep, rows, columns, what=f"{what}, sparse", tolerance=1e-9)
