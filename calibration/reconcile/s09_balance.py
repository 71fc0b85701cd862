"""Step 9: intermediates and final demand of each country; trade and value added stay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.reconcile.s06_output import Technology
from calibration.steps import Log, require_finite
from cge.benchmark.ras import ras
from cge.errors import DataError

SERVICES = 2


@dataclass(frozen=True)
class Uses:
    """``intermediate`` (good, sector, region) and ``final`` (use, good, region), 10^9 USD.

    Uses: household, government, investment.
    """

    intermediate: np.ndarray
    final: np.ndarray


def balance(
    frame: pd.DataFrame,
    technology: Technology,
    cost: np.ndarray,
    supply: np.ndarray,
    demand: pd.DataFrame,
    log: Log,
) -> Uses:
    """Fit uses of the composite goods to their supply, country by country.

    Parameters
    ----------
    cost : np.ndarray
        Output less value added and product tax: total intermediates by (sector, region).
    supply : np.ndarray
        Composite goods at purchasers' prices less remittance services, by (good, region).
    demand : pd.DataFrame
        ``investment`` and ``government`` are met; household consumption takes what is left, and
        ends as the residual of each good so that uses equal supply to rounding.
    """
    regions = len(frame)
    intermediate, final = np.zeros((3, 3, regions)), np.zeros((3, 3, regions))
    for r, code in enumerate(frame.index):
        household = supply[:, r].sum() - cost[:, r].sum() - demand.loc[code, "investment"]
        household -= demand.loc[code, "government"]
        if household <= 0:
            msg = f"step 09: nothing is left for households in {code} ({household:.3g})"
            raise DataError(msg)
        finals = [household, demand.loc[code, "government"], demand.loc[code, "investment"]]
        columns = np.array([*cost[:, r], *finals])
        shape = technology.coefficients[:, :, r]
        shape = shape / shape.sum(axis=0)
        prior = np.concatenate([shape, technology.mix[:, :, r].T], axis=1) * columns[None, :]
        table = ras(
            np.maximum(prior, 1e-4 * columns[None, :]),
            supply[:, r],
            columns,
            what=f"uses in {code}",
        )
        intermediate[:, :, r] = table[:, :3]
        final[:, :, r] = table[:, 3:].T
        final[0, :, r] = supply[:, r] - table[:, [0, 1, 2, 4, 5]].sum(axis=1)
    if final.min() < 0:
        use, good, where = np.unravel_index(final.argmin(), final.shape)
        code = frame.index[int(where)]
        msg = f"step 09: final use {use} of good {good} in {code} is {final.min():.3g}"
        raise DataError(msg)
    require_finite("09", intermediate=intermediate, final=final)
    for i, name in enumerate(("agriculture", "industry", "services")):
        wanted = technology.mix[0, i] * demand["consumption"].to_numpy()
        log.move(
            "09",
            f"household_{name}",
            pd.Series(wanted, frame.index),
            pd.Series(final[0, i], frame.index),
        )
    return Uses(intermediate, final)
