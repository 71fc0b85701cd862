"""Two countries that each make one good and trade it: the textbook of optimal tariffs."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.benchmark.complete import complete
from cge.benchmark.schema import TABLES
from cge.benchmark.sets import Sets
from cge.places import Problems


def two_countries(
    sigma: float,
    *,
    tariff_of_s: float = 0.0,
    output: tuple[float, float] = (1000.0, 400.0),
) -> xr.Dataset:
    """Output is given; goods differ by origin with elasticity ``sigma``; trade is balanced."""
    sets = Sets(
        name="two countries", description="optimal tariff", base_year=2017,
        regions={"N": "North", "S": "South"}, sectors={"good": "Good"}, factors=["capital"],
        skills=["labour"], groups={}, free_movement={}, remittance_sector="good",
    )  # fmt: skip
    made, traded = np.array(output), 120.0
    given = {
        "value_added": np.array([0.4, 0.6])[:, None, None] * made,
        "final_demand": np.array([1.0, 0, 0])[:, None, None]
        * (made + np.array([0.0, tariff_of_s * traded])),
        "trade": np.array([[0.0, traded], [traded, 0.0]])[None, :, :],
        "tariff": np.array([[0.0, tariff_of_s], [0.0, 0.0]])[None, :, :],
        "workers": np.array([[100e6, 0.0], [0.0, 80e6]])[:, :, None],
    }
    values = {"esubva": 1.0, "esubd": sigma, "esubm": sigma, "esubsk": 1.0, "esubnm": np.inf,
              "migration_elasticity": 1.0}  # fmt: skip
    given |= {n: sets.full(TABLES[n].dims, 1.0).values * v for n, v in values.items()}
    arrays = {
        n: xr.DataArray(v, sets.coords(TABLES[n].dims), TABLES[n].dims) for n, v in given.items()
    }
    return complete(arrays, sets, sets.free_pairs(), Problems("two countries"), "two countries")


def own_tariff(region: str, highest: float = 5.0) -> dict:
    """One government chooses its tariff for the sake of its own people."""
    return {
        "name": "tariff",
        "signatories": region,
        "protected": [],
        "maximise": {
            "aim": "government",
            "region": region,
            "weights": {"natives": 1, "remaining_behind": 1},
        },
        "tariffs": [{"importer": region, "rate": [0, highest], "each": ["importer"]}],
        "starts": 2,
    }
